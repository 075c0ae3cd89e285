"""How soon answers come when some never do: the share answered by each hour, silence censored.

For candidates with six trials or more; of fewer the waits themselves say it all. Kaplan and Meier's curve is
statsmodels'; its interval is chosen for few trials.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri

from trialmetrics.evidence.waiting import HALF, median_waiting

if TYPE_CHECKING:
    from statsmodels.duration.survfunc import SurvfuncRight

MANY = 20  # trials; from here on the interval of the median holds the truth as often as it says


class Answering(NamedTuple):
    """The share answered by each of K hours, one hour per moment at which it rises: (K,) each, shares 0-1."""

    hours: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray


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

    The median as `median_waiting` has it. The interval takes in the hours at which the curve's own interval, on the scale of
    logarithms, takes in one half: R's default (survival::survfit; Brookmeyer & Crowley 1982, Biometrics 38:29). Of fewer
    than MANY trials nothing is said: 0 to infinite.
    """
    median = median_waiting(np.zeros(len(hours), int), hours, answered, groups=1)[0]
    middle = float("inf") if np.isnan(median) else float(median)
    if len(hours) < MANY:
        return middle, 0.0, float("inf")
    curve = _curve(hours, answered)
    still = np.asarray(curve.surv_prob)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.exp(_width(level) * np.asarray(curve.surv_prob_se) / still)
    low, high = (_first(curve.surv_times, each <= HALF) for each in (still / reach, still * reach))
    return middle, low, high


def _curve(hours: np.ndarray, answered: np.ndarray) -> "SurvfuncRight":
    """Kaplan and Meier's curve. Who asks for none does not wait for a second until statsmodels is there."""
    from statsmodels.duration.survfunc import SurvfuncRight

    return SurvfuncRight(hours, answered)


def _first(times: np.ndarray, reached: np.ndarray) -> float:
    return float(times[np.flatnonzero(reached)[0]]) if reached.any() else float("inf")


def _width(level: float) -> float:
    return float(ndtri((1 + level) / 2))


def _wilson(share: np.ndarray, worth: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    z = _width(level)
    middle = (share + z**2 / (2 * worth)) / (1 + z**2 / worth)
    half = z / (1 + z**2 / worth) * np.sqrt(share * (1 - share) / worth + (z / (2 * worth)) ** 2)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
