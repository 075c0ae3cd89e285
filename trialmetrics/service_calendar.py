"""The service calendar: for each day, when service opens, how long it lasts, and how much of it went before."""

from datetime import date, time
from functools import cache

import holidays
import numpy as np
import pyarrow as pa

from trialmetrics.policy import Clock

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
DAY_SECONDS = 24 * 3600


def calendar(clock: Clock) -> pa.Table:
    """The days of 2000-2100 under `clock`, one row each.

    `day` DATE; `day_number`, service days up to and including that day; `opens`, the second of the day at which
    service opens; `seconds` of service that day, 0 where there is none; `seconds_before`, of service on all earlier
    days. So the service clock at a moment is seconds_before + min(max(second of the day - opens, 0), seconds).
    Holidays are the public ones of the clock's country, from the `holidays` package, as far as it knows them.
    """
    days = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + 1)
    if clock.plain_hours:
        served, opens, closes = np.ones(len(days), bool), 0, DAY_SECONDS
    else:
        served, opens, closes = _served(clock, days), _second(clock.opens), _second(clock.closes)
    seconds = np.where(served, closes - opens, 0).astype(np.int64)
    return pa.table(
        {
            "day": pa.array(days),
            "day_number": pa.array(np.cumsum(served), pa.int32()),
            "opens": pa.array(np.full(len(days), opens), pa.int32()),
            "seconds": pa.array(seconds, pa.int32()),
            "seconds_before": pa.array(np.cumsum(seconds) - seconds, pa.int64()),
        }
    )


def _served(clock: Clock, days: np.ndarray) -> np.ndarray:
    """Which of `days` are service days: on one of the clock's weekdays, and no public holiday."""
    weekday = (days.astype(np.int64) + 3) % 7 + 1  # 1970-01-01, day 0, was a Thursday: ISO 4
    return np.isin(weekday, clock.weekdays) & ~np.isin(days, _public_holidays(clock.country))


@cache
def _public_holidays(country: str) -> np.ndarray:
    known = holidays.country_holidays(country)
    first, last = max(FIRST_DAY.year, known.start_year), min(LAST_DAY.year, known.end_year)
    found = holidays.country_holidays(country, years=range(first, last + 1), categories=holidays.PUBLIC)
    return np.array(sorted(found), dtype="datetime64[D]")


def _second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
