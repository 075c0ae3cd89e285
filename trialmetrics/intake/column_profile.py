"""What the values of a column are, from a file's first records: dates, numbers, words of events, names."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from zoneinfo import ZoneInfo

from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.values.moments import read_moment
from trialmetrics.intake.values.numbers import parse_number, read_count, read_rating
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import LONGEST_FIGURE, WORD_LISTS, bare_word, spellings
from trialmetrics.vocabulary import (
    CURRENCIES,
    CURRENCY_WORDS,
    ERRORS,
    EVENT_COLUMNS,
    HAPPENED,
    NEVER,
    NOT_OBSERVED,
    NOT_YET,
    SHEET_COLUMNS,
)

SAMPLE_RECORDS = 1000  # records below the header that are profiled
MOST = 0.5  # share of the values that decides what a column holds
_MAX_TEXTS = 100  # distinct texts looked at, the most frequent ones
_MAX_WORDS = 5  # of an event in somebody's own words; longer texts are remarks
_ORDERS = tuple(Notation(ZoneInfo("UTC"), order, scale=(0, 100)) for order in ("dmy", "mdy"))
# Written like a date or time, though it may be none, such as 31-02-2026; five digits are a date to a spreadsheet.
_LIKE_A_DATE = re.compile(r"\d\s*[-/.:]\s*\d|\d{8}|\d.*[a-z]{3}.*\d|^[3-7]\d{4}$", re.IGNORECASE)
_NOTHING = frozenset((*NOT_OBSERVED, *ERRORS))
_COLUMNS = {**EVENT_COLUMNS, **SHEET_COLUMNS}


class ColumnProfile:
    """The values of one column. `rows`: records profiled; `filled`: those with a value; `texts`: distinct values with counts.

    What stands for nothing, such as `n/a`, or for a failed formula is no value.
    """

    def __init__(self, cells: Sequence[str]) -> None:
        self.rows = len(cells)
        self.texts = Counter(text for cell in cells if (text := value_of(cell)))
        self.filled = self.texts.total()

    def share(self, test: Callable[[str], object]) -> float:
        """Share of the values that pass a test, 0-1; 0 without values."""
        texts = self.texts.most_common(_MAX_TEXTS)
        total = sum(count for _text, count in texts)
        return sum(count for text, count in texts if test(text)) / total if total else 0.0

    @cached_property
    def dates(self) -> float:
        """Share of dates, with or without a time."""
        return self.share(is_date)

    @cached_property
    def numbers(self) -> float:
        """Share of numbers."""
        return self.share(is_number)

    @property
    def repeats(self) -> bool:
        """Whether some value occurs more than once."""
        return len(self.texts) < self.filled

    @property
    def examples(self) -> list[str]:
        """Up to three different values, in the order of the file."""
        return [text[:60].replace(NATIVE, "") for text in list(self.texts)[:3]]

    @cached_property
    def holds_events(self) -> bool:
        """Whether its values are words of several events, in our words or in somebody's own with ours in them."""
        if len({event_of(text) for text in self.texts} - {None}) < 2:
            return False
        exact = self.share(event_word)
        return exact >= MOST or (exact > 0 and self.repeats and self.share(event_of) >= 0.7)

    def lies_ahead(self, today: date) -> bool:
        """Whether some of its dates are still to come, however they are read; a year mistyped is not."""
        return any(
            today < day for text in self.texts if (day := _earliest_day(text)) and day.year - today.year < 3
        )

    def fits(self, ours: str, *, unit: bool = False) -> bool:
        """Whether most of its values are such as a column of ours holds; never without values. `unit`: the heading names one
        of time, so that numbers are durations."""
        if not self.filled:
            return False
        kind = _COLUMNS[ours].kind
        if kind == "text":
            if ours == "trial_id":
                return self.dates < MOST and self.share(lambda text: len(text) <= 40) >= MOST
            if ours == "note":
                return self.dates < MOST and self.numbers < MOST
            return self.share(lambda text: is_number(text) or is_date(text)) < MOST
        if kind == "moment" and unit and ours in ("first_reply_at", "delivered_at"):
            return self.share(lambda text: is_number(text) or _reads(kind)(text)) >= MOST
        if kind == "event":
            return self.holds_events
        if kind == "moment" and self.dates == 0 and not unit:
            # Words such as `yes` alone are no dates.
            return (
                ours not in ("requested_at", "occurred_at", "promised_at") and self.share(_reads(kind)) == 1
            )
        return self.share(_reads(kind)) >= MOST

    def rules_out(self, ours: str, *, unit: bool = False) -> bool:
        """Whether none of its values can be of a column of ours: words or numbers under a date, dates under anything else."""
        if ours == "note":
            return False
        if _COLUMNS[ours].kind != "moment":
            return self.dates >= MOST
        if self.filled < 2:
            # A single text may be a mistake in a column of dates.
            return False
        durations = unit and self.numbers > 0
        return not durations and not self.share(
            lambda text: _LIKE_A_DATE.search(text) or _reads("moment")(text)
        )


def profiles_of(records: Sequence[Sequence[str]], width: int) -> list[ColumnProfile]:
    """The profile of each column; shorter records are filled up."""
    return [
        ColumnProfile([record[position] if position < len(record) else "" for record in records])
        for position in range(width)
    ]


def value_of(cell: str) -> str:
    """A cell without surrounding blanks; empty where it stands for nothing."""
    text = cell.strip()
    return "" if text.casefold() in _NOTHING else text


@lru_cache(maxsize=8192)
def is_date(text: str) -> bool:
    """Whether a text is a date, day or month first."""
    return (
        len(text) <= LONGEST_FIGURE
        and any(map(str.isdigit, text))
        and any(_day_of(text, order) for order in _ORDERS)
    )


@lru_cache(maxsize=8192)
def is_number(text: str) -> bool:
    """Whether a text is an amount or count, with comma or point."""
    figure = text.removeprefix(NATIVE)
    return len(figure) <= LONGEST_FIGURE and any(parse_number(figure, sign) is not None for sign in ",.")


def event_word(text: str) -> str | None:
    """The event that a text is a word for."""
    return spellings("event").get(bare_word(text))


@lru_cache(maxsize=8192)
def event_of(text: str) -> str | None:
    """The event that a text is a word for, or that it mentions in a few words, such as `offer sent`."""
    if word := event_word(text):
        return word
    words = bare_word(text).split()
    if len(words) > _MAX_WORDS:
        return None
    pieces = [" ".join(words[start : start + size]) for size in (3, 2, 1) for start in range(len(words))]
    return next((event for piece in pieces if (event := spellings("event").get(piece))), None)


@cache
def _reads(kind: str) -> Callable[[str], bool]:
    """A test whether a text is a value of this kind, in whatever notation."""
    if kind in WORD_LISTS:
        return lambda text: bare_word(text) in spellings(kind)
    if kind == "currency":
        return lambda text: CURRENCY_WORDS.get(text.casefold(), text.upper()) in CURRENCIES
    if kind == "number":
        return is_number
    if kind == "moment":
        return _is_moment
    reader = {"count": read_count, "rating": read_rating}[kind]
    return lambda text: (
        len(text) <= LONGEST_FIGURE
        and any(
            reader(text.removeprefix(NATIVE), "", order._replace(decimal=sign)).problem is None
            for order in _ORDERS[:1]
            for sign in ",."
        )
    )


def _is_moment(text: str) -> bool:
    """Whether a text is a date, a word for whether it happened, or a time after the request."""
    words = text.casefold()
    return (
        is_date(text)
        or words in (*HAPPENED, *NEVER, *NOT_YET)
        or (len(text) <= LONGEST_FIGURE and read_moment(text, "first_reply_at", _ORDERS[0]).problem is None)
    )


def _earliest_day(text: str) -> date | None:
    if not is_date(text):
        return None
    return min(_days(text))


def _days(text: str) -> Iterable[date]:
    return (day for order in _ORDERS if (day := _day_of(text, order)))


def _day_of(text: str, notation: Notation) -> date | None:
    value = read_moment(text, "occurred_at", notation)
    return value.value.date() if value.problem is None and value.value is not None else None
