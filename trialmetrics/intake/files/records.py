"""Text becomes records: cells, each with the line on which it begins; quotes as people write them (RFC 4180, and worse).

The scanner is asked for one record at a time. A quoted field that never closes ends where a line alone is a valid row
again, or at 4,000 characters, so that one quote never swallows the rest; nor does a record of many quoted fields.
"""

import csv
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

LONGEST_QUOTED = 4000  # characters
LONGEST_RECORD = 1 << 18  # characters; no row of ours comes near it
QUOTE = '"'

csv.field_size_limit(sys.maxsize)

Valid = Callable[[list[str]], bool]


class Record(NamedTuple):
    """A record: its cells, how many lines it takes, and whether a quote was opened and never closed."""

    cells: list[str]
    line_count: int = 1
    unclosed: bool = False


def split(text: str, delimiter: str) -> list[str]:
    """The cells of one line by itself."""
    return scan([text], 0, delimiter, lambda _cells: False).cells


def scan(lines: Sequence[str], at: int, delimiter: str, valid: Valid) -> Record:
    """The record that begins at `lines[at]`; `valid` says whether the cells of a line alone, two at least, are a valid row."""
    text = lines[at]
    if QUOTE not in text:
        return Record(text.split(delimiter))
    try:
        return Record(next(csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=True)))
    except csv.Error:
        return _scan(lines, at, delimiter, valid)


def _scan(lines: Sequence[str], at: int, delimiter: str, valid: Valid) -> Record:
    """As `scan`, in one pass: of every line that a quote runs into, what is known already is not looked at again."""
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
                # A row has two cells at least; most of what a quote swallows is shown to be none by that alone.
                or (delimiter in next_line and valid(split(next_line, delimiter)))
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


def _quoted_cell(text: str, start: int, delimiter: str) -> tuple[str, int | None]:
    """A quoted cell and where its delimiter stands; None where the text ends before its closing quote.

    A quote that neither is doubled nor stands before a delimiter belongs to the text.
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
