"""Read how long after the request something happened: `after 3 hours`, `2u30`, `1:30`, or a number in the heading's unit."""

import re
from datetime import timedelta

from trialmetrics.intake.values.calendar_words import (
    AFTER_WORDS,
    COUNTS,
    DAY,
    LATER_WORDS,
    NEXT_DAY,
    SAME_DAY,
    UNITS,
)
from trialmetrics.intake.values.dates import folded
from trialmetrics.intake.values.value import Value

MAX_AFTER = timedelta(days=7000)
# Nobody answers between midnight and six: where a column has such a 1:30, it is how long something took.
EARLIEST_HOUR = 6
# A decimal sign before exactly three digits could also part thousands.
_NUMBER = r"(?:\d{1,7}|0[.,]\d{1,9}|\d{1,7}[.,](?:\d{1,2}|\d{4,9}))"
_BEFORE = re.compile(rf"(?:{'|'.join(AFTER_WORDS)}) ")
_BEHIND = re.compile(rf" (?:{'|'.join(LATER_WORDS)})$")
_PART = re.compile(rf"({_NUMBER}|[a-z]+) ?([a-z]+)\.?(?:,? (?:(?:en|and|und|et|y) )?|$)?")
# `1:30` and `2u30`; also searched in SQL, to see whether a column has any.
CLOCK = r"(\d{1,5}) ?[:uh] ?([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?"
_CLOCK = re.compile(rf"(?:(\d{{1,5}}) (?:days?|dagen|dag|tage?|jours?|dias?),? )?{CLOCK}$")
_HOURS_MINUTES = re.compile(r"(\d{1,5}) ?[uh] ?([0-5]?\d) ?m(?:in)?\.?$")
_ISO = re.compile(r"p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?)?$")
# A unit at the end of a heading: in brackets, after a word that says so, or as a plural.
_HEADING_UNIT = re.compile(
    r"[(\[] ?(?:in |en )?([a-z]+)\.? ?[)\]]$|\b(?:in|en) ([a-z]{3,})\.?$"
    r"|[ _](mins?|hrs|hours|days|minutes|weeks|minuten|uren|dagen|weken|stunden|tage|wochen|heures|jours|horas|dias)$"
)
_WORKING = re.compile(r"work|business|werk|kantoor|arbeits|geschafts|ouvre|ouvrable|habil|laborab")


def read_duration(words: str, *, clock: bool) -> Value | None:
    """The time after the request in a `folded` text as `Value.after`, `date_only` if told in whole days; None for another text.

    `clock`: 1:30 is an hour and a half rather than half past one.
    """
    if words in SAME_DAY:
        return Value(after=timedelta(), date_only=True)
    if words in NEXT_DAY:
        return Value(after=timedelta(days=1), date_only=True)
    text = _BEHIND.sub("", _BEFORE.sub("", words))
    if match := _CLOCK.match(text):
        if not clock and not match[1]:
            return None
        days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
        return _value(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
    if match := _HOURS_MINUTES.match(text):
        return _value(timedelta(hours=int(match[1]), minutes=int(match[2])))
    if (match := _ISO.match(text)) and any(match.groups()):
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
        whole_days = not any(match.groups()[2:])
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return _value(length, date_only=whole_days)
    return _parts(text)


def read_number_of(unit: int, words: str, decimal: str) -> Value | None:
    """A number under a heading with a unit (minutes in one) as `Value.after`; None for another text."""
    if not re.fullmatch(rf"\d{{1,7}}(?:{re.escape(decimal)}\d{{1,12}})?", words, re.ASCII):
        return None
    number = float(words.replace(decimal, "."))
    return _value(timedelta(minutes=number * unit), date_only=unit >= DAY and number.is_integer())


def heading_unit(heading: str) -> int | None:
    """The unit that a heading gives its numbers, as minutes in one; None without one or for working hours and days."""
    text = folded(heading)
    if _WORKING.search(text):
        return None
    match = _HEADING_UNIT.search(text)
    return UNITS.get(next(filter(None, match.groups()))) if match else None


def _parts(text: str) -> Value | None:
    minutes, place, last, whole_days = 0.0, 0, float("inf"), True
    while match := _PART.match(text, place):
        number, unit = match[1], UNITS.get(match[2])
        # Each part is in a smaller unit than the one before it.
        if unit is None or unit >= last:
            return None
        count = COUNTS.get(number) if number.isalpha() else float(number.replace(",", "."))
        if count is None:
            return None
        whole_days = whole_days and unit >= DAY and float(count).is_integer()
        minutes += count * unit
        place, last = match.end(), unit
        if place == len(text):
            return _value(timedelta(minutes=minutes), date_only=whole_days)
    return None


def _value(after: timedelta, *, date_only: bool = False) -> Value | None:
    # Fractions of a second are dropped, as they are of a time of day.
    seconds = timedelta(seconds=round(after.total_seconds()))
    return Value(after=seconds, date_only=date_only) if after <= MAX_AFTER else None
