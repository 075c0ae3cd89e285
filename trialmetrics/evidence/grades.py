"""Grades: groups of suppliers such that between groups the difference is clear, and within a group it is not."""

import numpy as np

REWARD = 0.25  # lambda: two suppliers alone are told apart where one is better with probability 1 / 1.25 = .8


def grades(better: np.ndarray, reward: float = REWARD) -> np.ndarray:
    """The grade of each supplier (S,), 1 the best, from P(supplier i better than j) (S, S).

    Kline, Rose & Walters 2024 (American Economic Review 114:1472): of all ways to grade, the one with the least expected
    loss, where a pair in different grades costs 1 if it is the wrong way round and earns `reward` if it is right, and
    a pair within a grade costs nothing. Grades are stretches of the order by expected number of suppliers beaten
    (Borda), so the best cuts are found one after the other (dynamic programming).
    """
    number = len(better)
    order = np.argsort(-better.sum(axis=1), kind="stable")
    ordered = better[np.ix_(order, order)]
    # What a pair costs in different grades, the first of the two in the better one.
    cost = np.triu(ordered.T - reward * ordered, 1)
    # saved[a, b]: what is saved by keeping a..b-1 together, the sum of `cost` within them.
    corner = np.pad(cost.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    ends = np.arange(number + 1)
    saved = corner[None, ends, ends] - corner[:, ends] - corner[ends, :].T + corner[ends, ends][:, None]
    most, start = np.zeros(number + 1), np.zeros(number + 1, dtype=int)
    for end in range(1, number + 1):
        together = most[:end] + saved[:end, end]
        start[end] = int(together.argmax())
        most[end] = together[start[end]]
    grade = np.zeros(number, dtype=int)
    end = number
    while end > 0:
        grade[order[:end]] += 1
        end = start[end]
    return grade.max(initial=0) + 1 - grade


def discordance(better: np.ndarray, grade: np.ndarray) -> float:
    """The share of all pairs expected to be graded the wrong way round, 0-1."""
    return float((better * (grade[:, None] > grade[None, :])).sum() / max(_pairs(grade), 1))


def agreement(better: np.ndarray, grade: np.ndarray) -> float:
    """Kendall's tau expected between grades and true scores: pairs the right way round less those that are not, 0-1."""
    right = better * (grade[:, None] < grade[None, :])
    return float(right.sum() / max(_pairs(grade), 1)) - discordance(better, grade)


def _pairs(grade: np.ndarray) -> float:
    return len(grade) * (len(grade) - 1) / 2
