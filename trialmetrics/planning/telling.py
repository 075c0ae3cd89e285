"""What a plan says first, and what a reader has to know beside it."""

from trialmetrics import wording
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
