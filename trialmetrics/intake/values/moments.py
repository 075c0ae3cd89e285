"""Read dates and times as people write them, and words such as `never` or `after 2 days`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.vocabulary import HAPPENED, MONTHS, NEVER, NOT_YET, NUMBERS

FIRST_YEAR, LAST_YEAR = 2000, 2100  # what the service calendar covers
MAX_AFTER = 1000
# These columns also take a word for whether it happened, or a time after the request.
HAPPENED_COLUMNS = {"first_reply_at", "delivered_at", "closed_at"}
_RELATIVE_COLUMNS = {"first_reply_at", "delivered_at", "promised_at", "closed_at"}
_CLOCK = r"(?:[t ,]+(.*))?$"
_COMPACT = re.compile(r"(20\d\d|2100)(\d\d)(\d\d)(?:t(\d\d)(\d\d)(\d\d)?(z|[+-]\d\d:?\d\d)?)?$")
_YMD = re.compile(rf"(\d{{4}})[-/. ](\d{{1,2}})[-/. ](\d{{1,2}}){_CLOCK}")
# A date in three numbers, possibly after a weekday; day and month come in either order.
THREE_NUMBERS = r"(?:[a-z]{2,9},? )?(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})"
# After it a time or nothing, so that `12.30.45` is no date.
AFTER_DATE = "(?:[t ,].*)?$"
_NUMBERS = re.compile(THREE_NUMBERS + _CLOCK)
_DAY_MONTH = re.compile(
    rf"(?:[a-z]{{2,9}},? )?(\d{{1,2}})(?:st|nd|rd|th|e)?[-/. ]+(?:of )?([a-z]+)\.?[-/., ]+(\d{{4}}|\d{{2}}){_CLOCK}"
)
_MONTH_DAY = re.compile(rf"(?:[a-z]{{2,9}},? )?([a-z]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}")
_TIME = re.compile(
    r"(?:om |at )?(\d{1,2})(?:[:.uh](\d{2}))?(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(?:uur|hrs?|h)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_AFTER_REQUEST = re.compile(
    r"(?:na |after )?(\d+|[a-zé]+) ?(uur|uren|u|hours?|hrs?|h|dagen|dag|days?|weken|week|weeks)(?: later)?$"
)
_SAME_DAY = ("zelfde dag", "dezelfde dag", "diezelfde dag", "same day", "the same day")


def read_moment(text: str, column: str, notation: Notation) -> Value:
    """The naive local datetime in `notation.zone`; for some columns also `happened` or `after`. `problem` if unreadable."""
    words = normalised_text(text)
    if column in _RELATIVE_COLUMNS:
        if words in NEVER:
            return Value(happened=False)
        if words in NOT_YET:
            return Value(happened=False, pending=True)
        if words in HAPPENED and column in HAPPENED_COLUMNS:
            return Value(happened=True)
        if (after := _after(words)) is not None:
            return Value(after=after)
    parts = _date(words, notation.date_order)
    if parts is None:
        return unreadable("not_a_date", order=notation.date_order)
    (year, month, day), time_text = parts
    try:
        midnight = datetime.combine(date(year, month, day), time())
    except ValueError:
        return unreadable("not_a_date", order=notation.date_order)
    if not FIRST_YEAR <= midnight.year <= LAST_YEAR:
        return unreadable("not_a_year", first=FIRST_YEAR, last=LAST_YEAR)
    if not time_text:
        return Value(midnight, date_only=True)
    moment, utc = _with_time(midnight, time_text, notation.zone)
    if moment is None:
        return unreadable("not_a_time")
    if notation.midnight_is_date_only and moment == midnight:
        return Value(moment, date_only=True)
    return Value(moment, utc=utc)


def normalised_text(text: str) -> str:
    """The text in lower case, with single spaces."""
    return " ".join(text.casefold().split())


def three_numbers(text: str) -> tuple[int, int, int] | None:
    """The numbers of a date such as 3-2-2026: day and month in the order written, and the year; None for any other text."""
    match = re.match(THREE_NUMBERS + AFTER_DATE, normalised_text(text))
    return (int(match[1]), int(match[2]), _year(match[3])) if match else None


def _date(words: str, order: str | None) -> tuple[tuple[int, int, int], str | None] | None:
    if match := _YMD.match(words):
        return (int(match[1]), int(match[2]), int(match[3])), match[4]
    if match := _COMPACT.match(words):
        time_text = f"{match[4]}:{match[5]}:{match[6] or '00'}{match[7] or ''}" if match[4] else None
        return (int(match[1]), int(match[2]), int(match[3])), time_text
    if match := _NUMBERS.match(words):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        if order is None and first != second and first <= 12 and second <= 12:
            return None  # ambiguous, and a guess would go unnoticed
        day, month = (second, first) if order == "mdy" else (first, second)
        return (year, month, day), match[4]
    if (match := _DAY_MONTH.match(words)) and (month_number := _month(match[2])):
        return (_year(match[3]), month_number, int(match[1])), match[4]
    if (match := _MONTH_DAY.match(words)) and (month_number := _month(match[1])):
        return (int(match[3]), month_number, int(match[2])), match[4]
    return None


def _month(word: str) -> int | None:
    if word in MONTHS:
        return MONTHS[word]
    return next((number for name, number in MONTHS.items() if len(word) == 3 and name.startswith(word)), None)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _with_time(day: datetime, time_text: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The local datetime (None if the time is unreadable), and the UTC datetime if the text has an offset."""
    match = _TIME.match(time_text.strip())
    if not match or not (match[2] or match[4]):
        return None, None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None, None
        hour = hour % 12 + (12 if match[4].startswith("p") else 0)
    if (hour > 23 and (hour, minute, second) != (24, 0, 0)) or minute > 59 or second > 59:
        return None, None
    # ISO 8601 writes the end of a day as 24:00.
    at = day + timedelta(hours=hour, minutes=minute, seconds=second)
    if not match[5]:
        return at, None
    offset = match[5] if match[5][0] in "+-" else "+00:00"
    try:
        moment = datetime.fromisoformat(f"{at.isoformat()}{offset}")
        return moment.astimezone(zone).replace(tzinfo=None), moment.astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return None, None


def _after(words: str) -> timedelta | None:
    if words in _SAME_DAY:
        return timedelta()
    match = _AFTER_REQUEST.match(words)
    if not match:
        return None
    number = int(match[1][:9]) if match[1].isdecimal() else NUMBERS.get(match[1].replace("é", "e"))
    if number is None or number > MAX_AFTER:
        return None
    unit = {"u": "hours", "h": "hours", "d": "days", "w": "weeks"}[match[2][0]]
    return timedelta(**{unit: number})
