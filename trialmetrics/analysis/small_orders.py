"""Small orders against large ones: the penalty of the ranking, and the two marks per candidate that show it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis.candidates import places
from trialmetrics.policy import Policy
from trialmetrics.text import wording
from trialmetrics.text.candidate_text import names
from trialmetrics.text.language import _, ngettext

CLEARLY = 0.9  # probability from which a penalty is called clear where the policy has no rule about it
COLUMNS = ("small_penalty", "small_penalty_low", "small_penalty_high", "p_small_penalty")


def penalties(judged: pd.DataFrame, sums: pd.DataFrame, policy: Policy) -> dict[str, np.ndarray]:
    """The columns COLUMNS for the candidates of `judged`, from the measure `candidate_class_sum`; NaN where nothing can
    be compared. The probability is withheld where fewer than `min_trials` of a class can be: shown, not judged."""
    if sums.empty:
        return {name: np.full(len(judged), np.nan) for name in COLUMNS}
    cells, large = class_cells(judged, sums)
    category = pd.factorize(judged["category"], sort=True)[0]
    found = evidence.small_penalty(
        cells, large, category, limit=limit(policy), level=policy.evidence.interval
    )
    exceeds = withheld(found.exceeds, judged, policy)
    return dict(zip(COLUMNS, (found.mean, found.low, found.high, exceeds), strict=True))


def class_cells(judged: pd.DataFrame, sums: pd.DataFrame) -> tuple[evidence.Cells, np.ndarray]:
    """The measure `candidate_class_sum` as the model takes it, and which of its cells are of large orders (yes/no)."""
    numbers = (sums[name].to_numpy(dtype=float) for name in ("n", "sum_y", "sum_yy"))
    tester = pd.factorize(sums["tester"], sort=True)[0]
    return evidence.Cells(places(judged, sums), tester, *numbers), sums["order_class"].eq("large").to_numpy()


def withheld(exceeds: np.ndarray, judged: pd.DataFrame, policy: Policy) -> np.ndarray:
    """Probabilities (..., S), NaN where either class has fewer than `min_trials` scored trials."""
    least = np.minimum(judged["scored_small"].to_numpy(), judged["scored_large"].to_numpy())
    return np.where(least >= policy.evidence.min_trials, exceeds, np.nan)


def limit(policy: Policy) -> float:
    """The points that small orders may score less before it counts as a penalty; 0 where the policy has no such rule."""
    rule = policy.knock_outs.get("small_penalty")
    return rule.points if rule and rule.points is not None else 0.0


def compared(candidates: pd.DataFrame) -> pd.DataFrame:
    """The candidates of a ranking with scored trials of both classes, in the order given, and what a chart writes of them.

    Columns `supplier`, `category`, `label`, `words`, `small`, `large` (mean scores), `n_small`, `n_large` (trials), `judged`
    (yes/no) and COLUMNS.
    """
    both = candidates[(candidates["scored_small"] > 0) & (candidates["scored_large"] > 0)]
    rows = both[["supplier", "category", *COLUMNS]].assign(
        small=both["small_score"],
        large=both["large_score"],
        n_small=both["scored_small"],
        n_large=both["scored_large"],
        judged=both["p_small_penalty"].notna(),
    )
    said = [words(row) if row["judged"] else _counted(row) for row in rows.to_dict(orient="records")]
    return rows.assign(label=names(rows), words=said)


def _counted(row: Mapping[str, Any]) -> str:
    # With one trial of a kind the difference is that of the other candidates: nothing to be said of this one.
    return _("{small} small, {large} large: too few").format(small=row["n_small"], large=row["n_large"])


def words(row: Mapping[str, Any]) -> str:
    """The penalty of one candidate in words, such as "64 points less (53 to 76)": what small orders score."""
    penalty, low, high = (round(row[name]) for name in COLUMNS[:3])
    if low >= 0 or high <= 0:
        ends = sorted((abs(low), abs(high)))
        between = _("{low} to {high}").format(low=ends[0], high=ends[1])
    else:
        between = _("{low} more to {high} less").format(low=-low, high=high)
    points = wording.points(abs(penalty))
    template = _("{points} less ({between})") if penalty >= 0 else _("{points} more ({between})")
    return template.format(points=points, between=between)


def sentence(rows: pd.DataFrame, policy: Policy) -> str:
    """What the rows of `compared` say, in a sentence or two."""
    rule = policy.knock_outs.get("small_penalty")
    judged = rows[rows["p_small_penalty"].notna()]
    worse = judged[judged["p_small_penalty"] >= (rule.probability if rule and rule.probability else CLEARLY)]
    said = ngettext(
        "{n} candidate had small and large orders.",
        "{n} candidates had small and large orders.",
        len(rows),
    ).format(n=len(rows))
    if len(worse):
        said += " " + _("Clearly worse with small ones: {names}.").format(names=", ".join(worse["label"]))
    else:
        said += " " + ngettext(
            "It is not clearly worse with small ones.", "None is clearly worse with small ones.", len(rows)
        )
    if thin := len(rows) - len(judged):
        said += " " + ngettext(
            "{n} has too few trials of one kind to be judged; what happened is shown.",
            "{n} have too few trials of one kind to be judged; what happened is shown.",
            thin,
        ).format(n=thin)
    return said


def of_one(candidate: Mapping[str, Any], policy: Policy) -> str:
    """The penalty of one candidate of a ranking, in a sentence; empty where there is none."""
    if np.isnan(candidate["small_penalty"]):
        return ""
    if np.isnan(candidate["p_small_penalty"]):
        small, large = int(candidate["scored_small"]), int(candidate["scored_large"])
        return _("{small} and {large} scored: too few of one kind to compare.").format(
            small=ngettext("{n} small order", "{n} small orders", small).format(n=small),
            large=ngettext("{n} large order", "{n} large orders", large).format(n=large),
        )
    return _(
        "Small orders score {words} than large ones; more than {limit} less with probability {chance}."
    ).format(
        words=words(candidate),
        limit=wording.points(limit(policy)),
        chance=wording.chance(candidate["p_small_penalty"]),
    )
