"""The model of trial scores: suppliers and testers crossed, standard deviations integrated on a grid.

    y = mu + u[supplier] + v[tester] + e,   u ~ N(0, su^2), v ~ N(0, sv^2), e ~ N(0, se^2)

with mu flat and se uniform on 0-50 points; su half-t with FREEDOM and scale SUPPLIERS (Gelman 2006, Bayesian
Analysis 1:515); sv with a density that rises from nothing at zero to SEVERITY and then falls slowly (a gamma with
shape 2; Chung and others 2013, Psychometrika 78:685): a handful of testers cannot show that they agree, and the level
of all scores hangs on it. Both were chosen for calibration (tests/evidence/worlds.py). The true score of a supplier
is mu + u: the tester is taken out.

Trials of one supplier vary more than those of another (`noise`): a supplier's trials that vary twice as much count half.

Only sums per supplier and tester are needed. Given the standard deviations everything is normal: suppliers are
eliminated first, which leaves one small system in mu and the testers. What suppliers contribute to it depends on
how much their trials count alone, so they are added up by that once, and the grid costs the same for ten suppliers
as for a hundred thousand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from trialmetrics.evidence.noise import relative_variance
from trialmetrics.evidence.posterior import Posterior

WIDEST = 50.0  # points; the upper end of the three priors
SUPPLIERS, FREEDOM = 11.0, 4.0  # points, degrees of freedom of the prior of su
SEVERITY = 13.0  # points; where the prior of sv is highest
NARROWEST = 0.05  # points; the grid begins here, never at a variance of zero
NEGLIGIBLE = 1e-4  # share of the largest weight under which a point of the grid is left out
REFINEMENTS = 4  # of the grid; each narrows every axis to where the mass is
WIDER = 1.4  # how far outside a first fit's spreads those of the second are looked for, as a ratio
AT_ONCE = 20_000_000  # numbers held at once while the grid is solved
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
    cells = _Cells(supplier, tester, n.astype(float), sum_y, sum_yy, suppliers, testers)
    alike, ends = _fitted(cells, np.ones(suppliers), COARSE, None)
    variance = relative_variance(alike.mean, cells.per_supplier(cells.n), _squares(cells, alike))
    return _fitted(cells, variance, FINE if suppliers <= FEW else COARSE, ends)[0]


@dataclass(frozen=True)
class _Cells:
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


def _squares(cells: _Cells, posterior: Posterior) -> np.ndarray:
    """Squared differences of each supplier's trials from their mean (S,), what its testers are expected to add taken out."""
    severity = np.concatenate([posterior.weight @ posterior.centre[:, 1:], [0.0]])[cells.tester]
    squares = cells.per_supplier(cells.sum_yy - 2 * severity * cells.sum_y + severity**2 * cells.n)
    total = cells.per_supplier(cells.sum_y - severity * cells.n)
    return np.maximum(squares - total**2 / cells.per_supplier(cells.n), 0)


Ends = list[np.ndarray]  # of the cells of the grid, for su, sv and se


def _fitted(
    cells: _Cells, variance: np.ndarray, points: tuple[int, int, int], around: Ends | None
) -> tuple[Posterior, Ends]:
    """The posterior where the trials of supplier s vary by `variance[s]` times se squared, and the ends of its grid.

    `around`: the ends of the grid of a fit that was much the same.
    """
    number = cells.per_supplier(cells.n)
    trials = number / variance
    if cells.suppliers > FEW and (variance != 1).any():
        trials = 2 ** (np.round(STEPS * np.log2(trials)) / STEPS)
    counts = trials / number
    n, sum_y, sum_yy = (each * counts[cells.supplier] for each in (cells.n, cells.sum_y, cells.sum_yy))
    named = cells.tester >= 0
    seen = sparse.csr_array(
        (n[named], (cells.supplier[named], cells.tester[named])), shape=(cells.suppliers, cells.testers)
    )
    total = cells.per_supplier(sum_y)
    data = _Sums.of(
        seen, trials, total, cells.tester[named], sum_y[named], float(sum_yy.sum()), float(number.sum())
    )
    sds, weight, ends = _grid(data, points, around)
    _log, centre, root = data.solve(sds)
    return Posterior(weight, sds, centre, root, 1 / counts, trials, total, seen), ends


@dataclass(frozen=True)
class _Sums:
    """The data as the likelihood sees it, suppliers added up by how much their trials count (K different numbers).

    With x = (1, tester as indicator) summed over the trials of a supplier: `outer` (K, P, P) sums of x x',
    `cross` (K, P) of x times the supplier's total, `square` (K,) of squared totals, `suppliers` (K,) how many;
    `count` the number of trials.
    """

    trials: np.ndarray
    suppliers: np.ndarray
    outer: np.ndarray
    cross: np.ndarray
    square: np.ndarray
    gram: np.ndarray
    moment: np.ndarray
    sum_yy: float
    count: float

    @classmethod
    def of(
        cls,
        seen: sparse.csr_array,
        trials: np.ndarray,
        total: np.ndarray,
        tester: np.ndarray,
        sum_y: np.ndarray,
        sum_yy: float,
        count: float,
    ) -> "_Sums":
        numbers, group = np.unique(trials, return_inverse=True)
        size = 1 + seen.shape[1]
        outer, cross = np.zeros((len(numbers), size, size)), np.zeros((len(numbers), size))
        order = np.argsort(group, kind="stable")
        x = sparse.hstack([sparse.csr_array(trials[:, None]), seen], format="csr")[order]
        x = x.toarray() if np.prod(x.shape) <= AT_ONCE else x
        ends = np.cumsum(np.bincount(group))
        for k, (begin, end) in enumerate(zip(np.r_[0, ends], ends, strict=False)):
            members = x[begin:end]
            product = members.T @ members
            outer[k] = product.toarray() if sparse.issparse(product) else product
            cross[k] = members.T @ total[order[begin:end]]
        per_tester = np.asarray(seen.sum(axis=0)).ravel()
        gram = np.diag(np.concatenate([[trials.sum()], per_tester]))
        gram[0, 1:] = gram[1:, 0] = per_tester
        moment = np.concatenate([[total.sum()], np.bincount(tester, sum_y, minlength=size - 1)])
        square = np.bincount(group, total**2)
        return cls(numbers, np.bincount(group), outer, cross, square, gram, moment, sum_yy, count)

    def solve(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """At each point (G, 3) of su, sv, se: the log of the marginal likelihood (G,), restricted as mu is integrated,
        and centre (G, P) and root of the covariance (G, P, P) of mu and the testers."""
        parts = []
        for some in self._some(points):
            log, factor, along = self._solved(some)
            root = np.linalg.inv(factor).swapaxes(1, 2)
            parts.append((log, np.einsum("gij,gj->gi", root, along), root))
        log, centre, root = (np.concatenate(part) for part in zip(*parts, strict=True))
        return log, centre, root

    def log(self, points: np.ndarray) -> np.ndarray:
        """The first of what `solve` gives."""
        return np.concatenate([self._solved(some)[0] for some in self._some(points)])

    def _some(self, points: np.ndarray) -> Iterator[np.ndarray]:
        at_once = max(1, AT_ONCE // self.gram.size)
        return (points[begin : begin + at_once] for begin in range(0, len(points), at_once))

    def _solved(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The log of the likelihood, the Cholesky factor L of the precision of mu and the testers, and L^-1 of the right
        side of their equations."""
        su, sv, se = points.T[:, :, None]
        share = su**2 / (se**2 + su**2 * self.trials)
        precision = (self.gram - np.tensordot(share, self.outer, 1)) / se[:, :, None] ** 2
        right = (self.moment - share @ self.cross) / se**2
        testers = right.shape[1] - 1
        diagonal = np.arange(testers + 1)
        precision[:, diagonal, diagonal] += np.concatenate(
            [np.full_like(sv, 1e-12), np.repeat(sv**-2, testers, 1)], axis=1
        )
        factor = np.linalg.cholesky(precision)
        along = np.linalg.solve(factor, right[:, :, None])[:, :, 0]
        misfit = (self.sum_yy - share @ self.square) / se[:, 0] ** 2 - (along**2).sum(axis=1)
        log = -0.5 * (
            self.count * 2 * np.log(se[:, 0])
            + np.log1p(su**2 * self.trials / se**2) @ self.suppliers
            + testers * 2 * np.log(sv[:, 0])
            + 2 * np.log(factor[:, diagonal, diagonal]).sum(axis=1)
            + misfit
        )
        return log, factor, along


def _grid(
    data: _Sums, points: tuple[int, int, int], around: Ends | None
) -> tuple[np.ndarray, np.ndarray, Ends]:
    """Points (G, 3) of su, sv, se and their weights (G,): first roughly where the mass is, then finely there."""
    testers = data.gram.shape[0] > 1
    counts = (points[0], points[1] if testers else 1, points[2])
    if around is None:
        rough = np.geomspace(NARROWEST, WIDEST, 12)
        ends = [rough, rough if testers else np.array([NARROWEST, 2 * NARROWEST]), rough]
    else:
        ends = [_wider(edges) if len(edges) > 2 else edges for edges in around]
    for _ in range(REFINEMENTS if around is None else 1):
        shares = _weigh(data, ends)[2]
        ends = [
            _refined(edges, share, count) for edges, share, count in zip(ends, shares, counts, strict=True)
        ]
    sds, weight, _shares = _weigh(data, ends)
    keep = weight > NEGLIGIBLE * weight.max()
    return sds[keep], weight[keep] / weight[keep].sum(), ends


def _wider(edges: np.ndarray) -> np.ndarray:
    low, high = max(edges[0] / WIDER, NARROWEST), min(edges[-1] * WIDER, WIDEST)
    return np.concatenate([[low], edges[(edges > low) & (edges < high)], [high]])


def _weigh(data: _Sums, ends: Ends) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Midpoints of the cells between `ends`, their posterior weights, and the weights per axis."""
    middles = [(edges[1:] + edges[:-1]) / 2 for edges in ends]
    widths = [np.diff(edges) for edges in ends]
    points = np.stack(np.meshgrid(*middles, indexing="ij"), axis=-1).reshape(-1, 3)
    volume = np.prod(np.stack(np.meshgrid(*widths, indexing="ij")), axis=0).ravel()
    log = data.log(points) + np.log(volume) + log_prior(points, testers=data.gram.shape[0] > 1)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    cube = weight.reshape([len(middle) for middle in middles])
    shares = [cube.sum(axis=tuple({0, 1, 2} - {axis})) for axis in range(3)]
    return points, weight, shares


def log_prior(points: np.ndarray, *, testers: bool) -> np.ndarray:
    """The log of the prior density (...) of su, sv and se (..., 3) but for a constant; `testers`: there are some."""
    su, sv = points[..., 0], points[..., 1]
    log = -(FREEDOM + 1) / 2 * np.log1p((su / SUPPLIERS) ** 2 / FREEDOM)
    return log + np.log(sv) - sv / SEVERITY if testers else log


def _refined(edges: np.ndarray, share: np.ndarray, count: int) -> np.ndarray:
    """New ends of `count` cells over the stretch that holds all but a ten-thousandth of the mass."""
    held = np.flatnonzero(share > 1e-4 * share.max())
    low, high = edges[max(held[0] - 1, 0)], edges[min(held[-1] + 2, len(edges) - 1)]
    # Evenly in the square root: narrow cells near zero, where a standard deviation changes most.
    return np.linspace(np.sqrt(low), np.sqrt(high), count + 1) ** 2
