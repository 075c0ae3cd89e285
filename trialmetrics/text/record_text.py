"""Words for the record: kinds of change, and one change as a sentence."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialmetrics.text import date_text
from trialmetrics.text.language import _
from trialmetrics.text.terms import decision_words, role_words, verdict_words


def kind_words(kind: str) -> str:
    """The words for a kind of change; an unknown one unchanged."""
    words = {
        "taken": _("upload"),
        "undone": _("upload undone"),
        "redone": _("upload redone"),
        "policy": _("policy saved"),
        "merged": _("names merged"),
        "refused": _("names kept apart"),
        "parted": _("decision on names withdrawn"),
        "decided": _("decision"),
        "objected": _("objection"),
        "redacted": _("words redacted"),
        "expired": _("old words removed"),
        "person_added": _("person added"),
        "person_role": _("role changed"),
        "person_removed": _("person removed"),
        "people_restored": _("people restored from a backup"),
        "token_made": _("token made"),
        "token_withdrawn": _("token withdrawn"),
        "unsealed": _("seal missing"),
    }
    return words.get(kind, kind)


def subject(row: Mapping[str, Any]) -> str:
    """What a change is about. `row`: of `Store.record`."""
    if row["kind"] == "policy":
        return _("version {n}").format(n=row["subject"])
    if row["kind"] == "decided":
        return _("{supplier} ({category}): {decision} (verdict: {verdict}, policy version {version})").format(
            supplier=row["subject"], category=row["category"], decision=decision_words(row["decision"]),
            verdict=verdict_words(row["verdict"]), version=int(row["policy_version"]),
        )  # fmt: skip
    if row["kind"] == "objected":
        return _("{supplier} ({category})").format(supplier=row["subject"], category=row["category"])
    if row["kind"] in ("person_added", "person_role") and row["subject"]:
        name, _colon, role = row["subject"].rpartition(": ")
        return _("{name} ({role})").format(name=name, role=role_words(role))
    return "" if pd.isna(row["subject"]) else str(row["subject"])


def sentence(row: Mapping[str, Any]) -> str:
    """One change: "Anna decided “do not invite” on 03-03-2026 14:05 (nobody answers)." `row`: of `Store.record`."""
    sentences = {
        "taken": _("{who} uploaded {what} on {when}."),
        "undone": _("{who} undid upload {what} on {when}."),
        "redone": _("{who} redid upload {what} on {when}."),
        "policy": _("{who} saved policy version {what} on {when}."),
        "merged": _("{who} merged {what} on {when}."),
        "refused": _("{who} kept {what} apart on {when}."),
        "parted": _("{who} withdrew the decision on the names {what} on {when}."),
        "decided": _("{who} decided “{decision}” on {when}."),
        "objected": _("{who} noted an objection on {when}."),
        "redacted": _("{who} removed words for good on {when}."),
        "expired": _("{who} removed old words for good on {when}."),
    }
    reasoned = {
        "policy": _("{who} saved policy version {what} on {when} ({reason})."),
        "decided": _("{who} decided “{decision}” on {when} ({reason})."),
        "objected": _("{who} noted an objection on {when} ({reason})."),
    }
    kind, has_reason = row["kind"], pd.notna(row["reason"])
    template = reasoned[kind] if has_reason and kind in reasoned else sentences.get(kind)
    return (template or _("{who} changed {what} on {when}.")).format(
        who=row["who"] or _("Somebody"),
        what=row["subject"],
        when=date_text.moment(row["moment"]),
        reason=row["reason"],
        decision="" if pd.isna(row["decision"]) else decision_words(row["decision"]),
    )
