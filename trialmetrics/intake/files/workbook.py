"""Read a workbook's sheet as rows of texts, its native dates and numbers written unambiguously."""

import datetime as dt
import zipfile
import zlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.files.error_cells import error_cells
from trialmetrics.intake.files.sheet_extent import far_cell
from trialmetrics.intake.files.sheet_marks import Marks, sheet_marks
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.text.language import _

# Raised for a corrupt archive.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
MAX_SHEETS = 100  # looked at for one that fits
FIRST_ROWS = 200  # of a sheet, looked at to see whether it fits
MAX_UNPACKED = 500 << 20  # bytes unpacked; a sheet of a million rows has some 300 MB


class Sheet(NamedTuple):
    """The sheet that is read: its name, its rows from the sheet's first line, and its merged ranges and hidden lines.

    `sheets`: the names of all sheets, in order; `fitting`: those not read that would fit as well.
    """

    name: str
    rows: list[list[str]]
    marks: Marks
    sheets: list[str]
    fitting: list[str]


# How well the first rows of a sheet fit: the first is whether all that is needed is there.
Fit = Callable[[list[list[str]]], tuple[bool, int]]


def read_sheet(path: Path, chosen: str | None, fit: Fit) -> Sheet:
    """The sheet `chosen`, else the first of the visible ones that fit, else the one that fits best.

    Dates are ISO, fractions marked NATIVE. Raises UnreadableFile.
    """
    _refuse_archive(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if chosen is not None and chosen not in names:
            raise UnreadableFile(
                _("There is no sheet {name}; choose one of {names} with --sheet.").format(
                    name=chosen, names=", ".join(names)
                )
            )
        name, fitting = (chosen, []) if chosen else _fitting_sheet(path, workbook, fit)
        if cell_name := far_cell(path, name):
            raise UnreadableFile(
                _(
                    "Sheet {name} reaches to cell {cell}, far right of any table of trials. Delete what stands there, or save "
                    "the table as CSV."
                ).format(name=name, cell=cell_name)
            )
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        cells = [[cell_text(cell) for cell in row] for row in rows]
        for line, column, error_text in error_cells(path, name):
            if line < len(cells) and column < len(cells[line]):
                cells[line][column] = error_text
        return Sheet(name, cells, sheet_marks(path, name), names, fitting)
    except (CalamineError, PasswordError, StopIteration, ValueError, *_DAMAGED) as error:
        raise UnreadableFile(
            _("The workbook cannot be read; save it as xlsx without a password, or as CSV.")
        ) from error


def _fitting_sheet(path: Path, workbook: CalamineWorkbook, fit: Fit) -> tuple[str, list[str]]:
    """The name of the first visible sheet that fits, else of the one that fits best, and the names of others that fit."""
    sheets = workbook.sheets_metadata
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    tables = [
        sheet.name for sheet in sheets if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name in visible
    ]
    candidates = (tables or workbook.sheet_names)[:MAX_SHEETS]
    if len(candidates) < 2:
        return next(iter(candidates)), []
    fits = {name: _first_rows_fit(path, workbook, name, fit) for name in candidates}
    fitting = [name for name in candidates if fits[name][0]]
    best = fitting[0] if fitting else max(candidates, key=lambda name: fits[name])
    return best, [name for name in fitting if name != best]


def _first_rows_fit(path: Path, workbook: CalamineWorkbook, name: str, fit: Fit) -> tuple[bool, int]:
    if far_cell(path, name):
        return False, 0
    try:
        sheet = workbook.get_sheet_by_name(name)
    except (CalamineError, ValueError):
        return False, 0
    empty = sheet.start[0] if sheet.start else 0  # the iteration begins at the first row that is used
    rows = [[cell_text(cell) for cell in row] for row in islice(sheet.iter_rows(), FIRST_ROWS + empty)]
    return fit(rows)


def cell_text(cell: object) -> str:
    """A cell as text: typed text unchanged, dates ISO, fractions marked NATIVE."""
    match cell:
        case dt.datetime():
            at = (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0)
            return at.date().isoformat() if at.time() == dt.time() else at.isoformat(" ")
        case dt.date():
            return cell.isoformat()
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{NATIVE}{cell!r}"
        case _:
            return str(cell)


def _refuse_archive(path: Path) -> None:
    """Raise UnreadableFile for an archive that is no workbook, or that unpacks to more than any trial log."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFile(
            _(
                "The workbook is damaged; open it in the program it was made with and save it again, as xlsx or CSV."
            )
        ) from error
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableFile(_("This is a zip file, not a table; unpack it and load what is in it."))
    if size > MAX_UNPACKED:
        raise UnreadableFile(
            _("The workbook is too large, {size} MB unpacked; save the sheet as CSV and load that.").format(
                size=size >> 20
            )
        )
