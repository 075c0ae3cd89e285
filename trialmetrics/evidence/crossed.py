"""One effect per supplier crossed with testers, for many sets of scores at once; standard deviations on a grid.

    y = X beta + z u[supplier] + e,   u ~ N(0, su^2), e ~ N(0, se^2),
    beta = (common mean of the effect, flat; severity of each tester ~ N(0, sv^2))

The first column of X is z. With z = 1 this is the model of trial scores (`model`); with z = "a large order", centred
within supplier and category, it is the model of how small orders are treated (`penalty`). The three standard
deviations lie within 0-50 points, are uniform there unless a prior says otherwise, and are integrated on a grid, never
plugged in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from trialmetrics.evidence.model import NARROWEST, WIDEST

COARSE = 14  # ends of the first cells along each standard deviation
REFINEMENTS = 4  # of the grid; each narrows every axis to where the mass is
HELD = 1e-4  # share of an axis' largest mass from which a stretch of it is kept
NEGLIGIBLE = 1e-4  # share of the largest weight under which a point of the grid is left out
PROBED = 12  # sets of scores that are looked at to choose the grid of all of them
AT_ONCE = 4_000_000  # numbers held at once
Prior = Callable[[np.ndarray], np.ndarray]  # of su, sv, se (..., 3) in points, the log of their density (...)
STEPS = 24  # of Newton's method


@dataclass(frozen=True)
class Sums:
    """What W sets of scores of S suppliers come to; P columns of X.

    `square` (W, S) z'z per supplier; `cross` (W, S, P) X'z; `scored` (W, S) z'y; `gram` (W, P, P) X'X and `moment`
    (W, P) X'y over all suppliers; `total` (W,) y'y; `freedom` (W,) how many independent scores there are. Where all
    sets score the same trials, what does not depend on y may be given once: `square`, `cross`, `gram`, `freedom`
    with 1 in place of W.
    """

    square: np.ndarray
    cross: np.ndarray
    scored: np.ndarray
    gram: np.ndarray
    moment: np.ndarray
    total: np.ndarray
    freedom: np.ndarray

    @property
    def testers(self) -> int:
        return self.gram.shape[1] - 1

    def some(self, sets: np.ndarray | slice) -> "Sums":
        """These sets of scores only."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return replace(self, **{name: each[sets] for name, each in given.items() if len(each) > 1})


@dataclass(frozen=True)
class Mixture:
    """The effects of S suppliers under W sets of scores, as mixtures of normals over G points of the grid.

    Everything is in units of `scale` (W,), the points between scores of each set, so that all sets share one grid:
    `sums`; `points` (G, 3): su, sv, se; `weight` (W, G); `centre` (W, G, P) of beta, and a `root` (W or 1, G, P, P) of
    its covariance.
    """

    scale: np.ndarray
    sums: Sums
    points: np.ndarray
    weight: np.ndarray
    centre: np.ndarray
    root: np.ndarray

    @cached_property
    def _share(self) -> np.ndarray:
        """How far an effect follows its own scores (W or 1, G, S), per z'z."""
        su, se = self.points[:, 0, None] ** 2, self.points[:, 2, None] ** 2
        return su / (se + su * self.sums.square[:, None])

    @cached_property
    def _normals(self) -> tuple[np.ndarray, np.ndarray]:
        """Means (W, G, S) and standard deviations (W or 1, G, S) of the effects at each point of the grid."""
        crossed = self.sums.cross.swapaxes(1, 2)
        own = self.sums.scored[:, None] - self.centre @ crossed
        means = self.centre[:, :, :1] + self._share * own
        variances = self._share * self.points[:, 2, None] ** 2
        for column in range(self.root.shape[3]):
            along = self.root[:, :, :, column] @ crossed
            variances = variances + (self.root[:, :, 0, column, None] - self._share * along) ** 2
        return means, np.sqrt(variances)

    @cached_property
    def mean(self) -> np.ndarray:
        """Posterior mean of the effects (W, S), points."""
        return self.scale[:, None] * np.einsum("wg,wgs->ws", self.weight, self._normals[0])

    def below(self, limit: float | np.ndarray) -> np.ndarray:
        """P(effect < limit) (W, S); `limit` points, a number or an array (S,) or (W, S)."""
        return self._below(np.broadcast_to(limit, self.sums.scored.shape) / self.scale[:, None])

    def quantile(self, probability: float) -> np.ndarray:
        """What the effect lies under with this probability (W, S), points."""
        means, sds = self._normals
        low, high = (means - 12 * sds).min(axis=1), (means + 12 * sds).max(axis=1)
        middle = np.einsum("wg,wgs->ws", self.weight, means)
        spread = np.einsum("wg,wgs->ws", self.weight, sds**2 + (means - middle[:, None]) ** 2)
        at = middle + ndtri(probability) * np.sqrt(spread)
        for _ in range(STEPS):
            miss = self._below(at) - probability
            low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
            # Newton's step where it stays between what is known, else halve.
            bell = np.exp(-(((at[:, None] - means) / sds) ** 2) / 2) / sds / np.sqrt(2 * np.pi)
            at = at - miss / np.maximum(np.einsum("wg,wgs->ws", self.weight, bell), 1e-12)
            at = np.where((at > low) & (at < high), at, (low + high) / 2)
        return self.scale[:, None] * at

    def _below(self, limit: np.ndarray) -> np.ndarray:
        means, sds = self._normals
        return np.clip(np.einsum("wg,wgs->ws", self.weight, ndtr((limit[:, None] - means) / sds)), 0, 1)

    def draws(self, count: int, seed: int = 0) -> np.ndarray:
        """Joint draws of the effects (W, count, S), points; the same seed gives the same draws."""
        random = np.random.default_rng(seed)
        sets, _points, size = self.centre.shape
        chance = random.random((sets, count, 1))
        at = (chance > np.cumsum(self.weight, axis=1)[:, None, :-1]).sum(axis=2)
        which = np.arange(sets)[:, None]
        noise = random.standard_normal((sets, count, size))
        once = which if len(self.root) > 1 else 0
        beta = self.centre[which, at] + (self.root[once, at] @ noise[..., None])[..., 0]
        share = self._share[once, at]
        own = self.sums.scored[:, None] - beta @ self.sums.cross.swapaxes(1, 2)
        left = np.sqrt(share) * self.points[at, 2][:, :, None]
        drawn = beta[:, :, :1] + share * own + left * random.standard_normal(share.shape)
        return self.scale[:, None, None] * drawn


def uniform(points: np.ndarray) -> np.ndarray:
    """The prior under which all standard deviations are as likely."""
    return np.zeros(points.shape[:-1])


def crossed(sums: Sums, cells: tuple[int, int, int] = (10, 6, 10), prior: Prior = uniform) -> Mixture:
    """Integrate the standard deviations su, sv and se on a grid with so many cells each.

    All sets of scores share one grid, in units of their own spread; it reaches wherever one of them puts its mass.
    """
    scale, sums = _scaled(sums)
    some = np.unique(np.linspace(0, len(scale) - 1, PROBED).astype(int))
    probed, widest = _grouped(sums.some(some)), WIDEST / scale
    ends = _ends(probed, widest[some], cells, prior)
    points = _points(ends)
    weight = _weights(_solve(probed, points)[0], _prior(ends, widest[some], prior))
    keep = (weight > NEGLIGIBLE * weight.max(axis=1, keepdims=True)).any(axis=0)
    log, centre, root = _solve(_grouped(sums), points[keep])
    return Mixture(
        scale, sums, points[keep], _weights(log, _prior(ends, widest, prior)[:, keep]), centre, root
    )


def _scaled(sums: Sums) -> tuple[np.ndarray, Sums]:
    """The spread of each set of scores (W,) in points, and the sums in units of it."""
    steady = sums.moment[:, 0] ** 2 / np.maximum(sums.gram[:, 0, 0], 1e-9)
    variance = np.maximum(sums.total - steady, 0) / np.maximum(sums.freedom, 1)
    # Where hardly anything differs, the unit is the narrowest standard deviation that is looked at.
    scale = np.sqrt(np.maximum(variance, NARROWEST**2))
    return scale, replace(
        sums,
        scored=sums.scored / scale[:, None],
        moment=sums.moment / scale[:, None],
        total=sums.total / scale**2,
    )


@dataclass(frozen=True)
class _Groups:
    """Suppliers added up by z'z, K different ones: all that the likelihood sees of them."""

    square: np.ndarray  # (W or 1, K)
    suppliers: np.ndarray  # (K,)
    outer: np.ndarray  # (W or 1, K, P * P)
    cross: np.ndarray  # (W, K, P)
    scored: np.ndarray  # (W, K)
    sums: Sums


def _grouped(sums: Sums) -> _Groups:
    sets, suppliers, size = sums.cross.shape
    outer = (sums.cross[..., :, None] * sums.cross[..., None, :]).reshape(sets, suppliers, size * size)
    crossed_y, scored = sums.cross * sums.scored[..., None], sums.scored**2
    if len(scored) > 1:
        return _Groups(sums.square, np.ones(suppliers), outer, crossed_y, scored, sums)
    # One set of scores may be of very many suppliers, and few of their z'z differ.
    square, group, counts = np.unique(np.round(sums.square[0], 9), return_inverse=True, return_counts=True)
    order = np.argsort(group, kind="stable")
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
    outer, crossed_y, scored = (
        np.add.reduceat(each[:, order], begins, axis=1) for each in (outer, crossed_y, scored)
    )
    return _Groups(square[None], counts.astype(float), outer, crossed_y, scored, sums)


def _solve(groups: _Groups, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log of the marginal likelihood (W, G), restricted as the common mean is integrated; centre and root of beta."""
    numbers = len(groups.scored) * max(groups.outer.shape[1:])
    at_once = max(1, AT_ONCE // numbers)
    parts = [_solve_some(groups, points[i : i + at_once]) for i in range(0, len(points), at_once)]
    log, centre, root = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    return log, centre, root


def _solve_some(groups: _Groups, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sums, size = groups.sums, groups.sums.testers + 1
    su, sv, se = (points.T**2)[:, :, None]  # variances, (G, 1)
    share = su / (se + su * groups.square[:, None])
    taken = (share @ groups.outer).reshape(*share.shape[:2], size, size)
    precision = (sums.gram[:, None] - taken) / se[:, :, None]
    diagonal = np.arange(size)
    precision[:, :, diagonal, diagonal] += np.hstack(
        [np.full_like(sv, 1e-12), np.repeat(1 / sv, size - 1, 1)]
    )
    right = (sums.moment[:, None] - share @ groups.cross) / se
    factor = np.linalg.cholesky(precision)
    root = np.linalg.inv(factor).swapaxes(2, 3)
    centre = (root @ (root.swapaxes(2, 3) @ right[..., None]))[..., 0]
    misfit = (sums.total[:, None] - (share @ groups.scored[..., None])[..., 0]) / se[:, 0]
    log = -0.5 * (
        sums.freedom[:, None] * np.log(se[:, 0])
        + np.log1p(su * groups.square[:, None] / se) @ groups.suppliers
        + (size - 1) * np.log(sv[:, 0])
        + 2 * np.log(factor[:, :, diagonal, diagonal]).sum(axis=2)
        + misfit
        - (right * centre).sum(axis=2)
    )
    return log, centre, root


def _ends(groups: _Groups, widest: np.ndarray, cells: tuple[int, int, int], prior: Prior) -> list[np.ndarray]:
    """The ends of the cells along each standard deviation: first roughly where the mass is, then finely there.

    `widest` (W,): the end of the priors.
    """
    testers = groups.sums.testers > 0
    coarse = np.geomspace(widest.min() * NARROWEST / WIDEST, widest.max(), COARSE)
    ends = [coarse, coarse if testers else coarse[:2], coarse]
    counts = (cells[0], cells[1] if testers else 1, cells[2])
    for _ in range(REFINEMENTS):
        weight = _weights(_solve(groups, _points(ends))[0], _prior(ends, widest, prior))
        cube = weight.reshape(len(weight), *(len(each) - 1 for each in ends))
        shares = [cube.sum(axis=tuple({1, 2, 3} - {axis + 1})) for axis in range(3)]
        ends = [_refined(*each) for each in zip(ends, shares, counts, strict=True)]
    return ends


def _points(ends: list[np.ndarray]) -> np.ndarray:
    """Midpoints (G, 3) of the cells."""
    middles = [(each[1:] + each[:-1]) / 2 for each in ends]
    return np.stack(np.meshgrid(*middles, indexing="ij"), axis=-1).reshape(-1, 3)


def _prior(ends: list[np.ndarray], widest: np.ndarray, prior: Prior) -> np.ndarray:
    """The log of each cell's share of the prior, without its constant, for each set of scores (W, G)."""
    lengths = [np.diff(np.minimum(each, widest[:, None]), axis=1) for each in ends]
    volume = np.einsum("wi,wj,wk->wijk", *lengths).reshape(len(widest), -1)
    with np.errstate(divide="ignore"):
        return np.log(volume) + prior(_points(ends) * (WIDEST / widest)[:, None, None])


def _weights(log: np.ndarray, prior: np.ndarray) -> np.ndarray:
    weighed = log + prior
    weight = np.exp(weighed - weighed.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True)


def _refined(edges: np.ndarray, share: np.ndarray, count: int) -> np.ndarray:
    """New ends of `count` cells over the stretch where any set of scores has mass; `share` (W, cells)."""
    held = np.flatnonzero((share > HELD * share.max(axis=1, keepdims=True)).any(axis=0))
    low, high = edges[max(held[0] - 1, 0)], edges[min(held[-1] + 2, len(edges) - 1)]
    # Evenly in the square root: narrow cells near zero, where a standard deviation changes most.
    return np.linspace(np.sqrt(low), np.sqrt(high), count + 1) ** 2
