"""What a ranking says of its own errors: how many verdicts are expected to be wrong, and the least certain one."""

from trialmetrics import verdict, wording
from trialmetrics.language import _, ngettext
from trialmetrics.ranking import Ranking


def sentences(ranking: Ranking) -> list[str]:
    """How many of the rejections on the score, and of the invitations, are expected to be wrong; of each that is shown."""
    rules, least = ranking.suppliers["rule"], ranking.least_certain
    told = []
    if rejected := int((rules == verdict.BELOW).sum()):
        told.append(
            ngettext(
                "{n} is left out on its score: {name}, with a chance of {chance} that this is wrong.",
                "{n} are left out on their score: expect {wrong} of these to be wrong. Least certain: {name}.",
                rejected,
            ).format(
                n=rejected,
                wrong=_count(ranking.expected_wrong_rejections),
                name=least[verdict.REJECT],
                chance=wording.chance(ranking.expected_wrong_rejections),
            )
        )
    if invited := int((rules == verdict.ABOVE).sum()):
        told.append(
            ngettext(
                "{n} may be invited: {name}, with a chance of {chance} that this is wrong.",
                "{n} may be invited: expect {wrong} of these to be wrong. Least certain: {name}.",
                invited,
            ).format(
                n=invited,
                wrong=_count(ranking.expected_wrong_invitations),
                name=least[verdict.PASS],
                chance=wording.chance(ranking.expected_wrong_invitations),
            )
        )
    return told


def _count(expected: float) -> str:
    # A count of suppliers is no percentage; a little is not nothing.
    return _("fewer than 0.1") if expected < 0.05 else wording.number(round(expected, 1))
