"""Knock-outs, vetoes and verdicts (pass, retry, reject): the policy's rules in the order they apply."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.policy import KnockOut, Policy

PASS, RETRY, REJECT = "pass", "retry", "reject"

# The rule that decided the verdict.
KNOCKED_OUT = "knocked_out"
NOTHING_SCORED = "nothing_scored"
ALL_DECLINED = "all_declined"
THIN_COVERAGE = "thin_coverage"
FEW_TRIALS = "few_trials"
BELOW = "below"
ABOVE = "above"
BETWEEN = "between"

# Vetoes: what keeps a good score from being an invitation.
CAME_TO_NOTHING = "came_to_nothing"
DECLINED = "declined"
PLAIN_MEAN = "plain_mean"
INCIDENT = "incident"

SMALL_PENALTY = "small_penalty"


class Verdicts(NamedTuple):
    """The `verdict` and the deciding `rule` of each candidate, text arrays of one shape."""

    verdict: np.ndarray
    rule: np.ndarray


def verdicts(
    policy: Policy, totals: Mapping[str, Any] | pd.DataFrame, *, large_only: bool = False
) -> Verdicts:
    """The verdict of each candidate: the first rule of measures.md, section 7, that applies.

    `totals`: the columns of `candidate_total` beside `knocked` (yes/no), `threshold` and `p_below` (NaN without a scored
    trial), as a frame or as arrays that broadcast: (W, S) for W scorings of S candidates. `large_only`: large orders
    were chosen, on which nobody is invited.
    """
    limits = policy.evidence
    knocked, scored, ended, p_below, raw_score, threshold = (
        np.asarray(totals[name])
        for name in ("knocked", "scored_trials", "ended_trials", "p_below", "raw_score", "threshold")
    )
    declined = (ended > 0) & (np.asarray(totals["judged_declined"]) == ended)
    with np.errstate(invalid="ignore"):
        thin = np.asarray(totals["served_coverage"], dtype=float) < limits.verdict_coverage
        below = (p_below >= limits.out_at) & (raw_score < threshold)
        above = (p_below <= limits.in_at) & (np.asarray(totals["scored_fulfilled"]) >= limits.min_trials)
    few = scored - np.asarray(totals["scored_declined"]) < limits.min_trials
    for veto in vetoes(policy, totals).values():
        above = above & ~veto
    if large_only:
        above = np.zeros_like(above)
    rule = np.select(
        np.broadcast_arrays(knocked, scored == 0, declined, thin, few, below, above),
        [KNOCKED_OUT, NOTHING_SCORED, ALL_DECLINED, THIN_COVERAGE, FEW_TRIALS, BELOW, ABOVE],
        default=BETWEEN,
    )
    return Verdicts(
        np.select([np.isin(rule, [KNOCKED_OUT, BELOW]), rule == ABOVE], [REJECT, PASS], default=RETRY), rule
    )


def vetoes(policy: Policy, totals: Mapping[str, Any] | pd.DataFrame) -> dict[str, np.ndarray]:
    """Veto -> where it applies, yes/no arrays; shares are compared in whole numbers. `totals`: see `verdicts`."""
    limits = policy.vetoes
    served, served_of, declined = (
        np.asarray(totals[name]) for name in ("served", "served_of", "judged_declined")
    )
    nothing = served_of - served
    least, half = limits.nothing_share, limits.declined_share
    with np.errstate(invalid="ignore"):
        low = np.asarray(totals["raw_score"], dtype=float) < np.asarray(totals["threshold"])
    return {
        CAME_TO_NOTHING: (nothing >= limits.nothing_trials)
        & (nothing * least.denominator >= least.numerator * served_of),
        DECLINED: (served > 0) & (declined * half.denominator >= half.numerator * served),
        PLAIN_MEAN: low,
        INCIDENT: np.asarray(totals["incident_trials"]) > 0,
    }


def knock_outs(
    policy: Policy, totals: pd.DataFrame, candidate_knock_out_count: pd.DataFrame
) -> list[list[str]]:
    """The knock-outs of each candidate, in the policy's order.

    `totals`: one row per candidate with `supplier_key`, `category`, `scored_small`, `scored_large`, `p_small_penalty`;
    `candidate_knock_out_count`: the measure of that name.
    """
    applying = candidate_knock_out_count[candidate_knock_out_count["holds"].astype(bool)]
    knocked_out = set(zip(applying["supplier_key"], applying["category"], applying["knock_out"], strict=True))
    rule = policy.knock_outs.get("small_penalty")
    worse = np.zeros(len(totals), dtype=bool)
    if rule:
        worse = penalised(rule, totals["scored_small"], totals["scored_large"], totals["p_small_penalty"])
    knocked_out |= {
        (key, category, SMALL_PENALTY)
        for key, category in zip(
            totals.loc[worse, "supplier_key"], totals.loc[worse, "category"], strict=True
        )
    }
    return [
        [name for name in policy.knock_outs if (key, category, name) in knocked_out]
        for key, category in zip(totals["supplier_key"], totals["category"], strict=True)
    ]


def enough_of_each(rule: KnockOut, small: Any, large: Any) -> np.ndarray:
    """Whether each class has the scored trials that the knock-out `small_penalty` requires."""
    return np.asarray(np.minimum(small, large) >= (rule.trials_each or 0))


def penalised(rule: KnockOut, small: Any, large: Any, p_small_penalty: Any) -> np.ndarray:
    """Whether the knock-out `small_penalty` applies, from scored trials of each class and P(penalty > the rule's points)."""
    with np.errstate(invalid="ignore"):
        return enough_of_each(rule, small, large) & (np.asarray(p_small_penalty) >= rule.probability)


def lean(policy: Policy, p_below: np.ndarray) -> np.ndarray:
    """Which way each candidate leans: `out`, `in` or `unclear`; None without a scored trial."""
    with np.errstate(invalid="ignore"):
        leans = np.select(
            [np.isnan(p_below), p_below >= policy.evidence.lean_out, p_below <= policy.evidence.in_at],
            ["", "out", "in"],
            default="unclear",
        )
    leans = leans.astype(object)
    leans[leans == ""] = None
    return leans
