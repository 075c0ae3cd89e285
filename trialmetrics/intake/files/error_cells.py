"""Find a workbook's error cells (`#REF!`) and formulas without a result: calamine returns both as empty, which would read as not
noted."""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 20
_TAG = re.compile(r"<(?:\w+:)?(?:sheet|Relationship)\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)")
_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).){0,4000}?<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)

# A program wrote the formula, and no spreadsheet has calculated it yet; a formula that gives no text has the type `str`.
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\s(?![^>]*\bt=[\"'](?:str|e)[\"'])[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"\s*<(?:\w+:)?f(?:\s[^<>]{0,300})?(?:/>|>[^<]{0,8200}</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*"
    rb"(?=</(?:\w+:)?c>|\Z)()"
)
NOT_CALCULATED = "#CALC!"


def error_cells(path: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """(line from 0, column from 0, error text) of every error cell of a sheet, and of formulas without a result."""
    with zipfile.ZipFile(path) as archive:
        part = sheet_part(archive, sheet)
        if part not in archive.namelist():
            return
        with archive.open(part) as file:
            rest = b""
            while block := file.read(_BLOCK):
                text = rest + block
                # A cell split between two blocks is searched with the second.
                cut = max(map(text.rfind, (b"<row", b"</c>", b":c>")))
                whole, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text[-_BLOCK:])
                yield from _found(whole)
            yield from _found(rest)


def _found(text: bytes) -> Iterator[tuple[int, int, str]]:
    yield from map(_position_and_error, _CELL.finditer(text))
    if b"f>" in text or b"<f" in text:
        yield from map(_position_and_error, _UNCALCULATED.finditer(text))


def _position_and_error(match: re.Match[bytes]) -> tuple[int, int, str]:
    column = 0
    for letter in match[1]:
        column = 26 * column + letter - ord("A") + 1
    return int(match[2]) - 1, column - 1, match[3].decode("utf-8", "replace") or NOT_CALCULATED


def sheet_part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The path within the archive of a sheet's XML."""
    tags = [_attributes(archive, name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")]
    relationship_id = next((tag.get("r:id") for tag in tags[0] if tag.get("name") == sheet), None)
    target = next((tag.get("Target", "") for tag in tags[1] if tag.get("Id") == relationship_id), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attributes(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    if name not in archive.namelist():
        return []
    with archive.open(name) as file:
        text = file.read(_BLOCK).decode("utf-8", "replace")
    return [
        {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(tag)} for tag in _TAG.findall(text)
    ]
