"""Fragments: drawn anew by themselves, where no router has run."""

from contextvars import Context
from functools import partial

import pytest
import streamlit as st

from pages._shared import widgets
from pages._shared.fragments import fragment
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import current_language, use_language


@pytest.fixture
def reruns(monkeypatch):
    """The fragments drawn, each to be run again as Streamlit does."""
    kept = []
    monkeypatch.setattr(
        st,
        "fragment",
        lambda draw, **_timing: lambda *parts, **named: kept.append(partial(draw, *parts, **named)),
    )
    return kept


def test_a_fragment_keeps_the_language_of_its_page(reruns):
    seen = []
    draw = fragment(lambda part: seen.append((current_language(), part)))
    for language in ("nl", "en"):
        page = Context()
        page.run(use_language, language)
        page.run(draw, language)
    for rerun in reruns:
        Context().run(rerun)  # another thread: nothing is chosen there
    assert seen == [("nl", "nl"), ("en", "en")]


def test_a_refusal_in_a_fragment_is_a_sentence(reruns, monkeypatch):
    told = []
    monkeypatch.setattr(widgets, "show_error", told.append)
    error = TrialmetricsError("not now")

    @fragment
    def refuse():
        raise error

    refuse()
    reruns[0]()
    assert told == [error]


def log(trials):
    """One supplier with this many trials, each answered with words of its own."""
    rows = ["supplier,trial_id,event,occurred_at,note"]
    for n in range(1, trials + 1):
        rows += [
            f"Acme,T{n},request,2026-03-{n:02} 10:00,",
            f"Acme,T{n},reply,2026-03-{n:02} 11:00,words of {n}",
        ]
    return "\n".join(rows) + "\n"


def told(test):
    """The words of every story that is on the page."""
    return [
        words for table in test.dataframe if "words" in table.value for words in table.value["words"].dropna()
    ]


@pytest.mark.parametrize(
    ("trials", "open_at_first"), [(3, ["words of 1", "words of 2", "words of 3"]), (4, [])]
)
def test_few_stories_are_open_others_are_not_made(shows, trials, open_at_first):
    test = shows("supplier.py", log(trials), supplier="Acme")
    assert told(test) == open_at_first
    stories = [box for box in test.expander if box.label != "Undecided"]
    for n, box in enumerate(stories, 1):
        assert box.label.startswith(f"0{n}-03-2026 · small · ")
        assert box.label.endswith(f" · 1 note · T{n}")
    assert len(stories) == trials


def test_of_many_trials_the_last_ones_story_is_shown_and_another_can_be_chosen(shows):
    test = shows("supplier.py", log(21), supplier="Acme")
    assert told(test) == ["words of 21"]
    (choice,) = [box for box in test.selectbox if box.label == "Trial"]
    choice.select("T4").run()
    assert not test.exception
    assert told(test) == ["words of 4"]
