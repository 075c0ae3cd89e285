"""Texts on changes of a weight."""

from trialmetrics.analysis import verdict
from trialmetrics.analysis.sensitivity import Change
from trialmetrics.text import candidate_text, number_text, terms
from trialmetrics.text.language import _


def sentence(change: Change) -> str:
    """Whose verdict a change of one weight would change, and to what."""
    template = {
        verdict.PASS: _("If “{criterion}” counted {other} instead of {weight}, {supplier} would be invited."),
        verdict.RETRY: _("If “{criterion}” counted {other} instead of {weight}, {supplier} would need more trials."),
        verdict.REJECT: _("If “{criterion}” counted {other} instead of {weight}, {supplier} would not be invited."),
    }[change.other_verdict]  # fmt: skip
    return template.format(
        criterion=terms.criterion_words(change.criterion), other=number_text.score(change.other_weight),
        weight=number_text.number(round(change.weight, 1)), supplier=candidate_text.name(change.supplier, change.category),
    )  # fmt: skip
