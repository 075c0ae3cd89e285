"""No text is a formula wherever a file is split, and every text comes back as it went."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.hostile import CONTROLS, TEXTS, cells, is_formula
from trialmetrics.export.csv_text import COMMA, SEMICOLON, csv_of, notation_of
from trialmetrics.export.formulas import doubled, guarded, unguarded

ODD = st.text(st.sampled_from("ab1=+-@＝'\",;\t\r\n \u00a0\ufeff\u200b"), max_size=14)
FIGURE = st.floats(allow_nan=False, allow_infinity=False, width=32)


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("=1", "'=1"), ("Foo;=1+1", "Foo;'=1+1"), ("＝1", "'＝1"), ("Foo;＝1", "Foo;'＝1"), ("-5", "'-5"), ("a, -b", "a,' -b"),
        ("\t=1", "'\t'=1"), ("\n=1", "'\n'=1"), ("Foo;\tx", "Foo;'\tx"), ("'=1", "'=1"),
        ("Hello,\n\nall well", "Hello,\n\nall well"), ("one - two", "one - two"), ("a=b;c-d,e@f", "a=b;c-d,e@f"),
        ("12", "12"), ("", ""), ("a,b;", "a,b;'"), ('a;"', "a;'\""),
    ],
)  # fmt: skip
def test_an_apostrophe_stands_where_a_formula_would_begin_and_nowhere_else(text: str, guard: str) -> None:
    assert guarded(text) == guard


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(ODD, st.text(max_size=14)),
            st.floats(allow_nan=False, allow_infinity=False, width=32),
            ODD,
        ),
        max_size=3,
    )
)
def test_no_cell_is_a_formula_wherever_the_file_is_split(rows: list[tuple[str, float, str]]) -> None:
    for notation in (COMMA, SEMICOLON):
        text = csv_of(["=name", "n", "note;=1"], [[f"S{row[0]}", *row] for row in rows], notation)
        assert [cell for cell in cells(text) if is_formula(cell)] == []


@settings(max_examples=1000, deadline=None)
@given(st.one_of(ODD, st.text()))
def test_every_text_comes_back_as_it_went(text: str) -> None:
    assert unguarded(guarded(doubled(text))) == text
    assert unguarded(doubled(text)) == text


@pytest.mark.parametrize("text", [*TEXTS, *CONTROLS])
def test_every_hostile_text_in_any_column(text: str) -> None:
    for notation in (COMMA, SEMICOLON):
        written = csv_of([text, "b"], [[text, "x", text], ["x", text, -3.5]], notation)
        assert [cell for cell in cells(written) if is_formula(cell)] == []
    back = list(csv.reader(io.StringIO(csv_of(["a"], [[doubled(text)]]), newline="")))
    assert unguarded(back[1][0]) == text


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("nl-NL", "x;-1,5;2\n"), ("de", "x;-1,5;2\n"), ("fr-FR", "x;-1,5;2\n"), ("pt_BR", "x;-1,5;2\n"), ("pl", "x;-1,5;2\n"),
        ("en-US", "x,-1.5,2\n"), ("en-GB", "x,-1.5,2\n"), ("zh-Hans-CN", "x,-1.5,2\n"), ("es-MX", "x,-1.5,2\n"),
        (None, "x,-1.5,2\n"),
        ("de-CH", "x;-1.5;2\n"), ("es-ES", "x;-1,5;2\n"),
    ],
)  # fmt: skip
def test_numbers_and_delimiter_are_those_of_the_readers_language(locale: str | None, line: str) -> None:
    assert csv_of([], [["x", -1.5, 2]], notation_of(locale)) == "\n" + line
