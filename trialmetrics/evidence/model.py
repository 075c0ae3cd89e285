"""The model of trial scores: suppliers and testers crossed, standard deviations integrated on a grid.

    y = mu + u[supplier] + v[tester] + e,   u ~ N(0, su^2), v ~ N(0, sv^2), e ~ N(0, se^2)

with mu flat and the three standard deviations uniform on 0-50 points (Gelman 2006, Bayesian Analysis 1:515, on uniform
priors for standard deviations of few groups). The true score of a supplier is mu + u: the tester is taken out.

Only sums per supplier and tester are needed. Given the standard deviations everything is normal: suppliers are
eliminated first, which leaves one small system in mu and the testers. What suppliers contribute to it depends on
their number of trials alone, so they are added up by that number once, and the grid costs the same for ten
suppliers as for a hundred thousand.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.special import ndtr, ndtri

WIDEST = 50.0  # points; the upper end of the three priors
NARROWEST = 0.05  # points; the grid begins here, never at a variance of zero
SCORES = (0.0, 100.0)
NEGLIGIBLE = 1e-4  # share of the largest weight under which a point of the grid is left out
REFINEMENTS = 5  # of the grid; each narrows every axis to where the mass is
STEPS = 24  # of Newton's method, from the normal approximation
AT_ONCE = 20_000_000  # numbers held at once while the grid is solved


@dataclass(frozen=True)
class Posterior:
    """What the trials say of S suppliers and T testers, as a mixture of normals over G points of the grid.

    `weight` (G,); `sd_points` (G, 3): su, sv, se; `centre` (G, 1 + T): mu and testers; `root` (G, 1 + T, 1 + T) a
    square root of their covariance; `trials` (S,), `total` (S,) sum of scores, `seen` (S, T) sparse: trials per tester.
    """

    weight: np.ndarray
    sd_points: np.ndarray
    centre: np.ndarray
    root: np.ndarray
    trials: np.ndarray
    total: np.ndarray
    seen: sparse.csr_array

    @cached_property
    def _normals(self) -> tuple[np.ndarray, np.ndarray]:
        """Means and standard deviations (G, S) of the suppliers at each point of the grid."""
        means = np.empty((len(self.weight), len(self.trials)))
        sds = np.empty_like(means)
        for g, (su, _sv, se) in enumerate(self.sd_points):
            share = su**2 / (se**2 + su**2 * self.trials)
            means[g] = self.centre[g, 0] + share * (
                self.total - self.trials * self.centre[g, 0] - self.seen @ self.centre[g, 1:]
            )
            # How the score moves with mu and the testers, times the root of their covariance.
            along = (1 - share * self.trials)[:, None] * self.root[g, 0] - share[:, None] * (
                self.seen @ self.root[g, 1:]
            )
            sds[g] = np.sqrt(share * se**2 + (along**2).sum(axis=1))
        return means, sds

    @cached_property
    def mean(self) -> np.ndarray:
        """Posterior mean of the true scores (S,), points, within 0-100."""
        return np.clip(self.weight @ self._normals[0], *SCORES)

    @cached_property
    def sd(self) -> np.ndarray:
        """Posterior standard deviation of the true scores (S,), points."""
        means, sds = self._normals
        centre = self.weight @ means
        return np.sqrt(np.maximum(self.weight @ (sds**2 + (means - centre) ** 2), 0))

    @cached_property
    def trial_sd(self) -> float:
        """Points between trials of one supplier by one tester: root of the posterior mean variance."""
        return float(np.sqrt(self.weight @ self.sd_points[:, 2] ** 2))

    def below(self, threshold: float | np.ndarray) -> np.ndarray:
        """P(true score < threshold) per supplier (S,); `threshold` a number or one per supplier."""
        means, sds = self._normals
        return np.clip(self.weight @ ndtr((threshold - means) / sds), 0, 1)

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """The central interval holding the true score with probability `level`: (S,), (S,), within 0-100."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def quantile(self, probability: float) -> np.ndarray:
        """The score under which the true score lies with this probability (S,), within 0-100."""
        means, sds = self._normals
        low, high = (means - 12 * sds).min(axis=0), (means + 12 * sds).max(axis=0)
        at = self.weight @ means + ndtri(probability) * self.sd
        for _ in range(STEPS):
            miss = self.below(at) - probability
            low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
            # Newton's step where it stays between what is known, else halve.
            density = self.weight @ (np.exp(-(((at - means) / sds) ** 2) / 2) / sds) / np.sqrt(2 * np.pi)
            at = at - miss / np.maximum(density, 1e-12)
            at = np.where((at > low) & (at < high), at, (low + high) / 2)
        return np.clip(at, *SCORES)

    def draws(self, count: int = 4000, seed: int = 0) -> np.ndarray:
        """Joint draws of the true scores (count, S); the same seed gives the same draws."""
        random = np.random.default_rng(seed)
        drawn = np.empty((count, len(self.trials)))
        done = 0
        for g, many in enumerate(random.multinomial(count, self.weight)):
            if not many:
                continue
            su, _sv, se = self.sd_points[g]
            others = self.centre[g] + random.standard_normal((many, self.root.shape[2])) @ self.root[g].T
            share = su**2 / (se**2 + su**2 * self.trials)
            severity = (self.seen @ others[:, 1:].T).T
            mean = others[:, :1] + share * (self.total - self.trials * others[:, :1] - severity)
            noise = random.standard_normal(mean.shape) * np.sqrt(share) * se
            drawn[done : done + many] = mean + noise
            done += many
        return drawn


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
    named = tester >= 0
    if len(np.unique(tester[named])) < 2:
        named, testers = np.zeros_like(named), 0
    seen = sparse.csr_array(
        (n[named].astype(float), (supplier[named], tester[named])), shape=(suppliers, testers)
    )
    trials = np.bincount(supplier, n, minlength=suppliers)
    total = np.bincount(supplier, sum_y, minlength=suppliers)
    data = _Sums.of(seen, trials, total, tester[named], sum_y[named], float(sum_yy.sum()))
    points, weight = _grid(data, fine=suppliers <= 20_000)
    _log, centre, root = data.solve(points)
    return Posterior(
        weight=weight,
        sd_points=points,
        centre=centre,
        root=root,
        trials=trials,
        total=total,
        seen=seen,
    )


@dataclass(frozen=True)
class _Sums:
    """The data as the likelihood sees it, suppliers added up by their number of trials (K different numbers).

    With x = (1, tester as indicator) summed over the trials of a supplier: `outer` (K, P, P) sums of x x',
    `cross` (K, P) of x times the supplier's total, `square` (K,) of squared totals, `suppliers` (K,) how many.
    """

    trials: np.ndarray
    suppliers: np.ndarray
    outer: np.ndarray
    cross: np.ndarray
    square: np.ndarray
    gram: np.ndarray
    moment: np.ndarray
    sum_yy: float

    @classmethod
    def of(
        cls,
        seen: sparse.csr_array,
        trials: np.ndarray,
        total: np.ndarray,
        tester: np.ndarray,
        sum_y: np.ndarray,
        sum_yy: float,
    ) -> "_Sums":
        numbers, group = np.unique(trials, return_inverse=True)
        size = 1 + seen.shape[1]
        outer, cross = np.zeros((len(numbers), size, size)), np.zeros((len(numbers), size))
        order = np.argsort(group, kind="stable")
        for k, members in enumerate(np.split(order, np.cumsum(np.bincount(group))[:-1])):
            x = sparse.hstack([sparse.csr_array(trials[members][:, None]), seen[members]], format="csr")
            outer[k] = (x.T @ x).toarray()
            cross[k] = x.T @ total[members]
        per_tester = np.asarray(seen.sum(axis=0)).ravel()
        gram = np.diag(np.concatenate([[trials.sum()], per_tester]))
        gram[0, 1:] = gram[1:, 0] = per_tester
        moment = np.concatenate([[total.sum()], np.bincount(tester, sum_y, minlength=size - 1)])
        square = np.bincount(group, total**2)
        return cls(numbers, np.bincount(group), outer, cross, square, gram, moment, sum_yy)

    def solve(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """At each point (G, 3) of su, sv, se: the log of the marginal likelihood (G,), restricted as mu is integrated,
        and centre (G, P) and root of the covariance (G, P, P) of mu and the testers."""
        at_once = max(1, AT_ONCE // self.gram.size)
        parts = [self._solve(points[i : i + at_once]) for i in range(0, len(points), at_once)]
        log, centre, root = (np.concatenate(part) for part in zip(*parts, strict=True))
        return log, centre, root

    def _solve(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
        root = np.linalg.inv(factor).swapaxes(1, 2)
        centre = np.einsum("gij,gkj,gk->gi", root, root, right, optimize=True)
        misfit = (self.sum_yy - share @ self.square) / se[:, 0] ** 2 - (right * centre).sum(axis=1)
        log = -0.5 * (
            self.trials @ self.suppliers * 2 * np.log(se[:, 0])
            + np.log1p(su**2 * self.trials / se**2) @ self.suppliers
            + testers * 2 * np.log(sv[:, 0])
            + 2 * np.log(factor[:, diagonal, diagonal]).sum(axis=1)
            + misfit
        )
        return log, centre, root


def _grid(data: _Sums, *, fine: bool) -> tuple[np.ndarray, np.ndarray]:
    """Points (G, 3) of su, sv, se and their weights (G,): first roughly where the mass is, then finely there."""
    testers = data.gram.shape[0] > 1
    coarse = np.geomspace(NARROWEST, WIDEST, 14)
    ends = [coarse, coarse if testers else np.array([NARROWEST, 2 * NARROWEST]), coarse]
    counts = (12, 8 if testers else 1, 12) if fine else (6, 5 if testers else 1, 6)
    for _ in range(REFINEMENTS):
        points, weight, shares = _weigh(data, ends)
        ends = [
            _refined(edges, share, count) for edges, share, count in zip(ends, shares, counts, strict=True)
        ]
    points, weight, _shares = _weigh(data, ends)
    keep = weight > NEGLIGIBLE * weight.max()
    return points[keep], weight[keep] / weight[keep].sum()


def _weigh(data: _Sums, ends: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Midpoints of the cells between `ends`, their posterior weights, and the weights per axis."""
    middles = [(edges[1:] + edges[:-1]) / 2 for edges in ends]
    widths = [np.diff(edges) for edges in ends]
    points = np.stack(np.meshgrid(*middles, indexing="ij"), axis=-1).reshape(-1, 3)
    volume = np.prod(np.stack(np.meshgrid(*widths, indexing="ij")), axis=0).ravel()
    log = data.solve(points)[0] + np.log(volume)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    cube = weight.reshape([len(middle) for middle in middles])
    shares = [cube.sum(axis=tuple({0, 1, 2} - {axis})) for axis in range(3)]
    return points, weight, shares


def _refined(edges: np.ndarray, share: np.ndarray, count: int) -> np.ndarray:
    """New ends of `count` cells over the stretch that holds all but a ten-thousandth of the mass."""
    held = np.flatnonzero(share > 1e-4 * share.max())
    low, high = edges[max(held[0] - 1, 0)], edges[min(held[-1] + 2, len(edges) - 1)]
    # Evenly in the square root: narrow cells near zero, where a standard deviation changes most.
    return np.linspace(np.sqrt(low), np.sqrt(high), count + 1) ** 2
