"""The language of a reader: chosen per context, asked of whoever knows it, with its own notation."""

import threading
from contextvars import Context
from datetime import date, datetime

import pytest

from tests.languages import compiled
from trialmetrics.policy import load_policy
from trialmetrics.text import date_text, language, lists, number_text


@pytest.fixture
def spoken(tmp_path, monkeypatch):
    """Two languages that there are catalogues of: Dutch, and one that nobody's notation is known of."""
    compiled(tmp_path, "nl")
    compiled(tmp_path, "zz")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    monkeypatch.setattr(language, "_reader", lambda: None)
    return language.in_language


def test_a_message_in_the_language_of_the_context(spoken):
    assert language._("invite") == "invite"
    with spoken("nl"):
        assert language._("invite") == "⟦invite⟧"
        assert language.ngettext("{n} point", "{n} points", 1) == "⟦{n} point⟧"
        assert language.ngettext("{n} point", "{n} points", 2) == "⟦{n} points⟧"
    assert language._("invite") == "invite"


def test_dutch_notation(spoken):
    with spoken("nl"):
        assert number_text.number(2.5) == "2,5"
        assert number_text.count(1212) == "1.212"
        assert number_text.percent(0.544) == "54%"
        assert number_text.percent(0.001) == "< 1%"
        assert number_text.share(0.54, 0.32, 0.995) == "⟦54% (32 to > 99)⟧"
        assert number_text.agreement(0.8) == "0,80"
        assert number_text.factor(0.75) == "0,75"
        assert number_text.money({"EUR": 1904.2}) == "EUR 1.904"
        assert date_text.day(date(2026, 3, 1)) == "1 mrt 2026"
        assert date_text.moment(datetime(2026, 3, 1, 9, 5)) == "1 mrt 2026 09:05"
        assert date_text.localized_moment("2026-03-01") == "1 mrt 2026"
        assert "⟦ma to vr⟧" in date_text.service_hours(load_policy().clock)
        assert lists.listed("abc") == "a, b en c"
        assert lists.listed("abc", "or") == "a, b of c"


def test_english_notation_is_the_products_own():
    assert number_text.number(1234.5) == "1234.5"
    assert number_text.percent(0.544) == "54 %"
    assert number_text.count(1212) == "1,212"
    assert date_text.moment(datetime(2026, 3, 1, 9, 5)) == "01-03-2026 09:05"
    assert date_text.localized_moment("2026-03-01 09:05:07") == "01-03-2026 09:05"
    assert date_text.localized_moment("2026-13-01") == "2026-13-01"
    assert lists.listed("abc") == "a, b and c"
    assert lists.listed("ab", "or") == "a or b"
    assert lists.listed(["a"]) == "a"
    assert lists.listed([]) == ""


@pytest.mark.parametrize("wanted", ["zz", "xx"])
def test_where_no_notation_or_no_catalogue_is_there_figures_are_english(spoken, wanted):
    # Sentences and figures are never of two languages.
    with spoken(wanted):
        assert number_text.number(2.5) == "2.5"
        assert date_text.day(date(2026, 3, 1)) == "01-03-2026"


def test_the_reader_is_asked_once_in_a_context_and_others_are_not_touched(spoken, monkeypatch):
    asked = []

    def reader():
        asked.append(threading.get_ident())
        return "nl"

    language.set_language_source(reader)
    try:
        shown = [Context().run(lambda: [language._("invite"), language._("invite")]) for _reader in range(2)]
        assert shown == [["⟦invite⟧", "⟦invite⟧"]] * 2
        assert len(asked) == 2
        with spoken("en"):
            assert language._("invite") == "invite"
    finally:
        language.set_language_source(lambda: None)


def test_where_nobody_reads_it_is_english_and_asked_again_later(spoken):
    readers = iter([None, "nl"])
    language.set_language_source(lambda: next(readers))
    try:
        shown = Context().run(
            lambda: [language.current_language(), language.current_language(), language.current_language()]
        )
    finally:
        language.set_language_source(lambda: None)
    assert shown == ["en", "nl", "nl"]
