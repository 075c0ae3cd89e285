"""One effect per candidate, with category levels and testers: its likelihood, and the spreads integrated on a grid.

    y = z (mu + c[category] + u[candidate]) + v[tester] + e,
    u ~ N(0, su^2), c ~ N(0, sc^2), v ~ N(0, sv^2), e ~ N(0, se^2), mu flat

With z = 1 this is the model of trial scores (`served`); with z = "a large order", centred within the candidate, it
is the model of how small orders are treated (`penalty`). The four standard deviations are integrated, never plugged in.

Only sums per candidate and tester are needed. Given the spreads everything is normal: candidates are eliminated first,
which leaves one small system in beta = (mu, levels, severities) (Henderson's mixed model equations; Searle, Casella &
McCulloch 1992, Variance Components, chapter 7). What candidates contribute to it depends on their z'z alone, so they
are added up by that once. The grid is over the ratios of su, sc and sv to se: given these, se only scales, so that its
axis costs nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy import sparse

SPREAD = (0.05, 50.0)  # points; se lies between, never at zero
RATIO = (0.02, 500.0)  # of another standard deviation to se
ROUGH = 12  # ends of the first cells along each axis
REFINEMENTS = 4  # of the grid; each narrows every axis to where the mass is
HELD = 1e-4  # share of an axis' largest mass from which a stretch of it is kept
NEGLIGIBLE = 1e-4  # share of the largest weight under which a point of the grid is left out
FLAT = 1e-12  # precision of mu beside one trial
AT_ONCE = 20_000_000  # numbers held at once while the grid is solved

Counts = tuple[int, int, int, int]  # how many cells of the grid, for su, sc, sv (over se) and se
Prior = Callable[..., np.ndarray]  # of su, sc, sv and se, in points: the log of their density


@dataclass(frozen=True)
class Sums:
    """What the scores of S candidates come to; beta has P = 1 + R columns: mu, K levels, then T testers.

    Per candidate `square` (S,) z'z, `seen` (S, R) z added up by level and tester, `scored` (S,) z'y, `level` (S,) the
    category 0..K-1; over all `gram` (P, P) X'X, `moment` (P,) X'y, `total` y'y; `freedom`: how many independent scores.
    """

    square: np.ndarray
    seen: sparse.csr_array
    scored: np.ndarray
    level: np.ndarray
    levels: int
    gram: np.ndarray
    moment: np.ndarray
    total: float
    freedom: float

    @property
    def testers(self) -> int:
        return self.seen.shape[1] - self.levels

    def of(self, some: np.ndarray, freedom: float) -> "Sums":
        """The effects of some of the candidates (S,) yes/no, those of the others being zero."""
        rows = np.flatnonzero(some)
        return replace(
            self,
            square=self.square[rows], seen=self.seen[rows], scored=self.scored[rows], level=self.level[rows],
            freedom=freedom,
        )  # fmt: skip


class Grid(NamedTuple):
    """What is believed of the spreads and, given them, of beta: G points of ratios, E of se.

    `ratios` (G, 3): su, sc, sv over se; `se` (E,) points; `weight` (G, E), together 1; `centre` (G, P) of beta and
    `root` (G, P, P), which times se is a square root of its covariance.
    """

    ratios: np.ndarray
    se: np.ndarray
    weight: np.ndarray
    centre: np.ndarray
    root: np.ndarray


def integrated(sums: Sums, counts: Counts, prior: Prior) -> Grid:
    """Integrate the spreads: first roughly where the mass is, then finely there."""
    data = Likelihood(sums)
    active = np.array([True, sums.levels > 0, sums.testers > 0, True])
    counts = tuple(np.where(active, counts, 1))
    ends = [np.geomspace(*(RATIO if axis < 3 else SPREAD), ROUGH) for axis in range(4)]
    ends = [edges if on else np.array([1.0, 1.0 + 1e-9]) for edges, on in zip(ends, active, strict=True)]
    for _ in range(REFINEMENTS):
        ratios, se, volume = _middles(ends)
        weight = _weights(data.log(ratios, se), volume, prior, ratios, se, active)
        cube = weight.reshape([len(edges) - 1 for edges in ends])
        shares = [cube.sum(axis=tuple({0, 1, 2, 3} - {axis})) for axis in range(4)]
        ends = [_refined(*each) for each in zip(ends, shares, counts, strict=True)]
    ratios, se, volume = _middles(ends)
    weight = _weights(data.log(ratios, se), volume, prior, ratios, se, active)
    weight[weight < NEGLIGIBLE * weight.max()] = 0
    some = weight.any(axis=1)
    return Grid(ratios[some], se, weight[some] / weight.sum(), *data.solve(ratios[some]))


class Likelihood:
    """The restricted likelihood of the spreads, candidates added up by their z'z (D different ones)."""

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        # Levels first: as a candidate has one category, their part of the precision is a diagonal.
        self.order = np.arange(len(sums.gram))
        self.order[: 1 + sums.levels] = np.roll(self.order[: 1 + sums.levels], -1)
        self.gram, self.moment = sums.gram[np.ix_(self.order, self.order)], sums.moment[self.order]
        self.square, group, self.candidates = np.unique(sums.square, return_inverse=True, return_counts=True)
        size, different = len(sums.gram), len(self.square)
        x = sparse.hstack([sparse.csr_array(sums.square[:, None]), sums.seen], format="csr")[:, self.order]
        entries = np.diff(x.indptr)
        of_entry = np.repeat(group, entries)
        # Per z'z (D,) the sums of x'y (D, P) and, its rows side by side, of x'x (D, P * P): mostly zeros where there are many.
        self.cross = sparse.csr_array(
            (x.data * np.repeat(sums.scored, entries), (of_entry, x.indices)), shape=(different, size)
        )
        apart = sparse.csr_array(
            (x.data, of_entry * size + x.indices, x.indptr), shape=(len(group), different * size)
        )
        products = (x.T @ apart).tocoo()
        of_product, column = np.divmod(products.col, size)
        self.outer = sparse.csr_array(
            (products.data, (of_product, products.row * size + column)), shape=(different, size**2)
        )
        self.scored = np.bincount(group, sums.scored**2)

    def log(self, ratios: np.ndarray, se: np.ndarray) -> np.ndarray:
        """Its log (G, E) at ratios (G, 3) of su, sc, sv to se (E,); mu is integrated, too."""
        parts = [self._solved(some)[:2] for some in self._some(ratios)]
        scale_free, misfit = (np.concatenate(part)[:, None] for part in zip(*parts, strict=True))
        return scale_free - (self.sums.freedom - 1) * np.log(se) - misfit / (2 * se**2)

    def solve(self, ratios: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Given the ratios, the centre (G, P) of beta and, in units of se, a root of its covariance (G, P, P)."""
        parts = []
        for some in self._some(ratios):
            _log, _misfit, factor, along = self._solved(some)
            root = _below(factor, np.broadcast_to(np.eye(factor.shape[1]), factor.shape), self.sums.levels)
            root = root.swapaxes(1, 2)
            parts.append((np.einsum("gij,gj->gi", root, along), root))
        centre, root = (np.concatenate(part) for part in zip(*parts, strict=True))
        back = np.argsort(self.order)
        return centre[:, back], root[:, back]

    def _some(self, ratios: np.ndarray) -> Iterator[np.ndarray]:
        at_once = max(1, AT_ONCE // self.sums.gram.size)
        return (ratios[begin : begin + at_once] for begin in range(0, len(ratios), at_once))

    def _solved(self, ratios: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """In units of se: the part of the log-likelihood without se, the misfit, the Cholesky factor L of the precision
        of beta, and L^-1 of the right side of its equations."""
        own, level, tester = ratios.T[:, :, None]
        sums, size, levels = self.sums, len(self.gram), self.sums.levels
        # What candidates contribute depends on their own ratio alone, of which the grid has few.
        own, which = np.unique(own, return_inverse=True)
        own, which = own[:, None], which.ravel()
        share = own**2 / (1 + own**2 * self.square)
        precision = self.gram - (share @ self.outer).reshape(-1, size, size)[which]
        diagonal = np.arange(size)
        precision[:, diagonal, diagonal] += np.concatenate(
            [np.repeat(level**-2, levels, 1), np.full_like(level, FLAT), np.repeat(tester**-2, sums.testers, 1)], 1
        )  # fmt: skip
        factor = np.zeros_like(precision)
        of_level = np.sqrt(precision[:, diagonal[:levels], diagonal[:levels]])
        below = precision[:, levels:, :levels] / of_level[:, None]
        factor[:, diagonal[:levels], diagonal[:levels]], factor[:, levels:, :levels] = of_level, below
        factor[:, levels:, levels:] = np.linalg.cholesky(
            precision[:, levels:, levels:] - below @ below.swapaxes(1, 2)
        )
        along = _below(factor, (self.moment - share @ self.cross)[which, :, None], levels)[:, :, 0]
        misfit = np.maximum(sums.total - (share @ self.scored)[which] - (along**2).sum(axis=1), 0)
        log = -0.5 * (
            (np.log1p(own**2 * self.square) @ self.candidates)[which]
            + sums.levels * 2 * np.log(level[:, 0])
            + sums.testers * 2 * np.log(tester[:, 0])
            + 2 * np.log(factor[:, diagonal, diagonal]).sum(axis=1)
        )
        return log, misfit, factor, along


def _middles(ends: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Midpoints of the cells between `ends`: ratios (G, 3) and se (E,), and the volume (G, E) of each."""
    *axes, se = [(edges[1:] + edges[:-1]) / 2 for edges in ends]
    *widths, width = [np.diff(edges) for edges in ends]
    ratios = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    volume = np.prod(np.meshgrid(*widths, indexing="ij"), axis=0).reshape(-1, 1) * width
    return ratios, se, volume


def _weights(
    log: np.ndarray, volume: np.ndarray, prior: Prior, ratios: np.ndarray, se: np.ndarray, active: np.ndarray
) -> np.ndarray:
    """Posterior weights of the cells (G, E), together 1."""
    spreads = [np.where(on, ratio[:, None] * se, 1.0) for ratio, on in zip(ratios.T, active, strict=False)]
    # The prior is of the standard deviations, the cells are of ratios: se once for each of these.
    log = log + np.log(volume) + prior(*spreads, se) + active[:3].sum() * np.log(se)
    weight = np.exp(log - log.max())
    return weight / weight.sum()


def _below(factor: np.ndarray, right: np.ndarray, levels: int) -> np.ndarray:
    """L^-1 times `right` (G, P, R), L lower triangular (G, P, P), diagonal in its first `levels` rows: for many small systems
    quicker than a general solver."""
    solved = np.array(right)
    solved[:, :levels] /= np.einsum("gii->gi", factor)[:, :levels, None]
    for row in range(levels, factor.shape[1]):
        solved[:, row] -= np.einsum("gj,gjr->gr", factor[:, row, :row], solved[:, :row])
        solved[:, row] /= factor[:, row, row, None]
    return solved


def _refined(edges: np.ndarray, share: np.ndarray, count: int) -> np.ndarray:
    """New ends of `count` cells over the stretch that holds all but a ten-thousandth of the mass."""
    if count == 1:
        return edges
    held = np.flatnonzero(share > HELD * share.max())
    low, high = edges[max(held[0] - 1, 0)], edges[min(held[-1] + 2, len(edges) - 1)]
    # Evenly in the square root: narrow cells near zero, where a standard deviation changes most.
    return np.linspace(np.sqrt(low), np.sqrt(high), count + 1) ** 2
