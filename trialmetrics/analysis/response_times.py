"""Response times of a candidate or a category, of which a request without an answer had none."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from trialmetrics.analysis.ranking import Ranking
from trialmetrics.evidence.survival import Answering, answering, share_within

WITHIN = (4, 8, 16)  # service hours: half a working day of the shipped clock, one, two


@dataclass(frozen=True)
class Response:
    """Response times of a set of trials, in service hours; shares are 0-1, with an interval.

    `trials`: those with a known wait; `answered`: how many of them; `longest`: the longest wait, 0 without one; `within`: one
    row per limit of WITHIN (`hours`, `share`, `low`, `high`; NaN: unknown); `curve`: the same columns, one row per step of the
    curve; `silent`: the waits without an answer so far, ascending.
    """

    trials: int
    answered: int
    longest: float
    within: pd.DataFrame = field(repr=False)
    curve: pd.DataFrame = field(repr=False)
    silent: np.ndarray = field(repr=False)


def candidate_waits(ranking: Ranking, supplier_key: str, category: str) -> pd.DataFrame:
    """The judged scored trials of a candidate with a known wait, as input of `response`."""
    is_candidate = (ranking.trials["supplier_key"] == supplier_key) & (ranking.trials["category"] == category)
    return known(ranking.trials[is_candidate])


def category_waits(ranking: Ranking, category: str) -> pd.DataFrame:
    """The judged scored trials of a category with a known wait, as input of `response`."""
    return known(ranking.trials[ranking.trials["category"] == category])


def response(waits: pd.DataFrame, level: float) -> Response:
    """The share of these requests answered by each hour, and within WITHIN; `level`: probability of the intervals."""
    hours = waits["first_reply_hours"].to_numpy(dtype=float)
    answered = ~waits["reply_censored"].to_numpy(dtype=bool)
    limits = np.array(WITHIN, dtype=float)
    nothing = np.full(len(limits), np.nan)
    within, curve = (nothing, nothing, nothing), Answering(*[np.empty(0)] * 4)
    if len(hours):
        # These trials have ended: whoever was silent until then was not "about to answer", however early a tester gave up.
        until_answered = np.where(answered, hours, np.inf)
        within = share_within(until_answered, answered, limits, level)
        curve = answering(until_answered, answered, level)
    names = ("hours", "share", "low", "high")
    return Response(
        len(hours),
        int(answered.sum()),
        longest=float(hours.max(initial=0)),
        within=pd.DataFrame(dict(zip(names, (WITHIN, *within), strict=True))),
        curve=pd.DataFrame(dict(zip(names, curve, strict=True))),
        silent=np.sort(hours[~answered]),
    )


def known(trials: pd.DataFrame) -> pd.DataFrame:
    """Of these trials the judged scored ones with a known wait, as input of `response`."""
    known = trials["judged"] & trials["scored"] & trials["first_reply_hours"].notna()
    return trials[known.to_numpy(dtype=bool)]
