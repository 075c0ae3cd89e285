"""One effect per supplier crossed with testers: its likelihood, and the standard deviations integrated on a grid.

    y = X beta + z u[supplier] + e,   u ~ N(0, su^2), e ~ N(0, se^2),
    beta = (common mean of the effect, flat; severity of each tester ~ N(0, sv^2))

The first column of X is z. With z = 1 this is the model of trial scores (`model`); with z = "a large order", centred
within supplier and category, it is the model of how small orders are treated (`penalty`). The three standard
deviations lie within 0-50 points and are integrated, never plugged in.

Only sums per supplier and tester are needed. Given the standard deviations everything is normal: suppliers are
eliminated first, which leaves one small system in beta. What suppliers contribute to it depends on their z'z alone, so
they are added up by that once, and the grid costs the same for ten suppliers as for a hundred thousand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

WIDEST = 50.0  # points; the upper end of the three priors
NARROWEST = 0.05  # points; the grid begins here, never at a variance of zero
ROUGH = 12  # ends of the first cells along each standard deviation
REFINEMENTS = 4  # of the grid; each narrows every axis to where the mass is
HELD = 1e-4  # share of an axis' largest mass from which a stretch of it is kept
NEGLIGIBLE = 1e-4  # share of the largest weight under which a point of the grid is left out
WIDER = 1.4  # how far outside a first grid's spreads those of the second are looked for, as a ratio
AT_ONCE = 20_000_000  # numbers held at once while the grid is solved

Counts = tuple[int, int, int]  # how many of the grid, for su, sv and se
Ends = list[np.ndarray]  # of the cells of the grid, for su, sv and se
Prior = Callable[[np.ndarray], np.ndarray]  # of su, sv, se (G, 3) in points, the log of their density (G,)


@dataclass(frozen=True)
class Sums:
    """What the scores of S suppliers by T testers come to; X has P = 1 + T columns.

    Per supplier `square` (S,) z'z, `seen` (S, T) z added up by tester, `scored` (S,) z'y; over all suppliers `gram`
    (P, P) X'X, `moment` (P,) X'y, `total` y'y, and `freedom`: how many independent scores there are.
    """

    square: np.ndarray
    seen: sparse.csr_array
    scored: np.ndarray
    gram: np.ndarray
    moment: np.ndarray
    total: float
    freedom: float


class Grid(NamedTuple):
    """What is believed of the standard deviations: G points and, given each, of beta.

    `weight` (G,), together 1; `points` (G, 3): su, sv, se; `centre` (G, P) of beta and a `root` (G, P, P) of its
    covariance; `ends` of the cells that the points are the middles of.
    """

    weight: np.ndarray
    points: np.ndarray
    centre: np.ndarray
    root: np.ndarray
    ends: Ends


def integrated(sums: Sums, counts: Counts, prior: Prior, around: Ends | None = None) -> Grid:
    """Integrate the standard deviations: first roughly where the mass is, then finely there.

    `around`: the ends of the grid of a fit that was much the same.
    """
    data = Likelihood(sums)
    counts = (counts[0], counts[1] if data.testers else 1, counts[2])
    if around is None:
        rough = np.geomspace(NARROWEST, WIDEST, ROUGH)
        ends = [rough, rough if data.testers else np.array([NARROWEST, 2 * NARROWEST]), rough]
    else:
        ends = [_wider(edges) if len(edges) > 2 else edges for edges in around]
    for _ in range(REFINEMENTS if around is None else 1):
        points, volume = _middles(ends)
        cube = _weights(data.log(points), volume, prior(points)).reshape([len(edges) - 1 for edges in ends])
        shares = [cube.sum(axis=tuple({0, 1, 2} - {axis})) for axis in range(3)]
        ends = [_refined(*each) for each in zip(ends, shares, counts, strict=True)]
    points, volume = _middles(ends)
    log, centre, root = data.solve(points)
    weight = _weights(log, volume, prior(points))
    keep = weight > NEGLIGIBLE * weight.max()
    return Grid(weight[keep] / weight[keep].sum(), points[keep], centre[keep], root[keep], ends)


class Likelihood:
    """The likelihood of the standard deviations, suppliers added up by their z'z (K different ones)."""

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        self.testers = sums.seen.shape[1]
        self.square, group, self.suppliers = np.unique(sums.square, return_inverse=True, return_counts=True)
        order, size = np.argsort(group, kind="stable"), 1 + self.testers
        begins, scored = np.cumsum(self.suppliers) - self.suppliers, sums.scored[order]
        x = sparse.hstack([sparse.csr_array(sums.square[:, None]), sums.seen], format="csr")[order]
        if len(order) * size**2 <= AT_ONCE:
            x = x.toarray()
            self.cross = np.add.reduceat(x * scored[:, None], begins)
            self.outer = np.add.reduceat(x[:, :, None] * x[:, None, :], begins)
        else:
            members = [
                slice(begin, begin + count) for begin, count in zip(begins, self.suppliers, strict=True)
            ]
            self.cross = np.stack([x[some].T @ scored[some] for some in members])
            self.outer = np.stack([(x[some].T @ x[some]).toarray() for some in members])
        self.scored = np.bincount(group, sums.scored**2)

    def log(self, points: np.ndarray) -> np.ndarray:
        """Its log (G,) at points (G, 3) of su, sv, se; restricted, as the common mean is integrated."""
        return np.concatenate([self._solved(some)[0] for some in self._some(points)])

    def solve(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same, and given the standard deviations the centre (G, P) of beta and a root of its covariance (G, P, P)."""
        parts = []
        for some in self._some(points):
            log, factor, along = self._solved(some)
            root = _below(factor, np.broadcast_to(np.eye(factor.shape[1]), factor.shape)).swapaxes(1, 2)
            parts.append((log, np.einsum("gij,gj->gi", root, along), root))
        log, centre, root = (np.concatenate(part) for part in zip(*parts, strict=True))
        return log, centre, root

    def _some(self, points: np.ndarray) -> Iterator[np.ndarray]:
        # Some four tables of suppliers by points are held at a time.
        at_once = max(1, AT_ONCE // max(self.sums.gram.size, 4 * len(self.square)))
        return (points[begin : begin + at_once] for begin in range(0, len(points), at_once))

    def _solved(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The log of the likelihood, the Cholesky factor L of the precision of beta, and L^-1 of the right side of its
        equations."""
        su, sv, se = points.T[:, :, None]
        share = su**2 / (se**2 + su**2 * self.square)
        size = 1 + self.testers
        taken = (share @ self.outer.reshape(len(self.square), -1)).reshape(-1, size, size)
        precision = (self.sums.gram - taken) / se[:, :, None] ** 2
        diagonal = np.arange(size)
        precision[:, diagonal, diagonal] += np.concatenate(
            [np.full_like(sv, 1e-12), np.repeat(sv**-2, self.testers, 1)], axis=1
        )
        factor = np.linalg.cholesky(precision)
        right = (self.sums.moment - share @ self.cross) / se**2
        along = _below(factor, right[:, :, None])[:, :, 0]
        misfit = (self.sums.total - share @ self.scored) / se[:, 0] ** 2 - (along**2).sum(axis=1)
        log = -0.5 * (
            self.sums.freedom * 2 * np.log(se[:, 0])
            + np.log1p(su**2 * self.square / se**2) @ self.suppliers
            + self.testers * 2 * np.log(sv[:, 0])
            + 2 * np.log(factor[:, diagonal, diagonal]).sum(axis=1)
            + misfit
        )
        return log, factor, along


def _wider(edges: np.ndarray) -> np.ndarray:
    low, high = max(edges[0] / WIDER, NARROWEST), min(edges[-1] * WIDER, WIDEST)
    return np.concatenate([[low], edges[(edges > low) & (edges < high)], [high]])


def _middles(ends: Ends) -> tuple[np.ndarray, np.ndarray]:
    """Midpoints (G, 3) of the cells between `ends`, and the volume (G,) of each."""
    middles = np.meshgrid(*[(edges[1:] + edges[:-1]) / 2 for edges in ends], indexing="ij")
    widths = np.meshgrid(*[np.diff(edges) for edges in ends], indexing="ij")
    return np.stack(middles, axis=-1).reshape(-1, 3), np.prod(widths, axis=0).ravel()


def _weights(log: np.ndarray, volume: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Posterior weights of the cells (G,), together 1."""
    log = log + np.log(volume) + prior
    weight = np.exp(log - log.max())
    return weight / weight.sum()


def _below(factor: np.ndarray, right: np.ndarray) -> np.ndarray:
    """L^-1 times `right` (G, P, R), L lower triangular (G, P, P): for many small systems quicker than a general solver."""
    solved = np.array(right)
    for row in range(factor.shape[1]):
        solved[:, row] -= np.einsum("gj,gjr->gr", factor[:, row, :row], solved[:, :row])
        solved[:, row] /= factor[:, row, row, None]
    return solved


def _refined(edges: np.ndarray, share: np.ndarray, count: int) -> np.ndarray:
    """New ends of `count` cells over the stretch that holds all but a ten-thousandth of the mass."""
    held = np.flatnonzero(share > HELD * share.max())
    low, high = edges[max(held[0] - 1, 0)], edges[min(held[-1] + 2, len(edges) - 1)]
    # Evenly in the square root: narrow cells near zero, where a standard deviation changes most.
    return np.linspace(np.sqrt(low), np.sqrt(high), count + 1) ** 2
