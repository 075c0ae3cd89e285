"""How soon a supplier, or a category, answers: silence counted as waiting, and two compared."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from trialmetrics.evidence.answering import Difference, answering, difference, median_interval, share_within
from trialmetrics.ranking import Ranking

WITHIN = (4, 8, 16)  # service hours: half a service day, one, two


@dataclass(frozen=True)
class Response:
    """How soon the answers of some trials came, with the policy's interval; hours are service hours, shares 0-1.

    `trials` whose wait is known, `answered` of them; `median` with its interval: infinite where it is not reached,
    NaN without a trial; `longest` of the waits, 0 without one. `within`: one row per limit of WITHIN (`hours`,
    `share`, `low`, `high`; NaN: nobody knows); `curve`: the same, one row per moment at which the share rises;
    `silent`: how long each wait without an answer has lasted.
    """

    trials: int
    answered: int
    median: float
    median_low: float
    median_high: float
    longest: float
    within: pd.DataFrame = field(repr=False)
    curve: pd.DataFrame = field(repr=False)
    silent: np.ndarray = field(repr=False)


def supplier_waits(found: Ranking, supplier_key: str) -> pd.DataFrame:
    """The scored trials of a supplier whose wait is known; see `response`."""
    return _known(found.trials[found.trials["supplier_key"] == supplier_key])


def category_waits(found: Ranking, categories: Iterable[str], without: str | None = None) -> pd.DataFrame:
    """The scored trials in these categories whose wait is known, but for one supplier's (its key)."""
    trials = found.trials
    chosen = trials["category"].isin(list(categories)) & (trials["supplier_key"] != without)
    return _known(trials[chosen])


def response(waits: pd.DataFrame, level: float) -> Response:
    """Kaplan and Meier's curve of these waits, its median, and the share answered within WITHIN."""
    hours, answered = _arrays(waits)
    limits = np.array(WITHIN, dtype=float)
    if not len(hours):
        nothing = np.full(len(limits), np.nan)
        within, curve, median = (nothing, nothing, nothing), (np.empty(0),) * 4, (np.nan,) * 3
    else:
        within, curve = share_within(hours, answered, limits, level), answering(hours, answered, level)
        median = median_interval(hours, answered, level)
    names = ("hours", "share", "low", "high")
    return Response(
        len(hours),
        int(answered.sum()),
        *median,
        longest=float(hours.max(initial=0)),
        within=pd.DataFrame(dict(zip(names, (WITHIN, *within), strict=True))),
        curve=pd.DataFrame(dict(zip(names, curve, strict=True))),
        silent=np.sort(hours[~answered]),
    )


def compare(waits: pd.DataFrame, others: pd.DataFrame) -> Difference:
    """Whether the first of two groups of waits is answered sooner, and the probability of it by chance."""
    (hours, answered), (more_hours, more_answered) = _arrays(waits), _arrays(others)
    first = np.arange(len(hours) + len(more_hours)) < len(hours)
    return difference(np.append(hours, more_hours), np.append(answered, more_answered), first)


def _known(trials: pd.DataFrame) -> pd.DataFrame:
    return trials[trials["scored"] & trials["first_reply_hours"].notna()]


def _arrays(waits: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return waits["first_reply_hours"].to_numpy(dtype=float), ~waits["reply_censored"].to_numpy(dtype=bool)
