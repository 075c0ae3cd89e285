"""Sentences on how many verdicts of a ranking are expected to be wrong, and which one is least certain."""

from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import candidate_text, number_text
from trialmetrics.text.language import _, ngettext


def sentences(ranking: Ranking) -> list[str]:
    """How many of the rejections on the score, and of the invitations, are expected to be wrong; a sentence for each kind."""
    rules, names = ranking.suppliers["rule"], candidate_text.names(ranking.suppliers)
    least = {
        name: "" if place is None else names[place] for name, place in ranking.least_certain_places.items()
    }
    sentences_so_far = []
    if rejected := int((rules == verdict.BELOW).sum()):
        sentences_so_far.append(
            ngettext(
                "{name} is left out on its score: {chance} chance that this is a mistake.",
                "{n} are left out on their score: expect {wrong} of these to be wrong. Least certain: {name}.",
                rejected,
            ).format(n=rejected, name=least[verdict.REJECT], **expected(ranking.expected_wrong_rejections))
        )
    if invited := int((rules == verdict.ABOVE).sum()):
        sentences_so_far.append(
            ngettext(
                "{name} is invited: {chance} chance that this is a mistake.",
                "Of the {n} invited, expect {wrong} to be wrong. Least certain: {name}.",
                invited,
            ).format(n=invited, name=least[verdict.PASS], **expected(ranking.expected_wrong_invitations))
        )
    return sentences_so_far


def expected(wrong: float) -> dict[str, str]:
    """The expected number of wrong verdicts; for a single verdict, the chance of a mistake."""
    # Shown as a count, as percentages of few suppliers mislead; a small number must not show as 0.
    count = _("fewer than 0.1") if wrong < 0.05 else number_text.number(round(wrong, 1))
    return {"wrong": count, "chance": number_text.chance(wrong)}
