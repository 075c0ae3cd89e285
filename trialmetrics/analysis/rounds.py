"""Rounds of a candidate: whether the newest differs from the earlier ones, and whether all trials came close together."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr  # of Student's t; `scipy.stats` takes a second to import

from trialmetrics.analysis.candidates import KEY, places
from trialmetrics.records import records

MIN_TRIALS = 2  # scored trials on either side of a comparison
MIN_NOISE = 1.0  # points of noise between trials, at least: so one point of difference is never clear
WEEK = 7  # days


def changes(rows: pd.DataFrame, rounds: pd.DataFrame, clearly: float) -> list[dict[str, Any] | None]:
    """Per candidate how its newest round differs from the earlier ones; None where it does not clearly differ.

    `rows`: the candidates; `rounds`: the measure `candidate_round`; `clearly`: the probability required. Each change has
    `round`, `before` and `after` (mean scores), `trials_before`, `trials_after`, `probability`.

    A normal model with flat priors: the difference of the means has a t distribution. The noise within a round is estimated
    from the candidate's own trials and from those of all candidates; the less certain result counts.
    """
    named = rounds[rounds["round"].notna() & (rounds["n"] > 0)]
    named = named.assign(place=places(rows, named), squares=_squares(named))
    named = named.sort_values(["place", "first_at"], kind="stable")
    newest = named.drop_duplicates("place", keep="last").set_index("place")
    earlier = named[named.duplicated("place", keep="last")].groupby("place")
    before = earlier[["n", "sum_y", "sum_yy"]].sum().assign(began=earlier["first_at"].max())
    both = before.join(newest.add_suffix("_newest"))
    both = both[
        (both["began"] < both["first_at_newest"]) & (both[["n", "n_newest"]].min(axis=1) >= MIN_TRIALS)
    ]
    before_mean, after_mean = both["sum_y"] / both["n"], both["sum_y_newest"] / both["n_newest"]
    # Differences among the earlier rounds are part of the noise.
    own = _squares(both) + both["squares_newest"], both["n"] + both["n_newest"] - 2
    everybody = named["squares"].sum(), (named["n"] - 1).sum()
    error = np.sqrt(1 / both["n"] + 1 / both["n_newest"])
    sure = np.minimum(
        *(_sign_probability((after_mean - before_mean) / error, *noise) for noise in (own, everybody))
    )
    results: list[dict[str, Any] | None] = [None] * len(rows)
    for place in both.index[sure >= clearly]:
        results[place] = {
            "round": both.loc[place, "round_newest"], "before": float(before_mean[place]), "after": float(after_mean[place]),
            "trials_before": int(both.loc[place, "n"]), "trials_after": int(both.loc[place, "n_newest"]),
            "probability": float(sure[place]),
        }  # fmt: skip
    return results


def _squares(sums: pd.DataFrame) -> pd.Series:
    """The sum of squares around the mean, from `n`, `sum_y`, `sum_yy`."""
    return (sums["sum_yy"] - sums["sum_y"] ** 2 / sums["n"]).clip(lower=0)


def _sign_probability(difference: pd.Series, squares: Any, freedom: Any) -> pd.Series:
    """P(the true difference has the sign of the observed one); `difference`: in units of the noise that `squares` estimate."""
    with np.errstate(invalid="ignore", divide="ignore"):
        noise = np.where(np.asarray(freedom) > 0, np.sqrt(np.asarray(squares) / np.asarray(freedom)), np.inf)
    sure = stdtr(np.maximum(freedom, 1), np.asarray(difference.abs()) / np.maximum(noise, MIN_NOISE))
    return pd.Series(np.asarray(sure), index=difference.index)


def together(rows: pd.DataFrame, rounds: pd.DataFrame) -> list[dict[str, Any] | None]:
    """Per candidate whether all its judged scored trials come from one round, day or week; None where not, or with one trial.

    Each has `of` (`round`, `day` or `week`), which one (`round`, or `first` and `last` day) and the number of `trials`.
    """
    named = rounds[rounds["n"] > 0]
    own: dict[tuple[str, str], list[Any]] = {}
    for key, category, name in named[[*KEY, "round"]].itertuples(index=False):
        own.setdefault((key, category), []).append(None if pd.isna(name) else name)
    needed = rows[[*KEY, "scored_trials", "first_day", "last_day"]]
    return [_together(row, own.get((row["supplier_key"], row["category"]), [])) for row in records(needed)]


def _together(row: Mapping[str, Any], rounds: list[Any]) -> dict[str, Any] | None:
    trials = int(row["scored_trials"])
    if trials < MIN_TRIALS:
        return None
    if len(rounds) == 1 and rounds[0] is not None:
        return {"of": "round", "round": rounds[0], "trials": trials}
    first, last = pd.Timestamp(row["first_day"]), pd.Timestamp(row["last_day"])
    if pd.notna(first) and (last - first).days < WEEK:
        days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
        return {"of": "day" if first == last else "week", **days, "trials": trials}
    return None
