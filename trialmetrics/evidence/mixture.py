"""Mixtures of normals: probabilities, quantiles and moments of many quantities at once."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

STEPS = 100  # at most; regula falsi needs ten or so
CLOSE = 1e-9  # in probability
NARROW = 1e-9  # points
REACH = 12  # standard deviations beyond which there is nothing


class Mixture(NamedTuple):
    """Q quantities, each a mixture of C normals: `weight` (C,) adding up to 1; `means` and `sds` (C, Q), sds above 0."""

    weight: np.ndarray
    means: np.ndarray
    sds: np.ndarray

    def below(self, value: np.ndarray | float) -> np.ndarray:
        """P(quantity < value), of the shape of `value` (..., Q)."""
        total = np.zeros(np.broadcast_shapes(np.shape(value), self.means.shape[1:]))
        for weight, mean, sd in zip(*self, strict=True):
            total += weight * ndtr((value - mean) / sd)
        return total

    def quantile(self, probability: float) -> np.ndarray:
        """Where the distribution reaches `probability`, per quantity (Q,)."""
        low = (self.means - REACH * self.sds).min(axis=0, initial=np.inf)
        high = (self.means + REACH * self.sds).max(axis=0, initial=-np.inf)
        return solved(lambda value, some: self.of(some).below(value), probability, low, high)

    def of(self, some: np.ndarray | slice) -> "Mixture":
        """The mixture of some of the quantities."""
        return Mixture(self.weight, self.means[:, some], self.sds[:, some])

    def moments(self, low: float = -np.inf, high: float = np.inf) -> tuple[np.ndarray, np.ndarray]:
        """Mean of the quantity and of its square (Q,), (Q,), what lies beyond `low` and `high` counting as these."""
        a, b = (low - self.means) / self.sds, (high - self.means) / self.sds
        under, over = ndtr(a), ndtr(-b)
        inside = 1 - under - over
        at_a, at_b = (np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi) for edge in (a, b))
        low_, high_ = (edge if np.isfinite(edge) else 0.0 for edge in (low, high))
        first = low_ * under + high_ * over + self.means * inside + self.sds * (at_a - at_b)
        second = low_**2 * under + high_**2 * over + (self.means**2 + self.sds**2) * inside
        second += self.sds * ((self.means + low_) * at_a - (self.means + high_) * at_b)
        return self.weight @ first, self.weight @ second


def solved(
    function: Callable[[np.ndarray, np.ndarray], np.ndarray],
    target: float,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    """Where rising functions of one number each reach `target`, between `low` and `high` (Q,); beyond: the nearer end.

    `function(value, some)` of those of the Q that `some` lists. Regula falsi with halved weights (Illinois; Dowell &
    Jarratt 1971, BIT 11:168), which keeps the root between its ends.
    """
    at, left = np.array(low, dtype=float), np.arange(len(low))
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    miss_low, miss_high = function(low, left) - target, function(high, left) - target
    at = np.where(miss_high <= 0, high, at)
    left = np.flatnonzero((miss_low < 0) & (miss_high > 0))
    low, high, miss_low, miss_high = low[left], high[left], miss_low[left], miss_high[left]
    kept = np.zeros(len(left), dtype=int)  # the end that stayed at the last step
    for step in range(STEPS):
        if not len(left):
            break
        # A step in the middle now and then, so that a flat stretch does not hold it up.
        share = miss_high / (miss_high - miss_low) if step % 4 < 3 else 0.5
        middle = high - (high - low) * share
        miss = function(middle, left) - target
        up = miss < 0
        at[left] = middle
        miss_high = np.where(up & (kept == 1), miss_high / 2, np.where(up, miss_high, miss))
        miss_low = np.where(~up & (kept == -1), miss_low / 2, np.where(up, miss, miss_low))
        low, high, kept = np.where(up, middle, low), np.where(up, high, middle), np.where(up, 1, -1)
        going = (np.abs(miss) > CLOSE) & (high - low > NARROW)
        left, low, high = left[going], low[going], high[going]
        miss_low, miss_high, kept = miss_low[going], miss_high[going], kept[going]
    return at
