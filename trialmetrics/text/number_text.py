"""Formats numbers in the notation of the user's language, with the same rounding on pages, charts and reports."""

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from babel.core import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from trialmetrics.text.language import _, is_english, locale, ngettext

NOTHING = "–"


def score(value: float | None) -> str:
    """A score or a difference of scores, without decimals; a dash where missing."""
    return NOTHING if is_missing(value) else digits(round(value))  # type: ignore[arg-type]


def percent(probability: float | None) -> str:
    """A probability (0-1) as a whole percentage, with "< 1" and "> 99" instead of a false 0 or 100."""
    if is_missing(probability):
        return NOTHING
    assert probability is not None
    sign, whole = _whole_percent(probability)
    return sign + _percentage(whole, locale(), english=is_english())


def chance(probability: float | None) -> str:
    """A probability (0-1) from the model as a whole percentage: never certain, so never 0 or 100."""
    if is_missing(probability):
        return NOTHING
    assert probability is not None
    return percent(min(max(probability, 0.001), 0.999))


def rough_chance(probability: float | None) -> str:
    """A probability (0-1) from a few dozen simulated futures, to the nearest ten percent: "60 %", "over 90 %"."""
    if is_missing(probability):
        return NOTHING
    assert probability is not None
    tens = 10 * round(10 * probability)
    if tens <= 0:
        return _("under {limit}").format(limit=percent(0.1))
    return _("over {limit}").format(limit=percent(0.9)) if tens >= 100 else percent(tens / 100)


def share(value: float, low: float, high: float) -> str:
    """A share (0-1) with the ends of its interval, such as `54 % (32 to 74)`; a dash where missing."""
    if is_missing(value):
        return NOTHING
    return _("{share} ({low} to {high})").format(share=percent(value), low=_end(low), high=_end(high))


def _end(probability: float) -> str:
    if is_missing(probability):
        return NOTHING
    sign, whole = _whole_percent(probability)
    return sign + digits(whole)


def _whole_percent(probability: float) -> tuple[str, int]:
    """A probability in whole percent, and the prefix that avoids a false 0 or 100."""
    if 0 < probability < 0.01:
        return "< ", 1
    if 0.99 < probability < 1:
        return "> ", 99
    return "", round(100 * probability)


def number(value: float | None) -> str:
    """A mean of counts: one decimal, none where it is whole; a dash where missing."""
    if is_missing(value):
        return NOTHING
    assert value is not None
    return digits(value, 0 if float(value).is_integer() else 1)


def count(value: float) -> str:
    """A whole number that may be large, such as `1,212`."""
    return digits(value, grouped=True)


def factor(value: float) -> str:
    """A factor of the policy, with all its decimals."""
    return _formatted(f"{value:g}", locale(), grouped=False)


def points(value: float) -> str:
    """Points of a score."""
    return ngettext("{n} point", "{n} points", math.ceil(value)).format(n=number(value))


def money(amounts: Mapping[str, float]) -> str:
    """Sums per currency, such as `EUR 1,904`; a dash where nothing was spent."""
    spent = [_sum(currency, amount) for currency, amount in sorted(amounts.items()) if amount]
    return " + ".join(spent) or NOTHING


def amount(currency: str, value: float) -> str:
    """A single amount of money, with its cents where it has any: `EUR 2,500`, `EUR 12.5`."""
    return format_currency(
        Decimal(str(value)), currency, "¤¤ #,##0.##", locale=locale(), currency_digits=False
    )


def _sum(currency: str, amount: float) -> str:
    return format_currency(
        Decimal(f"{amount:.0f}"), currency, "¤¤ #,##0", locale=locale(), currency_digits=False
    )


def severity(points: float, low: float, high: float) -> str:
    """The points that a tester gives less than the average tester (negative: more), with the interval."""
    if is_missing(points):
        return NOTHING
    return _("{points} ({low} to {high})").format(
        points=_points_given(points), low=_points_given(high), high=_points_given(low)
    )


def _points_given(points: float) -> str:
    if not round(points):
        return digits(0)
    return (_("{n} less") if points > 0 else _("{n} more")).format(n=digits(abs(round(points))))


def agreement(alpha: float) -> str:
    """An agreement of raters (at most 1), with two decimals."""
    return NOTHING if is_missing(alpha) else digits(alpha, 2)


def digits(value: float, decimals: int = 0, *, grouped: bool = False) -> str:
    """A number with this many decimals; `grouped`: with a thousands separator."""
    return _formatted(f"{value:.{decimals}f}", locale(), grouped=grouped)


def is_missing(value: float | None) -> bool:
    """Whether a value is None or NaN."""
    return value is None or math.isnan(value)


# Cached: a page repeats the same few figures. `number` is rounded already, in Python's way.
@lru_cache(8192)
def _formatted(number: str, notation: Locale, *, grouped: bool) -> str:
    decimals = len(number.partition(".")[2])
    pattern = ("#,##0" if grouped else "0") + "." * bool(decimals) + "0" * decimals
    return format_decimal(Decimal(number), pattern, locale=notation)


@lru_cache(1024)
def _percentage(whole: int, notation: Locale, *, english: bool) -> str:
    pattern = "0 %" if english else None
    return format_percent(Decimal(whole) / 100, pattern, locale=notation)
