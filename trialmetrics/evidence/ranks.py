"""Who is where, and how firmly: ranks of joint draws."""

import numpy as np
from scipy.stats import rankdata


def ranks(scores: np.ndarray) -> np.ndarray:
    """1 + the number of suppliers with a higher score, per supplier (S,); NaN where there is no score."""
    placed = np.full(len(scores), np.nan)
    known = ~np.isnan(scores)
    placed[known] = rankdata(-scores[known], method="min")
    return placed


def rank_interval(draws: np.ndarray, low: float = 0.05, high: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """The points of the posterior rank at these probabilities, per supplier (S,), (S,), from joint draws (D, S)."""
    placed = rankdata(-draws, method="min", axis=1)
    points = np.quantile(placed, [low, high], axis=0, method="inverted_cdf")
    return points[0], points[1]


def probability_better(draws: np.ndarray) -> np.ndarray:
    """P(supplier i has a higher true score than supplier j), (S, S), from joint draws (D, S)."""
    return np.array([(draws[:, [i]] > draws).mean(axis=0) for i in range(draws.shape[1])])
