"""Find the header and the delimiter of a file, and match its headings to our columns."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz, process

from trialmetrics.vocabulary import EVENT_COLUMNS, HEADINGS, PROPOSED, SHEET_COLUMNS, Column

DELIMITERS = (",", ";", "\t", "|")
HEADER_RECORDS = 50  # the header is one of the first so many records
MIN_SIMILARITY = 75  # of 100; below it a proposal would be noise
MAX_COMPARED = 500  # further headings get no proposal
MAX_LENGTH = 200  # characters; a longer heading is cut
COLUMNS: dict[str, dict[str, Column]] = {"events": EVENT_COLUMNS, "sheet": SHEET_COLUMNS}
_SCALE = re.compile(r"[\s(\[]*\b(\d+)\s*(?:-|–|—|/|t/m|tot|to|…|\.\.+)\s*(\d+)\s*[)\]]?\s*$")
_POSITION = re.compile(r" \(column \d+\)$")

Line = tuple[int, Sequence[str], int]  # line, cells, how many lines


def normalised(heading: str) -> str:
    """A heading in lower case, without separators, column number, or rating scale at its end: for comparing."""
    text = _SCALE.sub("", _POSITION.sub("", heading.strip().lstrip("'").casefold()))
    return re.sub(r"[\s_\-./:?()*]+", " ", text).strip()


def heading_scale(heading: str) -> tuple[int, int] | None:
    """The rating scale (low, high) in a heading, such as (1, 10) for `Friendly 1-10`; None without one."""
    match = _SCALE.search(heading.strip())
    low, high = (int(match[1]), int(match[2])) if match else (0, 0)
    # `2024-2025` is no scale.
    return (low, high) if low < high <= 100 else None


def names(cells: Sequence[str]) -> list[str]:
    """A unique name for every cell of the header: the heading, or with its column number where it is empty or a duplicate."""
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
    """Our column by position in the header, and our columns that several headings match equally well.

    A person's choice wins; our own name beats a synonym; between equal matches neither is taken.
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
    """`events` or `sheet`: the kind whose needed columns are all present; if both or neither, the one with more columns."""

    def score(kind: str) -> tuple[bool, int]:
        places, contested = recognise(headings, kind, chosen)
        columns = {*places.values(), *contested, *constants} & {*COLUMNS[kind]}
        return {name for name, column in COLUMNS[kind].items() if column.needed} <= columns, len(columns)

    events, sheet = score("events"), score("sheet")
    return "events" if events > sheet else "sheet"


def find_header(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> tuple[int, list[str]]:
    """The number of the header's last line, and its cells: the record with most recognised headings.

    If none is recognised: the first record of the most common width, so that a title above the table is skipped. If
    `chosen` names `column 1`, `column 2` ..., the file has no header (line 0) and those are its headings.
    """
    width = max((len(_filled(cells)) for _line, cells, _reach in lines), default=0)
    if any(re.fullmatch(r"column \d+", heading) for heading in chosen) and not any(
        recognised_count(cells, chosen) for _line, cells, _reach in lines
    ):
        return 0, [f"column {position + 1}" for position in range(width)]
    widths = [len(_filled(cells)) for _line, cells, _reach in lines]
    usual = max(widths, key=lambda count: (widths.count(count), count), default=0)
    line, cells, line_count = max(
        lines, key=lambda line: (recognised_count(line[1], chosen), len(_filled(line[1])) == usual, -line[0])
    )
    return line + line_count - 1, list(cells)


def find_delimiter(records: Callable[[str], Sequence[Line]], chosen: Mapping[str, str | None]) -> str:
    """The delimiter that yields most recognised headings; on a tie, the one that splits most records into equally many cells."""

    def score(delimiter: str) -> tuple[int, int, int]:
        lines = [cells for _line, cells, _reach in records(delimiter)]
        widths = [len(cells) for cells in lines]
        usual = max(widths, key=widths.count, default=1)
        return (
            max((recognised_count(cells, chosen) for cells in lines), default=0),
            widths.count(usual) * (usual > 1),
            usual,
        )

    return max(DELIMITERS, key=score)


def similar_headings(heading: str, headings: Iterable[str]) -> list[str]:
    """Up to three headings of the file spelled most like one that it does not have."""
    matches = process.extract(
        heading, list(headings), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=3
    )
    return [match[0] for match in matches]


def headings_near(name: str, headings: Iterable[str]) -> list[str]:
    """The headings that resemble one of our columns, most similar first."""
    similarity = {heading: _nearness(heading, name) for heading in list(headings)[:MAX_COMPARED]}
    return sorted(
        (heading for heading in similarity if similarity[heading] >= MIN_SIMILARITY),
        key=lambda heading: -similarity[heading],
    )


def propose(headings: Iterable[str], kind: str, taken: Iterable[str]) -> dict[str, str]:
    """Unmapped heading -> the most similar of our columns that is still free."""
    free = [name for name in COLUMNS[kind] if name not in {*taken}]
    proposed: dict[str, str] = {}
    for heading in list(headings)[:MAX_COMPARED]:
        similarity = {name: _nearness(heading, name) for name in free if name not in proposed.values()}
        best = max(similarity, key=lambda name: similarity[name], default=None)
        if best and similarity[best] >= MIN_SIMILARITY:
            proposed[heading] = best
    return proposed


def _nearness(heading: str, name: str) -> float:
    """Similarity of a heading to a column's names, 0-100; a word that may stand for the column just gets proposed."""
    normal = normalised(heading)
    known_names = [normalised(name), *map(normalised, HEADINGS.get(name, ()))]
    best = max((fuzz.ratio(normal, word) for word in known_names), default=0.0)
    # Word order matters little: `date request`, `request date`.
    best_reordered = max((fuzz.token_sort_ratio(normal, word) for word in known_names), default=0.0) - 5
    return max(best, best_reordered, float(MIN_SIMILARITY) if normal in PROPOSED.get(name, ()) else 0.0)


def recognised_count(cells: Sequence[str], chosen: Mapping[str, str | None]) -> int:
    """How many headings are recognised, as the better kind; very wide records are judged by their first cells."""
    headings = names(cells[:MAX_COMPARED])
    results = [recognise(headings, kind, chosen) for kind in COLUMNS]
    return max(len(places) + len(contested) for places, contested in results) + sum(
        heading in chosen and chosen[heading] is None for heading in headings
    )


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell.strip()]
