"""Figures as they are shown: one rounding for everybody."""

import math
from datetime import datetime

import pytest

from trialmetrics import wording
from trialmetrics.policy import load_policy


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0, "0 %"),
        (0.001, "< 1 %"),
        (0.01, "1 %"),
        (0.974, "97 %"),
        (0.995, "> 99 %"),
        (1, "100 %"),
        (None, "–"),
    ],
)
def test_a_probability_is_never_shown_surer_than_it_is(p, shown):
    assert wording.percent(p) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0.25, "15 min"),
        (3.2, "3 h"),
        (15.4, "15 h"),
        (16, "2 working days"),
        (40, "5 working days"),
        (float("nan"), "–"),
    ],
)
def test_hours(hours, shown):
    assert wording.hours(hours) == shown


@pytest.mark.parametrize(("score", "shown"), [(59.6, "60"), (-0.2, "0"), (0, "0"), (None, "–")])
def test_scores_have_no_decimals(score, shown):
    assert wording.score(score) == shown


def test_money_names_its_currency_and_never_mixes_two():
    assert wording.money({"USD": 12.5, "EUR": 1904.0}) == "EUR 1,904 + USD 12"
    assert wording.money({}) == "–"


def test_a_share_with_its_interval() -> None:
    assert wording.share(0.54, 0.32, 0.744) == "54 % (32 to 74)"
    assert wording.share(1.0, 0.004, 1.0) == "100 % (< 1 to 100)"
    assert wording.share(math.nan, math.nan, math.nan) == "–"


def test_a_moment_is_written_one_way_everywhere() -> None:
    at = datetime(2026, 2, 3, 9, 5)
    assert (wording.moment(at), wording.moment(at, bare=True)) == ("03-02-2026 09:05", "03-02-2026")
    assert wording.moment_read("2026-02-03 09:05:00") == "03-02-2026 09:05"
    assert wording.moment_read("2026-02-03") == "03-02-2026"
    for other in ("geen reactie", "2026-02-03, or later", "2026-02", 4, None):
        assert wording.moment_read(other) == other


def test_which_hours_count_as_waiting() -> None:
    clock = load_policy().clock
    assert wording.service_hours(clock) == (
        "Only service hours count as waiting: 09:00 to 17:00 on Mon to Fri, public holidays (NL) left out."
    )
    assert " on Mon, Wed, Sat," in wording.service_hours(clock.model_copy(update={"weekdays": [6, 1, 3]}))
    plain = clock.model_copy(update={"plain_hours": True})
    assert wording.service_hours(plain) == "Every hour of every day counts as waiting."


@pytest.mark.parametrize(
    ("median", "answered", "shown"),
    [
        (3.2, 1.0, "3 h"),
        (math.nan, 0.0, "none"),
        (math.nan, 0.33, "mostly none"),
        (math.nan, 1.0, "–"),  # answered, and nobody noted when
        (math.nan, math.nan, "–"),
        (None, None, "–"),
    ],
)
def test_silence_is_told_from_what_was_not_noted(median, answered, shown) -> None:
    assert wording.first_reply(median, answered) == shown


def test_a_wait_may_never_end() -> None:
    assert (wording.wait(3.0), wording.wait(math.inf), wording.wait(math.nan)) == ("3 h", "never", "–")


def test_severity_from_less_to_more() -> None:
    assert wording.severity(6.2, 1.9, 10.4) == "6 less (10 less to 2 less)"
    assert wording.severity(-3.1, -9.0, 2.6) == "3 more (3 less to 9 more)"
    assert wording.severity(0.4, -5.0, 6.0) == "0 (6 less to 5 more)"
    assert wording.severity(math.nan, math.nan, math.nan) == "–"


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (0.8, "reliable"),
        (0.7999, "good enough for a first impression"),
        (0.667, "good enough for a first impression"),
        (0.6669, "not reliable"),
        (-0.2, "not reliable"),
        (math.nan, "nothing to compare"),
    ],
)
def test_what_agreement_is_good_for(alpha: float, said: str) -> None:
    assert wording.agreement_words(alpha) == said
