"""How soon answers come when some never do: the share answered by each hour and the median, silence censored.

All of it reads Kaplan and Meier's curve with Greenwood's variance. Intervals are for candidates with six trials or more; of
fewer the waits themselves say it all. They are chosen for few trials.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

MANY = 20  # trials; from here on the interval of the median holds the truth as often as it says
HALF = 0.5
ROUNDING = 1e-9


class Answering(NamedTuple):
    """The share answered by each of K hours, one hour per moment at which it rises: (K,) each, shares 0-1."""

    hours: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray


class _Curve(NamedTuple):
    """The share that still waits after each of the K hours at which somebody was answered, and its variance, 0 where
    nobody waits any more: (K,) each."""

    hours: np.ndarray
    still: np.ndarray
    variance: np.ndarray


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
    curve = _curve(hours, answered)
    passed = np.searchsorted(curve.hours, limits, side="right")
    still, variance = np.append(1.0, curve.still)[passed], np.append(0.0, curve.variance)[passed]
    given_up = np.searchsorted(np.sort(hours[~answered]), limits)
    known = (len(hours) - given_up).astype(float)
    worth = np.divide(still * (1 - still), variance, out=known, where=variance > 0)
    unknown = (limits > hours.max()) & (still > 0)
    share = np.where(unknown, np.nan, 1 - still)
    return share, *_wilson(share, np.where(unknown, np.nan, worth), level)


def median_interval(hours: np.ndarray, answered: np.ndarray, level: float) -> tuple[float, float, float]:
    """Hours within which half are answered, and the ends of the interval; infinite where it is not reached.

    The median as `median_waiting` has it. The interval takes in the hours at which the curve's own interval, on the scale of
    logarithms, takes in one half: R's default (survival::survfit; Brookmeyer & Crowley 1982, Biometrics 38:29). Of fewer
    than MANY trials nothing is said: 0 to infinite.
    """
    curve = _curve(hours, answered)
    median = _median(curve)
    middle = float("inf") if np.isnan(median) else median
    if len(hours) < MANY:
        return middle, 0.0, float("inf")
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.exp(_width(level) * np.sqrt(curve.variance) / curve.still)
    low, high = (_first(curve.hours, each <= HALF) for each in (curve.still / reach, curve.still * reach))
    return middle, low, high


def half_within(waits: Sequence[float]) -> float:
    """Hours within which half of the requests were answered, an unanswered one being infinite; NaN where fewer than half were.

    The median; of an even number of which exactly half were answered, the longest of these.
    """
    ordered = sorted(waits)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if math.isinf(low):
        return math.nan
    return low if math.isinf(high) else (low + high) / 2


def median_waiting(group: np.ndarray, hours: np.ndarray, answered: np.ndarray, *, groups: int) -> np.ndarray:
    """Kaplan-Meier median of the waiting times (M,) `hours` per group (groups,); NaN where it is not reached.

    `group` (M,) 0..groups-1; `answered` (M,) no: the wait was still going on (censored). Where the curve is exactly one
    half over a stretch, the middle of the stretch, as R's survfit does: the plain median when nobody is silent.
    """
    medians = np.full(groups, np.nan)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(groups + 1))
    for g in range(groups):
        mine = order[starts[g] : starts[g + 1]]
        if len(mine):
            medians[g] = _median(_curve(hours[mine], answered[mine].astype(bool)))
    return medians


def _curve(hours: np.ndarray, answered: np.ndarray) -> _Curve:
    times, ended = np.unique(hours[answered], return_counts=True)
    at_risk = len(hours) - np.searchsorted(np.sort(hours), times)
    still = np.cumprod(1 - ended / at_risk)
    variance = still**2 * np.cumsum(ended / (at_risk * np.maximum(at_risk - ended, 1)))
    return _Curve(times, still, variance)


def _median(curve: _Curve) -> float:
    reached = np.flatnonzero(curve.still <= HALF + ROUNDING)
    if not len(reached):
        return float("nan")
    first = reached[0]
    if abs(curve.still[first] - HALF) <= ROUNDING and first + 1 < len(curve.hours):
        return float(curve.hours[first] + curve.hours[first + 1]) / 2
    return float(curve.hours[first])


def _first(times: np.ndarray, reached: np.ndarray) -> float:
    return float(times[np.flatnonzero(reached)[0]]) if reached.any() else float("inf")


def _width(level: float) -> float:
    return float(ndtri((1 + level) / 2))


def _wilson(share: np.ndarray, worth: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    z = _width(level)
    middle = (share + z**2 / (2 * worth)) / (1 + z**2 / worth)
    half = z / (1 + z**2 / worth) * np.sqrt(share * (1 - share) / worth + (z / (2 * worth)) ** 2)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
