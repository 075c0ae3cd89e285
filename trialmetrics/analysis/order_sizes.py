"""Suggests from which order value on orders are large, where no log says it and the values fall into two groups."""

from typing import Any, NamedTuple

import numpy as np

from trialmetrics.engine import Trials, order_size_gaps
from trialmetrics.policy import Policy
from trialmetrics.records import records

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


def size_gaps(trials: Trials, policy: Policy) -> list[SizeGap]:
    """The gap in each currency, sorted, that has one and no limit in the policy; none where any trial's class was noted.

    `trials`: those of a ranking. A gap parts the values where it is certain that two kinds of orders were placed: at
    least three orders and a tenth of them on either side, a factor of MIN_FACTOR between the medians, one of MIN_GAP
    across the gap, which is WIDER times wider than any other. One kind of order whose values merely spread by a factor of 5
    (log-normal, sigma 0.5) never had one in simulations; with a spread by a factor of 100, 1 in 10 of small logs had.
    """
    gaps = order_size_gaps(trials).sort_values(["currency", "width_place"])
    return [
        gap
        for currency, widest in gaps.groupby("currency")
        if currency not in policy.large_from and (gap := _size_gap(records(widest)))
    ]


def _size_gap(widest: list[dict[str, Any]]) -> SizeGap | None:
    """`widest`: the widest gap of a currency and, where there is one, the next."""
    gap, *others = widest
    next_factor = max((other["factor"] for other in others), default=1.0)
    far_apart = gap["median_above"] >= MIN_FACTOR * gap["median_below"]
    if not far_apart or gap["factor"] < max(MIN_GAP, next_factor**WIDER):
        return None
    below, low, high = int(gap["below"]), gap["highest_below"], gap["lowest_above"]
    return SizeGap(gap["currency"], below, low, int(gap["n"]) - below, high, _round_between(low, high))


def _round_between(low: float, high: float) -> float:
    """The amount 1, 2 or 5 times a power of ten that is nearest to the middle of two amounts, on a logarithmic scale."""
    middle = np.sqrt(low * high)
    power = 10.0 ** np.floor(np.log10(middle))
    amounts = np.outer([power, 10 * power], _ROUND).ravel()
    return float(amounts[np.argmin(np.abs(np.log(amounts / middle)))])
