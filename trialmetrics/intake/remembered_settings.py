"""Settings remembered for the next file with the same header: a person's answers and the detected notation."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from trialmetrics.intake.headings import normalised
from trialmetrics.intake.reading import Settings

# Exports of rows set aside add these columns on the right.
MENDED_COLUMNS = ("line", "reason")
# Never carried over to another file.
_ONE_FILE_ONLY = ("encoding", "delimiter", "sheet", "afresh", "needs_lead")


def is_mended(header: Sequence[str]) -> bool:
    """Whether the header is that of our export of rows set aside."""
    return tuple(map(normalised, header[-2:])) == MENDED_COLUMNS and len(header) > len(MENDED_COLUMNS)


def signature(header: Sequence[str]) -> str:
    """A key of 16 hex digits, equal for headers that differ only in case and separators."""
    own = header[: -len(MENDED_COLUMNS)] if is_mended(header) else header
    return hashlib.sha256("\x1f".join(map(normalised, own)).encode()).hexdigest()[:16]


def to_remember(settings: Settings, detected: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, JSON-able, with the detected notation under `found`."""
    return {**asdict(settings), "found": dict(detected)}


def under_headings(columns: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """What was remembered by heading, under the headings `names` of a file whose header may differ in case and separators."""
    plain = [*map(normalised, names)]
    written = {text: name for text, name in zip(plain, names, strict=True) if plain.count(text) == 1}
    return {
        heading if heading in names else written.get(normalised(heading), heading): said
        for heading, said in columns.items()
    }


def recall(
    settings: Settings, remembered: Mapping[str, Any], names: Sequence[str], *, mended: bool
) -> Settings:
    """The settings, completed from those remembered for such a file with the headings `names`; the current ones win.

    A constant for the whole file belongs to that file: only its own rows that come back `mended` inherit it. So does the kind of
    table: whether another file is of that kind, its values must show (`column_matching`).
    """
    kept = {field.name for field in fields(Settings)} - {*_ONE_FILE_ONLY}
    earlier = {name: value for name, value in remembered.items() if name in kept}
    taken = {*settings.columns.values()} - {None}
    columns = under_headings(earlier.get("columns", {}), names)
    columns = {theirs: ours for theirs, ours in columns.items() if ours not in taken}
    constants = earlier.get("values", {}) if mended else {}
    values = {ours: text for ours, text in constants.items() if ours not in taken}
    columns = {theirs: ours for theirs, ours in columns.items() if ours not in settings.values}
    answers = {
        ours: {**earlier.get("answers", {}).get(ours, {}), **settings.answers.get(ours, {})}
        for ours in {*earlier.get("answers", {}), *settings.answers}
    }
    # What a person said once and takes back is neither done nor remembered.
    answers = {
        ours: {text: meant for text, meant in texts.items() if meant is not None}
        for ours, texts in answers.items()
    }
    return replace(
        settings,
        kind=earlier.get("kind", "auto") if mended and settings.kind == "auto" else settings.kind,
        columns={**columns, **settings.columns},
        values={**values, **settings.values},
        answers=answers,
    )


def carried_over(settings: Settings, user_settings: Settings) -> dict[str, Any]:
    """The `columns`, `values` and `answers` in `settings` that are not in `user_settings`, so come from an earlier file."""
    return {
        "columns": {
            theirs: ours for theirs, ours in settings.columns.items() if theirs not in user_settings.columns
        },
        "values": {ours: text for ours, text in settings.values.items() if ours not in user_settings.values},
        "answers": {
            ours: remaining
            for ours, texts in settings.answers.items()
            if (
                remaining := {
                    text: texts[text] for text in texts if text not in user_settings.answers.get(ours, {})
                }
            )
        },
    }
