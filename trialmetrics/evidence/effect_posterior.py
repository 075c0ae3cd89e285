"""What is believed of one effect per candidate, once the spreads are integrated (`random_effects`): mixtures and joint draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialmetrics.evidence.mixture import Mixture
from trialmetrics.evidence.random_effects import Counts, Grid, Prior, Sums, integrated

AT_ONCE = 2_000_000  # numbers looked at, or drawn, together
SAMPLE = 50  # candidates by which points of the grid are told apart
LEVEL_COUNTS = 5  # candidates that a category or tester counts for: each makes every point of the grid dearer
# Candidates up to which so many cells of the grid are taken for su, sc, sv and se, and so many normals kept, by su / se
# and by how sure one is: the more candidates, the surer the spreads.
FINENESS: tuple[tuple[float, Counts, tuple[int, int]], ...] = (
    (300, (12, 8, 8, 16), (8, 4)),
    (20_000, (7, 5, 6, 8), (5, 2)),
    (np.inf, (6, 4, 5, 6), (3, 1)),
)


@dataclass(frozen=True)
class Effects:
    """The effect mu + c[category] + u of S candidates, and the testers' severities, given `sums` and the `grid`."""

    sums: Sums
    grid: Grid

    @cached_property
    def mixture(self) -> Mixture:
        """The effects (S,) as a mixture of a few normals.

        Points of the grid that are alike, first in su / se and then in how sure they leave one, are put together into one
        normal with the mean and the variance of their mixture.
        """
        grid, number = self.grid, len(self.sums.square)
        by_ratio, by_variance = _fineness(self.sums)[1]
        sample = np.linspace(0, number - 1, min(number, SAMPLE)).astype(int)
        variance = self._of(sample)[1].mean(axis=1)[:, None] * grid.se**2
        part = by_variance * _parts(grid.ratios[:, 0], grid.weight.sum(axis=1), by_ratio)[:, None]
        part = np.broadcast_to(part, grid.weight.shape).copy()
        for first in np.unique(part):
            mine = part == first
            part[mine] += _parts(variance[mine], grid.weight[mine], by_variance)
        part[grid.weight == 0] = -1
        parts = np.unique(part[part >= 0])
        weights = np.where(part == parts[:, None, None], grid.weight, 0.0)
        total, of_point = weights.sum(axis=(1, 2)), weights.sum(axis=2)
        of_variance = weights @ grid.se**2
        means, sds = np.empty((2, len(parts), number))
        step = max(1, AT_ONCE // len(grid.ratios))
        for begin in range(0, number, step):
            some = slice(begin, begin + step)
            centre, unit = self._of(some)
            means[:, some] = of_point @ centre / total[:, None]
            second = (of_variance @ unit + of_point @ centre**2) / total[:, None]
            least = of_variance @ unit / total[:, None]
            sds[:, some] = np.sqrt(np.maximum(second - means[:, some] ** 2, least))
        return Mixture(total, means, sds)

    def _of(self, some: slice | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Means (G, some) of candidates given the ratios, and variances in units of se squared."""
        own = self.grid.ratios[:, :1]
        sums, centre, root = self.sums, self.grid.centre, self.grid.root
        square, seen, level = sums.square[some], sums.seen[some], sums.level[some]
        share = own**2 / (1 + own**2 * square)
        others = 1 - share * square

        def along(beta: np.ndarray) -> np.ndarray:
            """How the effects (G, some) move with beta (G, P)."""
            moved = others * beta[:, :1] - share * (seen @ beta[:, 1:].T).T
            return moved + beta[:, 1 + level] if sums.levels else moved

        means = along(centre) + share * sums.scored[some]
        variances = np.array(share)
        for column in range(root.shape[2]):
            variances += along(root[:, :, column]) ** 2
        return means, variances

    def drawn(self, count: int, random: np.random.Generator) -> Iterator[np.ndarray]:
        """Joint draws of the effects, some at a time (few, S)."""
        most = max(1, AT_ONCE // max(len(self.sums.square), 1))
        weight = self.grid.weight.sum(axis=1)
        for g, chosen in enumerate(random.multinomial(count, weight / weight.sum())):
            for begin in range(0, chosen, most):
                yield self._at(g, min(most, chosen - begin), random)

    def _at(self, g: int, count: int, random: np.random.Generator) -> np.ndarray:
        grid, sums, weight = self.grid, self.sums, self.grid.weight[g]
        se = random.choice(grid.se, (count, 1), p=weight / weight.sum())
        beta = grid.centre[g] + se * (random.standard_normal((count, grid.root.shape[2])) @ grid.root[g].T)
        own = grid.ratios[g, 0]
        share = own**2 / (1 + own**2 * sums.square)
        effects = random.standard_normal((count, len(sums.square)))
        effects *= np.sqrt(share)
        effects *= se
        effects += share * sums.scored
        effects += beta[:, :1] * (1 - share * sums.square)
        if sums.seen.shape[1]:
            effects -= share * (sums.seen @ beta[:, 1:].T).T
        if sums.levels:
            effects += beta[:, 1 + sums.level]
        return effects

    def severities(self) -> Mixture:
        """Points that each tester (T,) gives less than their average: a shift of all at once cannot be seen."""
        grid, first = self.grid, 1 + self.sums.levels
        given, root = grid.centre[:, first:], grid.root[:, first:]
        if not self.sums.testers:
            return Mixture(np.ones(1), *np.empty((2, 1, 0)))
        means = given.mean(axis=1, keepdims=True) - given
        sds = np.sqrt(((root.mean(axis=1, keepdims=True) - root) ** 2).sum(axis=2))
        every = grid.weight.ravel() > 0
        return Mixture(
            grid.weight.ravel()[every],
            np.repeat(means, len(grid.se), axis=0)[every],
            (sds[:, None] * grid.se[:, None]).reshape(-1, sds.shape[1])[every],
        )


def effects(sums: Sums, prior: Prior) -> Effects:
    """Fit the effects; `prior`: the log density of su, sc, sv and se in points."""
    return Effects(sums, integrated(sums, _fineness(sums)[0], prior))


def _fineness(sums: Sums) -> tuple[Counts, tuple[int, int]]:
    size = max(len(sums.square), LEVEL_COUNTS * len(sums.gram))
    return next((counts, parts) for most, counts, parts in FINENESS if size <= most)


def _parts(key: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
    """Which of at most `count` parts of much the same weight each point belongs to, in the order of its key."""
    order = np.argsort(key, kind="stable")
    reached = np.cumsum(weight[order]) - weight[order] / 2
    part = np.empty(len(key), dtype=int)
    part[order] = np.minimum(count * reached / max(weight.sum(), 1e-300), count - 1)
    return part
