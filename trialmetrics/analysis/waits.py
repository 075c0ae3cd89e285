"""How long the requests of one supplier waited: whether that is known in hours, until when silence lasts, when it ends the wait."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from trialmetrics.policy import Policy
from trialmetrics.service_calendar import moment_after_service, service_seconds
from trialmetrics.vocabulary import EVENTS

_LAST_SECOND = timedelta(days=1, seconds=-1)
_OF_WAITS = ["trial_id", "requested_at", "requested_bare", "answered", "state", "closed_at"]
_REPLIES = [name for name, event in EVENTS.items() if event.reply]


def with_precision(trials: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The trials of one supplier with `wait_bare` and `promised_bare` added, both yes/no.

    `wait_bare`: an end of the wait for the first reply has a date and no time of day, so the wait is known in days only.
    `promised_bare`: so has the promise that the trial is judged by.
    """
    bare = events[events["bare"] & events["occurred_at"].notna()]
    replies = bare[bare["event"].isin(_REPLIES)].merge(trials[["trial_id", "first_reply_at"]], on="trial_id")
    replied = replies.loc[replies["occurred_at"] <= replies["first_reply_at"], "trial_id"]
    closed = bare.loc[bare["event"] == "closed", "trial_id"]
    answered = trials["first_reply_at"].notna()
    ends_bare = np.where(answered, trials["trial_id"].isin(replied), trials["trial_id"].isin(closed))
    promises = events[events["promised_bare"].astype(bool)].merge(
        trials[["trial_id", "promised_at"]], on=["trial_id", "promised_at"]
    )
    return trials.assign(
        wait_bare=trials["requested_bare"].astype(bool) | ends_bare,
        promised_bare=trials["trial_id"].isin(promises["trial_id"]),
    )


def with_silence(trials: pd.DataFrame, events: pd.DataFrame, policy: Policy, as_of: datetime) -> pd.DataFrame:
    """The trials of one supplier with `silent_until`, `silent_hours` and `window_ends_at` added.

    `silent_until`: where nothing came that would have been noted, until when it was waited: to the closing, else to `as_of`, but
    not beyond the reply window and the last event, as months of silence show nothing more; NaT for all others, and for trials
    that do not count, which nobody went on waiting for. `silent_hours`: the service hours until then, NaN where there are none.
    `window_ends_at`: from when on silence counts as ignored; NaT where the request has no date.
    """
    last_event = events.groupby("trial_id")["occurred_at"].max()
    promised = events[events["promised_at"].notna()].sort_values(["promised_at", "promised_bare"])
    last_promise = promised.drop_duplicates("trial_id", keep="last").set_index("trial_id")
    last_promise = last_promise[["promised_at", "promised_bare"]].to_dict(orient="index")
    until, ends, begun = [], [], []
    for trial in trials[_OF_WAITS].to_dict(orient="records"):
        begun.append(_begin(trial["requested_at"], bare=bool(trial["requested_bare"])))
        name = trial["trial_id"]
        ends.append(_window_end(trial, last_promise.get(name), policy))
        until.append(pd.NaT)
        if trial["answered"] is False and trial["state"] not in ("void", "burnt"):
            known = [at for at in (ends[-1], last_event.get(name)) if not pd.isna(at)]
            open_until = min(pd.Timestamp(as_of), max(known, default=as_of))
            until[-1] = open_until if pd.isna(trial["closed_at"]) else trial["closed_at"]
    silent_until = pd.to_datetime(until)
    waited = _service_hours(policy, pd.Series(silent_until)) - _service_hours(
        policy, pd.Series(pd.to_datetime(begun))
    )
    return trials.assign(
        silent_until=silent_until, window_ends_at=pd.to_datetime(ends), silent_hours=np.maximum(waited, 0)
    )


def _service_hours(policy: Policy, moments: pd.Series) -> np.ndarray:
    """Service hours up to each moment; NaN without one."""
    known = moments.notna().to_numpy()
    hours = np.full(len(moments), np.nan)
    if known.any():
        hours[known] = service_seconds(policy.clock, moments[known].to_numpy("datetime64[s]")) / 3600
    return hours


def _begin(moment: datetime, *, bare: bool) -> datetime:
    """When a wait begins: of a bare date the whole day has passed before the first service day counts."""
    return moment + _LAST_SECOND if bare and not pd.isna(moment) else moment


def _window_end(trial: dict, promise: dict | None, policy: Policy) -> pd.Timestamp:
    """When the reply window ends, which begins with the request, or with the last promise where that is later."""
    begins, bare = trial["requested_at"], bool(trial["requested_bare"])
    if pd.isna(begins):
        return pd.NaT
    if promise and promise["promised_at"] > begins:
        begins, bare = promise["promised_at"], bool(promise["promised_bare"])
    at = _begin(begins.to_pydatetime(), bare=bare)
    begun = int(service_seconds(policy.clock, np.array([at], dtype="datetime64[s]"))[0])
    ends = moment_after_service(policy.clock, begun + round(policy.windows.reply_hours * 3600))
    return pd.NaT if ends == datetime.max else pd.Timestamp(ends)
