"""Check a person's settings against the columns before reading with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

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


def with_colons_in_headings(user_settings: Settings, names: Sequence[str]) -> Settings:
    """The settings, in which `event:type` -> `event` maps the heading that is written so, not the word `type` under `event`."""
    columns, answers = dict(user_settings.columns), {}
    written = {tuple(map(str.strip, name.split(":", 1))): name for name in names}
    for ours, texts in user_settings.answers.items():
        answers[ours] = dict(texts)
        for text, meant in texts.items():
            heading = written.get((ours, " ".join(text.split())))
            if (
                heading
                and meant is not None
                and (not meant or any(meant in of_kind for of_kind in COLUMNS.values()))
            ):
                columns[heading] = meant or None
                del answers[ours][text]
    return replace(
        user_settings, columns=columns, answers={ours: texts for ours, texts in answers.items() if texts}
    )


def refuse_unknown_columns(user_settings: Settings, names: Sequence[str]) -> None:
    """Raise UsageError for a heading that the file does not have, or for a column that neither kind of table has. `names`: the
    file's headings."""
    known_columns = dict.fromkeys([*COLUMNS["events"], *COLUMNS["sheet"]])
    for heading, ours in user_settings.columns.items():
        if heading not in names:
            near = headings.similar_headings(heading, names) or sorted(names)[:30]
            raise UsageError(
                _("There is no column {heading}; the file has {columns}.").format(
                    heading=heading, columns=", ".join(near)
                )
            )
        if ours is not None and ours not in known_columns:
            raise UsageError(_not_ours(ours, [*known_columns]))
    for ours in user_settings.values:
        if ours not in known_columns:
            raise UsageError(_not_ours(ours, [*known_columns]))


def refuse_columns_of_other_kind(user_settings: Settings, kind: str) -> None:
    """Raise UsageError for a mapping to a column that only the other kind of table has."""
    for ours in [*user_settings.columns.values(), *user_settings.values]:
        if ours is not None and ours not in COLUMNS[kind]:
            name = {"events": _("an event log"), "sheet": _("a trial sheet")}[kind]
            raise UsageError(
                _(
                    "{column} is not a column of {kind}, which this file was taken for; map another one, or give --kind."
                ).format(column=ours, kind=name)
            )


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


def _not_ours(name: str, ours: list[str]) -> str:
    return _("{name} is not one of our columns; those are {columns}.").format(
        name=name, columns=", ".join(headings.similar_headings(name, ours) or ours)
    )


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
