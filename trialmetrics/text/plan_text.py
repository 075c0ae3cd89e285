"""A plan in words: what each category may expect, who gets what and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from trialmetrics.analysis import verdict
from trialmetrics.planning.result import Goal, Plan
from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext

GAIN = 0.25  # more new invitations than by turns, at least; tests/planning/test_simulated.py holds it to that
NAMED = 4  # names in a sentence; the others are counted


def goal(goal: Goal) -> str:
    """Where a category stands and what its trials may bring, in one or two sentences."""
    stand = _("{category}: {invited} invited, {wanted} wanted; {undecided} undecided, {close} of them close.").format(
        category=goal.category, invited=goal.invited, wanted=goal.wanted, close=goal.close, undecided=goal.undecided
    )  # fmt: skip
    if goal.enough:
        return stand + " " + _("No further trial is needed for that.")
    if not goal.trials:
        return stand + " " + _("No further trial is likely to bring another invitation.")
    expect = ngettext(
        "After {n} more trial expect {range} of {all} to be invited.",
        "After {n} more trials expect {range} of {all} to be invited.",
        goal.trials,
    )
    return stand + " " + expect.format(n=goal.trials, range=between(goal.low, goal.high), all=goal.candidates)


def between(low: int, high: int) -> str:
    """A range of counts: `2 to 4`, `3`."""
    return f"{low}" if low == high else _("{low} to {high}").format(low=low, high=high)


def notes(plan: Plan) -> list[str]:
    """What a reader has to know beside it, in sentences."""
    sentences = [_("A range is right 8 times in 10, and a later trial may cost an invitation again.")]
    if plan.waiting:
        sentences.append(
            _(
                "Trials with {suppliers} are not concluded; see how they end, or note what is missing, first."
            ).format(suppliers=listed(plan.waiting))
        )
    if at_risk := sorted({name for goal in plan.goals for name in goal.at_risk}):
        sentences.append(
            _("A trial with {suppliers} is not concluded, and may cost the invitation.").format(
                suppliers=listed(at_risk)
            )
        )
    if plan.declined:
        sentences.append(
            _("{suppliers} declined every order politely; try a larger one.").format(
                suppliers=listed(plan.declined)
            )
        )
    if plan.thin:
        sentences.append(
            _(
                "Too little is noted of the trials with {suppliers} for a verdict; note more before you place more."
            ).format(suppliers=listed(plan.thin))
        )
    if len(plan.lines):
        sentences.append(_("Place the trials with one supplier in different weeks and by different people."))
    if plan.cost > 0:
        sentences.append(
            _("These trials cost about {cost}, by the mean order value of past ones.").format(
                cost=number_text.money({plan.currency: plan.cost})
            )
        )
    return sentences


def method(most: int) -> str:
    """How a plan is worked out; `most`: trials with one candidate."""
    return _(
        "For each candidate its next trials are simulated many times, from what is known of it and of the others today, and "
        "the rules of the policy are applied to what they would add. The next trial goes where it raises the chance of an "
        "invitation most, per trial, until as many as you want may be expected in the category. Nobody gets more than "
        "{most} trials in one plan: more would give the test away. A tester whom the supplier does not know comes first. In "
        "simulated worlds the trials brought at least {gain} more new invitations than as many placed with the undecided in "
        "turn, and these were wrong no more often."
    ).format(most=most, gain=number_text.percent(GAIN))


def why(row: Mapping[str, Any]) -> str:
    """Why a candidate gets a further trial, in one sentence. `row`: of the ranking, without a verdict."""
    if row["rule"] == verdict.NOTHING_SCORED:
        return _("It has no scored trial yet.")
    if row["rule"] == verdict.ALL_DECLINED:
        return _("Declined every order politely; try a larger one.")
    if row["rule"] == verdict.THIN_COVERAGE:
        return _("Too little is noted of its trials for a verdict; note more before you place more.")
    if row["rule"] == verdict.FEW_TRIALS:
        return {
            "in": _("The first impression is good."),
            "out": _("The first impression is poor."),
        }.get(row["lean"], _("The first impression says little."))
    if verdict.INCIDENT in row["vetoes"]:
        return _("Somebody has to judge an incident first.")
    if verdict.CAME_TO_NOTHING in row["vetoes"]:
        n = int(row["served_of"])
        return ngettext(
            "One request came to nothing.",
            "Only {k} of {n} requests came to something.",
            n,
        ).format(k=int(row["served"]), n=n)
    if verdict.DECLINED in row["vetoes"]:
        n = int(row["served"])
        return ngettext(
            "It declined the only request that came to something.",
            "It declined {k} of the {n} requests that came to something.",
            n,
        ).format(k=int(row["judged_declined"]), n=n)
    if row["lean"] == "in":
        return _("It scores well, and too few of its orders were delivered to be sure.")
    return _("Its score of {score} is too close to the threshold of {threshold} to call.").format(
        score=number_text.score(row["score"]), threshold=number_text.score(row["threshold"])
    )


def running(number: int) -> str:
    """That trials are not concluded, and what follows."""
    return ngettext(
        "{n} trial is not concluded; see how it ends, or note what is missing, first.",
        "{n} trials are not concluded; see how they end, or note what is missing, first.",
        number,
    ).format(n=number)


def trials(line: Mapping[str, Any]) -> str:
    """The trials of a line of the plan: `2 more trials`."""
    return ngettext("{n} more trial", "{n} more trials", line["trials"]).format(n=line["trials"])


def next_step(line: Mapping[str, Any]) -> str:
    """What to try next with one candidate, from its line of a plan."""
    n, testers = line["trials"], listed(dict.fromkeys(line["testers"]))
    placed = (
        ngettext("Place {n} more small trial, by {testers}.", "Place {n} more small trials, by {testers}.", n)
        if testers
        else ngettext("Place {n} more small trial.", "Place {n} more small trials.", n)
    ).format(n=n, testers=testers)
    chance = _("The chance of an invitation then is {chance}.").format(chance=number_text.chance(line["chance"]))
    return f"{line['why']} {placed} {chance}"


def listed(names: Iterable[str]) -> str:
    """Names as a reader lists them, the end left off where there are many; empty where there are none."""
    every = list(names)
    if len(every) > NAMED + 1:
        return _("{names} and {n} others").format(names=", ".join(every[:NAMED]), n=len(every) - NAMED)
    if len(every) > 1:
        return _("{names} and {last}").format(names=", ".join(every[:-1]), last=every[-1])
    return every[0] if every else ""
