"""Where each supplier stands among those shown: its rank and how firm that is, its grade, whom it clearly beats."""

from collections.abc import Iterable

import numpy as np

from trialmetrics import evidence

DRAWS = 4000  # joint draws of the true scores
FEWEST_DRAWS = 1000
NUMBERS = 100_000_000  # drawn at most, unless that makes fewer draws than FEWEST_DRAWS
COMPARED = 500  # suppliers at most that are compared two by two
CLEAR = 0.90  # one is clearly better than another where it is with this probability
BEST_SHARE = 3  # one in three is the best third

COLUMNS = ("rank_low", "rank_high", "p_best_third", "grade", "clearly_better_than", "clearly_worse_than")


def draws_for(suppliers: int) -> int:
    """How many joint draws are taken of so many suppliers."""
    return int(np.clip(NUMBERS // max(suppliers, 1), FEWEST_DRAWS, DRAWS))


def standing(drawn: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """The COLUMNS per supplier (S,), from joint draws of those shown, some at a time (few, S).

    The 5 and 95 % points of the rank; P(among the best third); the grade, 1 the best; how many others it is clearly
    better and clearly worse than. With more than COMPARED suppliers the last three are NaN.
    """
    placed, kept = [], []
    for some in drawn:
        placed.append(evidence.ranks_drawn(some))
        if some.shape[1] <= COMPARED:
            kept.append(some)
    ranks = np.concatenate(placed)
    number = ranks.shape[1]
    low, high = evidence.rank_points(ranks)
    found = dict.fromkeys(COLUMNS, np.full(number, np.nan)) | {"rank_low": low, "rank_high": high}
    found["p_best_third"] = (ranks <= best_third(number)).mean(axis=0)
    if kept:
        better = evidence.probability_better(np.concatenate(kept))
        found["grade"] = evidence.grades(better).astype(float)
        found["clearly_better_than"] = (better >= CLEAR).sum(axis=1).astype(float)
        found["clearly_worse_than"] = (better >= CLEAR).sum(axis=0).astype(float)
    return found


def best_third(suppliers: int) -> int:
    """How many of so many suppliers are the best third, at least one."""
    return -(-suppliers // BEST_SHARE)
