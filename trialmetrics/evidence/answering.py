"""How soon answers come when some never do: the share answered by each hour, silence censored.

Kaplan and Meier's curve and the log-rank statistic are statsmodels'; the intervals are chosen for the few trials that
a supplier has.
"""

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from trialmetrics.evidence.waiting import HALF, ROUNDING, median_waiting

MANY = 20  # trials; from here on R's interval of the median holds as often as it says
MOST_SPLITS = 20_000  # counted one by one; with more, the approximation is close enough


class Answering(NamedTuple):
    """The share answered by each of K hours, one hour per moment at which it rises: (K,) each, shares 0-1."""

    hours: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Difference(NamedTuple):
    """Two groups compared: the log-rank statistic, the probability of a difference as large by chance, and whether the
    first group answers sooner (None: nothing between them)."""

    statistic: float
    p: float
    sooner: bool | None


def answering(hours: np.ndarray, answered: np.ndarray, level: float) -> Answering:
    """The share answered by each hour, with its interval, from waiting times (M,) of which some still went on.

    `answered` (M,) no: the wait had lasted `hours` and no answer had come (censored).
    """
    at = np.unique(hours[answered])
    return Answering(at, *share_within(hours, answered, at, level))


def share_within(
    hours: np.ndarray, answered: np.ndarray, limits: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The share answered within each of `limits` (L,), and the ends of its interval, (L,) each.

    One minus Kaplan and Meier's curve, with Wilson's interval for as many trials as the curve's variance is worth: the
    plain Wilson interval where no wait was given up earlier (Wilson 1927; Rothman 1978, Journal of Chronic Diseases
    31:557). At 0 and 1, where the curve has no variance, for the trials whose fate at that hour is known. NaN after the
    longest wait, if it was given up: nothing is known of what would have come.
    """
    curve = SurvfuncRight(hours, answered)
    passed = np.searchsorted(curve.surv_times, limits, side="right")
    still = np.append(1.0, curve.surv_prob)[passed]
    variance = np.nan_to_num(np.append(0.0, curve.surv_prob_se)[passed]) ** 2
    given_up = np.searchsorted(np.sort(hours[~answered]), limits)
    known = (len(hours) - given_up).astype(float)
    worth = np.divide(still * (1 - still), variance, out=known, where=variance > 0)
    unknown = (limits > hours.max()) & (still > 0)
    share = np.where(unknown, np.nan, 1 - still)
    return share, *_wilson(share, np.where(unknown, np.nan, worth), level)


def median_interval(hours: np.ndarray, answered: np.ndarray, level: float) -> tuple[float, float, float]:
    """Hours within which half are answered, and the ends of the interval; infinite where it is not reached.

    The median as `median_waiting` has it. The interval is R's default from MANY trials on: where the curve's own
    interval, on the scale of logarithms, takes in one half (survival::survfit). With fewer that one holds the
    truth too seldom (82 % instead of 90 % at 5 trials), and the interval of `share_within` is taken. With so
    few that not even the shortest and the longest wait hold the true median between them with a probability of
    `level`, nothing is known: 0 to infinite.
    """
    median = median_waiting(np.zeros(len(hours), int), hours, answered, groups=1)[0]
    curve = answering(hours, answered, level) if len(hours) < MANY else _survfit(hours, answered, level)
    low, high = _first(curve.hours, curve.high >= HALF), _first(curve.hours, curve.low >= HALF)
    if 2 * HALF ** len(hours) > 1 - level:
        low, high = 0.0, float("inf")
    return float("inf") if np.isnan(median) else float(median), low, high


def _survfit(hours: np.ndarray, answered: np.ndarray, level: float) -> Answering:
    curve = SurvfuncRight(hours, answered)
    still = np.asarray(curve.surv_prob)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.exp(_width(level) * np.asarray(curve.surv_prob_se) / still)
    return Answering(curve.surv_times, 1 - still, 1 - still * reach, 1 - still / reach)


def difference(hours: np.ndarray, answered: np.ndarray, first: np.ndarray) -> Difference:
    """Compare how soon answers come in the group `first` (M,) yes, and in the others, by the log-rank test.

    The probability is that of a statistic as large when the same waits are dealt to the two groups anyhow: every deal is
    counted where there are at most MOST_SPLITS, because the usual approximation promises too much for a handful
    of trials; else chi-square. Without anybody in one of the groups, or where all waits are alike, it is 1.
    """
    # What each wait adds to the answers of its group beyond those expected; they add up to 0.
    excess = answered - _hazard(hours, answered)
    ahead = float(excess[first].sum())
    if not first.any() or first.all() or np.ptp(excess) < ROUNDING:
        return Difference(0.0, 1.0, None)
    try:
        statistic, p = survdiff(hours, answered, first)
    except np.linalg.LinAlgError:
        # The two were never waited for at the same time: nothing is compared.
        return Difference(0.0, 1.0, None)
    size = min(int(first.sum()), int((~first).sum()))
    if comb(len(first), size) <= MOST_SPLITS:
        deals = np.array(list(combinations(range(len(first)), size)))
        p = (np.abs(excess[deals].sum(axis=1)) >= abs(ahead) - ROUNDING).mean()
    return Difference(float(statistic), float(p), None if abs(ahead) < ROUNDING else ahead > 0)


def _hazard(hours: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """The answers expected of each wait (M,) as long as it lasted: Nelson and Aalen's cumulative hazard."""
    times, answers = np.unique(hours[answered], return_counts=True)
    at_risk = len(hours) - np.searchsorted(np.sort(hours), times)
    return np.append(0.0, np.cumsum(answers / at_risk))[np.searchsorted(times, hours, side="right")]


def _first(times: np.ndarray, reached: np.ndarray) -> float:
    return float(times[np.flatnonzero(reached)[0]]) if reached.any() else float("inf")


def _width(level: float) -> float:
    return float(ndtri((1 + level) / 2))


def _wilson(share: np.ndarray, worth: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    z = _width(level)
    middle = (share + z**2 / (2 * worth)) / (1 + z**2 / worth)
    half = z / (1 + z**2 / worth) * np.sqrt(share * (1 - share) / worth + (z / (2 * worth)) ** 2)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
