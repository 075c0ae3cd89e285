"""Mixtures of normals: the point under which a quantity lies with a given probability."""

import numpy as np
from scipy.special import ndtr, ndtri

STEPS = 60  # at most; Newton's method from the normal approximation needs few
CLOSE = 1e-9  # in probability; then it stops
REACH = 12  # standard deviations beyond which there is nothing


def quantile(weight: np.ndarray, means: np.ndarray, sds: np.ndarray, probability: float) -> np.ndarray:
    """Where the mixture's distribution reaches `probability`, per quantity (Q,).

    `weight` (G,) of the components, adding up to 1; `means` and `sds` (G, Q), sds above 0.
    """
    low, high = (means - REACH * sds).min(axis=0), (means + REACH * sds).max(axis=0)
    centre = weight @ means
    at = centre + ndtri(probability) * np.sqrt(weight @ (sds**2 + (means - centre) ** 2))
    for _ in range(STEPS):
        beside = (at - means) / sds
        miss = weight @ ndtr(beside) - probability
        if np.abs(miss).max(initial=0) < CLOSE:
            break
        low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
        # Newton's step where it stays between what is known, else halve.
        density = weight @ (np.exp(-(beside**2) / 2) / sds) / np.sqrt(2 * np.pi)
        at = at - miss / np.maximum(density, 1e-12)
        at = np.where((at > low) & (at < high), at, (low + high) / 2)
    return at
