"""Agreement of raters who rated the same things: Krippendorff's alpha."""

from collections.abc import Callable

import numpy as np
from scipy import sparse

# What separates a reliable rating from one for tentative conclusions, and that from one that should not be used
# (Krippendorff 2004, Human Communication Research 30:411).
RELIABLE, TENTATIVE = 0.8, 0.667


def alpha(unit: np.ndarray, value: np.ndarray, metric: str = "interval") -> float:
    """Krippendorff's alpha of ratings (M,) `value` given to `unit` (M,), each rating by another rater.

    1: raters agree entirely; 0: no more than by chance; below: they contradict each other. Units rated once say nothing
    and are left out; ratings that are missing are not in the arrays. NaN where no unit was rated twice, or all ratings
    are the same. `metric`: `nominal`, `ordinal`, `interval` or `ratio`. Krippendorff 2011, Computing Krippendorff's
    Alpha-Reliability.
    """
    ratings = np.unique(unit, return_inverse=True, return_counts=True)
    of_unit, number = ratings[1], ratings[2]
    paired = number[of_unit] > 1
    values, value = np.unique(value[paired], return_inverse=True)
    given = np.bincount(value, minlength=len(values))
    # How often each value was given to each of the units, (U, V).
    counts = sparse.coo_array(
        (np.ones(len(value)), (of_unit[paired], value)), (len(number), len(values))
    ).tocsr()
    apart = METRICS[metric](values, given)
    within = np.asarray(counts.multiply(counts @ apart).sum(axis=1)).ravel() @ (1 / np.maximum(number - 1, 1))
    expected = given @ apart @ given
    return float(1 - within * (given.sum() - 1) / expected) if expected > 0 else float("nan")


def interval_alpha(n: float, total: float, squares: float, within: float) -> float:
    """The same on the interval scale, from sums over `n` ratings of units that were rated twice or more and do differ: their
    `total`, that of their `squares`, and how far those of one unit are apart: squared, over all ordered pairs, each divided by
    the ratings of its unit but one."""
    return 1 - within * (n - 1) / (2 * (n * squares - total**2))


def _nominal(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    return (values[:, None] != values).astype(float)


def _ordinal(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    middle = np.cumsum(given) - given / 2
    return (middle[:, None] - middle) ** 2


def _interval(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    return (values[:, None] - values) ** 2


def _ratio(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    total = values[:, None] + values
    return np.divide(values[:, None] - values, total, out=np.zeros_like(total), where=total != 0) ** 2


# How far two values are apart, squared (V, V), from the V different values and how often each was given.
METRICS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
