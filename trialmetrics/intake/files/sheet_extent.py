"""Detect sheets too large to load: calamine allocates every cell up to the farthest one, used or not."""

import re
import zipfile
from pathlib import Path

from trialmetrics.intake.files.error_cells import sheet_part

MAX_CELLS = 10_000_000
_BLOCK = 1 << 20
_OVERLAP = 400  # bytes; a tag split between two blocks is found whole in the second
# A filled cell right of column ZZ (a cell with formatting only is self-closing), and the start of a row.
_FAR = re.compile(rb"<(?:\w+:)?c\s[^<>]{0,200}?\br=[\"']([A-Z]{3})(\d{1,7})[\"'][^<>]{0,200}(?<!/)>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]{0,300}?\br=[\"'](\d{1,7})[\"']")


def far_cell(path: Path, sheet: str) -> str | None:
    """The name of the rightmost filled cell if the sheet up to it has more than MAX_CELLS cells; else None."""
    column, name, rows = 0, "", 0
    with zipfile.ZipFile(path) as archive:
        part = sheet_part(archive, sheet)
        if part not in archive.namelist():
            return None
        with archive.open(part) as file:
            rest = b""
            while block := file.read(_BLOCK):
                text = rest + block
                for match in _FAR.finditer(text):
                    rows = max(rows, int(match[2]))
                    if (number := column_number(match[1])) > column:
                        column, name = number, (match[1] + match[2]).decode()
                # Rows are in order, so only the last one of the block matters.
                last = text.rfind(b"row ")
                if last >= 0 and (row := _ROW.search(text, max(text.rfind(b"<", 0, last), 0))):
                    rows = max(rows, int(row[1]))
                rest = text[-_OVERLAP:]
    return name if rows * column > MAX_CELLS else None


def column_number(letters: bytes) -> int:
    """The number of a column, from 1: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
