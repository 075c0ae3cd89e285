"""Read dates and times as people write them, and words such as `never` or `after 2 days`."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from trialmetrics.intake.values.clocks import AmbiguousZone, Clock, read_clock
from trialmetrics.intake.values.dates import folded, order_of, read_date, three_numbers
from trialmetrics.intake.values.durations import CLOCK, read_duration, read_number_of
from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.vocabulary import HAPPENED, NEVER, NOT_YET

FIRST_YEAR, LAST_YEAR = 2000, 2100  # what the service calendar covers
# These columns also take a word for whether it happened, or a time after the request.
HAPPENED_COLUMNS = {"first_reply_at", "delivered_at", "closed_at"}
RELATIVE_COLUMNS = {"first_reply_at", "delivered_at", "promised_at", "closed_at"}
_ONLY_CLOCK = re.compile(CLOCK + "$")


def read_moment(text: str, column: str, notation: Notation) -> Value:
    """The naive local datetime in `notation.zone`; for some columns also `happened` or `after`. `problem` if unreadable."""
    if column in RELATIVE_COLUMNS and (value := _relative(text, column, notation)):
        return value
    words = folded(text)
    parts = read_date(words, notation.date_order)
    if parts is None:
        return _no_date(words, notation)
    try:
        midnight = datetime.combine(date(parts.year, parts.month, parts.day), time())
    except ValueError:
        return _no_date(words, notation)
    if not FIRST_YEAR <= midnight.year <= LAST_YEAR:
        return unreadable("not_a_year", first=FIRST_YEAR, last=LAST_YEAR)
    if not parts.rest:
        return Value(midnight, date_only=True)
    try:
        clock = read_clock(parts.rest)
    except AmbiguousZone as zone:
        return unreadable("ambiguous_zone", zone=zone.args[0])
    if clock is None:
        return unreadable("not_a_time")
    if clock.offset is None and not (notation.midnight_is_date_only and not clock.time):
        clock = clock._replace(offset=notation.offset)
    if notation.midnight_is_date_only:
        return _date_of_midnight(midnight, clock, notation.zone)
    return _moment(midnight, clock, notation.zone)


def _relative(text: str, column: str, notation: Notation) -> Value | None:
    words = " ".join(text.casefold().split())
    if words in NEVER:
        return Value(happened=False)
    if words in NOT_YET:
        return Value(happened=False, pending=True)
    if words in HAPPENED and column in HAPPENED_COLUMNS:
        return Value(happened=True)
    if not notation.has_request:
        return None
    words = folded(text)
    if notation.unit and (value := read_number_of(notation.unit, words, notation.decimal)):
        return value
    if value := read_duration(words, clock=notation.clock_is_duration):
        return value
    if not notation.clock_is_duration and _ONLY_CLOCK.match(words):
        return unreadable("clock_or_duration")
    return None


def _no_date(words: str, notation: Notation) -> Value:
    numbers = three_numbers(words)
    order = order_of(notation.date_order, numbers.separator) if numbers else None
    if numbers and order and numbers.day_in(order) and numbers.fits(order) is False:
        return unreadable("other_weekday")
    if order is None and notation.date_order:
        orders = notation.date_order
        order = orders if isinstance(orders, str) else next(iter(orders.values()))
    return unreadable("not_a_date", order=order)


def _moment(midnight: datetime, clock: Clock, zone: ZoneInfo) -> Value:
    at = midnight + clock.time
    if clock.offset is None:
        return Value(at)
    try:
        moment = (at - clock.offset).replace(tzinfo=UTC)
        return Value(moment.astimezone(zone).replace(tzinfo=None), utc=moment.replace(tzinfo=None))
    except (ValueError, OverflowError):
        return unreadable("not_a_time")


def _date_of_midnight(midnight: datetime, clock: Clock, zone: ZoneInfo) -> Value:
    """The date as it is written at midnight, else the local date that began at this moment."""
    if not clock.time:
        return Value(midnight, date_only=True)
    value = _moment(midnight, clock, zone)
    if value.value is not None and value.value.time() == time():
        return Value(value.value, date_only=True)
    return value
