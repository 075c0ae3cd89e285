"""Texts on whose verdict changes."""

import pandas as pd

from trialmetrics.analysis import verdict
from trialmetrics.text import candidate_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

NAMED = 3  # candidates named of each kind of change; more are counted


def count(changed: pd.DataFrame) -> str:
    """How many verdicts change. `changed`: from `analysis.verdict_changes`."""
    if changed.empty:
        return _("No verdict changes.")
    return ngettext("{n} verdict changes.", "{n} verdicts change.", len(changed)).format(n=len(changed))


def sentences(changed: pd.DataFrame) -> list[str]:
    """Whose verdict changes from what to what, one sentence for each kind: "From invited to left out: Aarts and Boon." """
    templates = {
        (verdict.PASS, verdict.REJECT): _("From invited to left out: {names}."),
        (verdict.RETRY, verdict.REJECT): _("From more trials to left out: {names}."),
        (verdict.PASS, verdict.RETRY): _("From invited to more trials: {names}."),
        (verdict.REJECT, verdict.RETRY): _("From left out to more trials: {names}."),
        (verdict.RETRY, verdict.PASS): _("From more trials to invited: {names}."),
        (verdict.REJECT, verdict.PASS): _("From left out to invited: {names}."),
    }
    by_kind: dict[tuple[str, str], list[str]] = {}
    kinds = zip(changed["verdict_before"], changed["verdict"], strict=True)
    for kind, name in zip(kinds, candidate_text.names(changed), strict=True):
        by_kind.setdefault(kind, []).append(name)
    return [
        template.format(names=_listed(by_kind[kind]))
        for kind, template in templates.items()
        if kind in by_kind
    ]


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    if more <= 0:
        return listed(names)
    return listed([*names[:NAMED], ngettext("{n} more", "{n} more", more).format(n=more)])
