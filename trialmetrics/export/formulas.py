"""Text that no spreadsheet takes for a formula, whichever of comma, semicolon and tab it splits a file at.

An apostrophe is put before a formula sign wherever a cell may begin: at the beginning of the text, and within it after
each of those delimiters and after a line end, since a reader that splits elsewhere than the writer begins its cells there.
"""

import re

# What a spreadsheet calculates; the wide and small forms are the same signs to some of them.
SIGNS = "=+@＝＋－＠﹦﹢﹣﹫-"
# What stands before a sign without hiding it: quotes, blanks, and characters that nobody sees.
_UNSEEN = (
    r'[\x00-\x08\x0b\x0c\x0e-\x20"\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000'
    r"\ufeff\ufff9-\ufffb]*"
)


def _places(apostrophes: str, taken_off: str = "") -> re.Pattern[str]:
    """Where a cell may begin with a formula sign behind so many `apostrophes`; `taken_off` is what is replaced there."""
    ahead = f"{apostrophes}{_UNSEEN}"
    return re.compile(
        rf"(?<![^,;\t\r\n]){taken_off}(?={ahead}[{SIGNS}])"
        # A line end does not begin a cell that a delimiter opened; a tab does, except where it is the delimiter.
        rf"|(?<![^,;\r\n]){taken_off}(?={ahead}\t)"
        rf"|\A{taken_off}(?={ahead}[\r\n])"
        # The quote that ends the text in the file would open one for a reader who splits just before it.
        rf'|(?<=[,;\t\r\n]){taken_off}(?={apostrophes}"*\Z)'
    )


_BARE = _places("")
_OWN = _places("'+")
_ADDED = _places("'*", taken_off="'")


def guarded(text: str) -> str:
    """The text with an apostrophe before each formula sign that a cell may begin with."""
    return _BARE.sub("'", text)


def doubled(text: str) -> str:
    """The text with those apostrophes doubled that look like ours: `unguarded` gives it back, guarded or not."""
    return _OWN.sub("'", text)


def unguarded(text: str) -> str:
    """The text that was `doubled`, and perhaps `guarded`."""
    return _ADDED.sub("", text)
