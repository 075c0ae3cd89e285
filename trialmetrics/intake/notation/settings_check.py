"""Check a person's settings against the columns before reading with them."""

from collections.abc import Mapping

from trialmetrics.errors import UsageError
from trialmetrics.intake import headings
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.notation.rating_scales import parse_scale
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.values.dates import SEPARATORS
from trialmetrics.intake.values.moments import RELATIVE_COLUMNS
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import WORD_LISTS, normalised_word, read_value
from trialmetrics.text import problem_text
from trialmetrics.text.language import _
from trialmetrics.vocabulary import NOT_OBSERVED

# The kind of column that each setting applies to.
_COLUMN_KIND = {"date_order": "moment", "decimal": "number", "rating_scale": "rating"}


def refuse_notations(user_settings: Settings) -> None:
    """Raise UsageError for a notation given for a column that has no such notation."""
    for notation, answers in user_settings.by_column.items():
        fitting = [
            name
            for columns in COLUMNS.values()
            for name, column in columns.items()
            if column.kind == _COLUMN_KIND[notation] or (notation == "decimal" and name in RELATIVE_COLUMNS)
        ]
        for place, answer in answers.items():
            # A date order may be that of the dates with one separator: `COLUMN:/`.
            ours, colon, separator = place.partition(":")
            if ours not in fitting or (colon and (notation != "date_order" or separator not in SEPARATORS)):
                raise UsageError(
                    _("{column} is not a column with such a notation; those are {columns}.").format(
                        column=place, columns=", ".join(dict.fromkeys(fitting))
                    )
                )
            if notation == "rating_scale":
                parse_scale(answer)


def refuse_words(user_settings: Settings, kind: str, notations: Mapping[str, Notation]) -> None:
    """Raise UsageError for an answer that its column cannot hold, or for a word that already has another meaning."""
    for ours, answers in user_settings.answers.items():
        if ours not in COLUMNS[kind]:
            candidates = headings.similar_headings(ours, COLUMNS[kind]) or [*COLUMNS[kind]]
            raise UsageError(
                _("{column} is not a column of this kind of table; those are {columns}.").format(
                    column=ours, columns=", ".join(candidates)
                )
            )
        kind_of_value = COLUMNS[kind][ours].kind
        if kind_of_value == "text" and any(meant is not None for meant in answers.values()):
            raise UsageError(
                _(
                    "What stands under {column} is taken as it is written; mend the file where that is wrong."
                ).format(column=ours)
            )
        for text, meant in answers.items():
            if meant is None or meant.casefold() in NOT_OBSERVED:
                continue
            meaning = read_value(text, kind_of_value, ours, notations[ours], {normalised_word(text): meant})
            if meaning.problem:
                raise UsageError(
                    _("{text} cannot mean {meant} under {column}: {sentence}.").format(
                        text=text,
                        meant=meant,
                        column=ours,
                        sentence=problem_text.sentence(*meaning.problem, meant),
                    )
                )
            current = read_value(text, kind_of_value, ours, notations[ours], {})
            if kind_of_value in WORD_LISTS and not current.problem and current.value != meaning.value:
                raise UsageError(
                    _(
                        "{text} under {column} is read as {value} already; mend the file where that is wrong."
                    ).format(text=text, column=ours, value=_value_text(current.value))
                )


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
