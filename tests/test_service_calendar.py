"""The service calendar: which days are service days, and the service clock in whole seconds."""

from datetime import date, time

import pandas as pd
import pytest

from trialmetrics.policy import load_policy
from trialmetrics.service_calendar import calendar

CLOCK = load_policy().clock


def days(**changes):
    return (
        calendar(CLOCK.model_copy(update=changes))
        .to_pandas()
        .assign(day=lambda it: pd.to_datetime(it["day"]))
        .set_index("day")
    )


def test_every_day_of_a_century_once():
    found = days()
    # 2000 to 2100: 101 years of 365 days and 25 leap days (2000, 2004 ... 2096; 2100 is none).
    assert len(found) == 101 * 365 + 25 == found.index.nunique()
    assert (found.index[0].date(), found.index[-1].date()) == (date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "seconds"),
    [
        ("2026-03-02", 8 * 3600),  # a Monday
        ("2026-03-06", 8 * 3600),  # a Friday
        ("2026-03-07", 0),  # Saturday
        ("2026-03-08", 0),  # Sunday
        ("2026-01-01", 0),  # New Year's Day, a Thursday
        ("2026-04-06", 0),  # Easter Monday
        ("2026-04-27", 0),  # King's Day, a Monday
        ("2025-05-05", 0),  # Liberation Day, every five years a public holiday; a Monday
        ("2026-05-05", 8 * 3600),  # and this year none; a Tuesday
        ("2026-05-14", 0),  # Ascension Day
        ("2026-12-25", 0),  # Christmas, a Friday
        ("2026-12-31", 8 * 3600),  # a Thursday like any other
        ("2000-01-03", 8 * 3600),  # the first Monday
        ("2100-12-31", 8 * 3600),  # the last day, a Friday
    ],
)
def test_service_days_in_the_netherlands(day, seconds):
    assert days().loc[day, "seconds"] == seconds


def test_the_clock_adds_up():
    found = days()
    assert found["seconds_before"].tolist() == (found["seconds"].cumsum() - found["seconds"]).tolist()
    assert found["day_number"].tolist() == (found["seconds"] > 0).cumsum().tolist()
    # 1 and 2 January 2000 are a week-end; Monday 3 January is the first service day, Tuesday the second.
    assert found.loc["2000-01-02":"2000-01-04", "day_number"].tolist() == [0, 1, 2]
    assert found.loc["2000-01-02":"2000-01-04", "seconds_before"].tolist() == [0, 0, 8 * 3600]
    assert set(found["opens"]) == {9 * 3600}


def test_another_clock():
    found = days(opens=time(7, 30), closes=time(18, 0, 15), weekdays=[6, 7], country="US")
    assert set(found["opens"]) == {7 * 3600 + 1800}
    assert found.loc["2026-03-07", "seconds"] == 10 * 3600 + 1800 + 15
    assert found.loc["2026-03-09", "seconds"] == 0
    # Independence Day 2026 is a Saturday, 4 July; Easter Monday and King's Day are nothing there.
    assert found.loc["2026-07-04", "seconds"] == 0
    assert days(country="US").loc["2026-04-27", "seconds"] == 8 * 3600


def test_plain_clock_hours_know_no_week_ends_and_no_holidays():
    found = days(plain_hours=True)
    assert set(found["seconds"]) == {24 * 3600}
    assert set(found["opens"]) == {0}
    assert found.loc["2026-01-01", "day_number"] - found.loc["2025-01-01", "day_number"] == 365


def test_holidays_are_taken_as_far_as_they_are_known():
    # Of Spain the package knows 2008 and later, of Japan 1949 to 2099, of Sri Lanka 2003 to 2026.
    for country in ("ES", "JP", "LK"):
        assert days(country=country)["seconds"].sum() > 0
    spain = days(country="ES")
    # Christmas of 2007, a Tuesday, and of 2008, a Thursday.
    assert spain.loc["2007-12-25", "seconds"] == 8 * 3600
    assert spain.loc["2008-12-25", "seconds"] == 0
