"""Turns the options of `load` into reading settings, and a reading into notes on how the file was read."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from trialmetrics.errors import UsageError
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.reading import NOTATIONS, Reading, Settings
from trialmetrics.text import question_text
from trialmetrics.text.language import _

MAX_SHOWN = 20  # remembered answers, or columns left alone, listed in one note
_OUR_COLUMNS = frozenset(name for columns in COLUMNS.values() for name in columns)


def settings_from(options: argparse.Namespace) -> Settings:
    """The settings for reading files under the options of `load`. Raises UsageError."""
    columns: dict[str, str | None] = {}
    answers: dict[str, dict[str, str | None]] = {}
    for mapping in options.map:
        theirs, meaning = split_assignment(mapping, split_last=True)
        ours, separator, text = theirs.partition(":")
        if separator and ours.strip() in _OUR_COLUMNS:
            if not text.strip():
                raise UsageError(
                    _("{text} does not say which text it is about; write {column}:TEXT=MEANING.").format(
                        text=mapping, column=ours.strip()
                    )
                )
            answers.setdefault(ours.strip(), {})[text.strip()] = meaning
        else:
            columns[theirs] = meaning or None
    notations = {name: _by_column(getattr(options, name)) for name in NOTATIONS}
    return Settings(
        kind=options.kind,
        columns=columns,
        values=dict(map(split_assignment, options.set)),
        answers=answers,
        date_order=notations["date_order"][0],
        decimal=notations["decimal"][0],
        rating_scale=notations["rating_scale"][0],
        encoding=options.encoding,
        sheet=options.sheet,
        by_column={name: by_name for name, (_all, by_name) in notations.items() if by_name},
        repeated=options.repeated,
        afresh=options.afresh,
    )


def reading_notes(reading: Reading) -> list[str]:
    """Sentences on each reading that was open to doubt, on answers that seem wrong, on the columns left alone, and on the answers
    remembered from an earlier file."""
    recalled = reading.recalled
    recalled_lines = [f"{theirs} → {ours or '-'}" for theirs, ours in recalled.get("columns", {}).items()]
    recalled_lines += [f"{ours} = {value}" for ours, value in recalled.get("values", {}).items()]
    recalled_lines += [
        f"{ours}: {text} → {meaning or '-'}"
        for ours, answers in recalled.get("answers", {}).items()
        for text, meaning in answers.items()
    ]
    notes = [question_text.decision(choice) for choice in reading.decided]
    notes += [question_text.doubt(doubt) for doubt in reading.doubts]
    if reading.unused:
        notes.append(
            _("Columns left alone: {names}. Take one with --map 'THEIRS=OURS'.").format(
                names=_shortened([_unused(column) for column in reading.unused])
            )
        )
    if recalled_lines:
        notes.append(
            _("As said of an earlier file with this header: {said}; --afresh forgets that.").format(
                said=_shortened(recalled_lines)
            )
        )
    return notes


def _unused(column: Mapping[str, Any]) -> str:
    if column["nearest"] is None:
        return str(column["heading"])
    return _("{heading} (perhaps {ours})").format(heading=column["heading"], ours=column["nearest"])


def _shortened(texts: Sequence[str]) -> str:
    return ", ".join(texts[:MAX_SHOWN]) + (", ..." if len(texts) > MAX_SHOWN else "")


def split_assignment(text: str, *, split_last: bool = False) -> tuple[str, str]:
    """Name and value of NAME=VALUE, stripped. Raises UsageError where there is no name or no `=`."""
    name, separator, value = text.rpartition("=") if split_last else text.partition("=")
    if not separator or not name.strip():
        raise UsageError(_("{text} does not say what equals what; write NAME=VALUE.").format(text=text))
    return name.strip(), value.strip()


def _by_column(answers: Sequence[tuple[str | None, str]]) -> tuple[str | None, dict[str, str]]:
    """The last answer for all columns (None: none), and the last one for each single column."""
    for_all_columns = [answer for column, answer in answers if column is None]
    return (for_all_columns[-1] if for_all_columns else None), {
        column: answer for column, answer in answers if column
    }
