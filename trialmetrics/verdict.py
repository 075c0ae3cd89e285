"""Knock-outs and the verdict: pass, reject or retry, in the order the policy's rules apply."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialmetrics.evidence import rejection_set
from trialmetrics.policy import KnockOut, Policy

PASS, RETRY, REJECT = "pass", "retry", "reject"

# Which rule spoke; the reasons are worded from it.
KNOCKED_OUT = "knocked_out"
NOTHING_SCORED = "nothing_scored"
ALL_DECLINED = "all_declined"
FEW_TRIALS = "few_trials"
BELOW = "below"
ABOVE = "above"
BETWEEN = "between"

# What each knock-out counts, as columns of the supplier totals.
COUNTED = {
    "incidents": "incident_trials",
    "ignored": "ignored_scored",
    "brushed_off": "brushed_off_scored",
    "dropped": "dropped_scored",
}


@dataclass(frozen=True)
class Verdicts:
    """What the rules say of S suppliers: `verdict`, `rule` (S,) text, `rejected` (S,) the set of rule 4 as yes/no."""

    verdict: np.ndarray
    rule: np.ndarray
    rejected: np.ndarray

    def expected_wrong_rejections(self, p_below: np.ndarray) -> float | None:
        """Share of the rejections by probability that are expected to be wrong; None where there are none."""
        return float(np.mean(1 - p_below[self.rejected])) if self.rejected.any() else None


def knock_outs(policy: Policy, totals: pd.DataFrame) -> list[list[str]]:
    """The knock-outs of each supplier, in the policy's order.

    `totals`: one row per supplier with `scored_trials`, the columns of COUNTED, `ignored_chases` (most chases of
    an ignored trial), `words` (any words noted), `scored_small`, `scored_large` and `p_small_penalty`.
    """
    rules = policy.knock_outs.items()
    return [
        [name for name, rule in rules if _holds(name, rule, supplier)]
        for supplier in totals.to_dict(orient="records")
    ]


def verdicts(policy: Policy, knocked: np.ndarray, totals: pd.DataFrame, p_below: np.ndarray) -> Verdicts:
    """The verdict of each supplier: the first rule that applies.

    `knocked` (S,) yes/no; `totals` with `scored_trials` and `declined_scored`; `p_below` (S,) the probability
    that the true score is below the supplier's threshold, NaN without a scored trial.
    """
    evidence = policy.evidence
    scored = totals["scored_trials"].to_numpy()
    declined = totals["declined_scored"].to_numpy()
    none, civil, few = scored == 0, declined == scored, scored < evidence.min_trials
    judged = ~(knocked | none | civil | few)
    rejected = rejection_set(p_below, judged, evidence.out_at, evidence.wrong_rejections)
    with np.errstate(invalid="ignore"):
        above = judged & (p_below <= evidence.in_at)
    rule = np.select(
        [knocked, none, civil, few, rejected, above],
        [KNOCKED_OUT, NOTHING_SCORED, ALL_DECLINED, FEW_TRIALS, BELOW, ABOVE],
        default=BETWEEN,
    )
    verdict = np.select([knocked | rejected, above], [REJECT, PASS], default=RETRY)
    return Verdicts(verdict, rule, rejected)


def enough_of_each(rule: KnockOut, small: np.ndarray | int, large: np.ndarray | int) -> np.ndarray:
    """Whether there are the scored trials of each class that the knock-out `small_penalty` asks for."""
    return np.asarray(np.minimum(small, large) >= (rule.trials_each or 0))


def penalised(
    rule: KnockOut, small: np.ndarray | int, large: np.ndarray | int, p_small_penalty: np.ndarray | float
) -> np.ndarray:
    """Whether the knock-out `small_penalty` holds, from scored trials of each class and P(penalty > its points)."""
    with np.errstate(invalid="ignore"):
        return enough_of_each(rule, small, large) & (np.asarray(p_small_penalty) >= rule.probability)


def lean(policy: Policy, p_below: np.ndarray) -> np.ndarray:
    """`out`, `in` or `unclear` per supplier; None without a scored trial."""
    with np.errstate(invalid="ignore"):
        leans = np.select(
            [np.isnan(p_below), p_below >= policy.evidence.out_at, p_below <= policy.evidence.in_at],
            ["", "out", "in"],
            default="unclear",
        )
    leans = leans.astype(object)
    leans[leans == ""] = None
    return leans


def _holds(name: str, rule: KnockOut, supplier: dict) -> bool:
    if name == "small_penalty":
        classes = supplier["scored_small"], supplier["scored_large"]
        return bool(penalised(rule, *classes, supplier["p_small_penalty"]))
    k, n = int(supplier[COUNTED[name]]), int(supplier["scored_trials"])
    if any(row.holds(k, n) for row in rule.at_least):
        return True
    if k != 1 or n != 1:
        return False
    chased = rule.alone_chases is not None and (supplier["ignored_chases"] or 0) >= rule.alone_chases
    return bool(chased or (rule.alone_words and supplier["words"]))
