"""Texts become values, one different text at a time; what people write that is not regular is read here."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from trialmetrics.language import _
from trialmetrics.vocabulary import (
    CHANNELS,
    EVENTS,
    HAPPENED,
    LEGAL_FORMS,
    MONTHS,
    NEVER,
    NOT_OBSERVED,
    NUMBERS,
    ORDER_CLASSES,
    OUTCOMES,
    RATING_WORDS,
    WORDS,
)

FIRST_YEAR, LAST_YEAR = 2000, 2100  # what the service calendar covers
MOST_COUNTED = 1000


class Value(NamedTuple):
    """What a text says. `reason`: it cannot be read, and how to mend it. `seen` no: not observed. For moments `bare`: a
    date without a time; `happened`: yes without a time, or did not happen; `after`: so long after the request."""

    value: Any = None
    bare: bool = False
    happened: bool | None = None
    after: timedelta | None = None
    seen: bool = True
    reason: str | None = None


class Notation(NamedTuple):
    """How a column is written: date order (dmy, mdy or None), decimal sign, rating scale, and the time zone."""

    zone: ZoneInfo
    date_order: str | None = None
    decimal: str = "."
    scale: tuple[int, int] = (1, 5)


def read_value(text: str, kind: str, column: str, notation: Notation) -> Value:
    """The value of one text in a column of this kind."""
    if text.casefold() in NOT_OBSERVED:
        return Value(seen=False)
    if stray := next((each for each in text if _is_control(each)), None):
        return Value(
            reason=_("holds the control character U+{code}; delete that").format(code=f"{ord(stray):04X}")
        )
    return _READERS[kind](text, column, notation)


def plain_word(text: str) -> str:
    """A word without case and separators."""
    return re.sub(r"[\s_\-]+", " ", text.casefold()).strip()


def supplier_key(name: str) -> str:
    """What tells suppliers apart: the name without case, spaces more than one, and points in its legal form."""
    words = unicodedata.normalize("NFC", name).casefold().split()
    return " ".join(_without_points(word) for word in words)


def _without_points(word: str) -> str:
    bare = word.replace(".", "").strip(",")
    return bare if bare in LEGAL_FORMS else word


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"


def _word(text: str, kind: str, allowed: tuple[str, ...]) -> Value:
    plain = plain_word(text)
    for ours in allowed:
        if plain == ours.replace("_", " ") or plain in WORDS[kind].get(ours, ()):
            return Value(ours)
    return Value(reason=_("is none of {words}; write one of these").format(words=", ".join(allowed)))


def _yes_no(text: str, _column: str, _notation: Notation) -> Value:
    found = _word(text, "yes_no", ("yes", "no"))
    return found if found.reason else Value(found.value == "yes")


def _currency(text: str, _column: str, _notation: Notation) -> Value:
    code = {"€": "EUR", "$": "USD", "£": "GBP"}.get(text, text.upper())
    if re.fullmatch("[A-Z]{3}", code):
        return Value(code)
    return Value(reason=_("is not a currency; write three letters such as EUR"))


def _number(text: str, _column: str, notation: Notation) -> Value:
    number = _figure(text, notation.decimal)
    if number is None:
        return Value(reason=_("is not a number; write it like 1234.56"))
    if not 0 <= number < 1e15:
        return Value(reason=_("is out of range; write a number from 0 up"))
    return Value(number)


def _figure(text: str, decimal: str) -> float | None:
    bare = re.sub(r"(?i)^(eur|usd|gbp|chf|[€$£])|(eur|usd|gbp|chf|[€$£]|,-|,--)$", "", text.strip()).strip()
    bare = re.sub(r"(?<=\d)[\s'\u00a0\u202f](?=\d{3})", "", bare)
    thousands = "," if decimal == "." else "."
    pattern = rf"-?(\d+|\d{{1,3}}({re.escape(thousands)}\d{{3}})+)({re.escape(decimal)}\d*)?"
    if not re.fullmatch(pattern, bare):
        return None
    return float(bare.replace(thousands, "").replace(decimal, "."))


def _rating(text: str, _column: str, notation: Notation) -> Value:
    if (word := RATING_WORDS.get(text.casefold())) is not None:
        return Value(float(word))
    low, high = notation.scale
    number = _figure(re.sub(r"\s*/\s*\d+$", "", text), notation.decimal)
    if number is None:
        return Value(
            reason=_("is not a rating; write a number from {low} to {high}").format(low=low, high=high)
        )
    if not low <= number <= high:
        return Value(reason=_("is not a rating from {low} to {high}").format(low=low, high=high))
    if (low, high) == (1, 10):
        return Value(1 + 0.4 * number)  # a school grade: 6, just a pass, is 60 of 100 points
    return Value(1 + 4 * (number - low) / (high - low))


def _count(text: str, column: str, notation: Notation) -> Value:
    plain = text.casefold().removesuffix(".0")
    if plain in NEVER:
        return Value(0)
    if plain in HAPPENED:
        return Value(1)
    found = re.fullmatch(r"(\d+|[a-zé]+)\s*(?:x|×|keer|maal|times?|once)?\.?", plain)
    number = None
    if found:
        number = int(found[1]) if found[1].isdigit() else NUMBERS.get(found[1])
    if number is None:
        return Value(reason=_("is not a count; write a whole number"))
    if number > MOST_COUNTED:
        return Value(reason=_("is more than {most}; write how often it happened").format(most=MOST_COUNTED))
    return Value(number)


def _outcome(text: str, _column: str, _notation: Notation) -> Value:
    return _word(text, "outcome", OUTCOMES)


def _moment(text: str, column: str, notation: Notation) -> Value:
    plain = " ".join(text.casefold().split())
    if column in ("first_reply_at", "delivered_at", "closed_at", "promised_at"):
        if plain in NEVER:
            return Value(happened=False)
        if plain in HAPPENED and column != "promised_at":
            return Value(happened=True)
        if (after := _after(plain)) is not None:
            return Value(after=after)
    found = _date(plain, notation.date_order)
    if found is None:
        return Value(reason=_not_a_date(notation.date_order))
    (year, month, day), rest = found
    try:
        at = datetime.combine(date(year, month, day), time())
    except ValueError:
        return Value(reason=_not_a_date(notation.date_order))
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return Value(
            reason=_(
                "has a year that is not between {first} and {last}; write the year in four digits"
            ).format(first=FIRST_YEAR, last=LAST_YEAR)
        )
    if not rest:
        return Value(at, bare=True)
    moment = _timed(at, rest, notation.zone)
    if moment is None:
        return Value(reason=_("has a time that cannot be read; write it like 14:30"))
    return Value(moment)


def _not_a_date(order: str | None) -> str:
    form = {"dmy": "dd-mm-yyyy", "mdy": "mm/dd/yyyy"}.get(order or "", "yyyy-mm-dd")
    return _("is not a date; write {form}").format(form=form)


_YMD = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[t ,]+(.*))?$")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[t ,]+(.*))?$")
_DAY_MONTH = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th|e)?[-/. ]+([a-z]+)\.?[-/., ]+(\d{4}|\d{2})(?:[t ,]+(.*))?$"
)
_MONTH_DAY = re.compile(r"(?:[a-z]+,? )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[t ,]+(.*))?$")
_TIME = re.compile(
    r"(?:om |at )?(\d{1,2})(?:[:.uh](\d{2}))?(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(?:uur|h)?\s*(z|[+-]\d{2}:?\d{2})?$"
)
_AFTER = re.compile(
    r"(?:na|after)?\s*(\d+|[a-zé]+) (uur|uren|hours?|dag|dagen|days?|weken|week|weeks)(?: later)?$"
)


def _date(plain: str, order: str | None) -> tuple[tuple[int, int, int], str | None] | None:
    if found := _YMD.match(plain):
        return (int(found[1]), int(found[2]), int(found[3])), found[4]
    if found := _NUMBERS.match(plain):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
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


def _timed(day: datetime, text: str, zone: ZoneInfo) -> datetime | None:
    found = _TIME.match(text.strip())
    if not found or not (found[2] or found[4]):
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4] == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    at = day.replace(hour=hour, minute=minute, second=second)
    if found[5]:
        offset = "+00:00" if found[5] == "z" else found[5]
        at = datetime.fromisoformat(f"{at.isoformat()}{offset}").astimezone(zone).replace(tzinfo=None)
    return at


def _after(plain: str) -> timedelta | None:
    if plain in ("zelfde dag", "dezelfde dag", "same day"):
        return timedelta()
    found = _AFTER.match(plain)
    if not found:
        return None
    number = int(found[1]) if found[1].isdigit() else NUMBERS.get(found[1])
    if number is None or number > MOST_COUNTED:
        return None
    unit = {"u": "hours", "h": "hours", "d": "days", "w": "weeks"}[found[2][0]]
    return timedelta(**{unit: number})


_READERS: Mapping[str, Callable[[str, str, Notation], Value]] = {
    "event": lambda text, _column, _notation: _word(text, "event", tuple(EVENTS)),
    "class": lambda text, _column, _notation: _word(text, "class", ORDER_CLASSES),
    "channel": lambda text, _column, _notation: _word(text, "channel", CHANNELS),
    "outcome": _outcome,
    "yes_no": _yes_no,
    "currency": _currency,
    "number": _number,
    "rating": _rating,
    "count": _count,
    "moment": _moment,
}
