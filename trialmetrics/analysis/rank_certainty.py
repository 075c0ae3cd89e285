"""Where each candidate stands among those shown: its rank, how firm that is, and whom it clearly beats."""

from collections.abc import Iterable

import numpy as np

from trialmetrics import evidence

MAX_COMPARED = 500  # candidates at most that are compared two by two
CLEAR = 0.90  # one is clearly better than another where it is with this probability
RANK_POINTS = (0.05, 0.95)  # probabilities of the two points between which the true rank is said to lie

COLUMNS = ("rank_low", "rank_high", "clearly_better_than", "clearly_worse_than")


def rank_statistics(drawn: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """The COLUMNS per candidate (S,), from joint draws of those shown, some at a time (few, S).

    The 5 and 95 % points of the rank; how many others it is clearly better and clearly worse than: NaN with more than
    COMPARED candidates.
    """
    ranks = np.concatenate([evidence.ranks_drawn(draws) for draws in drawn])
    low, high = evidence.rank_points(ranks, *RANK_POINTS)
    columns = dict.fromkeys(COLUMNS, np.full(ranks.shape[1], np.nan)) | {"rank_low": low, "rank_high": high}
    if ranks.shape[1] <= MAX_COMPARED:
        better = evidence.probability_better(ranks)
        columns["clearly_better_than"] = (better >= CLEAR).sum(axis=1).astype(float)
        columns["clearly_worse_than"] = (better >= CLEAR).sum(axis=0).astype(float)
    return columns
