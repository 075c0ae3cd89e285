"""Texts of a plan: what to expect in each category, who gets which trials and why."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from trialmetrics.planning.result import Goal, Plan
from trialmetrics.text import number_text, reason_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

GAIN = 0.25  # share of extra invitations over taking turns, at least; checked by tests/planning/test_simulated.py
NAMED = 4  # names in a sentence; the others are counted


def goal(goal: Goal) -> str:
    """The state of a category and what its trials may bring, in one or two sentences."""
    stand = _("{category}: {invited} invited, {wanted} wanted.").format(
        category=goal.category, invited=goal.invited, wanted=goal.wanted
    )
    if goal.undecided:
        stand += " " + _undecided(goal)
    if goal.enough and not goal.trials:
        return stand + " " + _("No further trial is needed for that.")
    if not goal.trials:
        return stand + " " + _("No further trial is likely to bring another invitation.")
    expect = ngettext(
        "After {n} more trial expect {range} of {all} to be invited.",
        "After {n} more trials expect {range} of {all} to be invited.",
        goal.trials,
    )
    return stand + " " + expect.format(n=goal.trials, range=between(goal.low, goal.high), all=goal.candidates)


def _undecided(goal: Goal) -> str:
    if goal.close:
        sentence = ngettext(
            "{n} is undecided, with a good chance.",
            "{n} are undecided, {close} of them with a good chance.",
            goal.undecided,
        )
    else:
        sentence = ngettext(
            "{n} is undecided, without a good chance.",
            "{n} are undecided, none of them with a good chance.",
            goal.undecided,
        )
    return sentence.format(n=goal.undecided, close=goal.close)


def between(low: int, high: int) -> str:
    """A range of counts: `2 to 4`, `3`."""
    return f"{low}" if low == high else _("{low} to {high}").format(low=low, high=high)


def notes(plan: Plan) -> list[str]:
    """Caveats and remarks on a plan, a sentence each."""
    sentences = []
    if plan.waiting:
        sentences.append(
            _(
                "Trials with {suppliers} are not concluded: see how they end, or note what is missing, before you place more."
            ).format(suppliers=name_list(plan.waiting))
        )
    if at_risk := sorted({name for goal in plan.goals for name in goal.at_risk}):
        sentences.append(
            _("A trial with {suppliers} is not concluded, and may cost the invitation.").format(
                suppliers=name_list(at_risk)
            )
        )
    if plan.declined:
        sentences.append(
            _("{suppliers} declined every order politely; try a larger one.").format(
                suppliers=name_list(plan.declined)
            )
        )
    if plan.thin:
        sentences.append(
            _(
                "Too little is noted of the trials with {suppliers} for a verdict; note more before you place more."
            ).format(suppliers=name_list(plan.thin))
        )
    if plan.to_judge:
        sentences.append(
            _(
                "Something rude was noted once of {suppliers}: read what was said, and decide yourself."
            ).format(suppliers=name_list(plan.to_judge))
        )
    if len(plan.lines):
        sentences.append(_("Place the trials with one supplier in different weeks and by different people."))
    if plan.cost > 0:
        sentences.append(
            _("These trials cost about {cost}, going by the mean value of past orders.").format(
                cost=number_text.money({plan.currency: plan.cost})
            )
        )
    if any(goal.trials for goal in plan.goals):
        sentences.append(
            _("The numbers to expect are right 8 times in 10; a further trial may also cost an invitation.")
        )
    return sentences


def method(most: int) -> str:
    """Explains how a plan is computed; `most`: the maximum of trials with one candidate."""
    return _(
        "For each candidate its next trials are simulated many times, from what is known of it and of the others today, and "
        "the rules of the policy are applied to what they would add. The next trial goes where it raises the chance of an "
        "invitation most, per trial, until as many as you want may be expected in the category. Nobody gets more than "
        "{most} trials in one plan: more would give the test away. A tester whom the supplier does not know comes first. In "
        "simulated worlds the trials brought at least {gain} more new invitations than as many placed with the undecided in "
        "turn, and these were wrong no more often."
    ).format(most=most, gain=number_text.percent(GAIN))


def trials(line: Mapping[str, Any]) -> str:
    """The trials of a line of the plan: `2 more trials`."""
    return ngettext("{n} more trial", "{n} more trials", line["trials"]).format(n=line["trials"])


def advice(reasons: Iterable[Mapping[str, Any]]) -> str:
    """The result of `planning.advice` in sentences."""
    return " ".join(
        text(reason) if reason["code"] in CODES else reason_text.text(reason) for reason in reasons
    )


def text(reason: Mapping[str, Any]) -> str:
    """The sentence of one of the `planning.plan_reasons`, in the reader's language."""
    number = next((reason[name] for name in ("trials", "n") if name in reason), 1)
    parts = {name: _PARTS.get(name, str)(value) for name, value in reason.items()}
    return _TEMPLATES[reason["code"]](number).format(**parts)


def name_list(names: Iterable[str]) -> str:
    """A list of names, cut to NAMED and "N others" where there are many; empty for none."""
    every = list(names)
    if len(every) > NAMED + 1:
        every = [*every[:NAMED], _("{n} others").format(n=len(every) - NAMED)]
    return listed(every)


_PARTS: dict[str, Callable[[Any], str]] = {
    "chance": number_text.chance,
    **dict.fromkeys(("score", "raw_score", "threshold"), number_text.score),
    "testers": name_list,
}
# Each takes the number that decides between singular and plural.
_TEMPLATES: dict[str, Callable[[int], str]] = {
    "no_scored_trial": lambda _n: _("It has no scored trial yet."),
    "larger_order": lambda _n: _("Declined every order politely; try a larger one."),
    "note_more": lambda _n: _("Too little is noted of its trials for a verdict; note more before you place more."),
    "good_impression": lambda _n: _("The first impression is good."),
    "poor_impression": lambda _n: _("The first impression is poor."),
    "no_impression": lambda _n: _("The first impression says little."),
    "judge_incident": lambda _n: _("Somebody has to judge an incident first."),
    # A message has one plural, and that of one request is another sentence in `reason_text`.
    "came_to_nothing": lambda n: (
        _("One request came to nothing.") if n == 1 else _("Only {k} of {n} requests came to something.")
    ),
    "declined": lambda n: ngettext(
        "It declined the only request that came to something.",
        "It declined {k} of the {n} requests that came to something.",
        n,
    ),
    "few_delivered": lambda _n: _("It scores well, and too few of its orders were delivered to be sure."),
    "own_mean": lambda _n: _("Its own trials score less on average than the threshold of {threshold}."),
    "close_to_call": lambda _n: _("Its score of {score} is too close to the threshold of {threshold} to call."),
    "running": lambda n: ngettext(
        "{trials} trial is not concluded: see how it ends, or note what is missing, before you place more.",
        "{trials} trials are not concluded: see how they end, or note what is missing, before you place more.",
        n,
    ),
    "unlikely": lambda _n: _("By what is known today, more trials are not likely to bring an invitation."),
    "place": lambda n: ngettext("Next place {trials} small trial.", "Next place {trials} small trials.", n),
    "place_by": lambda n: ngettext(
        "Next place {trials} small trial, by {testers}.", "Next place {trials} small trials, by {testers}.", n
    ),
}  # fmt: skip

CODES = tuple(_TEMPLATES)
