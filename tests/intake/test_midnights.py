"""A column whose times are all midnight holds dates, however midnight and its offset are written."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take


def requests(*texts: str) -> Taken:
    rows = [f"S{number};{text}" for number, text in enumerate(texts)]
    return take("\n".join(["supplier;requested_at", *rows]))


@pytest.mark.parametrize(
    "clock",
    ["T00:00:00+01:00", "T00:00:00Z", "T00:00:00.000Z", " 00:00:00 UTC", " 00:00:00+00", " 0:00", " 12:00:00 AM", " 00:00 CET",
     " 00:00:00 -0500", " 00:00 uur", "T00:00:00.0000000", " 00:00:00 GMT+0100 (CET)", " 12:00 a. m.", " 0u00"],
)  # fmt: skip
def test_dates_with_midnight_are_the_dates_as_written(clock: str) -> None:
    taken = requests(f"2026-03-02{clock}", f"2026-07-03{clock}")
    assert [(row["occurred_at"], row["bare"], row["occurred_utc"]) for row in taken.of("request")] == [
        (datetime(2026, 3, 2), True, None),
        (datetime(2026, 7, 3), True, None),
    ]


def test_midnight_here_may_be_an_hour_of_the_day_before_in_utc() -> None:
    """As programs write a local date as a moment in UTC: 23:00 in winter, 22:00 in summer."""
    taken = requests("2026-03-01T23:00:00.000Z", "2026-07-02T22:00:00.000Z")
    assert [(row["occurred_at"], row["bare"]) for row in taken.of("request")] == [
        (datetime(2026, 3, 2), True),
        (datetime(2026, 7, 3), True),
    ]
    # Another moment among them: all are moments.
    taken = requests("2026-03-01T23:00:00.000Z", "2026-07-02T21:00:00.000Z")
    assert [row["bare"] for row in taken.of("request")] == [False, False]


@pytest.mark.parametrize(
    "other", ["2026-03-03 14u30", "2026-03-03 14.30", "2026-03-03 2 PM", "20260303T1430", "2026-03-03 14 Uhr"]
)
def test_one_time_of_day_however_written_makes_them_moments(other: str) -> None:
    taken = requests("2026-03-02 00:00:00", other)
    assert taken.problems == []
    assert [row["bare"] for row in taken.of("request")] == [False, False]
