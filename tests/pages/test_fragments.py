"""Fragments: drawn anew by themselves, where no router has run."""

from contextvars import Context
from functools import partial

import pytest
import streamlit as st

from pages._shared import shared
from pages._shared.fragments import fragment
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import choose, chosen


@pytest.fixture
def reruns(monkeypatch):
    """The fragments drawn, each to be run again as Streamlit does."""
    kept = []
    monkeypatch.setattr(
        st, "fragment", lambda draw: lambda *parts, **named: kept.append(partial(draw, *parts, **named))
    )
    return kept


def test_a_fragment_keeps_the_language_of_its_page(reruns):
    seen = []
    draw = fragment(lambda part: seen.append((chosen(), part)))
    for language in ("nl", "en"):
        page = Context()
        page.run(choose, language)
        page.run(draw, language)
    for rerun in reruns:
        Context().run(rerun)  # another thread: nothing is chosen there
    assert seen == [("nl", "nl"), ("en", "en")]


def test_a_refusal_in_a_fragment_is_a_sentence(reruns, monkeypatch):
    told = []
    monkeypatch.setattr(shared, "tell", told.append)
    error = TrialmetricsError("not now")

    @fragment
    def refuse():
        raise error

    refuse()
    reruns[0]()
    assert told == [error]
