"""Read the date at the beginning of a text: its numbers in the order of the column, or the name of the month."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from trialmetrics.intake.values.calendar_words import MONTH_FIRST_LANGUAGES, month, weekdays

# What stands between the numbers of a date tells the programs apart that wrote a column.
SEPARATORS = (".", "-", "/", " ")
# In the place of an order: dates such as 26-03-02 may begin with the year, and are not read.
YEAR_FIRST = "year first"
# A date in three numbers, possibly after a weekday; day and month come in either order. Groups: weekday, number, separator,
# number, year. For texts of `folded`; the same in SQL.
THREE_NUMBERS = (
    r"(?:([a-z]{2,10})[.,]{0,2} (?:den )?)?(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})"
)
# After it a time or nothing, so that `12.30.45` is no date.
AFTER_DATE = "(?:[t ,].*)?$"
_CLOCK = r"(?:[t ,]+(.*))?$"
_WEEKDAY = re.compile(r"([a-z]{2,10})[.,]{0,2} (?:den )?(?=\S)")
_WEEKDAY_BEHIND = re.compile(r"\(?([a-z]{2,10})[.,]?\)?(?:[ ,]+|$)")
_ARTICLE = re.compile(r"(?:le|el|op|on|am) (?=\S)")
_COMPACT = re.compile(
    r"(20\d\d|2100)(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?(?!\d)(.*)|[t ,]+(.*))?$"
)
_YMD = re.compile(rf"(\d{{4}})\s?[-/. ]\s?(\d{{1,2}})\s?[-/. ]\s?(\d{{1,2}}){_CLOCK}")
_NUMBERS = re.compile(THREE_NUMBERS + _CLOCK)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|ste|de|e|º|°)?[-/. ]*(?:of |de |d')?([a-z]{3,10})\.?[-/., ]*(?:del? |of )?"
    r"(?:(\d{4})(?:[t ,:]+(.*))?|'?(\d{2})(?:[t ,]+(.*))?)$"
)
_MONTH_DAY = re.compile(rf"([a-z]{{3,10}})\.?[- ](\d{{1,2}})(?:st|nd|rd|th)?,?[- ](\d{{4}}){_CLOCK}")
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[-/. ]([a-z]{{3,10}})\.?[-/. ](\d{{1,2}}){_CLOCK}")
# As `date` of Unix prints it: mar 2 09:00:00 cet 2026.
_YEAR_LAST = re.compile(
    r"([a-z]{3,10}) (\d{1,2}) (\d{1,2}:\d{2}(?::\d{2})?(?: [a-z]+|[ ]?[+-]\d+)?) (\d{4})$"
)


class DateText(NamedTuple):
    """The date that a text begins with, and the rest of it."""

    year: int
    month: int
    day: int
    rest: str


class ThreeNumbers(NamedTuple):
    """A date such as `ma 3-2-2026` as written: the numbers before the year, its separator, and the weekday (None: none)."""

    first: int
    second: int
    year: int
    separator: str
    weekday: str | None

    def day_in(self, order: str) -> date | None:
        """The date under an order, `dmy` or `mdy`; None if there is no such day."""
        day, month_number = (self.second, self.first) if order == "mdy" else (self.first, self.second)
        try:
            return date(self.year, month_number, day)
        except ValueError:
            return None

    def fits(self, order: str) -> bool | None:
        """Whether the weekday is that of the date under an order; None without a weekday."""
        names = weekdays(self.weekday) if self.weekday else None
        if not self.weekday or not names:
            return None
        day = self.day_in(order)
        if order == "mdy":
            names = weekdays(self.weekday, MONTH_FIRST_LANGUAGES)
        return day is not None and day.isoweekday() in names


def folded(text: str) -> str:
    """The text in lower case, with single spaces and without accents."""
    simple = " ".join(text.casefold().split())
    if simple.isascii():
        return simple
    decomposed = unicodedata.normalize("NFD", simple)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def three_numbers(words: str) -> ThreeNumbers | None:
    """The numbers of a `folded` text that begins with a date such as 3-2-2026; None for any other text."""
    match = _NUMBERS.match(words)
    if not match or (match[1] and not weekdays(match[1])):
        return None
    return ThreeNumbers(int(match[2]), int(match[4]), _year(match[5]), match[3], match[1])


def by_separator(orders: Mapping[str, str] | str) -> Mapping[str, str]:
    """Date orders by separator; one order, as remembered by an earlier release, is that of every separator."""
    return dict.fromkeys(SEPARATORS, orders) if isinstance(orders, str) else orders


def order_of(orders: Mapping[str, str] | str | None, separator: str) -> str | None:
    """The date order (`dmy`, `mdy` or None: unknown) of dates with this separator."""
    return orders if orders is None or isinstance(orders, str) else orders.get(separator)


def read_date(words: str, orders: Mapping[str, str] | str | None) -> DateText | None:
    """The date that a `folded` text begins with, its numbers not checked; None for no date, or for one that is ambiguous.

    A weekday before or behind it is dropped.
    """
    found = _date(words, orders)
    if found and (match := _WEEKDAY_BEHIND.match(found.rest)) and weekdays(match[1]):
        return found._replace(rest=found.rest[match.end() :])
    return found


def _date(words: str, orders: Mapping[str, str] | str | None) -> DateText | None:
    if words[:1].isdigit():
        return _numeric(words, orders) or _named(words)
    if found := _named(words):
        return found
    if (match := _WEEKDAY.match(words)) and weekdays(match[1]):
        rest = words[match.end() :]
        return _numeric(words, orders) if three_numbers(words) else _numeric(rest, orders) or _named(rest)
    if match := _ARTICLE.match(words):
        rest = words[match.end() :]
        return _numeric(rest, orders) or _named(rest)
    return None


def _numeric(words: str, orders: Mapping[str, str] | str | None) -> DateText | None:
    if match := _YMD.match(words):
        return DateText(int(match[1]), int(match[2]), int(match[3]), match[4] or "")
    if match := _COMPACT.match(words):
        clock = f"{match[4]}:{match[5]}:{match[6] or '00'}{match[7]}" if match[4] else match[8] or ""
        return DateText(int(match[1]), int(match[2]), int(match[3]), clock)
    match = _NUMBERS.match(words)
    numbers = three_numbers(words) if match else None
    if not match or not numbers:
        return None
    order, rest = order_of(orders, numbers.separator), match[6] or ""
    if order == YEAR_FIRST:
        return None
    if order is None and numbers.first != numbers.second and max(numbers.first, numbers.second) <= 12:
        return None  # ambiguous, and a guess would go unnoticed
    other = "dmy" if order == "mdy" else "mdy"
    if numbers.fits(order or "dmy") is False and numbers.fits(other):
        return None  # the weekday says that it is the other order
    if order == "mdy":
        return DateText(numbers.year, numbers.first, numbers.second, rest)
    return DateText(numbers.year, numbers.second, numbers.first, rest)


def _named(words: str) -> DateText | None:
    if (match := _DAY_MONTH.match(words)) and (number := month(match[2])):
        year, rest = (match[3], match[4]) if match[3] else (match[5], match[6])
        return DateText(_year(year), number, int(match[1]), rest or "")
    if (match := _MONTH_DAY.match(words)) and (number := month(match[1])):
        return DateText(int(match[3]), number, int(match[2]), match[4] or "")
    if (match := _YEAR_MONTH_DAY.match(words)) and (number := month(match[2])):
        return DateText(int(match[1]), number, int(match[3]), match[4] or "")
    if (match := _YEAR_LAST.match(words)) and (number := month(match[1])):
        return DateText(int(match[4]), number, int(match[2]), match[3])
    return None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)
