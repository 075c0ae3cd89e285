"""How many further trials are expected to settle a candidate, and when no number of them would."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from trialmetrics.analysis import verdict as rules
from trialmetrics.policy import Policy

GOOD, BAD = (
    90.0,
    30.0,
)  # what a trial without a fault, and a bad one, score: only to say how many would change a verdict
MOST = 99  # more than anybody would place


def more_trials(policy: Policy, row: Mapping[str, Any], settled: float) -> int | None:
    """Further trials expected to settle a candidate, 1 to MOST; None where it has its verdict.

    `row`: one of the ranking, with `rule`, `vetoes` and the totals; `settled`: how many the score alone needs, as the
    model has it (NaN: it does not know the candidate).
    """
    limits = policy.evidence
    if row["verdict"] != rules.RETRY:
        return None
    match row["rule"]:
        case rules.NOTHING_SCORED | rules.ALL_DECLINED:
            needed = float(limits.min_trials)
        case rules.THIN_COVERAGE:
            needed = max(_noted(policy, row), _missing(policy, row))
        case rules.FEW_TRIALS:
            needed = max(_missing(policy, row), _known(settled))
        case _ if row["p_below"] <= limits.in_at:
            needed = _freed(policy, row)
        case _ if row["p_below"] >= limits.out_at:
            needed = max(_known(settled), _down_to(row["threshold"], row))
        case _:
            needed = _known(settled)
    return int(min(max(needed, 1), MOST))


def _known(settled: float) -> float:
    return 1.0 if math.isnan(settled) else settled


def _missing(policy: Policy, row: Mapping[str, Any]) -> int:
    return policy.evidence.min_trials - int(row["scored_trials"] - row["scored_declined"])


def _noted(policy: Policy, row: Mapping[str, Any]) -> float:
    """Trials of which everything is noted that bring the mean coverage up to what a verdict needs."""
    needed = policy.evidence.verdict_coverage
    if needed >= 100:
        return MOST
    return math.ceil(row["scored_served"] * (needed - row["served_coverage"]) / (100 - needed))


def _freed(policy: Policy, row: Mapping[str, Any]) -> float:
    """Trials that are fulfilled and score well which lift every veto that trials can lift."""
    needed = float(policy.evidence.min_trials - row["scored_fulfilled"])
    served, served_of, declined = (int(row[name]) for name in ("served", "served_of", "judged_declined"))
    if rules.CAME_TO_NOTHING in row["vetoes"]:
        needed = max(needed, _until_under(policy.vetoes.nothing_share, served_of - served, served_of))
    if rules.DECLINED in row["vetoes"]:
        needed = max(needed, _until_under(policy.vetoes.declined_share, declined, served))
    if rules.PLAIN_MEAN in row["vetoes"]:
        needed = max(needed, _up_to(row["threshold"], row["raw_score"], row["scored_trials"]))
    return needed


def _until_under(share: Fraction, k: int, n: int) -> float:
    """How many more than `n` there must be for `k` of them to be less than this share."""
    return math.floor(k / share) + 1 - n if share else MOST


def _down_to(threshold: float, row: Mapping[str, Any]) -> float:
    """Trials as good as its score after which the plain mean is below the threshold, as a rejection asks for too."""
    if row["score"] >= threshold:
        return MOST
    return math.floor(row["scored_trials"] * (row["raw_score"] - threshold) / (threshold - row["score"])) + 1


def _up_to(threshold: float, mean: float, trials: int) -> float:
    if threshold >= GOOD:
        return MOST
    return math.ceil(trials * (threshold - mean) / (GOOD - threshold))
