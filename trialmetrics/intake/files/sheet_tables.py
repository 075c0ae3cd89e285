"""The tables of a sheet: whether its first rows fit, and where another table begins below."""

from collections.abc import Callable, Collection, Sequence
from itertools import islice

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import header_row, headings
from trialmetrics.intake.files import csv_in_sheet
from trialmetrics.intake.header_row import Line
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.remembered_settings import signature


def fit(rows: list[list[str]], settings: Settings, known: Collection[str]) -> tuple[bool, int]:
    """Whether the first rows of a sheet have every needed column and a row below, and how many columns are recognised."""
    recognised = recognised_by(settings)
    if mark := csv_in_sheet.delimiter(rows, recognised):
        try:
            rows = csv_in_sheet.split(rows, mark)
        except UnreadableFile:
            return False, 0
    records = first_records(rows)
    if not records:
        return False, -1
    _line, header = header_row.find_header(records, settings.columns)
    names = headings.names(header[: headings.MAX_COMPARED])
    complete = signature(header) in known or any(
        headings.is_complete(*headings.recognise(names, kind, settings.columns), settings.values, kind)
        for kind in headings.COLUMNS
    )
    return complete and len(records) > 1, recognised(header)


def first_records(rows: Sequence[list[str]]) -> list[Line]:
    """The first rows that are not blank, among which the header is searched."""
    records = (
        (line, cells, 1) for line, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells)
    )
    return list(islice(records, header_row.HEADER_RECORDS))


def recognised_by(settings: Settings) -> Callable[[Sequence[str]], int]:
    """A count of the headings that are recognised in some cells."""

    def count(cells: Sequence[str]) -> int:
        names = headings.names(cells[: headings.MAX_COMPARED])
        return len(headings.recognised_positions(names, settings.columns))

    return count


def next_table(
    rows: Sequence[list[str]],
    header: Sequence[str],
    header_end: int,
    recognised: Callable[[Sequence[str]], int],
) -> int | None:
    """The line of another header, below a blank line: what follows is another table. Repetitions of the header are none."""
    own = [*map(headings.normalised, header)]
    for line in range(header_end + 2, len(rows) + 1):
        if any(rows[line - 2]) or not any(rows[line - 1]):
            continue
        cells = [*map(headings.normalised, rows[line - 1])]
        if cells[: len(own)] != own and recognised(rows[line - 1]) >= 2:
            return line
    return None
