"""The model of trial scores for many scorings of the same trials: what if the criteria weighed otherwise."""

from collections.abc import Iterator

import numpy as np

from trialmetrics.evidence.model import fit
from trialmetrics.evidence.posterior import Posterior


def fit_many(supplier: np.ndarray, tester: np.ndarray, scores: np.ndarray) -> Iterator[Posterior]:
    """Fit each of W scorings of N trials, one after the other, as `fit` does: the same grid, so the same verdicts.

    `supplier` (N,) 0.., each with a trial; `tester` (N,) 0.. or -1 where nobody is named; `scores` (W, N) 0-100.
    """
    # A spread may be of tens of points under one scoring and of none under the next: they share no grid.
    testers = int(tester.max(initial=-1)) + 1
    cells, cell = np.unique(supplier * (testers + 1) + tester + 1, return_inverse=True)
    n = np.bincount(cell)
    for y in scores:
        yield fit(
            cells // (testers + 1),
            cells % (testers + 1) - 1,
            n,
            np.bincount(cell, y),
            np.bincount(cell, y**2),
            suppliers=int(supplier.max()) + 1,
            testers=testers,
        )
