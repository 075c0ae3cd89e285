"""How certain the ranks of the candidates shown are, and how many others each clearly beats."""

from collections.abc import Iterable

import numpy as np

from trialmetrics import evidence

MAX_COMPARED = 500  # with more candidates pairs are not compared
CLEAR = 0.90  # probability from which one candidate is called clearly better than another
RANK_POINTS = (0.05, 0.95)  # quantiles of the rank that are shown as its range

COLUMNS = ("rank_low", "rank_high", "clearly_better_than", "clearly_worse_than")


def rank_statistics(drawn: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """The COLUMNS, each (S,), from joint draws of the scores of the S candidates shown; `drawn` yields batches (n, S).

    The RANK_POINTS of the rank, and how many others a candidate is clearly better and clearly worse than: NaN with more than
    MAX_COMPARED candidates.
    """
    ranks = np.concatenate([evidence.ranks_drawn(draws) for draws in drawn])
    low, high = evidence.rank_points(ranks, *RANK_POINTS)
    columns = dict.fromkeys(COLUMNS, np.full(ranks.shape[1], np.nan)) | {"rank_low": low, "rank_high": high}
    if ranks.shape[1] <= MAX_COMPARED:
        better = evidence.probability_better(ranks)
        columns["clearly_better_than"] = (better >= CLEAR).sum(axis=1).astype(float)
        columns["clearly_worse_than"] = (better >= CLEAR).sum(axis=0).astype(float)
    return columns
