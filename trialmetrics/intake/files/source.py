"""Detect how a file is to be read (encoding, delimiter, header) from its beginning, and stage its lines."""

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
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.remembered_settings import is_mended
from trialmetrics.intake.rows.formula_guards import strip_guards
from trialmetrics.intake.values.moments import read_moment
from trialmetrics.intake.values.value import Notation
from trialmetrics.text.language import _

MAX_COLUMNS = (
    500  # columns; a trial sheet has some thirty, the widest exports of purchasing systems some three hundred
)
_HEAD_LENGTH = 1 << 20  # characters searched for the header
_MAX_HEADER_LINES = 1000  # blank lines included
_LONGEST_RECORD = 200  # lines; a longer open quote would be rescanned from each of them
# To test whether a text is a date in either order.
_ORDERS = tuple(Notation(ZoneInfo("UTC"), order) for order in ("dmy", "mdy"))


class Source(NamedTuple):
    """How a file is read: its header as written, the number of the header's last line (`header_end`, 0 without one), and
    `valid`, whether the cells of one line form a row. `sample`: the first records below the header.

    For a workbook, `delimiter` is the sheet's name, `rows` has its cells and `sheets` the names of all sheets.
    """

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    header_end: int
    valid: Valid
    rows: list[list[str]] | None = None
    sheets: Sequence[str] = ()
    sample: Sequence[Sequence[str]] = ()


def find_source(path: Path, settings: Settings) -> Source:
    """Detect how a text file or workbook is read. Raises UnreadableFile if it holds no table."""
    if decoding.is_workbook(path):
        return _workbook(path, settings)
    encoding = decoding.find_encoding(path, settings.encoding)
    decoding.refuse_short_lines(path)
    head = ""
    for chunk in _without_bom(decoding.chunks(path, encoding)):
        head += chunk
        if len(head) >= _HEAD_LENGTH:
            break
    lines = head[:_HEAD_LENGTH].split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    delimiter, skipped = _delimiter_line(lines[first])
    delimiter = settings.delimiter or delimiter
    start = first + skipped

    def records(candidate: str) -> Sequence[Line]:
        return list(islice(_header_records(lines, start, candidate), headings.HEADER_RECORDS))

    if (
        delimiter
        and not settings.delimiter
        and all(len(cells) < 2 for _at, cells, _reach in records(delimiter))
    ):
        delimiter = None  # it splits nothing, so the `sep=` line is wrong
    delimiter = delimiter or headings.find_delimiter(records, settings.columns)
    header_end, header = _header(records(delimiter), settings.columns)
    sample = [cells for line, cells, _count in records(delimiter) if line > header_end]
    return Source(path, encoding, delimiter, header, header_end, _row_check(header, settings), sample=sample)


def stage_source(source: Source, target: Path) -> Staged:
    """Write the staged copy of a file to `target`, one line per line of the file."""
    if source.rows is not None:
        staged = stage_rows(source.rows, target)
    else:
        chunks = _without_bom(decoding.chunks(source.path, source.encoding))
        staged = stage_text(chunks, target, source.delimiter, len(source.header), source.valid)
    if is_mended(source.header):
        strip_guards(target)
    return staged


def _workbook(path: Path, settings: Settings) -> Source:
    name, rows, sheets = workbook.read_sheet(path, settings.sheet)
    records = (
        (line, cells, 1) for line, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells)
    )
    header_end, header = _header(list(islice(records, headings.HEADER_RECORDS)), settings.columns)
    while header and not header[-1].strip():
        header.pop()
    sample = rows[header_end : header_end + headings.HEADER_RECORDS]
    return Source(path, "xlsx", name, header, header_end, lambda _cells: True, rows, sheets, sample)


def _header(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> tuple[int, list[str]]:
    if not lines:
        raise UnreadableFile(
            _("The file holds no rows; save the table into it again, or choose another file or sheet.")
        )
    header_end, header = headings.find_header(lines, chosen)
    while len(header) > MAX_COLUMNS and not header[-1].strip():
        # Some spreadsheets write a delimiter for every unused column.
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(
            _(
                "The file has {many} columns, more than the {most} that are read; take out those not needed."
            ).format(many=len(header), most=MAX_COLUMNS)
        )
    return header_end, [*map(unguarded, header)] if is_mended(header) else header


def _delimiter_line(line: str) -> tuple[str | None, int]:
    """The delimiter that a `sep=;` line names, and how many lines to skip (0 or 1)."""
    text = line.strip(" \r").strip('"')
    if text.casefold().startswith("sep=") and len(text) <= 5:
        return text[4:] or None, 1
    return None, 0


def _header_records(lines: Sequence[str], start: int, delimiter: str) -> Iterator[Line]:
    position = start
    while position < min(len(lines), start + _MAX_HEADER_LINES):
        record = scan(lines[position : position + _LONGEST_RECORD], 0, delimiter, lambda _cells: False)
        cells, line_count = record.cells, record.line_count
        if record.unclosed:
            # With a quote that never closes, possibly in the header itself, the record is taken to be this line.
            cells, line_count = lines[position].replace(QUOTE, "").split(delimiter), 1
        if any(cell.strip() for cell in cells):
            yield position + 1, cells, line_count
        position += line_count


def _row_check(header: Sequence[str], settings: Settings) -> Valid:
    """A test whether the cells of one line form a row: none beyond the header, every needed column filled, and a date where one
    is needed. If no needed columns are known: as many cells as the header."""
    names = headings.names(header)
    kind = headings.kind_of(names, settings.columns, settings.values)
    places, _torn = headings.recognise(names, kind, settings.columns)
    needed = [at for at, ours in places.items() if COLUMNS[kind][ours].needed]
    date_positions = [at for at in needed if COLUMNS[kind][places[at]].kind == "moment"]
    min_cells = max(needed) + 1 if date_positions and len(needed) > 1 else len(header)

    def valid(cells: list[str]) -> bool:
        if len(header) < 2 or len(cells) < min_cells or any(map(str.strip, cells[len(header) :])):
            return False
        return all(cells[at].strip() for at in needed) and all(_is_date(cells[at]) for at in date_positions)

    return valid


def _is_date(cell: str) -> bool:
    return any(read_moment(cell, "occurred_at", notation).problem is None for notation in _ORDERS)


def _without_bom(chunks: Iterator[str]) -> Iterator[str]:
    first = next(chunks, "")
    yield first.removeprefix("\ufeff")
    yield from chunks
