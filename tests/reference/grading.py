"""Grades from pairwise probabilities: Kline, Rose & Walters 2024 (American Economic Review 114:1472), to check these by."""

import numpy as np

REWARD = 0.25  # what a pair in the right order earns, where one in the wrong order costs 1


def grades(better: np.ndarray) -> np.ndarray:
    """The grade of each firm (S,), 1 the best, from P(firm i better than j) (S, S).

    Of all ways to grade, the one with the least expected loss. Grades are stretches of the order by expected number of firms
    beaten (Borda), so the best cuts are found one after the other (dynamic programming).
    """
    number = len(better)
    order = np.argsort(-better.sum(axis=1), kind="stable")
    ordered = better[np.ix_(order, order)]
    # What a pair costs in different grades, and what is saved by keeping a..b-1 together.
    corner = np.pad(np.triu(ordered.T - REWARD * ordered, 1).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    ends = np.arange(number + 1)
    saved = corner[None, ends, ends] - corner[:, ends] - corner[ends, :].T + corner[ends, ends][:, None]
    most, start = np.zeros(number + 1), np.zeros(number + 1, dtype=int)
    for end in range(1, number + 1):
        together = most[:end] + saved[:end, end]
        start[end] = int(together.argmax())
        most[end] = together[start[end]]
    grade, end = np.zeros(number, dtype=int), number
    while end > 0:
        grade[order[:end]] += 1
        end = start[end]
    return grade.max() + 1 - grade


def discordance(better: np.ndarray, grade: np.ndarray) -> float:
    """The share of all pairs expected to be graded the wrong way round, 0-1."""
    return float((better * (grade[:, None] > grade)).sum() / (len(grade) * (len(grade) - 1) / 2))
