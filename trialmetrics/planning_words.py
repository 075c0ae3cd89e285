"""The plan in words: why a supplier gets a further trial, and what a plan says first."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from trialmetrics import verdict, wording
from trialmetrics.evidence.plan import FUTURES, MOST_EACH
from trialmetrics.language import _, ngettext
from trialmetrics.policy import Policy

if TYPE_CHECKING:
    from trialmetrics.plan import Plan

NAMED = 4  # suppliers, in a sentence


def why(supplier: Mapping[str, Any], classes: list[str], policy: Policy) -> str:
    """Why this supplier gets trials of these classes, in one plain sentence, two where some still run.

    `supplier`: a row of the ranking without a verdict.
    """
    sentences = [_reason(supplier, policy)]
    if "large" in classes and supplier["rule"] != verdict.ALL_DECLINED:
        sentences.append(
            _("Its small orders score lower than its large ones; more large ones show whether that is so.")
        )
    if supplier["open"]:
        sentences.append(running(supplier["open"]))
    return " ".join(sentences)


def running(number: int) -> str:
    """That trials still run, and what follows."""
    return ngettext(
        "{n} trial still runs: wait for it first.", "{n} trials still run: wait for them first.", number
    ).format(n=number)


def _reason(supplier: Mapping[str, Any], policy: Policy) -> str:
    evidence = policy.evidence
    match supplier["rule"]:
        case verdict.NOTHING_SCORED:
            return _("Nothing can be said of it yet.")
        case verdict.ALL_DECLINED:
            return _("It said a civil no: ask again at real volume.")
        case verdict.FEW_TRIALS:
            return {
                "in": _("The first impression is good; a further trial may confirm it."),
                "out": _("The first impression is poor; a further trial may confirm it."),
            }.get(
                supplier["lean"],
                _("The first impression says little; a further trial shows which way it leans."),
            )
    if supplier["p_below"] >= evidence.out_at:
        return _("Probably too low, but not surely enough to leave it out.")
    return _("Close to the threshold of {threshold}: a further trial may tip it.").format(
        threshold=wording.score(supplier["threshold"])
    )


def trials(line: Mapping[str, Any]) -> str:
    """The trials of a line of the plan by class: `2 small, 1 large`."""
    parts = [
        sentence.format(n=line[name])
        for name, sentence in (("small", _("{n} small")), ("large", _("{n} large")))
        if line[name]
    ]
    return ", ".join(parts)


def next_step(line: Mapping[str, Any]) -> str:
    """What to try next with one supplier, from its line of a plan."""
    placed = ngettext("Try next: {trials} trial", "Try next: {trials} trials", line["trials"]).format(
        trials=trials(line)
    )
    if line["testers"]:
        placed += " " + _("by {testers}").format(testers=listed(dict.fromkeys(line["testers"])))
    if line["chance"] == line["chance"]:  # known
        placed += _("; settled then with a chance of {chance}").format(chance=wording.percent(line["chance"]))
    return f"{placed}. {line['why']}"


def summary(plan: "Plan") -> str:
    """What a plan says first: what may be expected of the budget, and who gets which trial."""
    if not plan.undecided:
        return _("Nobody needs further trials: every supplier shown has a verdict.")
    if plan.lines.empty and plan.money:
        return _("No trial fits into {budget}.").format(budget=wording.money({plan.currency: plan.budget}))
    if plan.lines.empty:
        return _("No further trial is expected to change where you stand.")
    placed = ngettext("{n} more trial", "{n} more trials", plan.trials).format(n=plan.trials)
    all_of = plan.undecided if plan.aim == "verdicts" else plan.doubtful
    # Rounded by half up: 0.5 of a supplier is told as 1, not as 0.
    expected = min(int(plan.settles + 0.5), all_of)
    sentence = {
        "verdicts": _("With {trials} about {n} of {all} undecided suppliers can be settled: {where}."),
        "doubts": _("With {trials} about {n} of {all} doubtful suppliers show which way they lean: {where}."),
    }[plan.aim]
    return sentence.format(
        trials=placed, n=expected, all=all_of, where=where(plan.lines.to_dict(orient="records"))
    )


def notes(plan: "Plan") -> list[str]:
    """What a reader has to know beside it."""
    found = []
    if plan.waiting:
        found.append(
            _("Wait first for {suppliers}: trials still run.").format(suppliers=listed(plan.waiting))
        )
    if plan.lines["open"].any() or plan.waiting:
        found.append(_("Trials that still run are counted as coming."))
    # Where nothing has a price, no cost is shown.
    if plan.unpriced and plan.cost == plan.cost:
        found.append(
            (
                _("No plan by money for {suppliers}: no order value of such trials is noted.")
                if plan.money
                else _("Not in the cost: {suppliers}, as no order value of such trials is noted.")
            ).format(suppliers=listed(plan.unpriced))
        )
    if plan.other_currencies:
        found.append(
            _(
                "Costs are in {currency}; order values in {others} are left out, as amounts are not exchanged."
            ).format(currency=plan.currency, others=", ".join(plan.other_currencies))
        )
    return found


def method(impression: float) -> str:
    """How a plan is worked out; `impression`: what a doubt removed counts, beside a verdict, where doubts come first."""
    return _(
        "For each supplier and each number of further trials it is worked out how likely the rules speak a verdict then: from "
        "what is known of its score now, how much its trials vary, and how well the testers are known. Of all ways to spend "
        "the budget the one is shown of which the most verdicts may be expected, counted over {futures} ways in which it may "
        "turn out. Where the doubtful ones come first, a doubt removed counts {impression} of a verdict. Nobody gets more "
        "than {most} trials in one plan: more would give the test away. *Spread evenly* goes round all undecided suppliers, "
        "one trial each. Who orders: a tester whom the supplier does not know yet, best one who links testers that share no "
        "supplier so far, then who has least to do. (For experts: preposterior analysis and dynamic programming.)"
    ).format(futures=FUTURES, impression=wording.percent(impression), most=MOST_EACH)


def costs(plan: "Plan") -> str:
    """What the costs are, and what they come to; empty where none is known."""
    if plan.cost != plan.cost:
        return ""
    return _("Costs are mean order values of past trials, rounded; together {cost}.").format(
        cost=wording.money({plan.currency: plan.cost})
    )


def where(lines: Iterable[Mapping[str, Any]]) -> str:
    """Who gets what: `a second trial with A and B; a third with C; 2 more with D`."""
    groups: dict[tuple[int, int], list[str]] = {}
    for line in lines:
        alone = line["trials"] == 1
        number = line["scored_trials"] + line["open"] + 1 if alone else 0
        groups.setdefault((line["trials"], number), []).append(line["supplier"])
    parts = [
        _("{trials} with {suppliers}").format(
            trials=_ordinal(number) if number else _("{n} more").format(n=trials), suppliers=listed(names)
        )
        for (trials, number), names in sorted(groups.items())
    ]
    return "; ".join(parts)


def listed(names: Iterable[str]) -> str:
    """Names as a reader lists them, the end left off where there are many."""
    every = list(names)
    if len(every) > NAMED + 1:
        rest = len(every) - NAMED
        return _("{names} and {n} others").format(names=", ".join(every[:NAMED]), n=rest)
    if len(every) > 1:
        return _("{names} and {last}").format(names=", ".join(every[:-1]), last=every[-1])
    return every[0]


def _ordinal(number: int) -> str:
    words = {1: _("a first trial"), 2: _("a second"), 3: _("a third"), 4: _("a fourth"), 5: _("a fifth")}
    return words.get(number, _("trial {n}").format(n=number))
