"""Texts that a spreadsheet or a terminal takes for something else, and whether a file keeps them from it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

DELIMITERS = (",", ";", "\t")
TEXTS = (
    "=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1", "-5", "-5,5", "+31 20 123",
    "Foo;=1+1", "Foo,=1+1", "Foo\t=1+1", "Foo;＝1+1", "Foo, -1", "Foo;;@x", 'Foo;"=1"', 'Foo;""=1', "Foo; \u00a0=1",
    "a;b;-c,+d\t@e",
    " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", '"=1"', '"" =1', "\u202e=1", "\u3000＝1", "'=1", "''=1", "Foo;'=1", "'Foo",
    "one\n=two", "one\n\ttwo", 'one\n"=two', "Hello,\n\nall well",
    '=HYPERLINK("http://x.nl";"y")', "http://x.nl/=1", "mailto:a@b.nl",
    "=cmd|'/c calc'!A0", "{=1}", "12", "2026-03-04", "_x0041_", "a;-b;c", "Foo;\t=1", "日本＝1",
)  # fmt: skip
# They cannot be the name of anything; a row that holds them is set aside, or the value is.
CONTROLS = ("bell\x07", "\x1b[31mred", "c1 \x9b31m", "nul\x00", "\x1b]0;title\x07", "del\x7f", "\x85next")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?(e[-+]\d+)?")
_SIGNS = tuple("=+-@＝＋－＠﹦﹢﹣﹫")


def cells(text: str) -> Iterator[str]:
    """Every cell that somebody may see in a CSV, whichever delimiter is theirs, quotes read or not."""
    for delimiter in DELIMITERS:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from row
        for line in re.split("\r\n|\r|\n", text):
            yield from line.split(delimiter)


def is_formula(cell: str) -> bool:
    """Whether a cell begins, behind what nobody sees, with a formula sign, and is no number."""
    for at, sign in enumerate(cell):
        if sign in "\t\r\n":
            return True
        if sign != '"' and unicodedata.category(sign) not in ("Zs", "Zl", "Zp", "Cc", "Cf"):
            return cell[at:].startswith(_SIGNS) and not _NUMBER.fullmatch(cell)
    return False
