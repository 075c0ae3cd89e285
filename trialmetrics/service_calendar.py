"""The service calendar: on which days and hours suppliers are open, and a clock that counts only those hours."""

from datetime import date, datetime, time
from functools import cache, lru_cache

import holidays
import numpy as np
import pyarrow as pa

from trialmetrics.policy import Clock

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
LAST_MOMENT = datetime.combine(LAST_DAY, time(23, 59, 59))
DAY_SECONDS = 24 * 3600


def calendar(clock: Clock) -> pa.Table:
    """One row per day of 2000-2100 under `clock`.

    `day` DATE; `day_number`, service days up to and including that day; `opens`, the second of the day at which
    service opens; `seconds` of service that day, 0 where there is none; `seconds_before`, of service on all earlier
    days. So the service clock at a moment is seconds_before + min(max(second of the day - opens, 0), seconds).
    Holidays are the public ones of the clock's country, from the `holidays` package, as far as it knows them.
    """
    return _calendar(clock.model_dump_json())


def service_seconds(clock: Clock, moments: np.ndarray) -> np.ndarray:
    """Seconds of service (N,) from the start of the calendar to each local moment (N,), a datetime64.

    Moments outside the calendar count as its first or last one.
    """
    days = calendar(clock)
    at = np.clip(moments.astype("datetime64[s]"), np.datetime64(FIRST_DAY), np.datetime64(LAST_MOMENT, "s"))
    day = at.astype("datetime64[D]")
    number = (day - np.datetime64(FIRST_DAY)).astype(np.int64)
    before, opens, seconds = (
        days[name].to_numpy()[number].astype(np.int64) for name in ("seconds_before", "opens", "seconds")
    )
    return before + np.clip((at - day).astype(np.int64) - opens, 0, seconds)


def moments_after_service(clock: Clock, seconds: np.ndarray) -> np.ndarray:
    """The first local moments (N,), a datetime64[s], with so many seconds (N,) of service before each; NaT where the calendar has
    fewer."""
    days = calendar(clock)
    before, opens, of_day = (days[name].to_numpy() for name in ("seconds_before", "opens", "seconds"))
    number = np.searchsorted(before + of_day, seconds)
    known = number < len(before)
    moments = np.full(len(seconds), np.datetime64("NaT", "s"))
    number = number[known]
    second_of_day = opens[number] + (seconds[known] - before[number])
    moments[known] = np.datetime64(FIRST_DAY, "s") + number * DAY_SECONDS + second_of_day
    return moments


def moment_after_service(clock: Clock, seconds: int) -> datetime:
    """The same of one number of seconds; `datetime.max` where the calendar has fewer."""
    (moment,) = moments_after_service(clock, np.array([seconds])).tolist()
    return datetime.max if moment is None else moment


@lru_cache(maxsize=4)
def _calendar(clock_json: str) -> pa.Table:
    clock = Clock.model_validate_json(clock_json)
    days = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + 1)
    if clock.plain_hours:
        has_service, opens, closes = np.ones(len(days), bool), 0, DAY_SECONDS
    else:
        has_service, opens, closes = (
            _service_days(clock, days),
            _second_of_day(clock.opens),
            _second_of_day(clock.closes),
        )
    seconds = np.where(has_service, closes - opens, 0).astype(np.int64)
    return pa.table(
        {
            "day": pa.array(days),
            "day_number": pa.array(np.cumsum(has_service), pa.int32()),
            "opens": pa.array(np.full(len(days), opens), pa.int32()),
            "seconds": pa.array(seconds, pa.int32()),
            "seconds_before": pa.array(np.cumsum(seconds) - seconds, pa.int64()),
        }
    )


def _service_days(clock: Clock, days: np.ndarray) -> np.ndarray:
    """Whether each of `days` is a service day: one of the clock's weekdays and no public holiday."""
    weekday = (days.astype(np.int64) + 3) % 7 + 1  # 1970-01-01, day 0, was a Thursday: ISO 4
    return np.isin(weekday, clock.weekdays) & ~np.isin(days, _public_holidays(clock.country))


@cache
def _public_holidays(country: str) -> np.ndarray:
    country_calendar = holidays.country_holidays(country)
    first, last = (
        max(FIRST_DAY.year, country_calendar.start_year),
        min(LAST_DAY.year, country_calendar.end_year),
    )
    public_holidays = holidays.country_holidays(
        country, years=range(first, last + 1), categories=holidays.PUBLIC
    )
    return np.array(sorted(public_holidays), dtype="datetime64[D]")


def _second_of_day(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
