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

from trialmetrics.evidence.crossed import Sums, integrated
from trialmetrics.evidence.posterior import Posterior

# Points of the grid for su, sv and se: from MANY suppliers on fewer will do, as the standard deviations are well known.
MANY, FINE, COARSE = 2_000, (10, 6, 10), (7, 4, 7)
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
    known, effect = _fitted(_one(cells, 0), suppliers)
    if effect is not None:
        figures = (effect.mean, *effect.interval(level), 1 - effect.below(limit))
        for place, values in zip(found, figures, strict=True):
            place[known] = values
    return found


def penalty_exceeds(cells: Cells, suppliers: int, limit: float) -> np.ndarray:
    """P(penalty > limit) (W, S) under each set of scores, by itself; NaN where a supplier has no two trials to compare."""
    exceeds = np.full((len(cells.sum_y), suppliers), np.nan)
    # Each on a grid of its own: a spread may be of tens of points under one scoring and of none under the next.
    for number, row in enumerate(exceeds):
        known, effect = _fitted(_one(cells, number), suppliers)
        if effect is not None:
            row[known] = 1 - effect.below(limit)
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


def _one(cells: Cells, number: int) -> Cells:
    """One set of scores: `n`, `sum_y` and `sum_yy` (C,)."""
    n = cells.n[number if len(cells.n) > 1 else 0]
    return cells._replace(n=n, sum_y=cells.sum_y[number], sum_yy=cells.sum_yy[number])


def _fitted(cells: Cells, suppliers: int) -> tuple[np.ndarray, Posterior | None]:
    """The suppliers that have something to compare under one set of scores, and their penalties; None without any."""
    known, sums = _sums(cells, _weight(cells, suppliers), suppliers)
    if not len(known):
        return known, None
    grid = integrated(sums, COARSE if len(known) > MANY else FINE, _uniform)
    alike = np.ones(len(known))
    return known, Posterior(*grid[:4], alike, sums.square, sums.scored, sums.seen, POINTS)


def _weight(cells: Cells, suppliers: int) -> np.ndarray:
    """What each trial of one set of scores counts (C,): less where those of its supplier differ more than the others'."""
    sides = 2 * cells.group + cells.large
    n, y, yy = (np.bincount(sides, each) for each in (cells.n, cells.sum_y, cells.sum_yy))
    of_supplier = np.zeros(len(n), dtype=int)
    of_supplier[sides] = cells.supplier
    squares = np.maximum(yy - y**2 / np.maximum(n, 1), 0)
    spread = np.bincount(of_supplier, squares, minlength=suppliers)
    freedom = np.bincount(of_supplier, np.maximum(n - 1, 0), minlength=suppliers)
    common = max(spread.sum() / max(freedom.sum(), 1), TINY)
    noise = (OTHERS_COUNT + spread / common) / (OTHERS_COUNT + freedom)
    return (1 / np.maximum(noise, 1))[cells.supplier]


def _sums(cells: Cells, weight: np.ndarray, suppliers: int) -> tuple[np.ndarray, Sums]:
    """What is left of one set of scores once the mean of their supplier and category is taken out of them, and the
    suppliers of whom something is; each trial counts as `weight` (C,) says."""
    counts, sum_y = cells.n * weight, cells.sum_y * weight
    n, y, large = (np.bincount(cells.group, each) for each in (counts, sum_y, counts * cells.large))
    some = np.where(n > 0, n, 1)
    share = large / some
    # z, centred: 1 - share on a large order, -share on a small one.
    z = cells.large - share[cells.group]
    supplier_of = np.zeros(len(n), dtype=int)
    supplier_of[cells.group] = cells.supplier
    square = np.bincount(supplier_of, large * (1 - share), minlength=suppliers)
    known = np.flatnonzero(square > 0)
    named = np.unique(cells.tester[cells.tester >= 0])
    # Nobody's severity can be told apart, unless two are named.
    testers = len(named) if len(named) > 1 else 0
    mine = np.flatnonzero((cells.tester >= 0) & (testers > 0))
    tester = np.searchsorted(named, cells.tester[mine])
    seen = sparse.csr_array(((counts * z)[mine], (cells.supplier[mine], tester)), shape=(suppliers, testers))
    by_group = sparse.csr_array((counts[mine], (cells.group[mine], tester)), shape=(len(n), testers))
    gram = np.zeros((1 + testers, 1 + testers))
    gram[0, 0] = square.sum()
    gram[0, 1:] = gram[1:, 0] = seen.sum(axis=0)
    gram[1:, 1:] = np.diag(by_group.sum(axis=0)) - (by_group.T @ (by_group / some[:, None])).toarray()
    of_testers = np.bincount(tester, sum_y[mine], minlength=testers) - by_group.T @ (y / some)
    return known, Sums(
        square=square[known],
        seen=seen[known],
        scored=np.bincount(cells.supplier, z * sum_y, minlength=suppliers)[known],
        gram=gram,
        moment=np.concatenate([[z @ sum_y], of_testers]),
        total=cells.sum_yy @ weight - (y**2 / some).sum(),
        freedom=cells.n.sum() - (n > 0).sum(),
    )


def _uniform(points: np.ndarray) -> np.ndarray:
    """The prior under which all standard deviations are as likely."""
    return np.zeros(len(points))


def _added(values: np.ndarray, index: np.ndarray, length: int) -> np.ndarray:
    """Columns of `values` (W, C) added up by `index` (C,): (W, length)."""
    ones = np.ones(len(index))
    return (sparse.csr_array((ones, (index, np.arange(len(index)))), shape=(length, len(index))) @ values.T).T
