"""The reasons for a verdict, and what would change it, as codes with figures; `text.reason_text` turns them into sentences."""

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import Any

from trialmetrics.analysis import verdict as rules
from trialmetrics.analysis.further_trials import BAD_SCORE, GOOD_SCORE
from trialmetrics.policy import KnockOut, Policy
from trialmetrics.vocabulary import CRITERIA

Reason = dict[str, Any]

MAX_TRIALS_NAMED = 20
QUOTES = ("quote", "quote_anonymous")  # codes of reasons that are somebody's words
WHOLE = 0.999  # a share of 1, allowing for rounding


def reasons(policy: Policy, row: Mapping[str, Any]) -> list[Reason]:
    """The reasons for one candidate's verdict: the deciding rule, vetoes, quotes, what it is based on, and facts.

    `row`: the candidate's row of the ranking, before `reasons` is added. Each reason has a `code` and its figures: plain
    numbers, texts, lists and None.
    """
    return [
        *_rule(policy, row),
        *_held_back(policy, row),
        *_quotes(row),
        *_served(row),
        *_basis(policy, row),
        *_facts(policy, row),
        *_not_judged(policy, row),
    ]


def would_change(policy: Policy, row: Mapping[str, Any]) -> Reason:
    """What would change the verdict of this candidate, in the form of a reason."""
    rule, more = row["rule"], row["more_trials"]
    match rule:
        case rules.KNOCKED_OUT:
            return _without_knock_out(policy, row)
        case rules.NOTHING_SCORED:
            return {"code": "would_change_scored", "trials": more}
        case rules.ALL_DECLINED:
            return {"code": "would_change_larger"}
        case rules.THIN_COVERAGE:
            return {"code": "would_change_noted", "trials": more}
        case rules.BELOW | rules.ABOVE:
            return _to_turn_score(policy, row)
    if rule == rules.BETWEEN and row["p_below"] <= policy.evidence.in_at:
        if row["large_only"]:
            return {"code": "would_change_small"}
        if row["vetoes"] == [rules.INCIDENT] and row["scored_fulfilled"] >= policy.evidence.min_trials:
            return {"code": "would_change_person"}
        return {"code": "would_change_served", "trials": more}
    if rule == rules.BETWEEN and row["only_other_tester"]:
        return {"code": "other_tester"}
    if more > policy.evidence.most_further and rule == rules.FEW_TRIALS:
        missing = policy.evidence.min_trials - int(row["scored_trials"] - row["scored_declined"])
        return {"code": "would_allow", "trials": missing}
    if more > policy.evidence.most_further:
        return {"code": "on_the_line", "trials": policy.evidence.most_further}
    return {"code": "would_settle", "trials": more}


def _rule(policy: Policy, row: Mapping[str, Any]) -> Iterator[Reason]:
    limits = policy.evidence
    chance = {"p_below": row["p_below"], "threshold": row["threshold"]}
    own = {"raw_score": row["raw_score"], "trials": int(row["scored_trials"])}
    match row["rule"]:
        case rules.KNOCKED_OUT:
            yield from (_knocked_out(policy.knock_outs[name], name, row) for name in row["knock_outs"])
        case rules.NOTHING_SCORED:
            yield {"code": "nothing_scored", "trials": int(row["trials"])}
        case rules.ALL_DECLINED:
            yield {"code": "all_declined", "trials": int(row["ended_trials"])}
        case rules.THIN_COVERAGE:
            yield {
                "code": "thin_coverage", "criteria": _criteria(row), "coverage": row["served_coverage"],
                "needed": limits.verdict_coverage,
            }  # fmt: skip
        case rules.FEW_TRIALS:
            trials = int(row["scored_trials"] - row["scored_declined"])
            code = "few_trials_declined" if row["scored_declined"] else "few_trials"
            yield {"code": code, "trials": trials, "least": limits.min_trials}
            yield {"code": f"leans_{row['lean']}", **chance}
        case rules.BELOW:
            yield {"code": "below", **chance, **own}
        case rules.ABOVE:
            yield {"code": "above", **chance, **own}
        case _ if row["p_below"] >= limits.out_at:
            yield {"code": "mean_not_below", **chance, **own}
        case _ if row["p_below"] <= limits.in_at:
            yield {"code": "not_yet_invited", **chance}
        case _:
            yield {"code": "too_close", **chance}


def _knocked_out(rule: KnockOut, name: str, row: Mapping[str, Any]) -> Reason:
    if name == rules.SMALL_PENALTY:
        return {
            "code": "knocked_out_small_penalty", "penalty": row["small_penalty"], "points": rule.points,
            "probability": row["p_small_penalty"],
        }  # fmt: skip
    counts = row["knock_out_counts"][name]
    if counts["alone"]:
        return {"code": f"knocked_out_{name}_alone", "chases": rule.alone_chases}
    return {
        "code": f"knocked_out_{name}", "k": counts["k"], "n": counts["n"], "limit": float(rule.limit or 0),
        "probability": rule.probability,
    }  # fmt: skip


def _held_back(policy: Policy, row: Mapping[str, Any]) -> Iterator[Reason]:
    """Why a good score is not an invitation; also incidents, which a person must judge whatever the score."""
    if row["rule"] == rules.BETWEEN and row["p_below"] <= policy.evidence.in_at:
        if rules.CAME_TO_NOTHING in row["vetoes"]:
            nothing = int(row["served_of"] - row["served"])
            yield {"code": "veto_came_to_nothing", "k": nothing, "n": int(row["served_of"])}
        if rules.DECLINED in row["vetoes"]:
            yield {"code": "veto_declined", "k": int(row["judged_declined"]), "n": int(row["served"])}
        if rules.PLAIN_MEAN in row["vetoes"]:
            yield {
                "code": "veto_plain_mean", "raw_score": row["raw_score"], "threshold": row["threshold"],
                "trials": int(row["scored_trials"]),
            }  # fmt: skip
        if (fulfilled := int(row["scored_fulfilled"])) < policy.evidence.min_trials:
            yield {"code": "few_fulfilled", "trials": fulfilled, "least": policy.evidence.min_trials}
    if row["incident_trials"] and "incidents" not in row["knock_outs"]:
        yield {"code": "incident", "trials": int(row["incident_trials"])}
    if row["incidents_without_words"]:
        yield {"code": "incident_without_words", "trials": int(row["incidents_without_words"])}


def _quotes(row: Mapping[str, Any]) -> Iterator[Reason]:
    for quote in row["quotes"]:
        yield {"code": QUOTES[0] if quote["tester"] else QUOTES[1], **quote}


def _served(row: Mapping[str, Any]) -> Iterator[Reason]:
    states = ("fulfilled", "declined", "ignored", "brushed_off", "dropped", "stopped")
    counts = {state: int(row[f"judged_{state}"]) for state in states if row[f"judged_{state}"]}
    if row["served_of"]:
        # Stopped trials count neither as served nor in `served_of`.
        stopped = counts.pop("stopped", 0)
        served = {"k": int(row["served"]), "n": int(row["served_of"]), **counts}
        yield (
            {"code": "served_and_stopped", **served, "aside": stopped}
            if stopped
            else {"code": "served", **served}
        )
    elif counts:
        yield {"code": "stopped", **counts}


def _basis(policy: Policy, row: Mapping[str, Any]) -> Iterator[Reason]:
    """What the verdict is based on, and what information is missing."""
    if row["large_only"]:
        yield {"code": "large_only"}
    elif row["judged_on"] == "large":
        yield {"code": "judged_on_large", "trials": int(row["ended_trials"])}
    criteria = _criteria(row)
    everything = all(_known(share) and share >= WHOLE for share in row["rests_on"].values())
    if criteria and not everything and row["rule"] != rules.THIN_COVERAGE:
        yield {"code": "rests_on", "criteria": criteria, "coverage": row["coverage"]}
    if row["gaps"]:
        yield {"code": "gaps", "rows": int(row["gaps"])}
    unscored = int(row["ended_trials"] - row["scored_trials"])
    if unscored > 0:
        yield {"code": "not_scored", "trials": unscored, "needed": policy.scoring.min_coverage}
    if row["not_noted"] and (unscored > 0 or row["rule"] == rules.THIN_COVERAGE):
        yield {"code": "not_noted", "kinds": list(row["not_noted"])}
    if together := row["together"]:
        yield {"code": f"one_{together['of']}", **{name: together[name] for name in together if name != "of"}}
    if change := row["round_change"]:
        yield {"code": "got_better" if change["after"] > change["before"] else "got_worse", **change}


def _facts(policy: Policy, row: Mapping[str, Any]) -> Iterator[Reason]:
    waits, day_hours = row["replies"], policy.clock.day_hours
    if waits:
        yield {
            "code": "replies", "waits": [None if math.isinf(wait) else wait for wait in waits], "day_hours": day_hours,
            "date_only": list(row["replies_in_days"]),
        }  # fmt: skip
    elif (trials := int(row["waited_trials"])) and _known(half := row["half_reply_hours"]):
        yield {
            "code": "median_reply", "hours": half, "trials": trials, "day_hours": day_hours,
            "date_only": bool(row["reply_in_days"]),
        }  # fmt: skip
    elif trials:
        yield {"code": "mostly_silent", "never": int(row["never_replied"]), "trials": trials}
    if _known(row["chases_per_trial"]) and row["chases_per_trial"] > 0:
        yield {"code": "chases", "per_trial": row["chases_per_trial"]}
    known = [(row[name], name) for name in CRITERIA if _known(row[name])]
    if len(known) > 1 and min(known)[0] < max(known)[0]:
        (low, weakest), (high, strongest) = min(known), max(known)
        yield {
            "code": "extremes", "strongest": strongest, "highest": high, "weakest": weakest, "lowest": low,
        }  # fmt: skip


def _not_judged(policy: Policy, row: Mapping[str, Any]) -> Iterator[Reason]:
    """Trials that are shown but not judged."""
    states = ("open", "burnt", "void", "incomplete")
    if left := {state: int(row[state]) for state in states if row[state]}:
        yield {"code": "not_judged", **left}
    if row["unjudged_small"]:
        yield {
            "code": "too_long_ago", "trials": int(row["unjudged_small"]), "months": policy.windows.judged_months,
        }  # fmt: skip
    if row["unjudged_large"]:
        yield {"code": "large_compared", "trials": int(row["unjudged_large"])}
    if row["elsewhere"]:
        yield {"code": "elsewhere", "categories": list(row["elsewhere"])}


def _without_knock_out(policy: Policy, row: Mapping[str, Any]) -> Reason:
    above = _to_be_above(policy, row)
    if row["knock_outs"] == [rules.SMALL_PENALTY] and not above:
        return {"code": "would_change_penalty"}
    needed = max(_to_lift_knock_outs(policy, row), above)
    if needed > MAX_TRIALS_NAMED:
        return {"code": "would_take_more", "trials": MAX_TRIALS_NAMED}
    if above:
        return {"code": "might_reopen", "trials": needed, "score": GOOD_SCORE}
    penalised = rules.SMALL_PENALTY in row["knock_outs"]
    return {"code": "would_reopen_penalty" if penalised else "would_reopen", "trials": needed}


def _to_lift_knock_outs(policy: Policy, row: Mapping[str, Any]) -> int:
    """Trials without any of it that lift every knock-out by counts; more than MAX_TRIALS_NAMED where no number does."""
    needed = 1
    for name in row["knock_outs"]:
        if name == rules.SMALL_PENALTY:
            continue
        counts, least = row["knock_out_counts"][name], policy.knock_outs[name].needed()
        if counts["alone"]:
            continue  # one trial that comes to something lifts a knock-out that rests on a single trial
        while counts["n"] + needed <= len(least) and counts["k"] >= least[counts["n"] + needed - 1]:
            needed += 1
        if counts["n"] + needed > len(least):
            return MAX_TRIALS_NAMED + 1
    return needed


def _to_be_above(policy: Policy, row: Mapping[str, Any]) -> int:
    """Trials that score well until its score alone would no longer leave it out; 0 where it does not."""
    is_below = row["p_below"] >= policy.evidence.out_at and row["raw_score"] < row["threshold"]
    return _to_turn(policy, row, rejected=True) if is_below else 0


def _to_turn_score(policy: Policy, row: Mapping[str, Any]) -> Reason:
    """How many trials that score well, or badly, would reverse a verdict on the score."""
    rejected = row["rule"] == rules.BELOW
    needed = _to_turn(policy, row, rejected=rejected)
    if needed > MAX_TRIALS_NAMED:
        return {"code": "would_take_more", "trials": MAX_TRIALS_NAMED}
    score = GOOD_SCORE if rejected else BAD_SCORE
    return {"code": "would_change_scoring", "trials": needed, "score": score}


def _to_turn(policy: Policy, row: Mapping[str, Any], *, rejected: bool) -> int:
    """How many such trials; MAX_TRIALS_NAMED + 1 for more than those.

    Uses a normal approximation of the posterior with the model's noise, and the plain mean, which both verdicts also require.
    """
    limits, threshold = policy.evidence, row["threshold"]
    score, limit = (GOOD_SCORE, limits.out_at) if rejected else (BAD_SCORE, limits.in_at)
    mean, variance, noise = row["score"], row["score_sd"] ** 2, row["trial_noise"] ** 2
    for more in range(1, MAX_TRIALS_NAMED + 1):
        weight = more * variance / (more * variance + noise)
        turned = NormalDist(mean + weight * (score - mean), math.sqrt(variance * (1 - weight)) or 1e-9)
        p_below = turned.cdf(threshold)
        plain = (row["raw_score"] * row["scored_trials"] + score * more) / (row["scored_trials"] + more)
        if (p_below < limit or plain >= threshold) if rejected else (p_below > limit or plain < threshold):
            return more
    return MAX_TRIALS_NAMED + 1


def _criteria(row: Mapping[str, Any]) -> list[str]:
    """The criteria for which some scored trial has a value."""
    return [name for name in CRITERIA if _known(row["rests_on"][name]) and row["rests_on"][name] > 0]


def _known(value: Any) -> bool:
    return value is not None and not math.isnan(value)
