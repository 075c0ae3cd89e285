"""Writes tables as xlsx workbooks: numbers as numbers, dates as dates, and every text as text, whatever it looks like."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from trialmetrics.errors import UsageError
from trialmetrics.export.csv_text import is_missing
from trialmetrics.text.language import _

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = (1 << 20) - 1  # without the heading row
MAX_TEXT_LENGTH = 32_767  # characters in one cell
MIN_WIDTH, MAX_WIDTH = 9, 60  # column widths in characters
# Number formats that follow the locale of the spreadsheet: date, date and time, fraction.
_DATE_FORMAT, _DATETIME_FORMAT, _FRACTION_FORMAT = 14, 22, "0.0##"
_FIRST_DATE = date(1900, 3, 1)  # spreadsheets disagree about earlier dates
# Characters that xlsx cannot hold or does not preserve.
_INVALID_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WORKBOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MAX_CELLS_IN_MEMORY = 50_000  # larger tables go through the temporary folder, which may be full


def workbook(table: "pd.DataFrame", title: str = "Sheet1") -> bytes:
    """A table as the bytes of a workbook with one sheet. Raises UsageError if it has more than MAX_ROWS rows."""
    rows = table.itertuples(index=False, name=None)
    return workbook_of(map(str, table.columns), rows, title, in_memory=table.size <= MAX_CELLS_IN_MEMORY)


def workbook_of(
    headings: Iterable[str], rows: Iterable[Sequence[Any]], title: str = "Sheet1", *, in_memory: bool = False
) -> bytes:
    """Frozen headings and rows as the bytes of a workbook with one sheet. Raises UsageError beyond MAX_ROWS rows.

    Unless `in_memory`, rows pass through the temporary folder, which takes less memory.
    """
    file = io.BytesIO()
    with Workbook(file, {**_WORKBOOK_OPTIONS, "in_memory" if in_memory else "constant_memory": True}) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        write = _Writer(book, sheet)
        write.row(0, headings, bold=True)
        for number, row in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise UsageError(
                    _("A workbook holds {most} rows at most; write a CSV instead.").format(most=MAX_ROWS)
                )
            write.row(number, row)
        for column, width in enumerate(write.widths):
            sheet.set_column(column, column, min(max(width + 2, MIN_WIDTH), MAX_WIDTH))
    return file.getvalue()


class _Writer:
    """Writes each cell by its type and keeps the widest text per column in `widths`, in characters."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.widths: list[int] = []
        self._sheet = sheet
        # The quote prefix keeps a text a text when somebody edits the cell.
        self._text = book.add_format({"quote_prefix": True})
        self._heading = book.add_format({"quote_prefix": True, "bold": True})
        self._day = book.add_format({"num_format": _DATE_FORMAT})
        self._moment = book.add_format({"num_format": _DATETIME_FORMAT})
        self._fraction = book.add_format({"num_format": _FRACTION_FORMAT})

    def row(self, number: int, cells: Iterable[Any], *, bold: bool = False) -> None:
        for column, cell in enumerate(cells):
            width = self._cell(number, column, cell, self._heading if bold else self._text)
            if column == len(self.widths):
                self.widths.append(width)
            self.widths[column] = max(self.widths[column], width)

    def _cell(self, row: int, column: int, cell: Any, text_format: Any) -> int:
        """Write one cell. Returns its width in characters."""
        if not isinstance(cell, str) and is_missing(cell):
            return 0
        if isinstance(cell, datetime) and cell.date() >= _FIRST_DATE:
            self._sheet.write_datetime(row, column, cell.replace(tzinfo=None), self._moment)
            return len("31-12-2026 23:59")
        if isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DATE:
            self._sheet.write_datetime(row, column, cell, self._day)
            return len("31-12-2026")
        if isinstance(cell, bool) or getattr(cell, "dtype", "") == "bool":
            self._sheet.write_boolean(row, column, cell)
            return len(str(cell))
        if hasattr(cell, "__float__") and math.isfinite(cell):
            whole = float(cell).is_integer() and not isinstance(cell, float)
            self._sheet.write_number(row, column, float(cell), None if whole else self._fraction)
            return len(f"{cell:.3f}")
        text = _INVALID_CHARACTERS.sub("\ufffd", str(cell))[:MAX_TEXT_LENGTH]
        if text:
            self._sheet.write_string(row, column, text, text_format)
        return max(map(len, text.split("\n")))
