"""Applies the policy to all candidates at a threshold: verdict, deciding rule, further trials needed, and reasons."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.analysis import estimates, further_trials, reasons, verdict
from trialmetrics.analysis.score_model import ScoreModel
from trialmetrics.policy import Policy, Threshold
from trialmetrics.records import records


@dataclass(frozen=True)
class Judgement:
    """`candidates`: the rows of the model, with `threshold`, `p_below` and everything that follows from them; `thresholds`: those
    applied, of the policy or tried instead."""

    model: ScoreModel
    thresholds: Threshold
    candidates: pd.DataFrame


class TriedThreshold(NamedTuple):
    """A threshold that is tried: for one `category` or, where None, for all; `everywhere`: also for categories that have their own.

    The arguments of `Policy.with_threshold`, so that what is tried is what would be saved.
    """

    value: float
    category: str | None = None
    everywhere: bool = True


def judgement(model: ScoreModel, tried: float | TriedThreshold | None = None) -> Judgement:
    """The verdicts and their reasons, at the policy's thresholds or with one that is tried; a number is one for all."""
    policy, large_only = model.basis.policy, model.basis.chosen.large_only
    thresholds = applied(policy, tried)
    limits = np.array([thresholds.of(category) for category in model.candidates["category"]], dtype=float)
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
    candidates = records(rows)
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
    return Judgement(model, thresholds, rows)


def applied(policy: Policy, tried: float | TriedThreshold | None) -> Threshold:
    """The thresholds of a policy, or with one that is tried; a number is one for all."""
    if tried is None:
        return policy.threshold
    change = tried if isinstance(tried, TriedThreshold) else TriedThreshold(float(tried))
    return policy.with_threshold(change.value, change.category, everywhere=change.everywhere).threshold
