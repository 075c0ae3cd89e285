"""The rows of an upload that were set aside, as a file to correct and load again, and their problems."""

import json
from collections.abc import Iterator

import duckdb
import pandas as pd

from trialmetrics.errors import UsageError
from trialmetrics.export.csv_text import Notation, csv_of
from trialmetrics.export.formulas import doubled
from trialmetrics.export.xlsx import workbook_of
from trialmetrics.intake.rows.problems import count_kinds
from trialmetrics.intake.values.dates import by_separator
from trialmetrics.text import problem_text
from trialmetrics.text.language import _

ADDED_COLUMNS = ("line", "reason")


def csv_text(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> str:
    """The rows as CSV in the file's own columns plus ADDED_COLUMNS, in a form that the spreadsheet behind the file can open.

    Cells that look like formulas get an apostrophe, which intake removes when the file is loaded again.
    """
    header, delimiter = _header_and_delimiter(cursor, upload_id)
    rows = _rows(cursor, upload_id, len(header), delimiter)
    return csv_of([*map(doubled, header), *ADDED_COLUMNS], rows, Notation(delimiter, "."), line_end="\r\n")


def workbook(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> bytes:
    """The same as a workbook, which opens in columns whatever the language of the spreadsheet.

    Values that a workbook cannot hold are reported when the file is loaded again.
    """
    header, delimiter = _header_and_delimiter(cursor, upload_id)
    return workbook_of(
        [*map(doubled, header), *ADDED_COLUMNS], _rows(cursor, upload_id, len(header), delimiter)
    )


def problem_kinds(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> pd.DataFrame:
    """What was wrong, counted: see `intake.rows.problems.count_kinds`."""
    return count_kinds(cursor, f"(select * from problem where upload_id = {int(upload_id)})")


def _header_and_delimiter(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> tuple[list[str], str]:
    """The header of an upload's file, and the delimiter that its spreadsheet splits into columns."""
    row = cursor.execute(
        "select header, encoding, delimiter, settings from upload where upload_id = ?", [upload_id]
    ).fetchone()
    if row is None:
        raise UsageError(_("There is no upload {id}; `uploads` lists them.").format(id=upload_id))
    header, encoding, delimiter, settings = row
    if encoding != "xlsx" and delimiter in (",", ";"):
        return header, delimiter
    # No usable delimiter is known (a workbook, or an uncommon one). A decimal comma, or the day before the month, suggests a
    # European spreadsheet, which expects a semicolon.
    notation = json.loads(settings).get("found", {})
    signs = [*notation.get("decimal", {}).values()]
    orders = [
        order for found in notation.get("date_order", {}).values() for order in by_separator(found).values()
    ]
    european = "," in signs or ("dmy" in orders and "." not in signs)
    return header, ";" if european else ","


def _rows(
    cursor: duckdb.DuckDBPyConnection, upload_id: int, width: int, delimiter: str
) -> Iterator[list[str | int]]:
    """Per row as many cells as the header has, its line, and the reasons; surplus cells are joined into the last one."""
    query = cursor.execute(
        """
        select
            aside.line,
            aside.cells,
            list({'column': "column", 'value': value, 'code': code, 'parts': parts}) filter (where code is not null)
        from set_aside_row as aside left join problem using (upload_id, line)
        where upload_id = ? and coalesce(severity, 'row') = 'row'
        group by aside.line, aside.cells order by aside.line
        """,
        [upload_id],
    )
    while rows := query.fetchmany(10_000):
        for line, cells, problems in rows:
            cells = [*cells, *[""] * (width - len(cells))]
            if len(cells) > width:
                cells = [*cells[: width - 1], delimiter.join(cells[width - 1 :])]
            yield [*map(doubled, cells), line, "; ".join(sorted(map(problem_text.text, problems or ())))]
