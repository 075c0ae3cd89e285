"""The model of trial scores for many scorings of the same trials at once: what if the criteria weighed otherwise."""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from trialmetrics.evidence.crossed import Mixture, Sums, crossed
from trialmetrics.evidence.model import FINE, log_prior
from trialmetrics.evidence.noise import relative_variance


def fit_many(supplier: np.ndarray, tester: np.ndarray, scores: np.ndarray, *, suppliers: int) -> Mixture:
    """Fit the model of `fit` to each of W scorings of N trials; every one is fitted anew, none is approximated.

    `supplier` (N,) 0..suppliers-1; `tester` (N,) 0.. or -1 where nobody is named; `scores` (W, N) 0-100, NaN where a
    scoring does not score a trial. A supplier without a scored trial has the posterior of one nobody has tried.
    """
    known = ~np.isnan(scores)
    same = bool((known == known[0]).all())
    y = np.where(known, scores, 0.0)
    named = np.unique(tester[(tester >= 0) & known.any(axis=0)])
    # One tester has nobody to be compared with.
    who = [tester == each for each in named] if len(named) > 1 else []
    x = np.stack([np.ones(len(tester)), *who], axis=1)
    trials = np.arange(len(supplier))
    of_supplier = sparse.csr_array((np.ones(len(trials)), (supplier, trials)), shape=(suppliers, len(trials)))

    def added(values: np.ndarray) -> np.ndarray:
        return (of_supplier @ values.T).T

    def prior(points: np.ndarray) -> np.ndarray:
        return log_prior(points, testers=bool(who))

    alike = _sums((known[:1] if same else known).astype(float), y, known, x, added)
    first = crossed(alike, FINE, prior)
    variance = _variances(first, y, known, x, added)
    counts = known / variance[:, supplier]
    return crossed(_sums(counts, y, known, x, added), FINE, prior)


Added = Callable[[np.ndarray], np.ndarray]  # values (W, N) of the trials added up by supplier (W, S)


def _sums(counts: np.ndarray, y: np.ndarray, known: np.ndarray, x: np.ndarray, added: Added) -> Sums:
    """What the scores `y` (W, N) come to where each counts as `counts` (W or 1, N) says; `x` (N, P)."""
    cross = np.stack([added(counts * column) for column in x.T], axis=2)
    return Sums(
        square=cross[:, :, 0],
        cross=cross,
        scored=added(counts * y),
        gram=np.stack([(each[:, None] * x).T @ x for each in counts]),
        moment=(counts * y) @ x,
        total=(counts * y**2).sum(axis=1),
        freedom=known[: len(counts)].sum(axis=1).astype(float),
    )


def _variances(first: Mixture, y: np.ndarray, known: np.ndarray, x: np.ndarray, added: Added) -> np.ndarray:
    """How much the trials of each supplier vary beside the others' (W, S), as a first fit shows it."""
    testers = np.einsum("wg,wgp->wp", first.weight, first.centre)[:, 1:] * first.scale[:, None]
    left = (y - testers @ x[:, 1:].T) * known
    trials, total = added(known.astype(float)), added(left)
    squares = np.maximum(added(left**2) - total**2 / np.maximum(trials, 1), 0)
    rows = zip(first.mean, trials, squares, strict=True)
    return np.array([relative_variance(*each) for each in rows])
