"""Who is where, and how firmly: ranks of joint draws."""

import numpy as np

AT_ONCE = 4_000_000  # numbers looked at together
SORTED_AT_ONCE = 65_536  # scores sorted together: what a processor holds


def ranks(scores: np.ndarray) -> np.ndarray:
    """1 + the number of candidates with a higher score, per candidate (S,); NaN where there is no score."""
    placed = np.full(len(scores), np.nan)
    known = ~np.isnan(scores)
    placed[known] = 1 + np.searchsorted(np.sort(-scores[known]), -scores[known])
    return placed


def ranks_drawn(draws: np.ndarray) -> np.ndarray:
    """The rank of each candidate in each of the joint draws (D, S), whole numbers (D, S) of as few bytes as hold them, 1 the
    best."""
    count, candidates = draws.shape
    placed = np.empty((count, candidates), np.min_scalar_type(candidates))
    places = np.arange(1, candidates + 1, dtype=placed.dtype)
    at_once = max(1, SORTED_AT_ONCE // max(candidates, 1))
    for begin in range(0, count, at_once):
        some = draws[begin : begin + at_once]
        # Places in `some` as one line, which is faster than row by row.
        order = np.argsort(-some, axis=1) + candidates * np.arange(len(some))[:, np.newaxis]
        ordered = some.ravel()[order]
        # Those with the same score share the place of the first of them.
        alike = ordered[:, 1:] == ordered[:, :-1]
        shared = np.broadcast_to(places, some.shape)
        if alike.any():
            shared = shared.copy()
            shared[:, 1:][alike] = 0
            np.maximum.accumulate(shared, axis=1, out=shared)
        placed[begin : begin + at_once].reshape(-1)[order] = shared
    return placed


def rank_points(placed: np.ndarray, low: float = 0.05, high: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """The points of the posterior rank at these probabilities, per candidate (S,), (S,), from ranks drawn (D, S).

    Each is the least rank that is reached with at least that probability, as np.quantile's "inverted_cdf" has it.
    """
    count, candidates = placed.shape
    at = np.maximum(np.ceil(count * np.array([low, high]) - 1), 0).astype(int)
    points = np.empty((2, candidates))
    at_once = max(1, AT_ONCE // max(count, 1))
    for begin in range(0, candidates, at_once):
        # Of whole numbers of one or two bytes a stable sort is a count.
        some = np.sort(placed[:, begin : begin + at_once].T, axis=1, kind="stable")
        points[:, begin : begin + at_once] = some[:, at].T
    return points[0], points[1]


def probability_better(placed: np.ndarray) -> np.ndarray:
    """P(candidate i has a higher true score than candidate j), (S, S), from ranks drawn (D, S)."""
    count, candidates = placed.shape
    by_candidate = np.ascontiguousarray(placed.T)
    # Ranks of a draw in which no two share a place are 1 to S.
    ties = placed.sum(dtype=np.int64) < count * candidates * (candidates + 1) // 2
    better = np.zeros((candidates, candidates))
    for i, each in enumerate(by_candidate):
        others = by_candidate[i + 1 :]
        better[i, i + 1 :] = _true(each < others)
        better[i + 1 :, i] = _true(each > others) if ties else count - better[i, i + 1 :]
    return better / count


def _true(flags: np.ndarray) -> np.ndarray:
    """How many are true in each row (N, D), (N,): eight to a byte, which is several times faster than summing them."""
    return np.bitwise_count(np.packbits(flags, axis=1)).sum(axis=1, dtype=np.int64)
