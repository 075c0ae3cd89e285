"""Upload: one form with every open question of a file and every word that is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from pages._upload import column_mapping, unread_words
from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Question, Reading, Settings
from trialmetrics.intake.reading import NOTATIONS
from trialmetrics.text import question_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

# What a person answered: to each question, and the meaning of each word (our column, text).
Answers = Sequence[tuple[Question, column_mapping.Answer]]
Meanings = Mapping[tuple[str, str], str]


def ask(file: PendingFile, reading: Reading) -> None:
    """Draw the questions; what is filled in holds once the button is pressed, and the file is read again.

    No `st.form`, nor `on_change="ignore"`: both keep what is filled in in the browser, which forgets it when the page is left.
    So each answer goes to the session at once.
    """
    if not reading.questions and not reading.unread:
        return
    answers = [(question, _ask(file, question)) for question in reading.questions]
    meanings = unread_words.ask(file, reading)
    if st.button(_("Use these answers"), key=f"{file.key}-answers", type="primary"):
        file.apply(answered(file.settings, answers, meanings))
    with st.expander(_("The same on the command line")):
        options = [question_text.option(question) for question in reading.questions]
        options += [
            question_text.word_option(word.column, word.text, word.near[0] if word.near else _("MEANING"))
            for word in reading.unread[: unread_words.MAX_SHOWN]
        ]
        st.code("\n".join(options), language=None, wrap_lines=True)


def _ask(file: PendingFile, question: Question) -> column_mapping.Answer:
    if question.setting.startswith("columns."):
        return column_mapping.ask(file, question)
    words = question_text.choices(question)
    choices = [*words]
    answer = st.radio(
        plain(question_text.text(question)), choices,
        index=choices.index(question.guess) if question.guess is not None else None,
        key=f"{file.key}-{question.setting}-{question.columns}-{question.code}",
        format_func=lambda choice: plain(words[choice]), horizontal=True,
        captions=[_("suggested by the file") if choice == question.guess else "" for choice in choices]
        if question.guess is not None else None,
        persist_state="session",
    )  # fmt: skip
    return column_mapping.Answer(answer)


def answered(settings: Settings, answers: Answers, meanings: Meanings) -> Settings:
    """The settings with the answers filled in; questions without an answer stay open."""
    columns, values = dict(settings.columns), dict(settings.values)
    by_column = {notation: dict(of) for notation, of in settings.by_column.items()}
    of_file: dict[str, str] = {}
    words = {ours: dict(texts) for ours, texts in settings.answers.items()}
    # A notation was asked of the column that was guessed, and says nothing of another one.
    other_column = set()
    for question, answer in answers:
        setting, _dot, name = question.setting.partition(".")
        guessed = answer.choice == question.guess and not answer.value
        if setting == "kind" and answer.choice and not guessed:
            # All else was asked of the other kind of table.
            return replace(settings, kind=answer.choice)
        if setting == "columns" and not guessed:
            other_column.add(name)
        if setting == "heading" and question.guess and not guessed:
            other_column.add(question.guess)
    for question, answer in answers:
        setting, _dot, name = question.setting.partition(".")
        if answer.value:
            values[name] = answer.value
        elif answer.choice is None:
            continue
        elif setting == "columns":
            columns[answer.choice] = name
        elif setting == "heading":
            columns[name] = answer.choice or None
        elif setting == "answers" and name not in other_column:
            words.setdefault(name, {}).update(dict.fromkeys(question.figures["texts"], answer.choice))
        elif setting in NOTATIONS:
            fitting = [column for column in question.columns if column.partition(":")[0] not in other_column]
            by_column.setdefault(setting, {}).update(dict.fromkeys(fitting, answer.choice))
        elif setting != "answers":
            of_file[setting] = answer.choice
    for (ours, text), meaning in meanings.items():
        words.setdefault(ours, {})[text] = meaning
    # What is asked of the whole file has a setting of the same name.
    return replace(settings, columns=columns, values=values, by_column=by_column, answers=words, **of_file)  # type: ignore[arg-type]
