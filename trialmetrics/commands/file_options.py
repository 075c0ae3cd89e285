"""Turns the options of `load` into reading settings, and a reading into notes on how the file was read."""

import argparse
from collections.abc import Sequence

from trialmetrics.errors import UsageError
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.reading import Reading, Settings
from trialmetrics.text import question_text
from trialmetrics.text.language import _

MAX_SHOWN = 20  # remembered answers listed in one note
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
    date_order, date_orders = _by_column(options.date_order)
    decimal, decimals = _by_column(options.decimal)
    rating_scale, rating_scales = _by_column(options.rating_scale)
    by_column = {"date_order": date_orders, "decimal": decimals, "rating_scale": rating_scales}
    return Settings(
        kind=options.kind,
        columns=columns,
        values=dict(map(split_assignment, options.set)),
        answers=answers,
        date_order=date_order,
        decimal=decimal,
        rating_scale=rating_scale,
        encoding=options.encoding,
        sheet=options.sheet,
        by_column={name: by_name for name, by_name in by_column.items() if by_name},
        afresh=options.afresh,
    )


def reading_notes(reading: Reading) -> list[str]:
    """Sentences on each reading that was open to doubt, on answers that seem wrong, and on remembered ones."""
    recalled = reading.recalled
    recalled_lines = [f"{theirs} → {ours or '-'}" for theirs, ours in recalled.get("columns", {}).items()]
    recalled_lines += [f"{ours} = {value}" for ours, value in recalled.get("values", {}).items()]
    recalled_lines += [
        f"{ours}: {text} → {meaning or '-'}"
        for ours, answers in recalled.get("answers", {}).items()
        for text, meaning in answers.items()
    ]
    decided = [question_text.decision(choice) for choice in reading.decided]
    decided += [question_text.doubt(doubt) for doubt in reading.doubts]
    if not recalled_lines:
        return decided
    shown = ", ".join(recalled_lines[:MAX_SHOWN]) + (", ..." if len(recalled_lines) > MAX_SHOWN else "")
    return [
        *decided,
        _("As said of an earlier file with this header: {said}; --afresh forgets that.").format(said=shown),
    ]


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
