"""Texts become moments: dates and times as people write them, and words that stand for one."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.vocabulary import HAPPENED, MONTHS, NEVER, NOT_YET, NUMBERS

FIRST_YEAR, LAST_YEAR = 2000, 2100  # what the service calendar covers
MOST_AFTER = 1000
# Under these a word may say that it happened or not, or how long after the request.
WORDED = {"first_reply_at", "delivered_at", "closed_at"}
_RELATIVE = {"first_reply_at", "delivered_at", "promised_at", "closed_at"}
_CLOCK = r"(?:[t ,]+(.*))?$"
_COMPACT = re.compile(r"(20\d\d|2100)(\d\d)(\d\d)(?:t(\d\d)(\d\d)(\d\d)?(z|[+-]\d\d:?\d\d)?)?$")
_YMD = re.compile(rf"(\d{{4}})[-/. ](\d{{1,2}})[-/. ](\d{{1,2}}){_CLOCK}")
# A date in three numbers, behind a named day at most; the first two may be day and month or month and day.
THREE_NUMBERS = r"(?:[a-z]{2,9},? )?(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})"
# Behind it a time, or nothing: a time with points is no date.
BEHIND = "(?:[t ,].*)?$"
_NUMBERS = re.compile(THREE_NUMBERS + _CLOCK)
_DAY_MONTH = re.compile(
    rf"(?:[a-z]{{2,9}},? )?(\d{{1,2}})(?:st|nd|rd|th|e)?[-/. ]+(?:of )?([a-z]+)\.?[-/., ]+(\d{{4}}|\d{{2}}){_CLOCK}"
)
_MONTH_DAY = re.compile(rf"(?:[a-z]{{2,9}},? )?([a-z]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}")
_TIME = re.compile(
    r"(?:om |at )?(\d{1,2})(?:[:.uh](\d{2}))?(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(?:uur|hrs?|h)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_AFTER = re.compile(
    r"(?:na |after )?(\d+|[a-zé]+) ?(uur|uren|u|hours?|hrs?|h|dagen|dag|days?|weken|week|weeks)(?: later)?$"
)
_SAME_DAY = ("zelfde dag", "dezelfde dag", "diezelfde dag", "same day", "the same day")


def read_moment(text: str, column: str, notation: Notation) -> Value:
    """A date or time in the policy's zone; `happened` or `after` where a word says so and the column may."""
    plain = simple(text)
    if column in _RELATIVE:
        if plain in NEVER:
            return Value(happened=False)
        if plain in NOT_YET:
            return Value(happened=False, pending=True)
        if plain in HAPPENED and column in WORDED:
            return Value(happened=True)
        if (after := _after(plain)) is not None:
            return Value(after=after)
    found = _date(plain, notation.date_order)
    if found is None:
        return unreadable("not_a_date", order=notation.date_order)
    (year, month, day), clock = found
    try:
        at = datetime.combine(date(year, month, day), time())
    except ValueError:
        return unreadable("not_a_date", order=notation.date_order)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return unreadable("not_a_year", first=FIRST_YEAR, last=LAST_YEAR)
    if not clock:
        return Value(at, bare=True)
    moment, utc = _timed(at, clock, notation.zone)
    if moment is None:
        return unreadable("not_a_time")
    if notation.midnight_is_bare and moment == at:
        return Value(moment, bare=True)
    return Value(moment, utc=utc)


def simple(text: str) -> str:
    """A text in small letters, with single blanks."""
    return " ".join(text.casefold().split())


def three_numbers(text: str) -> tuple[int, int, int] | None:
    """The numbers of a date written in three: two that are day and month in either order, and the year."""
    found = re.match(THREE_NUMBERS + BEHIND, simple(text))
    return (int(found[1]), int(found[2]), _year(found[3])) if found else None


def _date(plain: str, order: str | None) -> tuple[tuple[int, int, int], str | None] | None:
    if found := _YMD.match(plain):
        return (int(found[1]), int(found[2]), int(found[3])), found[4]
    if found := _COMPACT.match(plain):
        clock = f"{found[4]}:{found[5]}:{found[6] or '00'}{found[7] or ''}" if found[4] else None
        return (int(found[1]), int(found[2]), int(found[3])), clock
    if found := _NUMBERS.match(plain):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        if order is None and first != second and first <= 12 and second <= 12:
            return None  # nobody said which is the day, and a guess would be silent
        day, month = (second, first) if order == "mdy" else (first, second)
        return (year, month, day), found[4]
    if (found := _DAY_MONTH.match(plain)) and (named := _month(found[2])):
        return (_year(found[3]), named, int(found[1])), found[4]
    if (found := _MONTH_DAY.match(plain)) and (named := _month(found[1])):
        return (int(found[3]), named, int(found[2])), found[4]
    return None


def _month(word: str) -> int | None:
    if word in MONTHS:
        return MONTHS[word]
    return next((number for name, number in MONTHS.items() if len(word) == 3 and name.startswith(word)), None)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _timed(day: datetime, clock: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The local moment, None where the time cannot be read; and in UTC, where it has an offset."""
    found = _TIME.match(clock.strip())
    if not found or not (found[2] or found[4]):
        return None, None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None, None
        hour = hour % 12 + (12 if found[4].startswith("p") else 0)
    if (hour > 23 and (hour, minute, second) != (24, 0, 0)) or minute > 59 or second > 59:
        return None, None
    # ISO 8601 writes the end of a day as 24:00.
    at = day + timedelta(hours=hour, minutes=minute, seconds=second)
    if not found[5]:
        return at, None
    offset = found[5] if found[5][0] in "+-" else "+00:00"
    try:
        moment = datetime.fromisoformat(f"{at.isoformat()}{offset}")
        return moment.astimezone(zone).replace(tzinfo=None), moment.astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return None, None


def _after(plain: str) -> timedelta | None:
    if plain in _SAME_DAY:
        return timedelta()
    found = _AFTER.match(plain)
    if not found:
        return None
    number = int(found[1][:9]) if found[1].isdecimal() else NUMBERS.get(found[1].replace("é", "e"))
    if number is None or number > MOST_AFTER:
        return None
    unit = {"u": "hours", "h": "hours", "d": "days", "w": "weeks"}[found[2][0]]
    return timedelta(**{unit: number})
