"""Small orders against large ones: the difference within a supplier and category, shrunk over suppliers.

    y = a[supplier, category] + large * delta[supplier] + v[tester] + e,   delta ~ N(m, tau^2)

with `a` and m flat: only trials of one supplier in one category are compared with each other, so that neither good
suppliers with large orders nor dear categories look like a penalty (Simpson's paradox). Testers' severity and the noise
between trials are estimated along with it, from all trials that share a supplier and a category.

Trials are not equally noisy: one who sometimes stays silent scores 0 now and 80 then. Where a supplier's own trials of
one class differ more than those of the others, its noise is raised (and never lowered: that few trials happen to agree
is no proof of a steady supplier), its own spread against that of the others as its trials against OTHERS_COUNT. So one
who is merely unsteady is seldom taken for one who treats small orders worse.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from trialmetrics.evidence.crossed import Mixture, Sums, crossed

MANY = 2_000  # suppliers; from here on a coarse grid will do, as the standard deviations are well known
OTHERS_COUNT = 4  # degrees of freedom that the others' noise counts for, beside a supplier's own
TINY = 1e-6  # squared points, where no two trials of one class differ
POINTS = (-100.0, 100.0)  # between which a difference of scores lies


class Cells(NamedTuple):
    """Scored trials added up by supplier, category, order class and tester, C cells; W sets of scores.

    `supplier` (C,) 0..S-1; `group` (C,) 0.., the same for cells of one supplier and category; `large` (C,) yes/no;
    `tester` (C,) 0.. or -1 where nobody is named; `n`, `sum_y`, `sum_yy` (W, C): trials, sums of scores and squares;
    `n` (1, C) where all sets score the same trials.
    """

    supplier: np.ndarray
    group: np.ndarray
    large: np.ndarray
    tester: np.ndarray
    n: np.ndarray
    sum_y: np.ndarray
    sum_yy: np.ndarray


class Penalty(NamedTuple):
    """Large minus small in points per supplier (S,): posterior mean, interval, P(more than the limit); NaN for
    suppliers of which no category has trials of both classes."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    exceeds: np.ndarray


def small_penalty(cells: Cells, suppliers: int, limit: float, level: float) -> Penalty:
    """The small customer penalty of S suppliers from one set of scores; `level` of the central interval."""
    found = Penalty(*np.full((4, suppliers), np.nan))
    fitted = _fitted(cells, suppliers)
    if fitted is not None:
        known, mixture = fitted
        figures = (mixture.mean, mixture.quantile((1 - level) / 2), mixture.quantile((1 + level) / 2))
        for place, values in zip(found, figures, strict=False):
            place[known] = np.clip(values[0], *POINTS)
        found.exceeds[known] = 1 - mixture.below(limit)[0]
    return found


def penalty_exceeds(cells: Cells, suppliers: int, limit: float) -> np.ndarray:
    """P(penalty > limit) (W, S) under each set of scores; NaN where a supplier has no two trials to compare."""
    exceeds = np.full((len(cells.sum_y), suppliers), np.nan)
    fitted = _fitted(cells, suppliers)
    if fitted is not None:
        known, mixture = fitted
        exceeds[:, known] = np.where(mixture.sums.square > 0, 1 - mixture.below(limit), np.nan)
    return exceeds


def compared(cells: Cells, suppliers: int) -> tuple[np.ndarray, np.ndarray]:
    """How many small and large trials per supplier stand in a category with trials of both classes: twice (W, S)."""
    groups = int(cells.group.max(initial=-1)) + 1
    small, large = (_added(cells.n * side, cells.group, groups) for side in (~cells.large, cells.large))
    both = ((small > 0) & (large > 0))[:, cells.group]
    return (
        _added(cells.n * both * ~cells.large, cells.supplier, suppliers),
        _added(cells.n * both * cells.large, cells.supplier, suppliers),
    )


def _fitted(cells: Cells, suppliers: int) -> tuple[np.ndarray, Mixture] | None:
    """The suppliers that have something to compare, and their penalties; None where there is none."""
    sums = _sums(_evened(cells, suppliers), cells.n, suppliers)
    known = np.flatnonzero((sums.square > 0).any(axis=0))
    if not len(known):
        return None
    of_them = {name: getattr(sums, name)[:, known] for name in ("square", "cross", "scored")}
    grid = (4, 3, 4) if len(known) > MANY else (10, 6, 10)
    return known, crossed(Sums(**{**vars(sums), **of_them}), grid)


def _evened(cells: Cells, suppliers: int) -> Cells:
    """The cells with less weight on the trials of suppliers whose trials differ more than those of the others."""
    sides = 2 * cells.group + cells.large
    length = int(sides.max(initial=-1)) + 1
    n, y, yy = (_added(each, sides, length) for each in (cells.n, cells.sum_y, cells.sum_yy))
    of_supplier = np.zeros(length, dtype=int)
    of_supplier[sides] = cells.supplier
    spread = _added(np.maximum(yy - y**2 / np.maximum(n, 1), 0), of_supplier, suppliers)
    freedom = _added(np.maximum(n - 1, 0), of_supplier, suppliers)
    all_spread, all_freedom = (each.sum(axis=1, keepdims=True) for each in (spread, freedom))
    common = np.maximum(all_spread / np.maximum(all_freedom, 1), TINY)
    noise = (OTHERS_COUNT + spread / common) / (OTHERS_COUNT + freedom)
    weight = 1 / np.maximum(noise, 1)[:, cells.supplier]
    return cells._replace(n=cells.n * weight, sum_y=cells.sum_y * weight, sum_yy=cells.sum_yy * weight)


def _sums(cells: Cells, trials: np.ndarray, suppliers: int) -> Sums:
    """What is left of the trials once the mean of their supplier and category is taken out of them; `trials` (W, C)
    are how many there are where `cells.n` is their weight."""
    groups = int(cells.group.max(initial=-1)) + 1
    testers = _testers(cells)
    size = 1 + len(testers)
    supplier_of = np.zeros(groups, dtype=int)
    supplier_of[cells.group] = cells.supplier
    n, y, large = (
        _added(each, cells.group, groups) for each in (cells.n, cells.sum_y, cells.n * cells.large)
    )
    some = np.where(n > 0, n, 1)
    share = large / some
    # z, centred: 1 - share on a large order, -share on a small one.
    z = cells.large - share[:, cells.group]
    square = _added(large * (1 - share), supplier_of, suppliers)
    cross = np.zeros((len(n), suppliers, size))
    cross[:, :, 0] = square
    gram = np.zeros((len(n), size, size))
    moment = np.zeros((len(y), size))
    moment[:, 0] = (z * cells.sum_y).sum(axis=1)
    by_tester = np.zeros((*n.shape, len(testers)))
    for column, tester in enumerate(testers, start=1):
        mine = cells.tester == tester
        cross[:, :, column] = _added((cells.n * z)[:, mine], cells.supplier[mine], suppliers)
        moment[:, column] = cells.sum_y[:, mine].sum(axis=1)
        by_tester[:, :, column - 1] = _added(cells.n * mine, cells.group, groups)
    moment[:, 1:] -= (by_tester * (y / some)[:, :, None]).sum(axis=1)
    gram[:, 1:, 1:] = -(by_tester / some[:, :, None]).swapaxes(1, 2) @ by_tester
    diagonal = np.arange(1, size)
    gram[:, diagonal, diagonal] += by_tester.sum(axis=1)
    gram[:, 0] = cross.sum(axis=1)
    gram[:, :, 0] = gram[:, 0]
    return Sums(
        square=square,
        cross=cross,
        scored=_added(z * cells.sum_y, cells.supplier, suppliers),
        gram=gram,
        moment=moment,
        total=cells.sum_yy.sum(axis=1) - (y**2 / some).sum(axis=1),
        freedom=trials.sum(axis=1) - (n > 0).sum(axis=1),
    )


def _testers(cells: Cells) -> np.ndarray:
    """Whose severity can be told apart: nobody's, unless two are named."""
    named = np.unique(cells.tester[cells.tester >= 0])
    return named if len(named) > 1 else named[:0]


def _added(values: np.ndarray, index: np.ndarray, length: int) -> np.ndarray:
    """Columns of `values` (W, C) added up by `index` (C,): (W, length)."""
    ones = np.ones(len(index))
    return (sparse.csr_array((ones, (index, np.arange(len(index)))), shape=(length, len(index))) @ values.T).T
