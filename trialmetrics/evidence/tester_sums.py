"""Sums of trials per candidate and tester, and what a model of them needs."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from trialmetrics.evidence.random_effects import Sums

MIDDLE, WORTH = 50.0, 0.1  # points and trials: the level where nobody has any


class Cells(NamedTuple):
    """Sums of trials, C non-empty cells, (C,) each.

    `candidate` 0..S-1; `tester` 0.. or -1 where nobody is named; `n` trials, `sum_y` and `sum_yy` sums of their scores
    (0-100) and squared scores.
    """

    candidate: np.ndarray
    tester: np.ndarray
    n: np.ndarray
    sum_y: np.ndarray
    sum_yy: np.ndarray


def summed(cells: Cells, category: np.ndarray, large: np.ndarray | None = None) -> Sums:
    """What the scores of S candidates come to; `category` (S,) 0..K-1.

    The effect of a candidate is the level of its scores; with `large` (C,) yes/no it is what its large trials score more
    than its other ones, the level being taken out. Of fewer than two testers, or categories, none can be told apart.
    """
    levels, testers = int(category.max(initial=-1)) + 1, int(cells.tester.max(initial=-1)) + 1
    levels = levels if levels > 1 else 0
    testers = testers if len(np.unique(cells.tester[cells.tester >= 0])) > 1 else 0
    number, n = len(cells.n), cells.n.astype(float)
    z = np.ones(number) if large is None else large.astype(float)
    each = np.arange(number)
    of_level = each if levels else each[:0]
    of_tester = each[cells.tester >= 0] if testers else each[:0]
    design = sparse.csr_array(
        (
            np.concatenate([z, z[of_level], np.ones(len(of_tester))]),
            (
                np.concatenate([each, of_level, of_tester]),
                np.concatenate(
                    [0 * each, 1 + category[cells.candidate[of_level]], 1 + levels + cells.tester[of_tester]]
                ),
            ),
        ),
        shape=(number, 1 + levels + testers),
    )
    of_candidate = sparse.csr_array((np.ones(number), (cells.candidate, each)), shape=(len(category), number))
    gram, moment = (design.T @ (design * n[:, None])).toarray(), design.T @ cells.sum_y
    along, scored = of_candidate @ (design * (n * z)[:, None]), of_candidate @ (z * cells.sum_y)
    total, freedom = float(cells.sum_yy.sum()), float(n.sum())
    if large is not None:
        trials, points = of_candidate @ n, of_candidate @ cells.sum_y
        mean = np.divide(1, trials, out=np.zeros(len(trials)), where=trials > 0)
        columns = of_candidate @ (design * n[:, None])
        gram -= (columns.T @ (columns * mean[:, None])).toarray()
        moment -= columns.T @ (points * mean)
        share = mean * columns[:, [0]].toarray()[:, 0]
        along, scored = along - columns * share[:, None], scored - share * points
        total, freedom = total - float(points**2 @ mean), freedom - float((trials > 0).sum())
    elif not number:
        # Nobody has a scored trial: the level may be anywhere.
        gram[0, 0], moment[0], total, freedom = WORTH, WORTH * MIDDLE, WORTH * MIDDLE**2, 1.0
    along = sparse.csr_array(along)
    square = along[:, [0]].toarray()[:, 0]
    return Sums(square, along[:, 1:], scored, category, levels, gram, moment, total, freedom)
