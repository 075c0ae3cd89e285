"""What is remembered of a file for the next one with the same header: what a person said, and what was found out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from trialmetrics.intake.headings import plain
from trialmetrics.intake.reading import Settings

# What a file with rows that were set aside has right of its own columns.
MENDED = ("line", "reason")
# What holds for one file only.
_OWN = ("encoding", "delimiter", "sheet", "afresh")


def is_mended(header: Sequence[str]) -> bool:
    """Whether the file was written by us, with rows set aside of another one."""
    return tuple(map(plain, header[-2:])) == MENDED and len(header) > len(MENDED)


def signature(header: Sequence[str]) -> str:
    """What two headers have in common that are the same but for case and separators."""
    own = header[: -len(MENDED)] if is_mended(header) else header
    return hashlib.sha256("\x1f".join(map(plain, own)).encode()).hexdigest()[:16]


def kept(settings: Settings, found: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be remembered, JSON-able: the settings, and under `found` what the file's values showed."""
    return {**asdict(settings), "found": dict(found)}


def recall(settings: Settings, remembered: Mapping[str, Any], *, mended: bool) -> Settings:
    """The settings, filled up with what was said before about such a file; what is said now holds.

    A value for the whole file is that file's own: only rows that were set aside of it and are `mended` take it over.
    """
    known = {field.name for field in fields(Settings)} - {*_OWN}
    before = {name: value for name, value in remembered.items() if name in known}
    taken = {*settings.columns.values()} - {None}
    columns = {theirs: ours for theirs, ours in before.get("columns", {}).items() if ours not in taken}
    given = before.get("values", {}) if mended else {}
    values = {ours: text for ours, text in given.items() if ours not in taken}
    columns = {theirs: ours for theirs, ours in columns.items() if ours not in settings.values}
    answers = {
        ours: {**before.get("answers", {}).get(ours, {}), **settings.answers.get(ours, {})}
        for ours in {*before.get("answers", {}), *settings.answers}
    }
    # What a person said once and takes back is neither done nor remembered.
    answers = {
        ours: {text: meant for text, meant in each.items() if meant is not None}
        for ours, each in answers.items()
    }
    return replace(
        settings,
        kind=before.get("kind", "auto") if settings.kind == "auto" else settings.kind,
        columns={**columns, **settings.columns},
        values={**values, **settings.values},
        answers=answers,
    )


def recalled(settings: Settings, said: Settings) -> dict[str, Any]:
    """The `columns`, `values` and `answers` of `settings` that nobody `said` now."""
    return {
        "columns": {theirs: ours for theirs, ours in settings.columns.items() if theirs not in said.columns},
        "values": {ours: text for ours, text in settings.values.items() if ours not in said.values},
        "answers": {
            ours: left
            for ours, each in settings.answers.items()
            if (left := {text: each[text] for text in each if text not in said.answers.get(ours, {})})
        },
    }
