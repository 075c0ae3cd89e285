"""The trials of one candidate and their events, as the sections of its page need them."""

import pandas as pd

from pages._shared import server
from trialmetrics.analysis import waits
from trialmetrics.analysis.ranking import Ranking


def trials_of(ranking: Ranking, supplier_key: str, category: str) -> pd.DataFrame:
    """The trials of a candidate by request, those without one last."""
    trials = ranking.trials
    trials = trials[(trials["supplier_key"] == supplier_key) & (trials["category"] == category)]
    return trials.sort_values("requested_at", na_position="last")


def events_of(ranking: Ranking, supplier_key: str, trials: pd.DataFrame) -> pd.DataFrame:
    """The events of these trials up to now."""
    events = server.workspace().supplier_events(supplier_key)
    events = events[events["trial_id"].isin(trials["trial_id"])]
    return events[events["occurred_at"].isna() | (events["occurred_at"] <= ranking.as_of)]


def waited_trials(ranking: Ranking, supplier_key: str, category: str) -> pd.DataFrame:
    """The trials of a candidate with the columns of `analysis.waits`; worked out once for all sections."""
    return server.workspace().view_of_now(_waited, ranking, supplier_key, category)


def _waited(ranking: Ranking, supplier_key: str, category: str) -> pd.DataFrame:
    trials = trials_of(ranking, supplier_key, category)
    events = events_of(ranking, supplier_key, trials)
    return waits.with_precision(waits.with_silence(trials, events, ranking.policy, ranking.as_of), events)
