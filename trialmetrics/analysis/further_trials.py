"""How many further trials an undecided candidate is expected to need for a verdict."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from trialmetrics.analysis import verdict as rules
from trialmetrics.policy import Policy

# Assumed scores of a faultless and of a bad trial, used only to say how many trials would change a verdict.
GOOD_SCORE, BAD_SCORE = 90.0, 30.0
MAX_TRIALS = 99  # reported where no realistic number is enough


def more_trials(policy: Policy, row: Mapping[str, Any], score_needs: float) -> int | None:
    """Further trials that a candidate is expected to need for a verdict, 1 to MAX_TRIALS; None where it has one.

    `row`: the candidate's row of the ranking, with `rule`, `vetoes` and the totals; `score_needs`: how many the score alone
    needs, from the model (NaN: the model does not include the candidate).
    """
    limits = policy.evidence
    if row["verdict"] != rules.RETRY:
        return None
    match row["rule"]:
        case rules.NOTHING_SCORED | rules.ALL_DECLINED:
            needed = float(limits.min_trials)
        case rules.THIN_COVERAGE:
            needed = max(_to_enough_coverage(policy, row), _to_min_trials(policy, row))
        case rules.FEW_TRIALS:
            needed = max(_to_min_trials(policy, row), _score_alone(score_needs))
        case _ if row["p_below"] <= limits.in_at:
            needed = _to_lift_vetoes(policy, row)
        case _ if row["p_below"] >= limits.out_at:
            needed = max(_score_alone(score_needs), _to_lower_mean(row["threshold"], row))
        case _:
            needed = _score_alone(score_needs)
    return int(min(max(needed, 1), MAX_TRIALS))


def _score_alone(settled: float) -> float:
    return 1.0 if math.isnan(settled) else settled


def _to_min_trials(policy: Policy, row: Mapping[str, Any]) -> int:
    return policy.evidence.min_trials - int(row["scored_trials"] - row["scored_declined"])


def _to_enough_coverage(policy: Policy, row: Mapping[str, Any]) -> float:
    """Fully noted trials that raise the mean coverage to what a verdict needs."""
    needed = policy.evidence.verdict_coverage
    if needed >= 100:
        return MAX_TRIALS
    return math.ceil(row["scored_served"] * (needed - row["served_coverage"]) / (100 - needed))


def _to_lift_vetoes(policy: Policy, row: Mapping[str, Any]) -> float:
    """Fulfilled, well-scoring trials that lift every veto that trials can lift."""
    needed = float(policy.evidence.min_trials - row["scored_fulfilled"])
    served, served_of, declined = (int(row[name]) for name in ("served", "served_of", "judged_declined"))
    if rules.CAME_TO_NOTHING in row["vetoes"]:
        needed = max(needed, _to_dilute(policy.vetoes.nothing_share, served_of - served, served_of))
    if rules.DECLINED in row["vetoes"]:
        needed = max(needed, _to_dilute(policy.vetoes.declined_share, declined, served))
    if rules.PLAIN_MEAN in row["vetoes"]:
        needed = max(needed, _to_raise_mean(row["threshold"], row["raw_score"], row["scored_trials"]))
    return needed


def _to_dilute(share: Fraction, k: int, n: int) -> float:
    """How many to add to `n` until `k` is less than this share of them."""
    return math.floor(k / share) + 1 - n if share else MAX_TRIALS


def _to_lower_mean(threshold: float, row: Mapping[str, Any]) -> float:
    """Trials scoring as the model expects until the plain mean is below the threshold, which a rejection also requires."""
    if row["score"] >= threshold:
        return MAX_TRIALS
    return math.floor(row["scored_trials"] * (row["raw_score"] - threshold) / (threshold - row["score"])) + 1


def _to_raise_mean(threshold: float, mean: float, trials: int) -> float:
    if threshold >= GOOD_SCORE:
        return MAX_TRIALS
    return math.ceil(trials * (threshold - mean) / (GOOD_SCORE - threshold))
