"""Headings become columns: which record is the header, which delimiter, which of our columns each heading stands for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz, process

from trialmetrics.vocabulary import EVENT_COLUMNS, HEADINGS, PROPOSED, SHEET_COLUMNS, Column

DELIMITERS = (",", ";", "\t", "|")
HEADER_RECORDS = 50  # records among which the header is looked for
MIN_SIMILARITY = 75  # of 100; under it a proposal would be noise
MAX_COMPARED = 500  # headings that proposals are made for
MAX_LENGTH = 200  # characters of a heading; what is longer is a text, and is known by how it begins
COLUMNS: dict[str, dict[str, Column]] = {"events": EVENT_COLUMNS, "sheet": SHEET_COLUMNS}
_SCALE = re.compile(r"[\s(\[]*\b(\d+)\s*(?:-|–|—|/|t/m|tot|to|…|\.\.+)\s*(\d+)\s*[)\]]?\s*$")
_POSITION = re.compile(r" \(column \d+\)$")

Line = tuple[int, Sequence[str], int]  # line, cells, how many lines


def normalised(heading: str) -> str:
    """A heading without case, separators, its place, or the rating scale at its end."""
    text = _SCALE.sub("", _POSITION.sub("", heading.strip().lstrip("'").casefold()))
    return re.sub(r"[\s_\-./:?()*]+", " ", text).strip()


def heading_scale(heading: str) -> tuple[int, int] | None:
    """The rating scale that a heading names, such as (1, 10) for `Friendly 1-10`."""
    match = _SCALE.search(heading.strip())
    low, high = (int(match[1]), int(match[2])) if match else (0, 0)
    # Years, for instance, are none.
    return (low, high) if low < high <= 100 else None


def names(cells: Sequence[str]) -> list[str]:
    """A name for every cell of the header, no two alike: the heading; where it is empty or there twice, with its place."""
    unique_names: dict[str, None] = {}
    for at, cell in enumerate(cells):
        name = " ".join(cell[: 2 * MAX_LENGTH].split())[:MAX_LENGTH] or f"column {at + 1}"
        while name in unique_names:
            name = f"{name} (column {at + 1})"
        unique_names[name] = None
    return [*unique_names]


@cache
def _synonyms(kind: str) -> dict[str, str]:
    columns = COLUMNS[kind]
    words = {normalised(heading): name for name in columns for heading in HEADINGS.get(name, ())}
    return words | {normalised(name): name for name in columns}


def recognise(
    headings: Sequence[str], kind: str, chosen: Mapping[str, str | None]
) -> tuple[dict[int, str], list[str]]:
    """Which of our columns stands at which place, and the columns that two headings claim.

    What a person chose holds; our own name beats a synonym; of two claims of the same strength neither is taken.
    """
    places: dict[int, str] = {}
    for position, heading in enumerate(headings):
        if (column := chosen.get(heading)) and column not in places.values() and column in COLUMNS[kind]:
            places[position] = column
    claims: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        if heading not in chosen and (name := _synonyms(kind).get(normalised(heading))):
            claims.setdefault(name, []).append(position)
    contested = []
    for name, claimants in claims.items():
        exact = [position for position in claimants if normalised(headings[position]) == normalised(name)]
        if name in places.values():
            continue
        if len(claimants) == 1 or len(exact) == 1:
            places[(exact or claimants)[0]] = name
        else:
            contested.append(name)
    return dict(sorted(places.items())), contested


def kind_of(headings: Sequence[str], chosen: Mapping[str, str | None], constants: Iterable[str]) -> str:
    """`events` or `sheet`: the kind whose needed columns are there; of both or neither, the one with more columns."""

    def score(kind: str) -> tuple[bool, int]:
        places, contested = recognise(headings, kind, chosen)
        columns = {*places.values(), *contested, *constants} & {*COLUMNS[kind]}
        return {name for name, column in COLUMNS[kind].items() if column.needed} <= columns, len(columns)

    events, sheet = score("events"), score("sheet")
    return "events" if events > sheet else "sheet"


def find_header(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> tuple[int, list[str]]:
    """The last line of the header and its cells: of the first records the one with most headings that are recognised.

    Where nothing is recognised: the first record of the width that most have, so that no title is taken for it. Where
    `chosen` speaks of `column 1`, `column 2` ...: there is no header, and those are its names.
    """
    width = max((len(_filled(cells)) for _line, cells, _reach in lines), default=0)
    if any(re.fullmatch(r"column \d+", heading) for heading in chosen) and not any(
        _recognised_count(cells, chosen) for _line, cells, _reach in lines
    ):
        return 0, [f"column {position + 1}" for position in range(width)]
    widths = [len(_filled(cells)) for _line, cells, _reach in lines]
    usual = max(widths, key=lambda count: (widths.count(count), count), default=0)
    line, cells, line_count = max(
        lines, key=lambda line: (_recognised_count(line[1], chosen), len(_filled(line[1])) == usual, -line[0])
    )
    return line + line_count - 1, list(cells)


def find_delimiter(records: Callable[[str], Sequence[Line]], chosen: Mapping[str, str | None]) -> str:
    """The delimiter under which the first records show most headings; else the one that parts them most evenly."""

    def score(delimiter: str) -> tuple[int, int, int]:
        lines = [cells for _line, cells, _reach in records(delimiter)]
        widths = [len(cells) for cells in lines]
        usual = max(widths, key=widths.count, default=1)
        return (
            max((_recognised_count(cells, chosen) for cells in lines), default=0),
            widths.count(usual) * (usual > 1),
            usual,
        )

    return max(DELIMITERS, key=score)


def similar_headings(heading: str, headings: Iterable[str]) -> list[str]:
    """The headings of the file that come nearest to one that is not there."""
    matches = process.extract(
        heading, list(headings), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=3
    )
    return [match[0] for match in matches]


def headings_near(name: str, headings: Iterable[str]) -> list[str]:
    """The headings that come near one of our columns, nearest first."""
    similarity = {heading: _nearness(heading, name) for heading in list(headings)[:MAX_COMPARED]}
    return sorted(
        (heading for heading in similarity if similarity[heading] >= MIN_SIMILARITY),
        key=lambda heading: -similarity[heading],
    )


def propose(headings: Iterable[str], kind: str, taken: Iterable[str]) -> dict[str, str]:
    """For headings that were left alone the column that each comes nearest to, of those that nothing was found for."""
    free = [name for name in COLUMNS[kind] if name not in {*taken}]
    proposed: dict[str, str] = {}
    for heading in list(headings)[:MAX_COMPARED]:
        similarity = {name: _nearness(heading, name) for name in free if name not in proposed.values()}
        best = max(similarity, key=lambda name: similarity[name], default=None)
        if best and similarity[best] >= MIN_SIMILARITY:
            proposed[heading] = best
    return proposed


def _nearness(heading: str, name: str) -> float:
    """How near a heading comes to a column's names, 0-100; a word that may stand for it counts as just near enough."""
    normal = normalised(heading)
    known_names = [normalised(name), *map(normalised, HEADINGS.get(name, ()))]
    best = max((fuzz.ratio(normal, word) for word in known_names), default=0.0)
    # `Date of request` and `request date` are the same words in another order.
    best_reordered = max((fuzz.token_sort_ratio(normal, word) for word in known_names), default=0.0) - 5
    return max(best, best_reordered, float(MIN_SIMILARITY) if normal in PROPOSED.get(name, ()) else 0.0)


def _recognised_count(cells: Sequence[str], chosen: Mapping[str, str | None]) -> int:
    """How many headings are recognised, as either kind; of very wide records only the first are looked at."""
    headings = names(cells[:MAX_COMPARED])
    results = [recognise(headings, kind, chosen) for kind in COLUMNS]
    return max(len(places) + len(contested) for places, contested in results) + sum(
        heading in chosen and chosen[heading] is None for heading in headings
    )


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell.strip()]
