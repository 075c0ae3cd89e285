"""First impressions: what is said while no candidate has the trials that a verdict on its score needs."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialmetrics import candidate_words, verdict, wording
from trialmetrics.language import _, ngettext
from trialmetrics.policy import Policy
from trialmetrics.ranking import Ranking

NAMED = 5  # candidates in a sentence


def only(found: Ranking) -> bool:
    """Whether all that is known of the candidates shown is a first impression: none has `min_trials` scored trials."""
    few = found.suppliers["scored_trials"] < found.policy.evidence.min_trials
    return bool(len(few)) and bool(few.all())


def sentence(found: Ranking) -> str:
    """The order so far, the facts that stand out, then who leans which way; for a ranking of which `only` is true."""
    rows = found.suppliers.assign(name=candidate_words.names(found.suppliers))
    told = [_order(rows[rows["score"].notna()]), *_facts(rows), _leans(found), _out(found)]
    return " ".join(each for each in told if each)


def _order(scored: pd.DataFrame) -> str:
    if len(scored) < 2:
        return ""
    return _("So far in this order: {names}.").format(names=_named(list(scored["name"])))


def _facts(rows: pd.DataFrame) -> list[str]:
    """Who was silent, and how often chased; who waved us away; who never delivered; who was rude."""
    templates = {
        "ignored": _("Never answered: {names}."),
        "brushed_off": _("Brushed us off: {names}."),
        "dropped": _("Never delivered: {names}."),
        "incidents": _("Rude or belittling: {names}."),
    }
    told = []
    for column, template in templates.items():
        mine = rows[rows[column] > 0]
        names = [
            _chased(row) if column == "ignored" else row["name"] for row in mine.to_dict(orient="records")
        ]
        if names:
            told.append(template.format(names=_named(names)))
    return told


def _chased(candidate: Mapping[str, Any]) -> str:
    per_trial = candidate["chases_per_trial"]
    chases = (
        0 if per_trial is None or math.isnan(per_trial) else round(per_trial * candidate["scored_trials"])
    )
    if not chases:
        return str(candidate["name"])
    return ngettext("{name} (chased {n} time)", "{name} (chased {n} times)", chases).format(
        name=candidate["name"], n=chases
    )


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    if more > 1:
        return _("{names} and {n} more").format(names=", ".join(names[:NAMED]), n=more)
    return ", ".join(names)


def _leans(found: Ranking) -> str:
    undecided = found.suppliers[found.suppliers["verdict"] == verdict.RETRY]
    counts = undecided["lean"].value_counts()
    parts = [
        words(int(counts[lean]))
        for lean, words in (("in", _leaning_in), ("out", _leaning_out), ("unclear", _unclear))
        if lean in counts
    ]
    if unknown := int(undecided["lean"].isna().sum()):
        parts.append(
            ngettext("{n} cannot be judged yet", "{n} cannot be judged yet", unknown).format(n=unknown)
        )
    if not parts:
        return ""
    if found.suppliers["scored_trials"].max() <= 1:
        return _("From one trial each: {parts}.").format(parts=", ".join(parts))
    return _("From fewer than {n} trials each: {parts}.").format(
        n=found.policy.evidence.min_trials, parts=", ".join(parts)
    )


def _out(found: Ranking) -> str:
    out = found.verdicts[verdict.REJECT]
    if not out:
        return ""
    return ngettext(
        "{n} is out by what it did, whatever its score.",
        "{n} are out by what they did, whatever their score.",
        out,
    ).format(n=out)


def leaning(policy: Policy) -> str:
    """What the leans mean, for a reader."""
    limits = policy.evidence
    return _(
        "Leans in: with at most {low} probability it truly lies below the threshold; leans out: with at least {high}; "
        "unclear: in between. Do not invite: what it did leaves a supplier out under the policy, whatever its score."
    ).format(low=wording.percent(limits.in_at), high=wording.percent(limits.lean_out))


def _leaning_in(n: int) -> str:
    return ngettext("{n} leans in", "{n} lean in", n).format(n=n)


def _leaning_out(n: int) -> str:
    return ngettext("{n} leans out", "{n} lean out", n).format(n=n)


def _unclear(n: int) -> str:
    return ngettext(
        "of {n} it is unclear which way it leans", "of {n} it is unclear which way they lean", n
    ).format(n=n)
