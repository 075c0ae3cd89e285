"""Rounds of one candidate: the newest against the earlier ones, and whether there was only one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from trialmetrics.candidates import KEY, places

LEAST = 2  # scored trials on either side of a comparison
SMALLEST = 1.0  # points between trials: they never agree so well that a point of difference would be clear
WEEK = 7  # days


def changes(rows: pd.DataFrame, rounds: pd.DataFrame, clearly: float) -> list[dict[str, Any] | None]:
    """How the newest round of each candidate differs from its earlier ones; None where it does not clearly.

    `rows`: the candidates; `rounds`: the measure `candidate_round`; `clearly`: the probability asked for. Each change has
    `round`, `before` and `after` (mean scores), `trials_before`, `trials_after`, `probability`.

    A normal model with flat priors: the difference of the means has a t distribution. The noise is that of the candidate's
    own trials within a round, or that of all candidates', whichever makes the change less sure.
    """
    found: list[dict[str, Any] | None] = [None] * len(rows)
    named = rounds[rounds["round"].notna() & (rounds["n"] > 0)]
    squares = (named["sum_yy"] - named["sum_y"] ** 2 / named["n"]).clip(lower=0)
    named = named.assign(squares=squares, freedom=named["n"] - 1)
    common = _Noise(float(named["squares"].sum()), float(named["freedom"].sum()))
    for place, mine in named.groupby(places(rows, named)):
        ordered = mine.sort_values("first_at")
        newest, earlier = ordered.iloc[-1], ordered.iloc[:-1]
        if earlier.empty or earlier["first_at"].iloc[-1] == newest["first_at"]:
            continue
        before, after = int(earlier["n"].sum()), int(newest["n"])
        if min(before, after) < LEAST:
            continue
        means = earlier["sum_y"].sum() / before, newest["sum_y"] / after
        # Earlier rounds may differ among themselves: that is noise too.
        scatter = max(float((earlier["sum_yy"].sum()) - before * means[0] ** 2), 0.0)
        own = _Noise(scatter + float(newest["squares"]), before + after - 2)
        sure = min(noise.surely(means[1] - means[0], before, after) for noise in (own, common))
        if sure >= clearly:
            found[place] = {
                "round": newest["round"], "before": float(means[0]), "after": float(means[1]),
                "trials_before": before, "trials_after": after, "probability": sure,
            }  # fmt: skip
    return found


class _Noise:
    """Sum of squares around means, with its degrees of freedom."""

    def __init__(self, squares: float, freedom: float) -> None:
        self.sd = max(np.sqrt(squares / freedom), SMALLEST) if freedom > 0 else np.inf
        self.freedom = max(freedom, 1)

    def surely(self, difference: float, before: int, after: int) -> float:
        """The probability that a difference of two means of so many trials has the sign that it shows."""
        error = self.sd * np.sqrt(1 / before + 1 / after)
        return float(student.cdf(abs(difference) / error, self.freedom))


def together(rows: pd.DataFrame, rounds: pd.DataFrame) -> list[dict[str, Any] | None]:
    """Where all judged scored trials of a candidate are `of` one `round`, `day` or `week`: which (`round`, or the `first` and
    `last` day), with their number `trials`; None where they are not, or there is only one."""
    named = rounds[rounds["n"] > 0]
    own: dict[tuple[str, str], list[Any]] = {}
    for key, category, name in named[[*KEY, "round"]].itertuples(index=False):
        own.setdefault((key, category), []).append(None if pd.isna(name) else name)
    return [
        _together(row, own.get((row["supplier_key"], row["category"]), [])) for row in rows.to_dict("records")
    ]


def _together(row: Mapping[str, Any], rounds: list[Any]) -> dict[str, Any] | None:
    trials = int(row["scored_trials"])
    if trials < LEAST:
        return None
    if len(rounds) == 1 and rounds[0] is not None:
        return {"of": "round", "round": rounds[0], "trials": trials}
    first, last = pd.Timestamp(row["first_day"]), pd.Timestamp(row["last_day"])
    if pd.notna(first) and (last - first).days < WEEK:
        days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
        return {"of": "day" if first == last else "week", **days, "trials": trials}
    return None
