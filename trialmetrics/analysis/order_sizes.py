"""Suggests from which order value on orders are large, where no log says it and the values fall into two groups."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.policy import Policy

MIN_EACH = 3  # orders on either side of the gap, and
MIN_SHARE = 0.1  # at least this share of all
MIN_FACTOR = 10  # from the median below the gap to the median above
MIN_GAP = 3  # factor across the gap itself
WIDER = 2  # times wider than any other such gap, on a logarithmic scale
_ROUND = np.array([1, 2, 5])


class SizeGap(NamedTuple):
    """A gap between the order values of a currency.

    `below`, `above`: numbers of orders; `highest_below`, `lowest_above`: the values at its edges; `limit`: a round amount
    between them.
    """

    currency: str
    below: int
    highest_below: float
    above: int
    lowest_above: float
    limit: float


def size_gaps(trials: pd.DataFrame, policy: Policy) -> list[SizeGap]:
    """The gap in each currency, sorted, that has one and no limit in the policy; none where any trial's class was noted.

    `trials`: all trials of a ranking. A gap parts the values where it is certain that two kinds of orders were placed: at
    least MIN_EACH orders and MIN_SHARE of them on either side, a factor of MIN_FACTOR between the medians, one of MIN_GAP
    across the gap, which is WIDER times wider than any other. One kind of order whose values merely spread by a factor of 5
    (log-normal, sigma 0.5) never had one in simulations; with a spread by a factor of 100, 1 in 10 of small logs had.
    """
    if (trials["order_class_from"] == "log").any():
        return []
    valued = trials[trials["order_value"] > 0]
    gaps = (
        _size_gap(str(currency), values.to_numpy(dtype=float))
        for currency, values in valued.groupby("currency")["order_value"]
        if currency not in policy.large_from
    )
    return [gap for gap in gaps if gap]


def _size_gap(currency: str, values: np.ndarray) -> SizeGap | None:
    values = np.sort(values)
    least = max(MIN_EACH, int(np.ceil(MIN_SHARE * len(values))))
    below = np.arange(least, len(values) - least + 1)
    if not len(below):
        return None
    widths = np.log(values[below] / values[below - 1])
    *_others, next_width, width = [0.0, *np.sort(widths)]
    n = int(below[np.argmax(widths)])
    far_apart = np.median(values[n:]) >= MIN_FACTOR * np.median(values[:n])
    if not far_apart or width < max(np.log(MIN_GAP), WIDER * next_width):
        return None
    low, high = float(values[n - 1]), float(values[n])
    return SizeGap(currency, n, low, len(values) - n, high, _round_between(low, high))


def _round_between(low: float, high: float) -> float:
    """The amount 1, 2 or 5 times a power of ten that is nearest to the middle of two amounts, on a logarithmic scale."""
    middle = np.sqrt(low * high)
    power = 10.0 ** np.floor(np.log10(middle))
    amounts = np.outer([power, 10 * power], _ROUND).ravel()
    return float(amounts[np.argmin(np.abs(np.log(amounts / middle)))])
