"""What was set aside of an upload: to look at, and to take away, mend and load again."""

import csv
import io
import json
from collections.abc import Iterator

import duckdb
import pandas as pd

from trialmetrics.errors import UsageError
from trialmetrics.intake.problems import kinds_of
from trialmetrics.language import _
from trialmetrics.store.uploads import safe

ADDED = ("line", "reason")


def csv_text(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> str:
    """The rows as CSV in the file's own columns, with `line` and `reason`, as the spreadsheet opens it that wrote the file."""
    header, delimiter = _form(cursor, upload_id)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([*map(safe, header), *ADDED])
    for line, cells, reason in _rows(cursor, upload_id, len(header), delimiter):
        writer.writerow([*map(safe, cells), line, safe(reason)])
    return text.getvalue()


def workbook(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> bytes:
    """The same as a workbook: it opens in columns whatever the language of the spreadsheet, every cell as it came."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    header, delimiter = _form(cursor, upload_id)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()

    def text(value: str) -> WriteOnlyCell:
        # What a workbook cannot hold is told of when the file comes back.
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
        if cell.value:
            cell.data_type = "s"
            cell.quotePrefix = True  # text, whatever it looks like
        return cell

    headed = [text(name) for name in [*header, *ADDED]]
    for cell in headed:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions[_letter(len(header) + 2)].width = 60
    sheet.append(headed)
    for line, cells, reason in _rows(cursor, upload_id, len(header), delimiter):
        sheet.append([*map(text, cells), line, text(reason)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def problem_kinds(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> pd.DataFrame:
    """What was wrong, counted by column and reason: see `intake.problems.kinds_of`."""
    return kinds_of(cursor, f"(select * from problem where upload_id = {int(upload_id)})")


def _form(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> tuple[list[str], str]:
    """The header of an upload's file, and the delimiter that its spreadsheet opens in columns."""
    row = cursor.execute(
        "select header, encoding, delimiter, settings from upload where upload_id = ?", [upload_id]
    ).fetchone()
    if row is None:
        raise UsageError(_("There is no upload {id}; `uploads` lists them.").format(id=upload_id))
    header, encoding, delimiter, settings = row
    if encoding != "xlsx" and delimiter in (",", ";"):
        return header, delimiter
    # A workbook, or a delimiter that no spreadsheet opens of itself: where the decimal sign is a comma, or the day comes
    # first, it is the semicolon.
    found = json.loads(settings).get("found", {})
    signs = [*found.get("decimal", {}).values()]
    european = "," in signs or ("dmy" in found.get("date_order", {}).values() and "." not in signs)
    return header, ";" if european else ","


def _rows(
    cursor: duckdb.DuckDBPyConnection, upload_id: int, width: int, delimiter: str
) -> Iterator[tuple[int, list[str], str]]:
    """Line, as many cells as the header has, and the reasons; cells beyond it are joined to the last one."""
    query = cursor.execute(
        """
        select aside.line, aside.cells, string_agg(reason, '; ' order by reason)
        from set_aside_row as aside left join problem using (upload_id, line)
        where upload_id = ? and coalesce(severity, 'row') = 'row'
        group by aside.line, aside.cells order by aside.line
        """,
        [upload_id],
    )
    while rows := query.fetchmany(10_000):
        for line, cells, reason in rows:
            cells = [*cells, *[""] * (width - len(cells))]
            if len(cells) > width:
                cells = [*cells[: width - 1], delimiter.join(cells[width - 1 :])]
            yield line, cells, reason or ""


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)
