"""The trials of one candidate and their events, as the sections of its page need them."""

import pandas as pd

from pages._shared import server
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
