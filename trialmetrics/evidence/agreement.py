"""Agreement of raters who rated the same things: Krippendorff's alpha."""

from collections.abc import Callable

import numpy as np
from scipy import sparse

RESAMPLES = 1000
AT_ONCE = 2_000_000  # numbers held at once while units are drawn

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
    within, counts, apart = _disagreement(unit, value, metric)
    return float(_alpha(within.sum(), counts.sum(axis=0), apart))


def alpha_interval(
    unit: np.ndarray, value: np.ndarray, level: float, metric: str = "interval", seed: int = 0
) -> tuple[float, float]:
    """The central interval of alpha at `level`, by drawing units with replacement (bootstrap); NaN where alpha is."""
    within, counts, apart = _disagreement(unit, value, metric)
    units = len(within)
    if not units:
        return np.nan, np.nan
    random = np.random.default_rng(seed)
    blocks = []
    for some in np.array_split(np.arange(RESAMPLES), -(-RESAMPLES * units // AT_ONCE)):
        times = random.multinomial(units, np.full(units, 1 / units), len(some))
        blocks.append(_alpha(times @ within, times @ counts, apart))
    drawn = np.concatenate(blocks)
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return np.nan, np.nan
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def twice(unit: np.ndarray) -> int:
    """How many units were rated at least twice; `unit` (M,) of each rating."""
    return int((np.unique(unit, return_counts=True)[1] > 1).sum())


def _disagreement(
    unit: np.ndarray, value: np.ndarray, metric: str
) -> tuple[np.ndarray, sparse.csr_array, np.ndarray]:
    """Of the U units rated twice: the disagreement within each (U,), how often each of V values was given (U, V), and
    how far values are apart (V, V)."""
    _units, unit, ratings = np.unique(unit, return_inverse=True, return_counts=True)
    paired = ratings[unit] > 1
    values, value = np.unique(value[paired], return_inverse=True)
    _units, unit = np.unique(unit[paired], return_inverse=True)
    shape = (int(unit.max(initial=-1)) + 1, len(values))
    counts = sparse.coo_array((np.ones(len(unit)), (unit, value)), shape=shape).tocsr()
    apart = METRICS[metric](values, np.bincount(value, minlength=len(values)))
    pairs = np.asarray(counts.multiply(counts @ apart).sum(axis=1)).ravel()
    return pairs / (ratings[ratings > 1] - 1), counts, apart


def _alpha(within: np.ndarray, given: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """From the disagreement within units (...,) and how often each value was given (..., V)."""
    expected = (given @ apart * given).sum(axis=-1)
    chance = np.where(expected > 0, expected, np.nan) / (given.sum(axis=-1) - 1)
    return 1 - within / chance


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
