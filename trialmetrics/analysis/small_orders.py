"""Compares small with large orders: the penalty that small orders get, per candidate."""

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis.candidates import places
from trialmetrics.policy import Policy

CLEARLY = 0.9  # probability from which a penalty is called clear where the policy has no such rule
MOST = 12  # rows of a chart before all are asked for
COLUMNS = ("small_penalty", "small_penalty_low", "small_penalty_high", "p_small_penalty")
_RENAMED = {
    "small_score": "small",
    "large_score": "large",
    "scored_small": "n_small",
    "scored_large": "n_large",
}


def penalties(judged: pd.DataFrame, sums: pd.DataFrame, policy: Policy) -> dict[str, np.ndarray]:
    """The COLUMNS for the candidates of `judged` (S,), from the measure `candidate_class_sum`; NaN where there is nothing to
    compare. With fewer than `min_trials` of a class the penalty is shown but not judged: its probability is NaN."""
    if sums.empty:
        return {name: np.full(len(judged), np.nan) for name in COLUMNS}
    cells, large = class_cells(judged, sums)
    category = pd.factorize(judged["category"], sort=True)[0]
    penalty = evidence.small_penalty(
        cells, large, category, limit=limit(policy), level=policy.evidence.interval
    )
    exceeds = withheld(penalty.exceeds, judged, policy)
    return dict(zip(COLUMNS, (penalty.mean, penalty.low, penalty.high, exceeds), strict=True))


def class_cells(judged: pd.DataFrame, sums: pd.DataFrame) -> tuple[evidence.Cells, np.ndarray]:
    """The measure `candidate_class_sum` as input of the model, and which of its cells are of large orders (yes/no)."""
    numbers = (sums[name].to_numpy(dtype=float) for name in ("n", "sum_y", "sum_yy"))
    tester = pd.factorize(sums["tester"], sort=True)[0]
    return evidence.Cells(places(judged, sums), tester, *numbers), sums["order_class"].eq("large").to_numpy()


def withheld(exceeds: np.ndarray, judged: pd.DataFrame, policy: Policy) -> np.ndarray:
    """Probabilities (..., S), NaN where either class has fewer than `min_trials` scored trials."""
    least = np.minimum(judged["scored_small"].to_numpy(), judged["scored_large"].to_numpy())
    return np.where(least >= policy.evidence.min_trials, exceeds, np.nan)


def limit(policy: Policy) -> float:
    """Points by which small orders may score less before that is a penalty; 0 where the policy has no such rule."""
    rule = policy.knock_outs.get("small_penalty")
    return rule.points if rule and rule.points is not None else 0.0


def compared(candidates: pd.DataFrame) -> pd.DataFrame:
    """The candidates of a ranking with scored trials of both classes, in the same order, for a chart.

    Columns `supplier`, `category`, `small`, `large` (mean scores), `n_small`, `n_large` (trials), `judged`
    (yes/no) and COLUMNS.
    """
    has_both = (candidates["scored_small"] > 0) & (candidates["scored_large"] > 0)
    both = candidates.loc[has_both, ["supplier", "category", *COLUMNS, *_RENAMED]].rename(columns=_RENAMED)
    return both.assign(judged=both["p_small_penalty"].notna())


def telling(rows: pd.DataFrame) -> pd.DataFrame:
    """Of more than MOST rows of `compared` those whose small orders are most surely penalised, else those with most trials of the
    class that has fewer; in the same order."""
    least = rows[["n_small", "n_large"]].min(axis=1)
    first = rows.assign(least=least).sort_values(
        ["p_small_penalty", "least"], ascending=False, kind="stable", na_position="last"
    )
    return rows.loc[first.index[:MOST].sort_values()]
