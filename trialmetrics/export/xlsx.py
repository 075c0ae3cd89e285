"""A table as a workbook: numbers are numbers, days are days, and every text is text, whatever it looks like."""

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

MOST_ROWS = (1 << 20) - 1  # beside the headings
LONGEST_TEXT = 32_767  # characters in one cell
NARROWEST, WIDEST = 9, 60  # of a column, in characters
# Days, moments and fractions in the notation of whoever opens the workbook.
_DAY, _MOMENT, _FRACTION = 14, 22, "0.0##"
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets disagree on the days before it
# What a workbook cannot hold, or loses on the way.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FEW_CELLS = 50_000  # are written without the temporary folder, which may be full


def workbook(table: "pd.DataFrame", title: str = "Sheet1") -> bytes:
    """A table as a workbook of one sheet. Raises UsageError where a sheet has not so many rows."""
    rows = table.itertuples(index=False, name=None)
    return workbook_of(map(str, table.columns), rows, title, in_memory=table.size <= FEW_CELLS)


def workbook_of(
    headings: Iterable[str], rows: Iterable[Sequence[Any]], title: str = "Sheet1", *, in_memory: bool = False
) -> bytes:
    """Headings, which stay in sight, and rows as a workbook of one sheet; where it is not written `in_memory`, the temporary
    folder holds it meanwhile."""
    file = io.BytesIO()
    with Workbook(file, {**_OPTIONS, "in_memory" if in_memory else "constant_memory": True}) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        write = _Writer(book, sheet)
        write.row(0, headings, bold=True)
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise UsageError(
                    _("A workbook holds {most} rows at most; write a CSV instead.").format(most=MOST_ROWS)
                )
            write.row(number, row)
        for column, width in enumerate(write.widths):
            sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    return file.getvalue()


class _Writer:
    """Writes cells as what they are, and knows how wide each column became."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.widths: list[int] = []
        self._sheet = sheet
        # The mark before a text keeps it a text when somebody edits the cell.
        self._text = book.add_format({"quote_prefix": True})
        self._heading = book.add_format({"quote_prefix": True, "bold": True})
        self._day = book.add_format({"num_format": _DAY})
        self._moment = book.add_format({"num_format": _MOMENT})
        self._fraction = book.add_format({"num_format": _FRACTION})

    def row(self, number: int, cells: Iterable[Any], *, bold: bool = False) -> None:
        for column, cell in enumerate(cells):
            width = self._cell(number, column, cell, self._heading if bold else self._text)
            if column == len(self.widths):
                self.widths.append(width)
            self.widths[column] = max(self.widths[column], width)

    def _cell(self, row: int, column: int, cell: Any, of_text: Any) -> int:
        """Write one cell; how many characters it takes."""
        if not isinstance(cell, str) and is_missing(cell):
            return 0
        if isinstance(cell, datetime) and cell.date() >= _FIRST_DAY:
            self._sheet.write_datetime(row, column, cell.replace(tzinfo=None), self._moment)
            return len("31-12-2026 23:59")
        if isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DAY:
            self._sheet.write_datetime(row, column, cell, self._day)
            return len("31-12-2026")
        if isinstance(cell, bool) or getattr(cell, "dtype", "") == "bool":
            self._sheet.write_boolean(row, column, cell)
            return len(str(cell))
        if hasattr(cell, "__float__") and math.isfinite(cell):
            whole = float(cell).is_integer() and not isinstance(cell, float)
            self._sheet.write_number(row, column, float(cell), None if whole else self._fraction)
            return len(f"{cell:.3f}")
        text = _NO_TEXT.sub("\ufffd", str(cell))[:LONGEST_TEXT]
        if text:
            self._sheet.write_string(row, column, text, of_text)
        return max(map(len, text.split("\n")))
