"""How long the requests of one supplier waited: until when silence lasts, when it ends the wait, how precise promises are."""

from datetime import datetime

import numpy as np
import pandas as pd

from trialmetrics.policy import Policy
from trialmetrics.service_calendar import moments_after_service, service_seconds

# Of the events looked at here.
EVENT_COLUMNS = ("trial_id", "occurred_at", "promised_at", "promised_bare")
_LAST_SECOND = np.timedelta64(24 * 3600 - 1, "s")
_NEVER = np.datetime64("NaT", "s")


def with_precision(trials: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The trials of one supplier with `promised_bare` added: whether the promise that the trial is judged by has a date and no time
    of day."""
    of_trial = trials[["trial_id", "promised_at"]].set_index("trial_id")
    promises = events[events["promised_bare"].astype(bool)]
    judged_by = promises["promised_at"] == of_trial["promised_at"].reindex(promises["trial_id"]).array
    return trials.assign(promised_bare=trials["trial_id"].isin(promises.loc[judged_by, "trial_id"]))


def with_silence(trials: pd.DataFrame, events: pd.DataFrame, policy: Policy, as_of: datetime) -> pd.DataFrame:
    """The trials of one supplier with `silent_until`, `silent_hours` and `window_ends_at` added.

    `silent_until`: where nothing came that would have been noted, until when it was waited: to the closing, else to `as_of`, but
    not beyond the reply window and the last event, as months of silence show nothing more; NaT for all others, and for trials
    that do not count, which nobody went on waiting for. `silent_hours`: the service hours until then, NaN where there are none.
    `window_ends_at`: from when on silence counts as ignored; NaT where the request has no date.
    """
    requested = _begins(trials["requested_at"], trials["requested_bare"])
    window_ends = _window_ends(trials, requested, events, policy)
    last_event = events.groupby("trial_id")["occurred_at"].max().reindex(trials["trial_id"])
    looked_until = np.fmax(window_ends, _moments(last_event))
    open_until = np.fmin(np.datetime64(as_of, "s"), looked_until)
    closed_at = _moments(trials["closed_at"])
    counts = ~trials["state"].isin(["void", "burnt"])
    waited = (trials["answered"].eq(False) & counts).to_numpy(dtype=bool)
    until = np.where(waited, np.where(np.isnat(closed_at), open_until, closed_at), _NEVER)
    hours = _service_hours(policy, until) - _service_hours(policy, requested)
    return trials.assign(
        silent_until=pd.DatetimeIndex(until),
        window_ends_at=pd.DatetimeIndex(window_ends),
        silent_hours=np.maximum(hours, 0),
    )


def _window_ends(
    trials: pd.DataFrame, requested: np.ndarray, events: pd.DataFrame, policy: Policy
) -> np.ndarray:
    """When each reply window ends, which begins with the request, or with the last promise where that is later."""
    promised = events[events["promised_at"].notna()].sort_values(["promised_at", "promised_bare"])
    last = promised.drop_duplicates("trial_id", keep="last").set_index("trial_id")
    last = last[["promised_at", "promised_bare"]].reindex(trials["trial_id"])
    is_later = _moments(last["promised_at"]) > _moments(trials["requested_at"])
    begins = np.where(is_later, _begins(last["promised_at"], last["promised_bare"]), requested)
    ends = np.full(len(trials), _NEVER)
    known = ~np.isnat(begins)
    seconds = service_seconds(policy.clock, begins[known]) + round(policy.windows.reply_hours * 3600)
    ends[known] = moments_after_service(policy.clock, seconds)
    return ends


def _begins(moments: pd.Series, bare: pd.Series) -> np.ndarray:
    """When waits begin: of a bare date the whole day has passed before the first service day counts."""
    return _moments(moments) + np.where(bare.eq(True), _LAST_SECOND, np.timedelta64(0, "s"))


def _moments(column: pd.Series) -> np.ndarray:
    return column.to_numpy("datetime64[s]")


def _service_hours(policy: Policy, moments: np.ndarray) -> np.ndarray:
    """Service hours up to each moment; NaN without one."""
    known = ~np.isnat(moments)
    hours = np.full(len(moments), np.nan)
    hours[known] = service_seconds(policy.clock, moments[known]) / 3600
    return hours
