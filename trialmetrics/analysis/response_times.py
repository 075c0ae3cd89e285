"""How soon a candidate, or a category, answers: silence counted as waiting."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from trialmetrics.analysis.ranking import Ranking
from trialmetrics.evidence.survival import Answering, answering, share_within

WITHIN = (4, 8, 16)  # service hours: half a working day of the shipped clock, one, two


@dataclass(frozen=True)
class Response:
    """How soon the answers of some trials came, with the policy's interval; hours are service hours, shares 0-1.

    `trials` whose wait is known, `answered` of them; `longest` of the waits, 0 without one. `within`: one row per limit of
    WITHIN (`hours`, `share`, `low`, `high`; NaN: nobody knows); `curve`: the same, one row per moment at which the share
    rises; `silent`: how long each wait without an answer has lasted.
    """

    trials: int
    answered: int
    longest: float
    within: pd.DataFrame = field(repr=False)
    curve: pd.DataFrame = field(repr=False)
    silent: np.ndarray = field(repr=False)


def candidate_waits(ranking: Ranking, supplier_key: str, category: str) -> pd.DataFrame:
    """The judged scored trials of a candidate whose wait is known; see `response`."""
    is_candidate = (ranking.trials["supplier_key"] == supplier_key) & (ranking.trials["category"] == category)
    return _known(ranking.trials[is_candidate])


def category_waits(ranking: Ranking, category: str) -> pd.DataFrame:
    """The judged scored trials of a category whose wait is known."""
    return _known(ranking.trials[ranking.trials["category"] == category])


def response(waits: pd.DataFrame, level: float) -> Response:
    """Kaplan and Meier's curve of these waits, and the share answered within WITHIN."""
    hours = waits["first_reply_hours"].to_numpy(dtype=float)
    answered = ~waits["reply_censored"].to_numpy(dtype=bool)
    limits = np.array(WITHIN, dtype=float)
    nothing = np.full(len(limits), np.nan)
    within, curve = (nothing, nothing, nothing), Answering(*[np.empty(0)] * 4)
    if len(hours):
        within, curve = share_within(hours, answered, limits, level), answering(hours, answered, level)
    names = ("hours", "share", "low", "high")
    return Response(
        len(hours),
        int(answered.sum()),
        longest=float(hours.max(initial=0)),
        within=pd.DataFrame(dict(zip(names, (WITHIN, *within), strict=True))),
        curve=pd.DataFrame(dict(zip(names, curve, strict=True))),
        silent=np.sort(hours[~answered]),
    )


def _known(trials: pd.DataFrame) -> pd.DataFrame:
    known = trials["judged"] & trials["scored"] & trials["first_reply_hours"].notna()
    return trials[known.to_numpy(dtype=bool)]
