"""Guards texts against being run as formulas, whether the spreadsheet splits the file at commas, semicolons or tabs.

An apostrophe goes before each formula sign where a cell may begin: at the start of the text, and after each of those
delimiters and line ends within it, because a spreadsheet that splits at another delimiter starts new cells there.
"""

import re

# Characters that start a formula; some spreadsheets accept the full-width and small forms too.
FORMULA_SIGNS = "=+@＝＋－＠﹦﹢﹣﹫-"
# Characters that spreadsheets skip before a formula sign: quotes, blanks and invisible characters.
_INVISIBLE = (
    r'[\x00-\x08\x0b\x0c\x0e-\x20"\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000'
    r"\ufeff\ufff9-\ufffb]*"
)


def _cell_starts(apostrophes: str, prefix: str = "") -> re.Pattern[str]:
    """Pattern for places where a cell may begin with `apostrophes` and a formula sign; it consumes only `prefix`."""
    before_sign = f"{apostrophes}{_INVISIBLE}"
    return re.compile(
        rf"(?<![^,;\t\r\n]){prefix}(?={before_sign}[{FORMULA_SIGNS}])"
        # A line end does not begin a cell that a delimiter opened; a tab does, except where it is the delimiter.
        rf"|(?<![^,;\r\n]){prefix}(?={before_sign}\t)"
        rf"|\A{prefix}(?={before_sign}[\r\n])"
        # The quote that closes the cell in the file would open one for a reader that splits just before it.
        rf'|(?<=[,;\t\r\n]){prefix}(?={apostrophes}"*\Z)'
    )


_UNGUARDED = _cell_starts("")
_LOOKS_GUARDED = _cell_starts("'+")
_GUARDED = _cell_starts("'*", prefix="'")


def guarded(text: str) -> str:
    """The text with an apostrophe before each formula sign at the start of a possible cell."""
    return _UNGUARDED.sub("'", text)


def doubled(text: str) -> str:
    """The text with one more apostrophe wherever it already looks guarded, so that `unguarded` restores it exactly."""
    return _LOOKS_GUARDED.sub("'", text)


def unguarded(text: str) -> str:
    """The original of a text that was `doubled` and then, perhaps, `guarded`."""
    return _GUARDED.sub("", text)
