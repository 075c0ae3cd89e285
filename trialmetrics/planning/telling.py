"""What a plan says first, and what a reader has to know beside it."""

from trialmetrics import wording
from trialmetrics.evidence.plan import FUTURES, MOST_EACH
from trialmetrics.language import _, ngettext
from trialmetrics.planning import words
from trialmetrics.planning.making import Plan


def summary(plan: Plan) -> str:
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
        trials=placed, n=expected, all=all_of, where=words.where(plan.lines.to_dict(orient="records"))
    )


def notes(plan: Plan) -> list[str]:
    """What a reader has to know beside it."""
    found = []
    if plan.waiting:
        found.append(
            _("Wait first for {suppliers}: trials still run.").format(suppliers=words.listed(plan.waiting))
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
            ).format(suppliers=words.listed(plan.unpriced))
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


def costs(plan: Plan) -> str:
    """What the costs are, and what they come to; empty where none is known."""
    if plan.cost != plan.cost:
        return ""
    return _("Costs are mean order values of past trials, rounded; together {cost}.").format(
        cost=wording.money({plan.currency: plan.cost})
    )
