"""Mixtures of normals: the point under which a quantity lies with a given probability."""

import numpy as np
from scipy.special import ndtr

HALVINGS = 60  # of a stretch of some hundred points: far below what is shown
REACH = 12  # standard deviations beyond which there is nothing


def quantile(weight: np.ndarray, means: np.ndarray, sds: np.ndarray, probability: float) -> np.ndarray:
    """Where the mixture's distribution reaches `probability`, per quantity (Q,).

    `weight` (G,) of the components, adding up to 1; `means` and `sds` (G, Q), sds above 0.
    """
    low, high = (means - REACH * sds).min(axis=0), (means + REACH * sds).max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        under = weight @ ndtr((middle - means) / sds) < probability
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return (low + high) / 2
