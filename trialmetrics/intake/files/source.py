"""Detect how a file is to be read (encoding, delimiter, header) from its beginning, and stage its lines."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from trialmetrics.errors import UnreadableFile
from trialmetrics.export.formulas import unguarded
from trialmetrics.intake import header_row, headings
from trialmetrics.intake.column_profile import SAMPLE_RECORDS, is_date
from trialmetrics.intake.files import csv_in_sheet, decoding, merged_cells, sheet_tables, workbook
from trialmetrics.intake.files.records import QUOTE, Valid, scan
from trialmetrics.intake.files.staging import Staged, stage_rows, stage_text
from trialmetrics.intake.header_row import Line
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.notation import questions
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.remembered_settings import is_mended
from trialmetrics.intake.rows.formula_guards import strip_guards
from trialmetrics.text.language import _

# A trial sheet has some thirty, the widest exports of purchasing systems some three hundred.
MAX_COLUMNS = 500
_HEAD_LENGTH = 1 << 20  # characters searched for the header
_MAX_HEADER_LINES = 1000  # blank lines included
# Lines searched for the end of a quote. Halved after each quote that never closes, as every line may open one.
_LONGEST_RECORD, _SHORTEST_REACH = 200, 10
_FURTHER = SAMPLE_RECORDS // 2  # records of a sample that come from all over a longer file
Item = TypeVar("Item")


class Source(NamedTuple):
    """How a file is read: its header as written, the number of the header's last line (`header_end`, 0 without one), and
    `valid`, whether the cells of one line form a row. `sample`: records below the header, all of them if `sample_is_all`, else
    the first and some from all over the file.

    For a workbook, `delimiter` is the sheet's name, `rows` has its cells and `sheets` the names of all sheets. `decisions`: what
    was chosen of it and what else there is; `covered`: cells below the first of a merged range, as first and last line, from 1,
    and column, from 0.
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
    sample_is_all: bool = False
    decisions: Sequence[dict[str, Any]] = ()
    covered: Sequence[tuple[int, int, int]] = ()


def find_source(path: Path, settings: Settings, known: Collection[str] = ()) -> Source:
    """Detect how a text file or workbook is read. `known`: signatures of headers that were read before. Raises UnreadableFile if
    it holds no table."""
    if decoding.is_workbook(path):
        return _workbook(path, settings, known)
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
        return list(islice(_header_records(lines, start, candidate), header_row.HEADER_RECORDS))

    if (
        delimiter
        and not settings.delimiter
        and all(len(cells) < 2 for _at, cells, _reach in records(delimiter))
    ):
        delimiter = None  # it splits nothing, so the `sep=` line is wrong
    delimiter = delimiter or header_row.find_delimiter(records, settings.columns)
    header_end, header = _header(records(delimiter), settings.columns)
    # The last line of a longer file may be cut.
    whole = len(head) < _HEAD_LENGTH
    below = lines if whole else lines[:-1]
    records_below = (cells for _line, cells, _count in _records(below, max(header_end, start), delimiter))
    sample = _sample(records_below, header)
    sample_is_all = whole and len(sample) <= SAMPLE_RECORDS
    if not sample_is_all:
        further = below[header_end:] if whole else decoding.spread_lines(path, encoding, _FURTHER)
        records_further = (
            cells for line in _spread(further) for _line, cells, _count in _records([line], 0, delimiter)
        )
        sample = _with_further(sample, (cells for cells in records_further if len(cells) == len(header)))
    return Source(
        path,
        encoding,
        delimiter,
        header,
        header_end,
        _row_check(header, settings),
        sample=sample,
        sample_is_all=sample_is_all,
    )


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


def _workbook(path: Path, settings: Settings, known: Collection[str]) -> Source:
    sheet = workbook.read_sheet(path, settings.sheet, lambda rows: sheet_tables.fit(rows, settings, known))
    rows, recognised = sheet.rows, sheet_tables.recognised_by(settings)
    merges = merged_cells.within(sheet.marks.merges, rows)
    merged_cells.fill_down(rows, merges)
    if mark := csv_in_sheet.delimiter(rows, recognised):
        rows, merges = csv_in_sheet.split(rows, mark), []
    header_end, header = _header(sheet_tables.first_records(rows), settings.columns)
    if header_end and merges:
        header_end = merged_cells.header_line(header_end, merges)
        header = merged_cells.headings(rows, merges, header_end)
        merged_cells.fill_right(rows, merges, header_end)
    while header and not header[-1].strip():
        header.pop()
    next_table = sheet_tables.next_table(rows, header, header_end, recognised)
    if next_table:
        del rows[next_table - 1 :]
    hidden = sum(
        any(map(str.strip, rows[line - 1])) for line in sheet.marks.hidden if header_end < line <= len(rows)
    )
    others = [name for name in sheet.sheets if name != sheet.name]
    decisions = [
        *(
            [questions.sheet_decision(sheet.name, others, sheet.fitting)]
            if others and not settings.sheet
            else []
        ),
        *([questions.hidden_rows_decision(hidden)] if hidden else []),
        *([questions.next_table_decision(next_table)] if next_table else []),
    ]
    below = [cells for cells in rows[header_end:] if any(cell.strip() for cell in cells)]
    sample = _sample(below, header)
    sample_is_all = len(sample) <= SAMPLE_RECORDS
    if not sample_is_all:
        sample = _with_further(sample, _spread(below))
    covered = [
        (merge.top + 2, merge.bottom + 1, column)
        for merge in merges
        if merge.bottom > merge.top
        for column in range(merge.left, merge.right + 1)
    ]
    return Source(
        path,
        "xlsx",
        sheet.name,
        header,
        header_end,
        lambda _cells: True,
        rows,
        sheet.sheets,
        sample,
        sample_is_all,
        decisions,
        covered,
    )


def _header(lines: Sequence[Line], chosen: Mapping[str, str | None]) -> tuple[int, list[str]]:
    if not lines:
        raise UnreadableFile(
            _("The file holds no rows; save the table into it again, or choose another file or sheet.")
        )
    header_end, header = header_row.find_header(lines, chosen)
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
    return _records(lines[: start + _MAX_HEADER_LINES], start, delimiter)


def _records(lines: Sequence[str], start: int, delimiter: str) -> Iterator[Line]:
    position, reach = start, _LONGEST_RECORD
    while position < len(lines):
        record = scan(lines[position : position + reach], 0, delimiter, lambda _cells: False)
        cells, line_count = record.cells, record.line_count
        if record.unclosed:
            # With a quote that never closes, possibly in the header itself, the record is taken to be this line.
            cells, line_count = lines[position].replace(QUOTE, "").split(delimiter), 1
            reach = max(_SHORTEST_REACH, reach // 2)
        if any(cell.strip() for cell in cells):
            yield position + 1, cells, line_count
        position += line_count


def _sample(records: Iterable[Sequence[str]], header: Sequence[str]) -> list[Sequence[str]]:
    """The first records, one more than are profiled; a header repeated among them holds no values."""
    headings_only = _comparable(header)
    return list(
        islice((cells for cells in records if _comparable(cells) != headings_only), SAMPLE_RECORDS + 1)
    )


def _spread(items: Sequence[Item]) -> Sequence[Item]:
    """Some _FURTHER of the items, evenly spread."""
    return items[:: max(1, len(items) // _FURTHER)]


def _with_further(first: Sequence[Sequence[str]], further: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Half a sample from the beginning and half from all over the file: it may be sorted by what happened."""
    return [*first[: SAMPLE_RECORDS - _FURTHER], *islice(further, _FURTHER)]


def _comparable(cells: Sequence[str]) -> str:
    """The cells in lower case, without the empty ones at the end."""
    return "\n".join(cells).casefold().rstrip()


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
        return all(cells[at].strip() for at in needed) and all(is_date(cells[at]) for at in date_positions)

    return valid


def _without_bom(chunks: Iterator[str]) -> Iterator[str]:
    first = next(chunks, "")
    yield first.removeprefix("\ufeff")
    yield from chunks
