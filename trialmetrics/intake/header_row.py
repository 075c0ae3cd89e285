"""Find the header and the delimiter of a file: the row of texts above columns of values."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from trialmetrics.intake.column_profile import is_date
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import (
    COLUMNS,
    MAX_COMPARED,
    is_complete,
    names,
    recognise,
    recognised_positions,
)

DELIMITERS = (",", ";", "\t", "|")
HEADER_RECORDS = 50  # the header is one of the first so many records
_NUMBER = re.compile(r"[€$£]?\s*[+-]?\(?\d[\d.,:'’\s%()/+-]*(?:€|eur|euro|usd|gbp)?", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+", re.IGNORECASE)

Line = tuple[int, Sequence[str], int]  # line, cells, how many lines


class _Candidate(NamedTuple):
    """A record as a possible header: how many of its cells are filled, recognised, chosen by a person, and values.

    `complete`: the recognised cells are all that a kind of table needs.
    """

    line: Line
    filled: int
    recognised: int
    chosen: int
    values: int
    complete: bool
    distinct: bool

    @property
    def is_texts(self) -> bool:
        """Whether it may be a header: without values, or so well recognised that the values are headings, such as years."""
        return (
            self.values == 0 or self.complete or (self.recognised >= 3 and self.recognised > 3 * self.values)
        )


def find_header(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> tuple[int, list[str]]:
    """The number of the header's last line, and its cells.

    It is the record of texts with most recognised headings above the first record of values, so that a title above the table is
    skipped, and no record of values is taken for it. Without one the file has no header: line 0, and `column 1`,
    `column 2` ... are its headings.
    """
    header = _best(lines, chosen)
    if header is None:
        width = max((len(_filled_to(cells)) for _line, cells, _count in lines), default=0)
        return 0, [f"column {position + 1}" for position in range(width)]
    line, cells, line_count = header.line
    return line + line_count - 1, list(cells)


def find_delimiter(records: Callable[[str], Sequence[Line]], chosen: Mapping[str, str | None]) -> str:
    """The delimiter that yields most recognised headings; on a tie, the one that splits most records into equally many cells."""

    def score(delimiter: str) -> tuple[int, int, int]:
        lines = records(delimiter)
        widths = [len(cells) for _line, cells, _count in lines]
        usual = max(widths, key=widths.count, default=1)
        header = _best(lines, chosen)
        recognised = header.recognised + header.chosen if header else 0
        return recognised, widths.count(usual) * (usual > 1), usual

    return max(DELIMITERS, key=score)


def is_value(cell: str) -> bool:
    """Whether a cell is a date, a number or an address, which no heading is."""
    text = cell.strip().removeprefix(NATIVE)
    if not any(map(str.isdigit, text)):
        return bool(_ADDRESS.fullmatch(text))
    return bool(_NUMBER.fullmatch(text) or _ADDRESS.fullmatch(text)) or is_date(text)


def _best(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> _Candidate | None:
    candidates = _candidates(lines, chosen)
    most_chosen = max((candidate.chosen for candidate in candidates), default=0)
    if most_chosen:
        candidates = [candidate for candidate in candidates if candidate.chosen == most_chosen]
    widths = [candidate.filled for candidate in candidates]
    usual = max(widths, key=lambda count: (widths.count(count), count), default=0)
    texts = [
        candidate for candidate in candidates if candidate.is_texts and candidate.filled >= min(2, usual)
    ]
    first_values = next(
        (each.line[0] for each in candidates if not each.is_texts and each.filled > max(1, usual / 2)),
        None,
    )
    above = [each for each in texts if first_values is None or each.line[0] < first_values]
    # Below other values only what is recognised can be a header: of a table under a block of particulars.
    pool = above or [each for each in texts if each.recognised >= 2] or (candidates if most_chosen else [])
    return max(
        pool,
        key=lambda each: (each.recognised, each.filled == usual, each.distinct, -each.line[0]),
        default=None,
    )


def _candidates(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> list[_Candidate]:
    columns: dict[int, Counter[str]] = {}
    # A header repeated further down does not make its headings values.
    for record in dict.fromkeys(tuple(cells[:MAX_COMPARED]) for _line, cells, _count in lines):
        for position, cell in enumerate(record):
            if text := cell.strip().casefold():
                columns.setdefault(position, Counter())[text] += 1
    candidates = []
    for line in lines:
        cells = line[1][:MAX_COMPARED]
        headings = names(cells)
        filled = [cell.strip() for cell in cells if cell.strip()]
        recognised = {
            position
            for position in recognised_positions(headings, chosen)
            # What stands in its column more than once is a value.
            if cells[position].strip() and columns[position][cells[position].strip().casefold()] == 1
        }
        candidates.append(
            _Candidate(
                line,
                len(filled),
                len(recognised),
                sum(
                    heading in chosen and bool(cell.strip())
                    for heading, cell in zip(headings, cells, strict=True)
                ),
                sum(
                    is_value(cell) for position, cell in enumerate(cells) if headings[position] not in chosen
                ),
                _is_complete(headings, recognised, chosen),
                len({*filled}) == len(filled),
            )
        )
    return candidates


def _is_complete(
    headings: Sequence[str], recognised: Collection[int], chosen: Mapping[str, str | None]
) -> bool:
    headings = [headings[position] for position in sorted(recognised)]
    return any(is_complete(*recognise(headings, kind, chosen), (), kind) for kind in COLUMNS)


def _filled_to(cells: Sequence[str]) -> Sequence[str]:
    """The cells up to the last that is filled."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
