"""Formats moments and durations in the notation of the user's language."""

import math
import re
from datetime import date, datetime, time

from babel.dates import format_date, format_time

from trialmetrics.policy import PLAIN_DAY, Clock
from trialmetrics.text.language import _, is_english, locale, ngettext
from trialmetrics.text.number_text import NOTHING, digits, is_missing, number

DAYS_FROM = 2  # service days from which a wait is shown in days
ROUNDING = 1e-6  # of a day, in differences of hours
_DAY, _TIME = "%d-%m-%Y", "%H:%M"  # notation for English
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?")


def hours(value: float | None, day_hours: float) -> str:
    """Service hours under a clock with `day_hours` to the day, as minutes, hours or, from two days on, days: "2.5 working days".

    The error is at most half of the last digit shown, and more hours never show as less.
    """
    if is_missing(value):
        return NOTHING
    assert value is not None
    if round(60 * value) < 60:
        return _("{n} min").format(n=digits(round(60 * value)))
    # Compares the rounded hours, so that no text in hours exceeds the shortest text in days.
    if round(value) < DAYS_FROM * day_hours:
        return _("{n} h").format(n=digits(round(value)))
    return days(round(value / day_hours, 1), day_hours)


def days(number_of_days: float, day_hours: float) -> str:
    """A number of service days, or of days where every hour counts."""
    words = (
        ngettext("{n} day", "{n} days", math.ceil(number_of_days))
        if day_hours == PLAIN_DAY
        else ngettext("{n} working day", "{n} working days", math.ceil(number_of_days))
    )
    return words.format(n=number(number_of_days))


def first_reply(
    half: float | None, answered: float | None, day_hours: float, *, date_only: bool = False
) -> str:
    """Hours within which half had a first reply; where less than half (share `answered`, 0-1) had one, "none" or "mostly none"."""
    if not is_missing(half) or is_missing(answered) or answered is None or answered >= 0.5:
        return (
            hours(half, day_hours)
            if is_missing(half) or half is None
            else within(half, day_hours, date_only=date_only)
        )
    return _("none") if answered == 0 else _("mostly none")


def wait(value: float | None, day_hours: float, *, date_only: bool = False) -> str:
    """Service hours of a wait; infinite: "never". `date_only`: an end of it has no time of day, so only days are said."""
    if value == math.inf:
        return _("never")
    if not date_only or is_missing(value):
        return hours(value, day_hours)
    assert value is not None
    # Half a day stands for two events of one day.
    whole = round(value / day_hours)
    return days(whole, day_hours) if 2 * value > day_hours else _("the same day")


def within(value: float, day_hours: float, *, date_only: bool = False) -> str:
    """Service hours within which something came; `date_only`: in days, one at least."""
    return wait(max(value, day_hours) if date_only else value, day_hours, date_only=date_only)


def silence(value: float, day_hours: float, *, date_only: bool = False) -> str:
    """Service hours without an answer, empty where there are none yet; `date_only`: in whole days that have passed."""
    if date_only:
        passed = math.floor(value / day_hours + ROUNDING)
        return days(passed, day_hours) if passed else ""
    return hours(value, day_hours) if round(60 * value) else ""


def months(count: int) -> str:
    """A number of months."""
    return ngettext("{n} month", "{n} months", count).format(n=count)


def day(on: date) -> str:
    """A day."""
    return on.strftime(_DAY) if is_english() else format_date(on, "medium", locale=locale())


def time_of_day(at: datetime | time) -> str:
    """A time of day, in hours and minutes."""
    return at.strftime(_TIME) if is_english() else format_time(at, "short", locale=locale())


def moment(at: datetime, *, date_only: bool = False) -> str:
    """A moment, or only its day where the time of day is unknown (`date_only`)."""
    return day(at) if date_only else f"{day(at)} {time_of_day(at)}"


def localized_moment(text: object) -> object:
    """An ISO day or moment as `moment` writes it; any other value unchanged."""
    match = _ISO.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return text
    try:
        return moment(datetime.fromisoformat(match[0]), date_only=match[4] is None)
    except ValueError:
        return text


def service_hours(clock: Clock) -> str:
    """A sentence on which hours count as waiting."""
    if clock.plain_hours:
        return _("Every hour of every day counts as waiting.")
    return _(
        "Only service hours count as waiting: {opens} to {closes} on {days}, public holidays ({country}) left out."
    ).format(
        opens=time_of_day(clock.opens),
        closes=time_of_day(clock.closes),
        days=_weekdays(sorted(set(clock.weekdays))),
        country=clock.country,
    )


def _weekdays(served: list[int]) -> str:
    """Days of the week, 1 for Monday: "Mon to Fri" where they follow each other, else "Mon, Wed, Fri"."""
    names = [locale().days["format"]["abbreviated"][weekday - 1] for weekday in served]
    if len(names) > 2 and served[-1] - served[0] == len(served) - 1:
        return _("{first} to {last}").format(first=names[0], last=names[-1])
    return ", ".join(names)
