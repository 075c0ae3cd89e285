"""Text from files on the pages: never markup, and read out without backslashes where nothing could be markup."""

import pytest

from pages._shared import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Is 03-04-2026 10:00 under Datum: 1.234?", "Is 03-04-2026 10:00 under Datum: 1.234?"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("---", "\\-\\-\\-"),
        (":smile: :red[x]", "\\:smile: \\:red\\[x\\]"),
        ("5:smile:", "5\\:smile:"),
        ("www.example.com", "www\\.example\\.com"),
        (
            "<b>*a* _b_ `c` $d$ [e](f) ![g](h)",
            "\\<b\\>\\*a\\* \\_b\\_ \\`c\\` \\$d\\$ \\[e\\]\\(f\\) \\!\\[g\\]\\(h\\)",
        ),
    ],
)
def test_nothing_of_it_is_markup(text: str, shown: str) -> None:
    assert plain(text) == shown
