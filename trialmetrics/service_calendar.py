"""The service calendar: for each day, when service opens, how long it lasts, and how much of it went before."""

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

import holidays
import numpy as np
import pyarrow as pa

from trialmetrics.policy import Clock

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
LAST_MOMENT = datetime.combine(LAST_DAY, time(23, 59, 59))
DAY_SECONDS = 24 * 3600


def calendar(clock: Clock) -> pa.Table:
    """The days of 2000-2100 under `clock`, one row each.

    `day` DATE; `day_number`, service days up to and including that day; `opens`, the second of the day at which
    service opens; `seconds` of service that day, 0 where there is none; `seconds_before`, of service on all earlier
    days. So the service clock at a moment is seconds_before + min(max(second of the day - opens, 0), seconds).
    Holidays are the public ones of the clock's country, from the `holidays` package, as far as it knows them.
    """
    return _calendar(clock.model_dump_json())


def served(clock: Clock, moments: np.ndarray) -> np.ndarray:
    """What the service clock shows at local moments (N,) of datetime64, in seconds (N,) since the calendar begins.

    After its last day it stands still.
    """
    days = calendar(clock)
    at = np.clip(moments.astype("datetime64[s]"), np.datetime64(FIRST_DAY), np.datetime64(LAST_MOMENT, "s"))
    day = at.astype("datetime64[D]")
    number = (day - np.datetime64(FIRST_DAY)).astype(np.int64)
    before, opens, seconds = (
        days[name].to_numpy()[number].astype(np.int64) for name in ("seconds_before", "opens", "seconds")
    )
    return before + np.clip((at - day).astype(np.int64) - opens, 0, seconds)


def when_served(clock: Clock, seconds: int) -> datetime:
    """The first local moment at which the service clock shows so many seconds, `datetime.max` where it never does."""
    days = calendar(clock)
    after = days["seconds_before"].to_numpy() + days["seconds"].to_numpy()
    number = int(np.searchsorted(after, seconds))
    if number == len(after):
        return datetime.max
    into = seconds - days["seconds_before"][number].as_py()
    start = datetime.combine(FIRST_DAY, time()) + timedelta(days=number)
    return start + timedelta(seconds=days["opens"][number].as_py() + into)


@lru_cache(maxsize=4)
def _calendar(written: str) -> pa.Table:
    clock = Clock.model_validate_json(written)
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
