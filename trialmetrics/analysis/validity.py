"""How long measures hold while nothing is added: all but the waits that still run, which any later moment can bring up to date."""

from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from trialmetrics.analysis.candidates import KEY
from trialmetrics.engine import Measures
from trialmetrics.policy import Clock
from trialmetrics.service_calendar import LAST_DAY, served, when_served

HOUR = 3600
ROUNDING = 1e-3  # seconds


def valid_until(measures: Measures, clock: Clock, as_of: datetime) -> datetime:
    """The first later moment at which anything but a running wait may differ from these measures, taken at `as_of`.

    Midnight, when promises fall due and trials leave the window; the next event that lies ahead; a stretch that reaches a
    limit of the policy; and a wait that outlasts an answer of the same candidate, on which its median hangs.
    """
    if as_of.date() >= LAST_DAY:
        return datetime.max  # the calendar has ended, and with it time
    horizon = measures.horizon.iloc[0]
    ends = [datetime.combine(as_of.date() + timedelta(days=1), time())]
    ends += [
        pd.Timestamp(moment).to_pydatetime()
        for moment in (horizon["event_at"], horizon["gap_at"])
        if not pd.isna(moment)
    ]
    served_seconds = int(served(clock, np.array([as_of], "datetime64[s]"))[0])
    # A limit is passed a second after it is reached. Times are whole seconds, hours are not exact.
    for hours, after in ((horizon["hours_left"], 1), (_until_overtaken(measures.trial, clock, as_of), 0)):
        if not pd.isna(hours):
            ends.append(when_served(clock, served_seconds + int(HOUR * hours + ROUNDING) + after))
    return min(ends)


def waits_at(trial: pd.DataFrame, clock: Clock, as_of: datetime) -> pd.DataFrame:
    """The measure `trial` with the waits that still run brought up to `as_of`, within which it must hold."""
    runs = _is_waiting(trial)
    if not runs.any():
        return trial
    hours = trial["first_reply_hours"].to_numpy(dtype=float, copy=True)
    hours[runs] = _waited(trial[runs], clock, as_of)
    return trial.assign(first_reply_hours=hours)


def _is_waiting(trial: pd.DataFrame) -> np.ndarray:
    """Whose wait for a first reply goes on, yes/no; not those that are counted in days, which change at midnight only."""
    waiting = trial["reply_censored"].eq(True).to_numpy(dtype=bool)
    return waiting & trial["closed_at"].isna().to_numpy() & ~trial["requested_bare"].to_numpy(dtype=bool)


def _waited(trial: pd.DataFrame, clock: Clock, as_of: datetime) -> np.ndarray:
    now = served(clock, np.array([as_of], "datetime64[s]"))
    return np.maximum(now - served(clock, trial["requested_at"].to_numpy()), 0) / HOUR


def _until_overtaken(trial: pd.DataFrame, clock: Clock, as_of: datetime) -> float:
    """Service hours until the first running wait of a scored judged trial is as long as an answer of the same candidate took;
    NaN where none will be."""
    scored = (trial["judged"] & trial["scored"] & trial["first_reply_hours"].notna()).to_numpy(dtype=bool)
    runs = scored & _is_waiting(trial)
    if not runs.any():
        return float("nan")
    group = trial.groupby(KEY, sort=False).ngroup().to_numpy()
    answered = scored & trial["reply_censored"].eq(False).to_numpy(dtype=bool)
    took = trial["first_reply_hours"].to_numpy(dtype=float)
    # Answers by candidate and time; of each running wait the next longer one of its candidate.
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
