"""Waiting times some of which never ended: Kaplan and Meier's median, silence censored."""

import numpy as np

HALF = 0.5
ROUNDING = 1e-9


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
            medians[g] = _median(hours[mine], answered[mine].astype(bool))
    return medians


def _median(hours: np.ndarray, answered: np.ndarray) -> float:
    times, ended = np.unique(hours[answered], return_counts=True)
    at_risk = len(hours) - np.searchsorted(np.sort(hours), times)
    still = np.cumprod(1 - ended / at_risk)
    reached = np.flatnonzero(still <= HALF + ROUNDING)
    if not len(reached):
        return float("nan")
    first = reached[0]
    if abs(still[first] - HALF) <= ROUNDING and first + 1 < len(times):
        return float(times[first] + times[first + 1]) / 2
    return float(times[first])
