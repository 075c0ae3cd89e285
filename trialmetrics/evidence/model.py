"""The model of trial scores: suppliers and testers crossed, standard deviations integrated on a grid.

    y = mu + u[supplier] + v[tester] + e,   u ~ N(0, su^2), v ~ N(0, sv^2), e ~ N(0, se^2)

with mu flat and se uniform on 0-50 points; su half-t with FREEDOM and scale SUPPLIERS (Gelman 2006, Bayesian
Analysis 1:515); sv with a density that rises from nothing at zero to SEVERITY and then falls slowly (a gamma with
shape 2; Chung and others 2013, Psychometrika 78:685): a handful of testers cannot show that they agree, and the level
of all scores hangs on it. Both were chosen for calibration (tests/evidence/worlds.py). The true score of a supplier
is mu + u: the tester is taken out.

Trials of one supplier vary more than those of another (`noise`): a supplier's trials that vary twice as much count half.

How that is worked out from sums per supplier and tester: `crossed`.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from trialmetrics.evidence.crossed import Counts, Ends, Sums, integrated
from trialmetrics.evidence.noise import relative_variance
from trialmetrics.evidence.posterior import Posterior

SUPPLIERS, FREEDOM = 11.0, 4.0  # points, degrees of freedom of the prior of su
SEVERITY = 13.0  # points; where the prior of sv is highest
# Points of the grid for su, sv and se, by the number of suppliers: the more of them, the surer the spreads.
FEW, FINE, COARSE = 300, (12, 8, 12), (7, 8, 7)
STEPS = 16  # to the doubling of how much a supplier's trials count, where there are many suppliers


def fit(
    supplier: np.ndarray,
    tester: np.ndarray,
    n: np.ndarray,
    sum_y: np.ndarray,
    sum_yy: np.ndarray,
    *,
    suppliers: int,
    testers: int,
) -> Posterior:
    """Fit the model to sums per supplier and tester.

    Arrays (C,), one entry per non-empty cell: `supplier` 0..suppliers-1, `tester` 0..testers-1 or -1 where nobody is
    named, `n` trials, `sum_y` and `sum_yy` sums of their scores (0-100) and squared scores. Every supplier needs
    a trial. With fewer than two testers there is nothing to compare them by: their severity is zero.
    """
    if len(np.unique(tester[tester >= 0])) < 2:
        tester, testers = np.full_like(tester, -1), 0
    cells = Cells(supplier, tester, n.astype(float), sum_y, sum_yy, suppliers, testers)
    alike, ends = _fitted(cells, np.ones(suppliers), COARSE, None)
    variance = relative_variance(alike.mean, cells.per_supplier(cells.n), _squares(cells, alike))
    return _fitted(cells, variance, FINE if suppliers <= FEW else COARSE, ends)[0]


@dataclass(frozen=True)
class Cells:
    """The arguments of `fit`."""

    supplier: np.ndarray
    tester: np.ndarray
    n: np.ndarray
    sum_y: np.ndarray
    sum_yy: np.ndarray
    suppliers: int
    testers: int

    def per_supplier(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.supplier, values, minlength=self.suppliers)


def _squares(cells: Cells, posterior: Posterior) -> np.ndarray:
    """Squared differences of each supplier's trials from their mean (S,), what its testers are expected to add taken out."""
    severity = np.concatenate([posterior.weight @ posterior.centre[:, 1:], [0.0]])[cells.tester]
    squares = cells.per_supplier(cells.sum_yy - 2 * severity * cells.sum_y + severity**2 * cells.n)
    total = cells.per_supplier(cells.sum_y - severity * cells.n)
    return np.maximum(squares - total**2 / cells.per_supplier(cells.n), 0)


def _fitted(
    cells: Cells, variance: np.ndarray, points: Counts, around: Ends | None
) -> tuple[Posterior, Ends]:
    """The posterior where the trials of supplier s vary by `variance[s]` times se squared, and the ends of its grid.

    `around`: the ends of the grid of a fit that was much the same.
    """
    number = cells.per_supplier(cells.n)
    trials = number / variance
    if cells.suppliers > FEW and (variance != 1).any():
        trials = 2 ** (np.round(STEPS * np.log2(trials)) / STEPS)
    counts = trials / number
    data = sums(cells, counts)

    def prior(points: np.ndarray) -> np.ndarray:
        return _log_prior(points, testers=cells.testers > 0)

    grid = integrated(data, points, prior, around)
    return Posterior(*grid[:4], 1 / counts, data.square, data.scored, data.seen), grid.ends


def sums(cells: Cells, counts: np.ndarray) -> Sums:
    """What the scores come to where each trial of supplier s counts as `counts[s]` trials."""
    n, sum_y, sum_yy = (each * counts[cells.supplier] for each in (cells.n, cells.sum_y, cells.sum_yy))
    named = cells.tester >= 0
    at = (cells.supplier[named], cells.tester[named])
    seen = sparse.csr_array((n[named], at), shape=(cells.suppliers, cells.testers))
    trials, scored, per_tester = cells.per_supplier(n), cells.per_supplier(sum_y), seen.sum(axis=0)
    gram = np.diag(np.concatenate([[trials.sum()], per_tester]))
    gram[0, 1:] = gram[1:, 0] = per_tester
    by_tester = np.bincount(at[1], sum_y[named], minlength=cells.testers)
    moment = np.concatenate([[scored.sum()], by_tester])
    return Sums(trials, seen, scored, gram, moment, float(sum_yy.sum()), float(cells.n.sum()))


def _log_prior(points: np.ndarray, *, testers: bool) -> np.ndarray:
    """The log of the prior density (G,) of su, sv and se (G, 3) but for a constant; `testers`: there are some."""
    su, sv = points[:, 0], points[:, 1]
    log = -(FREEDOM + 1) / 2 * np.log1p((su / SUPPLIERS) ** 2 / FREEDOM)
    return log + np.log(sv) - sv / SEVERITY if testers else log
