"""Small orders against large ones: the difference within a supplier, shrunk over suppliers."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

WIDEST = 50.0  # points; upper end of the uniform prior of the spread between suppliers
POINTS = 200


class Penalty(NamedTuple):
    """Large minus small in points, per pair given: posterior mean, 90 % interval, P(more than the limit)."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    exceeds: np.ndarray


def small_penalty(difference: np.ndarray, variance: np.ndarray, limit: float, level: float) -> Penalty:
    """Shrink observed differences (M,) with sampling variances (M,) towards their common mean.

    delta ~ N(m, tau^2) with m flat and tau uniform on 0-50 points, integrated on a grid (Gelman 2006). One entry per
    supplier; the difference is within supplier and category, never pooled over them.
    """
    tau = (np.arange(POINTS) + 0.5) * WIDEST / POINTS
    spread = variance + tau[:, None] ** 2
    precision = (1 / spread).sum(axis=1)
    common = (difference / spread).sum(axis=1) / precision
    log = -0.5 * (
        np.log(spread).sum(axis=1)
        + np.log(precision)
        + ((difference - common[:, None]) ** 2 / spread).sum(axis=1)
    )
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    pulled = variance / spread
    means = difference * (1 - pulled) + common[:, None] * pulled
    sds = np.sqrt(tau[:, None] ** 2 * pulled + pulled**2 / precision[:, None])

    def below(x: np.ndarray | float) -> np.ndarray:
        return weight @ ndtr((x - means) / sds)

    def quantile(probability: float) -> np.ndarray:
        centre, reach = weight @ means, 12 * np.sqrt(variance + WIDEST**2)
        low, high = centre - reach, centre + reach
        for _ in range(60):
            middle = (low + high) / 2
            under = below(middle) < probability
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return (low + high) / 2

    return Penalty(
        weight @ means, quantile((1 - level) / 2), quantile((1 + level) / 2), np.clip(1 - below(limit), 0, 1)
    )
