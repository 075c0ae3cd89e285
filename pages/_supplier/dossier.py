"""The dossier of one candidate: its trials, with how long each waited, and their events; gathered once for the whole page."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages._shared import server
from trialmetrics.analysis import waits
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.records import records


@dataclass(frozen=True)
class Dossier:
    """`trials`: the candidate's trials with the columns of `analysis.waits`, by request, those without one last; `rows`: the same
    as dicts; `events`: their events up to now."""

    trials: pd.DataFrame
    rows: list[dict[str, Any]]
    events: pd.DataFrame


def of(ranking: Ranking, supplier_key: str, category: str) -> Dossier:
    """The dossier of this candidate."""
    return server.workspace().view_of_now(_gathered, ranking, supplier_key, category)


def _gathered(ranking: Ranking, supplier_key: str, category: str) -> Dossier:
    trials = ranking.trials_of(supplier_key, category).sort_values("requested_at", na_position="last")
    events = server.workspace().supplier_events(supplier_key)
    so_far = events["occurred_at"].isna() | (events["occurred_at"] <= ranking.as_of)
    events = events[events["trial_id"].isin(trials["trial_id"]) & so_far]
    moments = events[[*waits.EVENT_COLUMNS]]
    trials = waits.with_silence(trials, moments, ranking.policy, ranking.as_of)
    trials = waits.with_precision(trials, moments)
    return Dossier(trials, records(trials), events)
