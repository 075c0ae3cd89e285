"""Who is where, and how firmly: ranks of joint draws."""

import numpy as np

AT_ONCE = 4_000_000  # numbers looked at together


def ranks(scores: np.ndarray) -> np.ndarray:
    """1 + the number of candidates with a higher score, per candidate (S,); NaN where there is no score."""
    placed = np.full(len(scores), np.nan)
    known = ~np.isnan(scores)
    placed[known] = 1 + np.searchsorted(np.sort(-scores[known]), -scores[known])
    return placed


def ranks_drawn(draws: np.ndarray) -> np.ndarray:
    """The rank of each candidate in each of the joint draws (D, S), whole numbers (D, S), 1 the best."""
    placed = np.empty(draws.shape, dtype=np.int32)
    places = np.arange(1, draws.shape[1] + 1, dtype=np.int32)
    for draw, rank in zip(draws, placed, strict=True):
        order = np.argsort(-draw)
        ordered = draw[order]
        # Those with the same score share the place of the first of them.
        alike = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        shared = places.copy() if len(alike) else places
        for each in alike:
            shared[each] = shared[each - 1]
        rank[order] = shared
    return placed


def rank_points(placed: np.ndarray, low: float = 0.05, high: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """The points of the posterior rank at these probabilities, per candidate (S,), (S,), from ranks drawn (D, S)."""
    points = np.empty((2, placed.shape[1]))
    columns = max(1, AT_ONCE // max(len(placed), 1))
    for begin in range(0, placed.shape[1], columns):
        some = placed[:, begin : begin + columns]
        points[:, begin : begin + columns] = np.quantile(some, [low, high], axis=0, method="inverted_cdf")
    return points[0], points[1]


def probability_better(draws: np.ndarray) -> np.ndarray:
    """P(candidate i has a higher true score than candidate j), (S, S), from joint draws (D, S)."""
    by_candidate = np.ascontiguousarray(draws.T)
    return np.array([(each > by_candidate).mean(axis=1) for each in by_candidate])
