"""What a person says on the command line about a file becomes the settings it is read with; and how it was read then."""

import argparse
from collections.abc import Sequence

from trialmetrics.errors import UsageError
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.reading import Reading, Settings
from trialmetrics.text import question_text
from trialmetrics.text.language import _

SHOWN = 20  # of what is remembered
_OURS = frozenset(name for columns in COLUMNS.values() for name in columns)


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that the options of `load` say. Raises UsageError."""
    columns: dict[str, str | None] = {}
    answers: dict[str, dict[str, str | None]] = {}
    for each in options.map:
        theirs, meaning = pair(each, split_last=True)
        ours, mark, text = theirs.partition(":")
        if mark and ours.strip() in _OURS:
            if not text.strip():
                raise UsageError(
                    _("{text} does not say which text it is about; write {column}:TEXT=MEANING.").format(
                        text=each, column=ours.strip()
                    )
                )
            answers.setdefault(ours.strip(), {})[text.strip()] = meaning
        else:
            columns[theirs] = meaning or None
    date_order, date_orders = _notation(options.date_order)
    decimal, decimals = _notation(options.decimal)
    rating_scale, rating_scales = _notation(options.rating_scale)
    by_column = {"date_order": date_orders, "decimal": decimals, "rating_scale": rating_scales}
    return Settings(
        kind=options.kind,
        columns=columns,
        values=dict(map(pair, options.set)),
        answers=answers,
        date_order=date_order,
        decimal=decimal,
        rating_scale=rating_scale,
        encoding=options.encoding,
        sheet=options.sheet,
        by_column={name: said for name, said in by_column.items() if said},
        afresh=options.afresh,
    )


def how_it_was_read(reading: Reading) -> list[str]:
    """Sentences on what could have been read otherwise, and on what was remembered of an earlier file."""
    recalled = reading.recalled
    said = [f"{theirs} → {ours or '-'}" for theirs, ours in recalled.get("columns", {}).items()]
    said += [f"{ours} = {value}" for ours, value in recalled.get("values", {}).items()]
    said += [
        f"{ours}: {text} → {meant or '-'}"
        for ours, answers in recalled.get("answers", {}).items()
        for text, meant in answers.items()
    ]
    decided = [question_text.decision(each) for each in reading.decided]
    if not said:
        return decided
    shown = ", ".join(said[:SHOWN]) + (", ..." if len(said) > SHOWN else "")
    return [
        *decided,
        _("As said of an earlier file with this header: {said}; --afresh forgets that.").format(said=shown),
    ]


def pair(text: str, *, split_last: bool = False) -> tuple[str, str]:
    """The two sides of NAME=VALUE. Raises UsageError."""
    name, mark, value = text.rpartition("=") if split_last else text.partition("=")
    if not mark or not name.strip():
        raise UsageError(_("{text} does not say what equals what; write NAME=VALUE.").format(text=text))
    return name.strip(), value.strip()


def _notation(said: Sequence[tuple[str | None, str]]) -> tuple[str | None, dict[str, str]]:
    """What is said of all columns, and of one or another; the last word counts."""
    of_all = [answer for column, answer in said if column is None]
    return (of_all[-1] if of_all else None), {column: answer for column, answer in said if column}
