"""The columns that the open questions guess: read as if they were confirmed, so that what follows is asked at once."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import read_value

_SAMPLE = 100  # distinct texts
_MOST = 0.5  # share of them that must be readable
# A text is a value if it is one in either order of day and month.
_NOTATIONS = tuple(Notation(ZoneInfo("UTC"), order) for order in ("dmy", "mdy"))
_COLUMN, _HEADING = "columns.", "heading."


def places(questions: Sequence[Question], names: Sequence[str]) -> dict[int, str]:
    """Position in the header -> our column, of each guess."""
    return {names.index(heading): ours for ours, heading in headings(questions).items()}


def headings(questions: Sequence[Question]) -> dict[str, str]:
    """Our column -> the heading guessed for it."""
    found = {}
    for question in questions:
        if question.guess and question.setting.startswith(_COLUMN):
            found[question.setting.removeprefix(_COLUMN)] = question.guess
        elif question.guess and question.setting.startswith(_HEADING):
            found[question.guess] = question.setting.removeprefix(_HEADING)
    return found


def without_implausible(
    database: duckdb.DuckDBPyConnection, kind: str, questions: Sequence[Question]
) -> list[Question]:
    """The questions, without a guess whose values are not of the column's kind."""
    implausible = {
        f"{_COLUMN}{ours}"
        for ours in headings(questions)
        if not _fits(database, ours, COLUMNS[kind][ours].kind)
    }
    return [
        replace(question, guess=None) if question.setting in implausible else question
        for question in questions
    ]


def _fits(database: duckdb.DuckDBPyConnection, ours: str, kind_of_value: str) -> bool:
    texts = database.execute(
        f"select distinct {ours} from raw_row where {ours} is not null order by 1 limit {_SAMPLE}"
    ).fetchall()
    readable = sum(
        any(_is_value(text, kind_of_value, ours, notation) for notation in _NOTATIONS) for (text,) in texts
    )
    return readable > _MOST * len(texts)


def _is_value(text: str, kind_of_value: str, ours: str, notation: Notation) -> bool:
    value = read_value(text, kind_of_value, ours, notation, {})
    return value.problem is None and value.seen
