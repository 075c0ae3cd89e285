"""How a file is read, found out from its beginning, and its header; its lines are staged where that is needed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from trialmetrics.errors import UnreadableFile
from trialmetrics.export.formulas import unguarded
from trialmetrics.intake import headings
from trialmetrics.intake.files import decoding, workbook
from trialmetrics.intake.files.records import QUOTE, Valid, scan
from trialmetrics.intake.files.staging import Staged, stage_rows, stage_text
from trialmetrics.intake.headings import COLUMNS, Line
from trialmetrics.intake.memory import is_mended
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.rows.mended import as_they_came
from trialmetrics.intake.values.moments import read_moment
from trialmetrics.intake.values.value import Notation
from trialmetrics.text.language import _

WIDEST = (
    500  # columns; a trial sheet has some thirty, the widest exports of purchasing systems some three hundred
)
_LOOKED_AT = 1 << 20  # characters among which the header is looked for
_MOST_LINES = 1000  # among which it is, blank ones and all
_LONGEST_RECORD = 200  # lines; a quote that stays open for longer is looked at from every one of them
# Whether a text is a date at all, in whichever order.
_ORDERS = tuple(Notation(ZoneInfo("UTC"), order) for order in ("dmy", "mdy"))


class Source(NamedTuple):
    """How a file is read: its header (as written), the last line of it, and what makes a line alone a valid row.

    A workbook's rows are there already, and the names of its sheets.
    """

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    until: int
    valid: Valid
    rows: list[list[str]] | None = None
    sheets: Sequence[str] = ()


def find_source(path: Path, settings: Settings) -> Source:
    """How a text file or workbook is read. Raises UnreadableFile where there is no table in it."""
    if decoding.is_workbook(path):
        return _workbook(path, settings)
    encoding = decoding.find_encoding(path, settings.encoding)
    decoding.refuse_short_lines(path)
    head = ""
    for chunk in _without_mark(decoding.chunks(path, encoding)):
        head += chunk
        if len(head) >= _LOOKED_AT:
            break
    lines = head[:_LOOKED_AT].split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    delimiter, skip = _said(lines[first])
    delimiter = settings.delimiter or delimiter
    begin = first + skip

    def records(mark: str) -> Sequence[Line]:
        return list(islice(_records(lines, begin, mark), headings.FIRST))

    if (
        delimiter
        and not settings.delimiter
        and all(len(cells) < 2 for _at, cells, _reach in records(delimiter))
    ):
        delimiter = None  # it parts nothing, so the line that names it is wrong
    delimiter = delimiter or headings.find_delimiter(records, settings.columns)
    until, header = _header(records(delimiter), settings.columns)
    return Source(path, encoding, delimiter, header, until, _valid(header, settings))


def stage_source(source: Source, target: Path) -> Staged:
    """Write a copy with one line of ours per line of theirs."""
    if source.rows is not None:
        staged = stage_rows(source.rows, target)
    else:
        chunks = _without_mark(decoding.chunks(source.path, source.encoding))
        staged = stage_text(chunks, target, source.delimiter, len(source.header), source.valid)
    if is_mended(source.header):
        as_they_came(target)
    return staged


def _workbook(path: Path, settings: Settings) -> Source:
    name, rows, sheets = workbook.read_sheet(path, settings.sheet)
    first = (
        (line, cells, 1) for line, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells)
    )
    until, header = _header(list(islice(first, headings.FIRST)), settings.columns)
    while header and not header[-1].strip():
        header.pop()
    return Source(path, "xlsx", name, header, until, lambda _cells: True, rows, sheets)


def _header(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> tuple[int, list[str]]:
    if not lines:
        raise UnreadableFile(
            _("The file holds no rows; save the table into it again, or choose another file or sheet.")
        )
    until, header = headings.find_header(lines, chosen)
    while len(header) > WIDEST and not header[-1].strip():
        # A spreadsheet may write a delimiter for each of its own columns, used or not.
        header.pop()
    if len(header) > WIDEST:
        raise UnreadableFile(
            _(
                "The file has {many} columns, more than the {most} that are read; take out those not needed."
            ).format(many=len(header), most=WIDEST)
        )
    return until, [*map(unguarded, header)] if is_mended(header) else header


def _said(line: str) -> tuple[str | None, int]:
    """The delimiter that a `sep=;` line names, and how many lines that is."""
    bare = line.strip(" \r").strip('"')
    if bare.casefold().startswith("sep=") and len(bare) <= 5:
        return bare[4:] or None, 1
    return None, 0


def _records(lines: Sequence[str], begin: int, delimiter: str) -> Iterator[Line]:
    at = begin
    while at < min(len(lines), begin + _MOST_LINES):
        record = scan(lines[at : at + _LONGEST_RECORD], 0, delimiter, lambda _cells: False)
        cells, reach = record.cells, record.reach
        if record.unclosed:
            # A quote that never closes says nothing about where its record ends, and may stand in the header itself.
            cells, reach = lines[at].replace(QUOTE, "").split(delimiter), 1
        if any(cell.strip() for cell in cells):
            yield at + 1, cells, reach
        at += reach


def _valid(header: Sequence[str], settings: Settings) -> Valid:
    """Whether the cells of a line alone are a row: none beyond the header, something under every needed column, and a
    date where one is needed. Where none is known: as many cells as the header has."""
    names = headings.names(header)
    kind = headings.kind_of(names, settings.columns, settings.values)
    places, _torn = headings.recognise(names, kind, settings.columns)
    needed = [at for at, ours in places.items() if COLUMNS[kind][ours].needed]
    dated = [at for at in needed if COLUMNS[kind][places[at]].kind == "moment"]
    least = max(needed) + 1 if dated and len(needed) > 1 else len(header)

    def valid(cells: list[str]) -> bool:
        if len(header) < 2 or len(cells) < least or any(map(str.strip, cells[len(header) :])):
            return False
        return all(cells[at].strip() for at in needed) and all(_is_day(cells[at]) for at in dated)

    return valid


def _is_day(cell: str) -> bool:
    return any(read_moment(cell, "occurred_at", each).problem is None for each in _ORDERS)


def _without_mark(chunks: Iterator[str]) -> Iterator[str]:
    first = next(chunks, "")
    yield first.removeprefix("\ufeff")
    yield from chunks
