"""How soon answers come when some never do: the share answered by each hour and the median, silence censored.

All of it reads Kaplan and Meier's curve with Greenwood's variance. Intervals are for candidates with six trials or more; of
fewer the waits themselves say it all. They are chosen for few trials.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri


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


def _curve(hours: np.ndarray, answered: np.ndarray) -> _Curve:
    times, ended = np.unique(hours[answered], return_counts=True)
    at_risk = len(hours) - np.searchsorted(np.sort(hours), times)
    still = np.cumprod(1 - ended / at_risk)
    variance = still**2 * np.cumsum(ended / (at_risk * np.maximum(at_risk - ended, 1)))
    return _Curve(times, still, variance)


def _width(level: float) -> float:
    return float(ndtri((1 + level) / 2))


def _wilson(share: np.ndarray, worth: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    z = _width(level)
    middle = (share + z**2 / (2 * worth)) / (1 + z**2 / worth)
    half = z / (1 + z**2 / worth) * np.sqrt(share * (1 - share) / worth + (z / (2 * worth)) ** 2)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
