"""Split CSV lines into records of cells: RFC 4180, and the quoting mistakes that people make.

`scan` returns one record at a time. A quoted cell that never closes ends before the next line that is a valid row by
itself, without a quote left over, or at 4,000 characters; so neither one stray quote nor many quoted cells can swallow the
rest of the file.
"""

import csv
import re
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

LONGEST_QUOTED = 4000  # characters
LONGEST_RECORD = 1 << 18  # characters; far beyond any real row
QUOTE = '"'

csv.field_size_limit(sys.maxsize)

Valid = Callable[[list[str]], bool]


class Record(NamedTuple):
    """A record: its cells, the number of lines it spans, and whether a quote in it never closes."""

    cells: list[str]
    line_count: int = 1
    unclosed: bool = False


def split(text: str, delimiter: str) -> list[str]:
    """The cells of a single line."""
    return scan([text], 0, delimiter, lambda _cells: False).cells


def scan(lines: Sequence[str], at: int, delimiter: str, valid: Valid) -> Record:
    """The record starting at `lines[at]`; `valid(cells)`: whether the cells of one line (at least two) form a valid row."""
    text = lines[at]
    if QUOTE not in text:
        return Record(text.split(delimiter))
    try:
        return Record(next(csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=True)))
    except csv.Error:
        return _scan(lines, at, delimiter, valid)


def _scan(lines: Sequence[str], at: int, delimiter: str, valid: Valid) -> Record:
    """As `scan`, for broken quoting; scans every character once, so that its time stays linear."""
    cells: list[str] = []
    text, line_count, unclosed = lines[at], 1, False
    record_length = len(text)
    position = 0
    while position <= len(text):
        start = _skip_spaces(text, position)
        if text[start : start + 1] != QUOTE:
            end = text.find(delimiter, start)
            end = len(text) if end < 0 else end
            cells.append(text[start:end])
            position = end + 1
            continue
        piece, close = _quoted_cell(text, start + 1, delimiter)
        pieces, cell_length = [piece], len(piece)
        while close is None:
            next_line = lines[at + line_count] if at + line_count < len(lines) else None
            if (
                next_line is None
                or record_length + len(next_line) >= LONGEST_RECORD
                or _is_row(next_line, delimiter, valid)
            ):
                unclosed, close = True, len(text)
                break
            piece, next_close = (
                _quoted_cell(next_line, 0, delimiter) if QUOTE in next_line else (next_line, None)
            )
            cell_length += 1 + len(piece)
            if cell_length > LONGEST_QUOTED:
                unclosed, close = True, len(text)
                break
            pieces.append(piece)
            text, close = next_line, next_close
            record_length += 1 + len(next_line)
            line_count += 1
        cells.append("\n".join(pieces))
        position = close + 1
    return Record(cells, line_count, unclosed)


def _is_row(line: str, delimiter: str, valid: Valid) -> bool:
    """Whether a line within an open quote is a row by itself, so that the quote never closes.

    It is none where a quote of its own is left over: that one closes the open cell.
    """
    # A row has at least two cells: this cheap test dismisses most lines within a quote.
    if delimiter not in line or (QUOTE in line and QUOTE in _without_quoted_cells(line, delimiter)):
        return False
    return valid(split(line, delimiter))


def _without_quoted_cells(line: str, delimiter: str) -> str:
    mark = re.escape(delimiter)
    return re.sub(rf'(?:^|(?<={mark})) *"(?:[^"]|"")*" *(?={mark}|$)', "", line)


def _quoted_cell(text: str, start: int, delimiter: str) -> tuple[str, int | None]:
    """A quoted cell and the position of the delimiter after it; None if the text ends before the closing quote.

    A quote that is neither doubled nor followed by a delimiter belongs to the text.
    """
    parts = []
    while True:
        position = text.find(QUOTE, start)
        if position < 0:
            parts.append(text[start:])
            return "".join(parts), None
        parts.append(text[start:position])
        end = _skip_spaces(text, position + 1)
        if text[end : end + 1] in ("", delimiter):
            return "".join(parts), end
        parts.append(QUOTE)
        start = position + (2 if text[position + 1 : position + 2] == QUOTE else 1)


def _skip_spaces(text: str, position: int) -> int:
    while text[position : position + 1] == " ":
        position += 1
    return position
