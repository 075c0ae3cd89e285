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
    reach: int = 1
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
    text, reach, unclosed = lines[at], 1, False
    length = len(text)
    place = 0
    while place <= len(text):
        begin = _past_spaces(text, place)
        if text[begin : begin + 1] != QUOTE:
            end = text.find(delimiter, begin)
            end = len(text) if end < 0 else end
            cells.append(text[begin:end])
            place = end + 1
            continue
        part, closes = _quoted(text, begin + 1, delimiter)
        parts, quoted = [part], len(part)
        while closes is None:
            following = lines[at + reach] if at + reach < len(lines) else None
            if (
                following is None
                or length + len(following) >= LONGEST_RECORD
                # A row has two cells at least; most of what a quote swallows is shown to be none by that alone.
                or (delimiter in following and valid(split(following, delimiter)))
            ):
                unclosed, closes = True, len(text)
                break
            part, ends = _quoted(following, 0, delimiter) if QUOTE in following else (following, None)
            quoted += 1 + len(part)
            if quoted > LONGEST_QUOTED:
                unclosed, closes = True, len(text)
                break
            parts.append(part)
            text, closes = following, ends
            length += 1 + len(following)
            reach += 1
        cells.append("\n".join(parts))
        place = closes + 1
    return Record(cells, reach, unclosed)


def _quoted(text: str, start: int, delimiter: str) -> tuple[str, int | None]:
    """A quoted cell and where its delimiter stands; None where the text ends before its closing quote.

    A quote that neither is doubled nor stands before a delimiter belongs to the text.
    """
    parts = []
    while True:
        quote = text.find(QUOTE, start)
        if quote < 0:
            parts.append(text[start:])
            return "".join(parts), None
        parts.append(text[start:quote])
        end = _past_spaces(text, quote + 1)
        if text[end : end + 1] in ("", delimiter):
            return "".join(parts), end
        parts.append(QUOTE)
        start = quote + (2 if text[quote + 1 : quote + 2] == QUOTE else 1)


def _past_spaces(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at
