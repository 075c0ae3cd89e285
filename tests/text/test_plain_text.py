"""Text from files where markup is read: never markup, and as it was written wherever nothing could be markup."""

from html import unescape

import pandas as pd
import pytest

from tests.charts.drawn import checked
from tests.hostile_text import HOSTILE
from trialmetrics import charts
from trialmetrics.charts import Look
from trialmetrics.text.plain_text import JOINER, escaped, plain, visible


@pytest.mark.parametrize(
    "text",
    [
        "Is 03-04-2026 10:00 under Datum: 1.234?",
        "Meijer & Zonen B.V.",
        "De Vries-Smit + Zn. (Gent)",
        "ORD_2026_17",
        "Papier, karton: 50 % minder!",
        "Büro | Ω · 10 > 5",
        "a_b@c",
    ],
)
def test_what_could_be_no_markup_stays_as_it_is(text: str) -> None:
    assert plain(text).replace(f"{JOINER}@", "@") == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("- item", "|- item"),
        ("# head #", "|# head #|"),
        ("1. item", "|1. item"),
        ("7", "|7"),
        ("www.example.com", "www|.example.com"),
        ("https://example.com", "https:|//example.com"),
        ("a@b.com", "a|@b.com"),
        (":smile: 10:30", "|:|smile: 10:30"),
        ("5:100:", "5:|100:|"),
        (":red[x]", "|:|red\\[x\\]"),
        ("a -- b <- c", "a -|- b <|- c"),
        ("_b_ a_b __c", "\\_b\\_ a_b \\_\\_c"),
        ("<b>*a* `c` $d$ ~e~ \\", "\\<b>\\*a\\* \\`c\\` \\$d\\$ \\~e\\~ \\\\"),
        ("a < 5 &amp; b & c;", "a < 5 \\&amp; b & c;"),
    ],
)
def test_what_could_be_markup_is_kept_from_it(text: str, markdown: str) -> None:
    """A bar stands for what joins without a width."""
    assert plain(text) == markdown.replace("|", JOINER)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a\r\n b\tc\u2028d ", "a b c d"),
        ("\x00bell\x07\x1b[31m\x7f", "␀bell␇␛[31m␡"),
        ("\u202egnp.exe\u2069 \x9b", "\ufffdgnp.exe\ufffd \ufffd"),
        ("שלום \u200f", "שלום \u200f"),
    ],
)
def test_a_line_of_which_everything_is_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_a_chart_has_no_tag_of_a_name(text: str) -> None:
    assert unescape(escaped(text)) == visible(text)
    lines = pd.DataFrame({"chance": [0.4]})
    testers = pd.DataFrame(
        {"tester": [text], "trials": 2, "severity": 1.0, "severity_low": -1.0, "severity_high": 3.0}
    )
    for chart in (charts.plan_chart(lines, [text], [text], Look()), charts.testers_chart(testers, Look())):
        figure = checked(chart)
        written = [
            *figure.layout.yaxis.ticktext,
            *(each.text for each in figure.layout.annotations),
            *(hover for trace in figure.data for hover in trace.hovertext or ()),
        ]
        for each in written:
            for ours in ("<b>", "</b>", "<br>"):
                each = each.replace(ours, "")
            assert "<" not in each
            assert not any(ord(sign) < 0x20 or sign == "\u202e" for sign in each)
