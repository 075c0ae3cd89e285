"""Headings become columns: which line is the header, which delimiter, which of our columns each heading stands for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz, process

from trialmetrics.intake.records import split
from trialmetrics.vocabulary import EVENT_COLUMNS, HEADINGS, SHEET_COLUMNS, Column

DELIMITERS = (",", ";", "\t", "|")
FIRST_LINES = 50
NEAR = 75  # of 100; under it a proposal would be noise
COLUMNS: dict[str, dict[str, Column]] = {"events": EVENT_COLUMNS, "sheet": SHEET_COLUMNS}
_SCALE = re.compile(r"\(?\b(\d+)\s*(?:-|–|/|t/m|tot|to)\s*(\d+)\)?\s*$")


def plain(heading: str) -> str:
    """A heading without case, separators, or the rating scale at its end."""
    text = _SCALE.sub("", heading.strip().lstrip("'").casefold())
    return re.sub(r"[\s_\-./:?()]+", " ", text).strip()


def scale(heading: str) -> tuple[int, int] | None:
    """The rating scale that a heading names, such as (1, 10) for `Friendly 1-10`."""
    found = _SCALE.search(heading.strip())
    return (int(found[1]), int(found[2])) if found else None


@cache
def _synonyms(kind: str) -> dict[str, str]:
    ours = COLUMNS[kind]
    words = {plain(each): name for name in ours for each in HEADINGS.get(name, ())}
    return words | {plain(name): name for name in ours}


def recognise(
    headings: Sequence[str], kind: str, chosen: Mapping[str, str | None]
) -> tuple[dict[int, str], list[str]]:
    """Which of our columns stands at which place, and the columns that two headings claim.

    What a person chose holds; our own name beats a synonym; of two claims of the same strength neither is taken.
    """
    places: dict[int, str] = {}
    for at, heading in enumerate(headings):
        if (named := chosen.get(heading.strip())) and named not in places.values():
            places[at] = named
    claims: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        if heading.strip() not in chosen and (name := _synonyms(kind).get(plain(heading))):
            claims.setdefault(name, []).append(at)
    torn = []
    for name, claimants in claims.items():
        exact = [at for at in claimants if plain(headings[at]) == plain(name)]
        if name in places.values():
            continue
        if len(claimants) == 1 or len(exact) == 1:
            places[(exact or claimants)[0]] = name
        else:
            torn.append(name)
    return dict(sorted(places.items())), torn


def kind_of(headings: Sequence[str], chosen: Mapping[str, str | None], given: Iterable[str]) -> str:
    """`events` or `sheet`: the kind whose needed columns are there; of both or neither, the one with more columns."""

    def fit(kind: str) -> tuple[int, int]:
        places, _torn = recognise(headings, kind, chosen)
        found = {*places.values(), *given} & {*COLUMNS[kind]}
        return sum(column.needed for name, column in COLUMNS[kind].items() if name in found), len(found)

    events, sheet = fit("events"), fit("sheet")
    needs = {kind: sum(column.needed for column in columns.values()) for kind, columns in COLUMNS.items()}
    if (events[0] == needs["events"]) != (sheet[0] == needs["sheet"]):
        return "events" if events[0] == needs["events"] else "sheet"
    return (
        "events"
        if "event" in recognise(headings, "events", chosen)[0].values()
        else ("events" if events[1] > sheet[1] else "sheet")
    )


def known(headings: Sequence[str], chosen: Mapping[str, str | None]) -> int:
    """How many headings are recognised, as either kind."""
    return max(len(recognise(headings, kind, chosen)[0]) for kind in COLUMNS)


def find_header(
    lines: Sequence[tuple[int, Sequence[str]]], chosen: Mapping[str, str | None]
) -> tuple[int, list[str]]:
    """The line of the header and its cells: of the first lines the one with most headings that are recognised."""
    best = max(lines, key=lambda line: (known(line[1], chosen), sum(map(bool, line[1])) > 1, -line[0]))
    cells = list(best[1])
    while cells and not cells[-1].strip():
        cells.pop()
    return best[0], cells


def find_delimiter(texts: Sequence[str], chosen: Mapping[str, str | None]) -> str:
    """The delimiter under which the first lines show most headings; else the one that is there most evenly."""

    def fit(delimiter: str) -> tuple[int, int, int]:
        rows = [split(text, delimiter) for text in texts if text.strip()]
        widths = [len(row) for row in rows]
        usual = max(widths, key=widths.count, default=1)
        return max((known(row, chosen) for row in rows), default=0), widths.count(usual) * (usual > 1), usual

    return max(DELIMITERS, key=fit)


def nearest_heading(heading: str, headings: Iterable[str]) -> list[str]:
    """The headings of the file that come nearest to one that is not there."""
    found = process.extract(heading, list(headings), scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
    return [each[0] for each in found]


def nearest(name: str, headings: Iterable[str]) -> list[str]:
    """The headings that come nearest to one of our columns, nearest first; proposals for a person."""
    words = [plain(name), *map(plain, HEADINGS.get(name, ()))]
    scored = {
        heading: max(
            found[1] for found in [process.extractOne(plain(heading), words, scorer=fuzz.ratio)] if found
        )
        for heading in headings
        if plain(heading)
    }
    return sorted((heading for heading in scored if scored[heading] >= NEAR), key=lambda each: -scored[each])
