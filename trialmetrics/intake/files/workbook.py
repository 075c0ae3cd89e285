"""Read a workbook's sheet as rows of texts, its native dates and numbers written unambiguously."""

import datetime as dt
import zipfile
import zlib
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.files.error_cells import error_cells
from trialmetrics.intake.files.sheet_extent import far_cell
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.text.language import _

# Raised for a corrupt archive.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
MAX_UNPACKED = 500 << 20  # bytes unpacked; a sheet of a million rows has some 300 MB


def read_sheet(path: Path, chosen: str | None) -> tuple[str, list[list[str]], list[str]]:
    """The name of the sheet (`chosen`, else the first), its rows from the sheet's first line, and the names of all sheets.

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
        name = chosen or next(iter(names))
        if cell_name := far_cell(path, name):
            raise UnreadableFile(
                _(
                    "Sheet {name} reaches to cell {cell}, far right of any table of trials. Delete what stands there, or save "
                    "the table as CSV."
                ).format(name=name, cell=cell_name)
            )
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, PasswordError, StopIteration, ValueError, *_DAMAGED) as error:
        raise UnreadableFile(
            _("The workbook cannot be read; save it as xlsx without a password, or as CSV.")
        ) from error
    cells = [[cell_text(cell) for cell in row] for row in rows]
    for line, column, error_text in error_cells(path, name):
        if line < len(cells) and column < len(cells[line]):
            cells[line][column] = error_text
    return name, cells, names


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
