"""Applies the policy to all candidates at a threshold: verdict, deciding rule, further trials needed, and reasons."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialmetrics.analysis import estimates, further_trials, reasons, verdict
from trialmetrics.analysis.score_model import ScoreModel
from trialmetrics.policy import Policy


@dataclass(frozen=True)
class Judgement:
    """`candidates`: the rows of the model, with `threshold`, `p_below` and everything that follows from them; `threshold`: the
    one applied to all, None where each category has the policy's own."""

    model: ScoreModel
    threshold: float | None
    candidates: pd.DataFrame


def judgement(model: ScoreModel, threshold: float | None = None) -> Judgement:
    """The verdicts and their reasons, at the policy's thresholds or at one `threshold` for all."""
    policy, large_only = model.basis.policy, model.basis.chosen.large_only
    limits = thresholds(model.candidates, policy, threshold)
    p_below = estimates.p_below(model.posterior, model.candidates, limits)
    rows = model.candidates.assign(threshold=limits, p_below=p_below, lean=verdict.lean(policy, p_below))
    verdicts = verdict.verdicts(policy, rows, large_only=large_only)
    veto_columns = verdict.vetoes(policy, rows)
    vetoes = [[name for name, applies in veto_columns.items() if applies[row]] for row in range(len(rows))]
    rows = rows.assign(
        vetoes=pd.Series(vetoes, dtype=object),
        verdict=verdicts.verdict,
        rule=verdicts.rule,
        large_only=large_only,
    )
    settled = estimates.trials_to_settle(model.posterior, rows, policy)
    candidates = rows.to_dict(orient="records")
    for row, needed in zip(candidates, settled, strict=True):
        row["more_trials"] = further_trials.more_trials(policy, row, needed)
    changes = [reasons.would_change(policy, row) for row in candidates]
    all_reasons = [
        [*reasons.reasons(policy, row), change] for row, change in zip(candidates, changes, strict=True)
    ]
    rows = rows.drop(columns=["large_only"]).assign(
        more_trials=pd.Series([row["more_trials"] for row in candidates], dtype=object),
        would_change=pd.Series(changes, dtype=object),
        reasons=pd.Series(all_reasons, dtype=object),
    )
    return Judgement(model, threshold, rows)


def thresholds(rows: pd.DataFrame, policy: Policy, threshold: float | None = None) -> np.ndarray:
    """The threshold of each candidate (S,): its category's in the policy, or `threshold` for all."""
    if threshold is not None:
        return np.full(len(rows), float(threshold))
    return np.array([policy.threshold_of(category) for category in rows["category"]], dtype=float)
