"""Turns reasons into sentences: one template per code, filled with the formatted figures of the reason."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from trialmetrics.text import date_text, number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed
from trialmetrics.vocabulary import CRITERIA

FEW_CRITERIA = 2  # up to this many criteria are named, whether they are those present or those missing


def text(reason: Mapping[str, Any]) -> str:
    """The sentence of a reason, in the current language."""
    return _TEMPLATES[reason["code"]](number(reason)).format(
        **parts(reason), counts=", ".join(counts(reason))
    )


def number(reason: Mapping[str, Any]) -> int:
    """The number that chooses the form of a reason's template (one, few or many); 1 for a reason without any."""
    return next((_NUMBERS[name](reason[name]) for name in _NUMBERS if reason.get(name) is not None), 1)


def parts(reason: Mapping[str, Any]) -> dict[str, str]:
    """The figures of a reason, formatted for its template."""
    formatted = {
        name: _TIMES[name](value, reason["day_hours"], date_only=reason["date_only"])
        if name in _TIMES
        else _PARTS.get(name, str)(value)
        for name, value in reason.items()
    }
    if "p_below" in reason:
        formatted["p_above"] = number_text.chance(1 - reason["p_below"])
    return formatted


def counts(numbers: Mapping[str, Any]) -> list[str]:
    """The number of trials per state, where not zero: "2 ignored"."""
    words = {
        "fulfilled": _("{n} fulfilled"),
        "declined": _("{n} declined politely"),
        "ignored": _("{n} ignored"),
        "brushed_off": _("{n} brushed off"),
        "dropped": _("{n} never delivered"),
        "stopped": _("{n} stopped"),
        "open": _("{n} not concluded"),
        "burnt": _("{n} discovered as a test"),
        "void": ngettext("{n} does not count", "{n} do not count", numbers.get("void") or 0),
        "incomplete": _("{n} without a request"),
    }
    return [words[state].format(n=numbers[state]) for state in words if numbers.get(state)]


def _criteria(criteria: list[str]) -> str:
    # Both of these are observed from orders and deliveries alone.
    if set(criteria) <= {"care", "outcome"}:
        return _("delivery")
    missing = [name for name in CRITERIA if name not in criteria]
    if not missing:
        return _("every criterion, though not in every trial")
    if len(missing) <= FEW_CRITERIA:
        return _("all criteria but {missing}").format(missing=_criterion_names(missing))
    return _criterion_names(criteria)


def _criterion_names(criteria: list[str]) -> str:
    return listed([_criterion(name) for name in criteria])


def _criterion(name: str) -> str:
    # Within a sentence this criterion reads as an activity.
    return _("going out of its way") if name == "devotion" else terms.criterion_words(name)


def _kinds(kinds: list[str]) -> str:
    words = {
        "promises": _("when it promised to deliver"),
        "replies": _("when it replied"),
        "deliveries": _("whether it delivered"),
        "ratings": _("how it treated you"),
        "chases": _("how often you chased it"),
    }
    return listed((words[kind] for kind in kinds), "or")


def _waits(waits: list[float | None], day_hours: float, *, date_only: list[bool]) -> str:
    return ", ".join(
        date_text.wait(math.inf if hours is None else hours, day_hours, date_only=in_days)
        for hours, in_days in zip(waits, date_only, strict=True)
    )


def _words(words: str) -> str:
    """A quote without its own quotation marks."""
    return words.strip().strip('"“”„').strip()


def _day(day: str) -> str:
    return str(date_text.localized_moment(day))


# Figure -> the number that chooses the template's form (one, few or many); the first that the reason has is used.
_NUMBERS: dict[str, Callable[[Any], int]] = {
    "trials": int,
    "rows": int,
    "criteria": len,
    "kinds": len,
    "waits": len,
    "chases": int,
    "penalty": round,
    "n": int,
}
# Figure -> its formatting; other figures are used as they are.
_PARTS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("p_below", "probability"), number_text.chance),
    **dict.fromkeys(
        ("threshold", "raw_score", "penalty", "points", "coverage", "needed", "before", "after", "score", "highest", "lowest"),
        number_text.score,
    ),
    **dict.fromkeys(("strongest", "weakest"), _criterion),
    **dict.fromkeys(("on", "first", "last"), _day),
    "categories": listed,
    "criteria": _criteria,
    "kinds": _kinds,
    "months": date_text.months,
    "per_trial": number_text.number,
    "words": _words,
}  # fmt: skip
# Figures in service hours, whose formatting also needs the hours of a service day.
_TIMES: dict[str, Callable[..., str]] = {"hours": date_text.within, "waits": _waits}

# Each takes the number of `_NUMBERS`. "k of n" counts only the requests in which it could be observed: with 1 of 1 the candidate
# may have had other requests, so no template says "its only one".
_TEMPLATES: dict[str, Callable[[int], str]] = {
    "knocked_out_ignored": lambda n: ngettext("Ignored one request.", "Ignored {k} of {n} requests.", n),
    "knocked_out_brushed_off": lambda n: ngettext(
        "Brushed off one request.", "Brushed off {k} of {n} requests.", n
    ),
    "knocked_out_dropped": lambda n: ngettext(
        "One order was never delivered in full.", "Never delivered {k} of {n} orders in full.", n
    ),
    "knocked_out_incidents": lambda n: ngettext(
        "Rude or belittling in one trial, in words that were noted.",
        "Rude or belittling in {k} of {n} trials, in words that were noted.",
        n,
    ),
    "knocked_out_ignored_alone": lambda n: ngettext(
        "One request was never answered, although you chased it; no other judged trial came to anything.",
        "One request was never answered, although you chased it {chases} times or more; no other judged trial came to anything.",
        n,
    ),
    "knocked_out_brushed_off_alone": lambda _n: _(
        "One request was brushed off, in words that were noted; no other judged trial came to anything."
    ),
    "knocked_out_small_penalty": lambda n: ngettext(
        "Small orders score {penalty} point less than large ones; by more than {points} with probability {probability}.",
        "Small orders score {penalty} points less than large ones; by more than {points} with probability {probability}.",
        n,
    ),
    "nothing_scored": lambda n: _("Neither of these 2 trials can be judged yet.") if n == 2
    else ngettext(
        "This trial cannot be judged yet.", "None of these {trials} trials can be judged yet.", n
    ),
    "all_declined": lambda n: _("Declined both orders politely; try a larger one.") if n == 2
    else ngettext(
        "Declined the order politely; try a larger one.", "Declined all {trials} orders politely; try a larger one.", n
    ),
    "thin_coverage": lambda n: _(
        "Judged on {criteria} alone ({coverage} of 100 points); a verdict on the whole service needs {needed}."
    ) if n <= FEW_CRITERIA
    else _("Judged on {criteria} ({coverage} of 100 points); a verdict on the whole service needs {needed}."),
    "few_trials": lambda n: ngettext(
        "{trials} scored trial, and a verdict needs {least}: this is a first impression.",
        "{trials} scored trials, and a verdict needs {least}: this is a first impression.",
        n,
    ),
    "few_trials_declined": lambda n: ngettext(
        "{trials} scored trial beside the orders it declined politely, and a verdict needs {least}: this is a first impression.",
        "{trials} scored trials beside the orders it declined politely, and a verdict needs {least}: this is a first impression.",
        n,
    ),
    "leans_out": lambda _n: _("Below {threshold} with probability {p_below}."),
    "leans_in": lambda _n: _("Above {threshold} with probability {p_above}."),
    "leans_unclear": lambda _n: _("Below {threshold} with probability {p_below}: unclear so far."),
    "below": lambda n: ngettext(
        "Below {threshold} with probability {p_below}: its {trials} trial scores {raw_score}, and what is known of its "
        "category counts as well.",
        "Below {threshold} with probability {p_below}: its {trials} trials score {raw_score} on average, and what is known "
        "of its category counts as well.",
        n,
    ),
    "above": lambda n: ngettext(
        "Above {threshold} with probability {p_above}: its {trials} trial scores {raw_score}.",
        "Above {threshold} with probability {p_above}: its {trials} trials score {raw_score} on average.",
        n,
    ),
    "mean_not_below": lambda n: ngettext(
        "Below {threshold} with probability {p_below}, but its own {trials} trial scores {raw_score}: nothing that it "
        "did is reason enough to leave it out.",
        "Below {threshold} with probability {p_below}, but its own {trials} trials score {raw_score} on average: nothing "
        "that it did is reason enough to leave it out.",
        n,
    ),
    "not_yet_invited": lambda _n: _("Above {threshold} with probability {p_above}, but not invited yet."),
    "too_close": lambda _n: _("Below {threshold} with probability {p_below}: too close to call."),
    "veto_came_to_nothing": lambda n: ngettext(
        "One request came to nothing.", "{k} of {n} requests came to nothing.", n
    ),
    "veto_declined": lambda n: ngettext(
        "Declined the only request that came to something.",
        "Declined {k} of the {n} requests that came to something.",
        n,
    ),
    "veto_plain_mean": lambda n: ngettext(
        "Its {trials} trial scores {raw_score}, below {threshold}.",
        "Its {trials} trials score {raw_score} on average, below {threshold}.",
        n,
    ),
    "few_fulfilled": lambda n: ngettext(
        "Fulfilled {trials} judged order; an invitation needs {least}.",
        "Fulfilled {trials} judged orders; an invitation needs {least}.",
        n,
    ),
    "incident": lambda n: ngettext(
        "Rude or belittling in {trials} trial, in words that were noted: a person decides what that means.",
        "Rude or belittling in {trials} trials, in words that were noted: a person decides what that means.",
        n,
    ),
    "incident_without_words": lambda n: ngettext(
        "{trials} trial has an incident without the words that were used, which decides nothing; add what was said.",
        "{trials} trials have an incident without the words that were used, which decides nothing; add what was said.",
        n,
    ),
    "quote": lambda _n: _("“{words}” (noted by {tester}, {on})."),
    "quote_anonymous": lambda _n: _("“{words}” (noted {on})."),
    "served": lambda _n: _("Served {k} of {n}: {counts}."),
    "served_and_stopped": lambda _n: _("Served {k} of {n}: {counts}. {aside} stopped, in neither figure."),
    "stopped": lambda _n: _("Nothing shows yet how it serves: {counts}, before anything was due or with no delivery noted."),
    "large_only": lambda _n: _("The filter shows large orders only; nobody is invited on those alone."),
    "judged_on_large": lambda n: ngettext(
        "Judged on {trials} large order, as no small one has ended.",
        "Judged on {trials} large orders, as no small one has ended.",
        n,
    ),
    "rests_on": lambda n: _("Judged on {criteria} alone ({coverage} of 100 points).") if n <= FEW_CRITERIA
    else _("Judged on {criteria} ({coverage} of 100 points)."),
    "gaps": lambda n: ngettext(
        "{rows} row or value of its log was set aside or contradicts another: nothing is concluded from silence there.",
        "{rows} rows or values of its log were set aside or contradict others: nothing is concluded from silence there.",
        n,
    ),
    "not_scored": lambda n: ngettext(
        "{trials} trial ended and has no score: criteria worth less than {needed} of 100 points were noted.",
        "{trials} trials ended and have no score: criteria worth less than {needed} of 100 points were noted.",
        n,
    ),
    "not_noted": lambda n: ngettext(
        "The log does not say {kinds}; add a column for it.",
        "The log does not say {kinds}; a column for one of these is enough.",
        n,
    ),
    "one_round": lambda n: _("Both judged trials are of one round, {round}; another round may turn out differently.") if n == 2
    else _("All {trials} judged trials are of one round, {round}; another round may turn out differently."),
    "one_day": lambda n: _("Both judged trials began on {first}; another day may turn out differently.") if n == 2
    else _("All {trials} judged trials began on {first}; another day may turn out differently."),
    "one_week": lambda n: _("Both judged trials began within one week, {first} to {last}; another week may turn out differently.")
    if n == 2
    else _("All {trials} judged trials began within one week, {first} to {last}; another week may turn out differently."),
    "got_worse": lambda _n: _(
        "Got worse in {round}: {after} on average, {before} before (with probability {probability})."
    ),
    "got_better": lambda _n: _(
        "Got better in {round}: {after} on average, {before} before (with probability {probability})."
    ),
    "replies": lambda n: ngettext("First reply: {waits}.", "First replies: {waits}.", n),
    "median_reply": lambda _n: _("Half of its {trials} requests had a first reply within {hours}."),
    "mostly_silent": lambda _n: _("Fewer than half of its {trials} requests had a reply; {never} had none."),
    "chases": lambda _n: _("Chases per trial: {per_trial}."),
    "extremes": lambda _n: _("Strongest: {strongest} {highest}; weakest: {weakest} {lowest}."),
    "not_judged": lambda _n: _("Not judged: {counts}."),
    "too_long_ago": lambda n: ngettext(
        "{trials} trial is older than {months}: it is shown and not judged.",
        "{trials} trials are older than {months}: they are shown and not judged.",
        n,
    ),
    "large_compared": lambda n: ngettext(
        "{trials} large order counts only in the comparison of small with large ones.",
        "{trials} large orders count only in the comparison of small with large ones.",
        n,
    ),
    "elsewhere": lambda _n: _("Also tried in {categories}, which does not count here."),
    "would_reopen": lambda n: ngettext(
        "One more trial in which none of this happens would reopen the verdict.",
        "{trials} more trials in which none of this happens would reopen the verdict.",
        n,
    ),
    "might_reopen": lambda n: ngettext(
        "About {trials} further trial that scores {score}, with none of this in it, might reopen the verdict.",
        "About {trials} further trials that score {score}, with none of this in them, might reopen the verdict.",
        n,
    ),
    "would_reopen_penalty": lambda n: ngettext(
        "One more trial in which none of this happens, and small orders served like the large ones, would reopen the verdict.",
        "{trials} more trials in which none of this happens, and small orders served like the large ones, would reopen the "
        "verdict.",
        n,
    ),
    "would_take_more": lambda n: ngettext(
        "It would take more than {trials} further trial to change the verdict.",
        "It would take more than {trials} further trials to change the verdict.",
        n,
    ),
    "would_change_penalty": lambda _n: _("Small orders served like the large ones would reopen the verdict."),
    "would_change_scored": lambda n: ngettext(
        "One trial that runs to its end, with enough noted of it, would allow a verdict.",
        "{trials} trials that run to their end, with enough noted of them, would allow a verdict.",
        n,
    ),
    "would_change_larger": lambda _n: _("A larger order would show how it serves."),
    "would_change_noted": lambda n: ngettext(
        "One trial of which everything is noted would allow a verdict.",
        "{trials} trials of which everything is noted would allow a verdict.",
        n,
    ),
    "would_change_scoring": lambda n: ngettext(
        "About {trials} further trial that scores {score} would change the verdict.",
        "About {trials} further trials that score {score} would change the verdict.",
        n,
    ),
    "would_change_small": lambda _n: _("Its small orders decide about an invitation."),
    "would_change_person": lambda _n: _("Read what was said, and decide yourself."),
    "would_change_served": lambda n: ngettext(
        "{trials} further order that it fulfils well would allow an invitation.",
        "{trials} further orders that it fulfils well would allow an invitation.",
        n,
    ),
    "other_tester": lambda _n: _("Only a trial by another tester can tell whether the supplier is poor or the tester strict."),
    "on_the_line": lambda n: ngettext(
        "On the line: it would take more than {trials} further trial to settle it; decide yourself.",
        "On the line: it would take more than {trials} further trials to settle it; decide yourself.",
        n,
    ),
    "would_allow": lambda n: ngettext(
        "{trials} further trial would allow a verdict, but it may well be too close to call.",
        "{trials} further trials would allow a verdict, but it may well be too close to call.",
        n,
    ),
    "would_settle": lambda n: ngettext(
        "About {trials} further trial would settle it.", "About {trials} further trials would settle it.", n
    ),
}  # fmt: skip

CODES = tuple(_TEMPLATES)
