"""The headline of a ranking: whom to invite, how many to try again, and how many to leave out and for what."""

from collections.abc import Callable, Iterator, Sequence

from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import candidate_text, number_text, short_names, wrong_verdicts
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed
from trialmetrics.text.plain_text import plain

NAMED = 5  # of those invited, the best first; the others are counted
LONGEST = 48  # characters of a name
_BOLD = "**"


def markdown(ranking: Ranking) -> str:
    """The headline as Markdown, what to do in bold: "**Invite 1**: Lumen; 1 % chance that this is a mistake."."""
    return " ".join(_sentences(ranking, plain))


def text(ranking: Ranking) -> str:
    """The same without markup."""
    return " ".join(_sentences(ranking, str)).replace(_BOLD, "")


def totals(ranking: Ranking) -> str:
    """How much the headline rests on: "22 candidates, 69 trials, EUR 30,027"."""
    candidates, trials = len(ranking.suppliers), int(ranking.suppliers["trials"].sum())
    template = (
        _("{candidates}, {trials}, {spend}") if any(ranking.spend.values()) else _("{candidates}, {trials}")
    )
    return template.format(
        candidates=ngettext("{n} candidate", "{n} candidates", candidates).format(n=number_text.count(candidates)),
        trials=ngettext("{n} trial", "{n} trials", trials).format(n=number_text.count(trials)),
        spend=number_text.money(ranking.spend),
    )  # fmt: skip


def _sentences(ranking: Ranking, shown: Callable[[str], str]) -> Iterator[str]:
    """`shown`: escapes a name."""
    names = candidate_text.shortest_names(ranking.suppliers)
    short = short_names.short_apart(names, LONGEST)
    names = [shown(short[name]) for name in names]
    yield _invite(ranking, names)
    if more := ranking.verdicts[verdict.RETRY]:
        yield ngettext("**Try {n} again.**", "**Try {n} again.**", more).format(n=more)
    yield _leave_out(ranking, names)


def _invite(ranking: Ranking, names: Sequence[str]) -> str:
    invited = [
        name for name, found in zip(names, ranking.suppliers["verdict"], strict=True) if found == verdict.PASS
    ]
    if not invited:
        return _("**Invite nobody yet.**")
    others = len(invited) - NAMED
    shown = invited if others <= 0 else [*invited[:NAMED], _("{n} more").format(n=others)]
    return ngettext(
        "**Invite {n}**: {names}; {chance} chance that this is a mistake.",
        "**Invite {n}**: {names}; expect {wrong} of these to be wrong.",
        len(invited),
    ).format(
        n=len(invited), names=listed(shown), **wrong_verdicts.expected(ranking.expected_wrong_invitations)
    )  # fmt: skip


def _leave_out(ranking: Ranking, names: Sequence[str]) -> str:
    """How many are out for what they did, and how many for their score; a single one is named."""
    rules = list(ranking.suppliers["rule"])
    did, below = ([name for name, rule in zip(names, rules, strict=True) if rule == wanted]
                  for wanted in (verdict.KNOCKED_OUT, verdict.BELOW))  # fmt: skip
    mistakes = wrong_verdicts.expected(ranking.expected_wrong_rejections)
    if did and below:
        return _("**Leave out {n}**: {did}, {below}.").format(
            n=len(did) + len(below),
            did=ngettext("{n} for what it did", "{n} for what they did", len(did)).format(n=len(did)),
            below=ngettext(
                "{n} ({name}) for its score: {chance} chance that this is a mistake",
                "{n} for their score: expect {wrong} of these to be wrong",
                len(below),
            ).format(n=len(below), name=below[0], **mistakes),
        )
    if did:
        return ngettext(
            "**Leave out {n}** for what it did: {name}.", "**Leave out {n}** for what they did, whatever their score.", len(did)
        ).format(n=len(did), name=did[0])  # fmt: skip
    if below:
        return ngettext(
            "**Leave out {n}** ({name}) for its score: {chance} chance that this is a mistake.",
            "**Leave out {n}** for their score: expect {wrong} of these to be wrong.",
            len(below),
        ).format(n=len(below), name=below[0], **mistakes)
    return _("**Leave out nobody.**")
