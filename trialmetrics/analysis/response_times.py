"""Response times of a candidate or a category, of which a request without an answer had none."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from trialmetrics.analysis.ranking import Ranking
from trialmetrics.engine import waits_of
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
    """The waits of a candidate, as input of `response`."""
    return waits(known(ranking.trials_of(supplier_key, category)))


def category_waits(ranking: Ranking, category: str) -> pd.DataFrame:
    """The waits of a category, as input of `response`."""
    return waits_of(ranking.measures.trials, category)


def waits(trials: pd.DataFrame) -> pd.DataFrame:
    """The waits of these trials in the form of the measure `asked_wait`, one row per trial."""
    return pd.DataFrame(
        {
            "hours": trials["first_reply_hours"].to_numpy(dtype=float),
            "answered": ~trials["reply_censored"].to_numpy(dtype=bool),
            "bare": trials["wait_bare"].to_numpy(dtype=bool),
            "requested_bare": trials["requested_bare"].to_numpy(dtype=bool),
            "n": 1,
        }
    )


def response(waits: pd.DataFrame, level: float) -> Response:
    """The share of requests answered by each hour, and within WITHIN. `waits`: `hours`, `answered` and `n`, how many waited so
    long; `level`: probability of the intervals."""
    number = waits["n"].to_numpy(dtype=int)
    hours = np.repeat(waits["hours"].to_numpy(dtype=float), number)
    answered = np.repeat(waits["answered"].to_numpy(dtype=bool), number)
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
    """Of these trials the judged scored ones with a known wait, with everything about them."""
    known = trials["judged"] & trials["scored"] & trials["first_reply_hours"].notna()
    return trials[known.to_numpy(dtype=bool)]
