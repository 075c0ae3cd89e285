"""The model of trial scores for many scorings of the same trials at once: what if the criteria weighed otherwise."""

import numpy as np
from scipy import sparse

from trialmetrics.evidence.crossed import Mixture, Sums, crossed


def fit_many(supplier: np.ndarray, tester: np.ndarray, scores: np.ndarray, *, suppliers: int) -> Mixture:
    """Fit the model of `fit` to each of W scorings of N trials; every one is fitted anew, none is approximated.

    `supplier` (N,) 0..suppliers-1; `tester` (N,) 0.. or -1 where nobody is named; `scores` (W, N) 0-100, NaN where a
    scoring does not score a trial. A supplier without a scored trial has the posterior of one nobody has tried.
    """
    known = ~np.isnan(scores)
    same = bool((known == known[0]).all())
    n = (known[:1] if same else known).astype(float)
    y = np.where(known, scores, 0.0)
    named = np.unique(tester[(tester >= 0) & known.any(axis=0)])
    # One tester has nobody to be compared with.
    who = [tester == each for each in named] if len(named) > 1 else []
    x = np.stack([np.ones(len(tester)), *who], axis=1)
    trials = np.arange(len(supplier))
    of_supplier = sparse.csr_array((np.ones(len(trials)), (supplier, trials)), shape=(suppliers, len(trials)))
    cross = np.stack([(of_supplier @ (n * column).T).T for column in x.T], axis=2)
    sums = Sums(
        square=cross[:, :, 0],
        cross=cross,
        scored=(of_supplier @ y.T).T,
        gram=np.stack([(each[:, None] * x).T @ x for each in n]),
        moment=y @ x,
        total=(y**2).sum(axis=1),
        freedom=n.sum(axis=1),
    )
    return crossed(sums)
