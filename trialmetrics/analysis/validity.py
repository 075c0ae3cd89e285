"""How long computed measures stay valid while no data is added. Running waits alone can be updated without a new query."""

from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from trialmetrics.analysis.candidates import KEY
from trialmetrics.engine import Measures
from trialmetrics.policy import Clock
from trialmetrics.service_calendar import LAST_DAY, moment_after_service, service_seconds

HOUR = 3600
ROUNDING = 1e-3  # seconds


def valid_until(measures: Measures, clock: Clock, as_of: datetime) -> datetime:
    """The first moment after `as_of` at which measures computed then may be wrong in anything but running waits.

    The earliest of: midnight, when promises fall due and trials leave the window; the next event dated in the future; a wait or
    pause reaching a limit of the policy; and a wait growing longer than an answer of the same candidate took, which moves its
    median.
    """
    if as_of.date() >= LAST_DAY:
        return datetime.max  # beyond the service calendar no time passes
    horizon = measures.horizon.iloc[0]
    ends = [datetime.combine(as_of.date() + timedelta(days=1), time())]
    ends += [
        pd.Timestamp(moment).to_pydatetime()
        for moment in (horizon["event_at"], horizon["gap_at"])
        if not pd.isna(moment)
    ]
    shown = int(service_seconds(clock, np.array([as_of], "datetime64[s]"))[0])
    # A limit is passed a second after it is reached. Times are whole seconds, hours are not exact.
    for hours, after in ((horizon["hours_left"], 1), (_until_overtaken(measures.trial, clock, as_of), 0)):
        if not pd.isna(hours):
            ends.append(moment_after_service(clock, shown + int(HOUR * hours + ROUNDING) + after))
    return min(ends)


def waits_at(trial: pd.DataFrame, clock: Clock, as_of: datetime) -> pd.DataFrame:
    """The measure `trial` with running waits updated to `as_of`, which must be before `valid_until`."""
    runs = _is_waiting(trial)
    if not runs.any():
        return trial
    hours = trial["first_reply_hours"].to_numpy(dtype=float, copy=True)
    hours[runs] = _waited(trial[runs], clock, as_of)
    return trial.assign(first_reply_hours=hours)


def _is_waiting(trial: pd.DataFrame) -> np.ndarray:
    """Which trials still wait for a first reply, yes/no; without those counted in days, which change at midnight only."""
    waiting = trial["reply_censored"].eq(True).to_numpy(dtype=bool)
    return waiting & trial["closed_at"].isna().to_numpy() & ~trial["requested_bare"].to_numpy(dtype=bool)


def _waited(trial: pd.DataFrame, clock: Clock, as_of: datetime) -> np.ndarray:
    now = service_seconds(clock, np.array([as_of], "datetime64[s]"))
    return np.maximum(now - service_seconds(clock, trial["requested_at"].to_numpy()), 0) / HOUR


def _until_overtaken(trial: pd.DataFrame, clock: Clock, as_of: datetime) -> float:
    """Service hours until a running wait of a scored judged trial becomes as long as some answer of the same candidate took;
    NaN where none will."""
    scored = (trial["judged"] & trial["scored"] & trial["first_reply_hours"].notna()).to_numpy(dtype=bool)
    runs = scored & _is_waiting(trial)
    if not runs.any():
        return float("nan")
    group = trial.groupby(KEY, sort=False).ngroup().to_numpy()
    answered = scored & trial["reply_censored"].eq(False).to_numpy(dtype=bool)
    took = trial["first_reply_hours"].to_numpy(dtype=float)
    # Sort answers by candidate and duration; for each running wait find its candidate's next longer answer.
    order = np.lexsort((took[answered], group[answered]))
    groups, times = group[answered][order], took[answered][order]
    waiting_group, waited = group[runs], _waited(trial[runs], clock, as_of)
    first, last = np.searchsorted(groups, waiting_group), np.searchsorted(groups, waiting_group, side="right")
    left = [
        times[place] - wait
        for wait, begin, end in zip(waited, first, last, strict=True)
        if (place := begin + np.searchsorted(times[begin:end], wait + ROUNDING / HOUR)) < end
    ]
    return float(min(left, default=np.nan))
