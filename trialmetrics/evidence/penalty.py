"""Small orders against large ones: the difference within a candidate, shrunk over candidates.

    y = a[candidate] + large * (m + c[category] + delta[candidate]) + v[tester] + e

with `a` and m flat: only trials of one supplier in one category are compared with each other, so that neither good
suppliers with large orders nor dear categories look like a penalty (Simpson's paradox), and categories are not pooled:
each has its own level of the penalty. Testers' severity and the noise between trials are estimated along with it, from all
trials of candidates that have several; priors as in `served`.

Who sometimes stays silent scores 0 now and 80 then. Where a candidate's own trials of one class differ more than those
of the others, its noise is raised (and never lowered: that few trials happen to agree is no proof of steadiness), its own
spread against that of the others as its trials against OTHERS_COUNT. So one who is merely unsteady is seldom taken for one
who treats small orders worse.
"""

from typing import NamedTuple

import numpy as np

from trialmetrics.evidence.effect_posterior import effects
from trialmetrics.evidence.served_score import log_prior
from trialmetrics.evidence.tester_sums import Cells, summed

OTHERS_COUNT = 4  # degrees of freedom that the others' noise counts for, beside a candidate's own
TINY = 1e-6  # squared points, where no two trials of one class differ; z'z under which there is nothing to compare
POINTS = 100.0  # a difference of scores lies between -100 and 100


class Penalty(NamedTuple):
    """Large minus small in points per candidate (S,): posterior mean, interval, P(more than the limit); NaN for
    candidates without trials of both classes."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    exceeds: np.ndarray


def small_penalty(
    cells: Cells, large: np.ndarray, category: np.ndarray, *, limit: float, level: float
) -> Penalty:
    """The small customer penalty of S candidates; `large` (C,) yes/no of each cell, `category` (S,) 0..K-1, `level` of
    the central interval."""
    weight = _weight(cells, large, len(category))[cells.candidate]
    weighted = [values * weight for values in (cells.n, cells.sum_y, cells.sum_yy)]
    sums = summed(Cells(cells.candidate, cells.tester, *weighted), category, large)
    known = sums.square > TINY
    found = Penalty(*np.full((4, len(category)), np.nan))
    if known.any():
        trials = np.bincount(cells.candidate, cells.n)
        freedom = float(trials.sum() - (trials > 0).sum())
        effect = effects(sums.of(known, freedom), log_prior).mixture
        ends = [effect.quantile((1 + side * level) / 2) for side in (-1, 1)]
        figures = (
            effect.moments(-POINTS, POINTS)[0],
            *np.clip(ends, -POINTS, POINTS),
            np.clip(1 - effect.below(limit), 0, 1),
        )
        for place, values in zip(found, figures, strict=True):
            place[known] = values
    return found


def _weight(cells: Cells, large: np.ndarray, candidates: int) -> np.ndarray:
    """What each trial of a candidate (S,) counts: less where those of one class differ more than the others' do."""
    side = 2 * cells.candidate + large
    n, y, yy = (
        np.bincount(side, each, minlength=2 * candidates) for each in (cells.n, cells.sum_y, cells.sum_yy)
    )
    squares = np.maximum(yy - y**2 / np.maximum(n, 1), 0).reshape(-1, 2).sum(axis=1)
    freedom = np.maximum(n - 1, 0).reshape(-1, 2).sum(axis=1)
    common = max(squares.sum() / max(freedom.sum(), 1), TINY)
    noise = (OTHERS_COUNT + squares / common) / (OTHERS_COUNT + freedom)
    return 1 / np.maximum(noise, 1)
