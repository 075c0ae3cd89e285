"""Why a verdict, in sentences with figures, and what would change it."""

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import Any

from trialmetrics import verdict as rules
from trialmetrics import wording
from trialmetrics.language import _, ngettext
from trialmetrics.policy import Policy
from trialmetrics.vocabulary import CRITERIA

# What a trial without a fault, and a bad one, score: only to say how many of them would change a verdict.
GOOD, BAD = 90.0, 30.0
MOST_TRIALS_WORTH_NAMING = 20


def reasons(policy: Policy, supplier: Mapping[str, Any]) -> list[str]:
    """Sentences for one supplier of the ranking: the rule that spoke, the facts behind it, what is left out.

    `supplier`: a row of the ranking with `rule` and the supplier totals, before `reasons` is known.
    """
    return [*_rule(policy, supplier), *_facts(supplier), *_left_out(supplier)]


def would_change(policy: Policy, supplier: Mapping[str, Any], trial_sd: float) -> str:
    """What would change the verdict of this supplier, in one sentence. `trial_sd`: points between trials of one."""
    match supplier["rule"]:
        case rules.KNOCKED_OUT:
            return _without_knock_out(policy, supplier)
        case rules.NOTHING_SCORED:
            return _("Would change it: {trials} that run to their end.").format(
                trials=_trials(policy.evidence.min_trials)
            )
        case rules.ALL_DECLINED:
            return _("Would change it: asking again at real volume.")
        case rules.BELOW:
            return _turned(supplier, trial_sd, GOOD, policy.evidence.out_at)
        case rules.ABOVE:
            return _turned(supplier, trial_sd, BAD, policy.evidence.in_at)
    more = supplier["more_trials"]
    return _("Would settle it: about {trials}.").format(trials=_further(more)) if more else ""


def _rule(policy: Policy, supplier: Mapping[str, Any]) -> Iterator[str]:
    evidence = policy.evidence
    threshold, chance = wording.score(supplier["threshold"]), wording.percent(supplier["p_below"])
    below = _("Below {threshold} with probability {chance}").format(threshold=threshold, chance=chance)
    match supplier["rule"]:
        case rules.KNOCKED_OUT:
            yield from (_knocked(policy, name, supplier) for name in supplier["knock_outs"])
        case rules.NOTHING_SCORED:
            yield _("None of {trials} can be judged yet.").format(trials=_trials(supplier["trials"]))
        case rules.ALL_DECLINED:
            yield _("A civil no to {trials}: ask again at real volume.").format(
                trials=_trials(supplier["scored_trials"])
            )
        case rules.FEW_TRIALS:
            yield _("{trials} of at least {least}: a first impression, not a verdict.").format(
                trials=_trials(supplier["scored_trials"]), least=evidence.min_trials
            )
            yield f"{below}: {_lean(supplier['lean'])}."
        case rules.BELOW:
            yield f"{below}."
        case rules.ABOVE:
            yield _("{below}: good enough as far as {trials} can tell.").format(
                below=below, trials=_trials(supplier["scored_trials"])
            )
        case rules.BETWEEN if supplier["p_below"] >= evidence.out_at:
            yield _(
                "{below}; but with it, more than {share} of those left out on their score would be expected to be so wrongly."
            ).format(below=below, share=wording.percent(evidence.wrong_rejections))
        case rules.BETWEEN:
            yield _("{below}: too close to call.").format(below=below)


def _knocked(policy: Policy, name: str, supplier: Mapping[str, Any]) -> str:
    if name == "small_penalty":
        rule = policy.knock_outs["small_penalty"]
        return _(
            "Small orders score {points} points less than large ones; by more than {limit} with probability {chance}."
        ).format(
            points=wording.score(supplier["small_penalty"]),
            limit=wording.score(rule.points),
            chance=wording.percent(supplier["p_small_penalty"]),
        )
    sentence = {
        "incidents": _("Rude or belittling in {k} of {n} trials."),
        "ignored": _("Ignored {k} of {n} requests."),
        "brushed_off": _("Brushed off {k} of {n} requests."),
        "dropped": _("Never delivered in {k} of {n} trials."),
    }[name]
    return sentence.format(k=supplier[rules.COUNTED[name]], n=supplier["scored_trials"])


def _facts(supplier: Mapping[str, Any]) -> Iterator[str]:
    n, knocked = supplier["scored_trials"], supplier["knock_outs"]
    if supplier["ignored_scored"] and "ignored" not in knocked:
        yield _("Ignored {k} of {n} requests.").format(k=supplier["ignored_scored"], n=n)
    if supplier["incident_trials"] and "incidents" not in knocked:
        yield _("Rude or belittling in {k} of {n} trials.").format(k=supplier["incident_trials"], n=n)
    reply = supplier["median_first_reply_hours"]
    if _known(reply) and n == 1:
        yield _("The first answer came after {hours}.").format(hours=wording.hours(reply))
    elif _known(reply):
        yield _("Half of the answers came within {hours}.").format(hours=wording.hours(reply))
    if _known(supplier["chases_per_trial"]) and supplier["chases_per_trial"] > 0:
        yield _("Chases per trial: {chases}.").format(chases=wording.number(supplier["chases_per_trial"]))
    known = [(supplier[name], name) for name in CRITERIA if _known(supplier[name])]
    if len(known) > 1 and min(known)[0] < max(known)[0]:
        (low, weakest), (high, strongest) = min(known), max(known)
        yield _("Strongest: {best} {high}; weakest: {worst} {low}.").format(
            best=wording.criterion_words(strongest),
            high=wording.score(high),
            worst=wording.criterion_words(weakest),
            low=wording.score(low),
        )


def _left_out(supplier: Mapping[str, Any]) -> Iterator[str]:
    if silent := supplier["incidents_without_words"]:
        yield ngettext(
            "{n} incident has no words in its note and does not knock out; add what was said.",
            "{n} incidents have no words in their notes and do not knock out; add what was said.",
            silent,
        ).format(n=silent)
    for state in ("open", "burnt", "incomplete"):
        if left := supplier[state]:
            yield _("Not judged: {trials} ({state}).").format(
                trials=_trials(left), state=wording.state_words(state)
            )


def _without_knock_out(policy: Policy, supplier: Mapping[str, Any]) -> str:
    n, needed = supplier["scored_trials"], 1
    for name in supplier["knock_outs"]:
        if name == "small_penalty":
            return _("Would change it: further small orders treated like the large ones.")
        k, rule = supplier[rules.COUNTED[name]], policy.knock_outs[name]
        while any(row.holds(k, n + needed) for row in rule.at_least):
            if not all(row.share for row in rule.at_least):
                return _("Nothing would change it under this policy.")
            needed += 1
    return _("Would change it: {trials} without any of that.").format(trials=_further(needed))


def _turned(supplier: Mapping[str, Any], trial_sd: float, score: float, limit: float) -> str:
    mean, variance = supplier["score"], supplier["score_sd"] ** 2
    for more in range(1, MOST_TRIALS_WORTH_NAMING + 1):
        weight = more * variance / (more * variance + trial_sd**2)
        turned = NormalDist(mean + weight * (score - mean), math.sqrt(variance * (1 - weight)) or 1e-9)
        p_below = turned.cdf(supplier["threshold"])
        if p_below < limit if score == GOOD else p_below > limit:
            return _("Would change it: about {trials} scoring {score}.").format(
                trials=_further(more), score=wording.score(score)
            )
    return _("More than {n} further trials would be needed to change it.").format(n=MOST_TRIALS_WORTH_NAMING)


def _lean(lean: str) -> str:
    return {
        "out": _("it leans out"),
        "in": _("it leans in"),
        "unclear": _("nothing can be said yet"),
    }[lean]


def _trials(n: int) -> str:
    return ngettext("{n} trial", "{n} trials", n).format(n=n)


def _further(n: int) -> str:
    return ngettext("{n} further trial", "{n} further trials", n).format(n=n)


def _known(value: Any) -> bool:
    return value is not None and not math.isnan(value)
