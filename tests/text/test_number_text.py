"""Figures as they are shown: one rounding for everybody."""

import math
from datetime import datetime, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from trialmetrics.policy import Clock, load_policy
from trialmetrics.text import date_text, number_text, terms

CLOCK = load_policy().clock


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
    assert number_text.percent(p) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0.25, "15 min"),
        (0.995, "1 h"),
        (3.2, "3 h"),
        (15.4, "15 h"),
        (16, "2 working days"),
        (20, "2.5 working days"),
        (28, "3.5 working days"),
        (40, "5 working days"),
        (100, "12.5 working days"),
        (float("nan"), "–"),
    ],
)
def test_hours(hours, shown):
    assert date_text.hours(hours, CLOCK.day_hours) == shown


@pytest.mark.parametrize(
    ("clock", "day", "hours", "shown"),
    [
        ({"plain_hours": True}, 24, 40, "40 h"),
        ({"plain_hours": True}, 24, 48, "2 days"),
        ({"plain_hours": True}, 24, 60, "2.5 days"),
        ({"opens": time(8), "closes": time(20)}, 12, 23, "23 h"),
        ({"opens": time(8), "closes": time(20)}, 12, 24, "2 working days"),
        ({"opens": time(9), "closes": time(12, 30)}, 3.5, 7, "2 working days"),
        # 16.7 would read 17 h, which is more than two days of 8.4 h.
        ({"opens": time(9), "closes": time(17, 24)}, 8.4, 16.7, "2 working days"),
    ],
)
def test_a_day_has_the_hours_of_the_clock(clock, day, hours, shown):
    clock = CLOCK.model_copy(update=clock)
    assert clock.day_hours == day
    assert date_text.hours(hours, clock.day_hours) == shown
    assert date_text.wait(hours, clock.day_hours) == shown
    assert date_text.first_reply(hours, 1.0, clock.day_hours) == shown


def clocks() -> SearchStrategy[Clock]:
    """Service days from an hour to a whole one, in minutes; or plain hours."""
    minutes = st.integers(0, 24 * 60 - 61).flatmap(
        lambda opens: st.tuples(st.just(opens), st.integers(opens + 60, 24 * 60 - 1))
    )
    served = minutes.map(
        lambda ends: CLOCK.model_copy(
            update={name: time(*divmod(at, 60)) for name, at in zip(("opens", "closes"), ends, strict=True)}
        )
    )
    return served | st.just(CLOCK.model_copy(update={"plain_hours": True}))


def read_back(shown: str, day_hours: float) -> tuple[float, float]:
    """The hours that a wait in words says, and those of its last digit."""
    figure, unit = shown.split(" ", 1)
    hours = {"min": 1 / 60, "h": 1.0, "days": day_hours, "working days": day_hours}[unit]
    return float(figure) * hours, hours * (0.1 if "." in figure or "day" in unit else 1)


@given(clocks(), st.lists(st.floats(0, 3000), min_size=2, max_size=20))
def test_a_wait_is_read_back_as_it_was_and_more_never_reads_less(clock, waits):
    read = []
    for wait in sorted(waits):
        hours, last = read_back(date_text.hours(wait, clock.day_hours), clock.day_hours)
        assert abs(hours - wait) <= last / 2 + 1e-9
        # Where it matters most, from two days on, no more than a twentieth of a day.
        assert wait < 2 * clock.day_hours or abs(hours - wait) <= max(clock.day_hours / 20, 0.5) + 1e-9
        read.append(hours)
    assert all(one <= other + 1e-9 for one, other in pairwise(read))


@pytest.mark.parametrize(("score", "shown"), [(59.6, "60"), (-0.2, "0"), (0, "0"), (None, "–")])
def test_scores_have_no_decimals(score, shown):
    assert number_text.score(score) == shown


def test_money_names_its_currency_and_never_mixes_two():
    assert number_text.money({"USD": 12.5, "EUR": 1904.0}) == "EUR 1,904 + USD 12"
    assert number_text.money({}) == "–"


def test_a_share_with_its_interval() -> None:
    assert number_text.share(0.54, 0.32, 0.744) == "54 % (32 to 74)"
    assert number_text.share(1.0, 0.004, 1.0) == "100 % (< 1 to 100)"
    assert number_text.share(math.nan, math.nan, math.nan) == "–"


def test_a_moment_is_written_one_way_everywhere() -> None:
    at = datetime(2026, 2, 3, 9, 5)
    assert (date_text.moment(at), date_text.moment(at, date_only=True)) == ("03-02-2026 09:05", "03-02-2026")
    assert date_text.localized_moment("2026-02-03 09:05:00") == "03-02-2026 09:05"
    assert date_text.localized_moment("2026-02-03") == "03-02-2026"
    for other in ("geen reactie", "2026-02-03, or later", "2026-02", 4, None):
        assert date_text.localized_moment(other) == other


def test_which_hours_count_as_waiting() -> None:
    clock = load_policy().clock
    assert date_text.service_hours(clock) == (
        "Only service hours count as waiting: 09:00 to 17:00 on Mon to Fri, public holidays (NL) left out."
    )
    assert " on Mon, Wed, Sat," in date_text.service_hours(clock.model_copy(update={"weekdays": [6, 1, 3]}))
    plain = clock.model_copy(update={"plain_hours": True})
    assert date_text.service_hours(plain) == "Every hour of every day counts as waiting."


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
    assert date_text.first_reply(median, answered, CLOCK.day_hours) == shown


def test_a_wait_may_never_end() -> None:
    assert [date_text.wait(each, CLOCK.day_hours) for each in (3.0, math.inf, math.nan)] == [
        "3 h",
        "never",
        "–",
    ]


def test_severity_from_less_to_more() -> None:
    assert number_text.severity(6.2, 1.9, 10.4) == "6 less (10 less to 2 less)"
    assert number_text.severity(-3.1, -9.0, 2.6) == "3 more (3 less to 9 more)"
    assert number_text.severity(0.4, -5.0, 6.0) == "0 (6 less to 5 more)"
    assert number_text.severity(math.nan, math.nan, math.nan) == "–"


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
    assert terms.agreement_words(alpha) == said


@pytest.mark.parametrize(
    ("hours", "waited", "silent"),
    [
        # Half a day stands for one day; of silence only whole days that have passed are known.
        (4.0, "the same day", ""),
        (12.0, "2 working days", "1 working day"),
        (8.0, "1 working day", "1 working day"),
        (16.0, "2 working days", "2 working days"),
    ],
)
def test_of_dates_without_a_time_no_hour_is_said(hours, waited, silent) -> None:
    day = CLOCK.day_hours
    assert date_text.wait(hours, day, date_only=True) == waited
    assert date_text.silence(hours, day, date_only=True) == silent


def test_silence_with_times_is_said_in_hours() -> None:
    assert date_text.silence(3.0, CLOCK.day_hours) == "3 h"
    assert date_text.silence(0.0, CLOCK.day_hours) == ""
    # A day of 8 h 20 min, from a difference of floats.
    assert date_text.silence(8.3333333333285, 25 / 3, date_only=True) == "1 working day"
