"""First impressions: what is said while no supplier has the trials that a verdict on its score needs."""

from trialmetrics import verdict, wording
from trialmetrics.language import _, ngettext
from trialmetrics.policy import Policy
from trialmetrics.ranking import Ranking


def only(found: Ranking) -> bool:
    """Whether all that is known of the suppliers shown is a first impression: none has `min_trials` judged trials."""
    few = found.suppliers["scored_trials"] < found.policy.evidence.min_trials
    return bool(len(few)) and bool(few.all())


def sentence(found: Ranking) -> str:
    """Which way the suppliers lean, and who is out by what it did; for a ranking of which `only` is true."""
    suppliers = found.suppliers
    undecided = suppliers[suppliers["verdict"] == verdict.RETRY]
    leans = undecided["lean"].value_counts()
    parts = [
        words(int(leans[lean]))
        for lean, words in (("in", _in), ("out", _out), ("unclear", _unclear))
        if lean in leans
    ]
    if unknown := int(undecided["lean"].isna().sum()):
        parts.append(
            ngettext("{n} cannot be judged yet", "{n} cannot be judged yet", unknown).format(n=unknown)
        )
    begin = (
        _("One trial each")
        if suppliers["scored_trials"].max() <= 1
        else _("Fewer than {n} trials each").format(n=found.policy.evidence.min_trials)
    )
    said = [_("{begin}: {parts}.").format(begin=begin, parts=", ".join(parts))] if parts else []
    if out := found.verdicts[verdict.REJECT]:
        said.append(
            ngettext(
                "{n} is out by what it did, whatever its score.",
                "{n} are out by what they did, whatever their score.",
                out,
            ).format(n=out)
        )
    return " ".join(said)


def leaning(policy: Policy) -> str:
    """What the leans mean, for a reader."""
    limits = policy.evidence
    return _(
        "Leans in: with at most {low} probability it truly lies below the threshold; leans out: with at least {high}; "
        "unclear: in between. Do not invite: what it did leaves a supplier out under the policy, whatever its score."
    ).format(low=wording.percent(limits.in_at), high=wording.percent(limits.out_at))


def _in(n: int) -> str:
    return ngettext("{n} leans in", "{n} lean in", n).format(n=n)


def _out(n: int) -> str:
    return ngettext("{n} leans out", "{n} lean out", n).format(n=n)


def _unclear(n: int) -> str:
    return ngettext(
        "of {n} it is unclear which way it leans", "of {n} it is unclear which way they lean", n
    ).format(n=n)
