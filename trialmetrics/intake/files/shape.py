"""Check by its bytes whether a text file is so regular that DuckDB can read it without staging."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trialmetrics.intake.worker import progress

LONGEST_LINE = 1 << 18  # bytes
_BLOCK = 1 << 20
# Characters that are stripped from cells or reported as problems.
_ODD = re.compile("[\x7f-\xa0\u200b\ufeff\ufffd]")


class Shape(NamedTuple):
    """The number of lines of a regular text, and its line end (\\n or \\r\\n)."""

    lines: int
    end: str


def regular_shape(path: Path, delimiter: str) -> Shape | None:
    """The shape of a text that is valid UTF-8, with one kind of line end, no quotes or control characters, and no blanks or
    apostrophes around its cells; None for any other."""
    if len(delimiter) != 1 or not delimiter.isascii():
        return None
    lines = 0
    line_ends = set()
    for block in _blocks(path):
        end = b"\r\n" if block.endswith(b"\r\n") else b"\n"
        line_count = block.count(b"\n")
        if not _is_regular(block, line_count, end, delimiter.encode()):
            return None
        line_ends.add(end)
        lines += line_count
    return Shape(lines, line_ends.pop().decode()) if len(line_ends) == 1 else None


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in blocks of whole lines, without byte order mark; a missing last line end is added."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        while block := file.read(_BLOCK):
            block += file.readline(LONGEST_LINE)
            if not block.endswith(b"\n"):
                block += b"\r\n" if b"\r\n" in block else b"\n"
            yield block
            progress.report("lines", file.tell() / size)


def _is_regular(block: bytes, lines: int, end: bytes, delimiter: bytes) -> bool:
    if b'"' in block:
        return False
    if not block.isascii():
        try:
            if _ODD.search(block.decode()):
                return False
        except UnicodeDecodeError:
            return False
    codes = np.frombuffer(block, np.uint8)
    controls = lines * len(end) + (block.count(b"\t") if delimiter == b"\t" else 0)
    if np.count_nonzero(codes < ord(" ")) != controls or np.any(codes == 0x7F):
        return False
    if end == b"\r\n" and block.count(b"\r\n") != lines:
        return False
    boundaries = (codes == ord(delimiter)) | (codes < ord(" "))
    spaces = codes == ord(" ")
    return not (
        np.any(boundaries[:-1] & (spaces | (codes == ord("'")))[1:])  # begins a cell
        or np.any(spaces[:-1] & boundaries[1:])  # ends one
        or codes[0] in b" '"
    )
