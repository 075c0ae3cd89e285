"""Upload: map the file's columns to ours by hand."""

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Question, Reading
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain
from trialmetrics.text.terms import column_words

LEAVE_ALONE = "-"
MAX_SHOWN = 300  # headings; for more, use --map on the command line


class Answer(NamedTuple):
    """What a person answered: one of the choices, or a value for all rows."""

    choice: str | None
    value: str = ""


def ask(file: PendingFile, question: Question) -> Answer:
    """Ask for a needed column: one of the file's, or one value for all rows. A guess is filled in and marked as one."""
    ours = question.setting.removeprefix("columns.")
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    headings = [*question.answers]
    choice = left.selectbox(
        _question_text(ours), headings, index=headings.index(question.guess) if question.guess else None,
        key=f"{file.key}-{question.setting}", placeholder=_("choose the column"),
        persist_state="session",
    )  # fmt: skip
    if question.guess:
        left.caption(
            _("{heading} is a guess: confirm it, or choose another.").format(heading=plain(question.guess))
        )
    value = right.text_input(
        _("or the same for all rows"), key=f"{file.key}-{question.setting}-value", placeholder=_("such as Jansen")
        if ours == "supplier" else "", persist_state="session",
    ).strip()  # fmt: skip
    return Answer(choice, value)


def _question_text(ours: str) -> str:
    return {
        "supplier": _("Which of your columns names the supplier?"),
        "trial_id": _(
            "Which of your columns tells the trials of one supplier apart, such as an order number?"
        ),
        "event": _("Which of your columns says what happened?"),
        "occurred_at": _("Which of your columns says when it happened?"),
        "requested_at": _("Which of your columns says when you asked or ordered?"),
    }.get(ours, _("Two of your columns may be: {ours}. Which one is it?").format(ours=column_words(ours)))


def show_proposals(file: PendingFile, reading: Reading) -> None:
    """Buttons that map unmapped headings to the columns of ours that they resemble."""
    settings_in_question = {question.setting for question in reading.questions}
    proposals = [
        proposal for proposal in reading.proposals if f"columns.{proposal.ours}" not in settings_in_question
    ]
    if not proposals:
        return
    with st.container(horizontal=True):
        for proposal in proposals:
            st.button(
                _("Use {heading} as {ours}").format(
                    heading=plain(proposal.heading), ours=column_words(proposal.ours)
                ),
                key=f"{file.key}-use-{proposal.heading}",
                on_click=file.map_column,
                args=(proposal.heading, proposal.ours),
            )


def form(file: PendingFile, reading: Reading) -> None:
    """A form for the column of each heading, one value for all rows, the kind of table, and the sheet."""
    ours = [*COLUMNS[reading.kind]]
    choices = [LEAVE_ALONE, *ours]
    settings = file.settings
    with st.form(f"{file.key}-columns", border=False):
        chosen: dict[str, str | None] = {}
        grid = st.columns(3)
        for place, heading in enumerate(reading.names[:MAX_SHOWN]):
            current = reading.mapping.get(heading, LEAVE_ALONE)
            answer = grid[place % 3].selectbox(
                plain(heading), choices, index=choices.index(current),
                key=f"{file.key}-{file.readings_started}-{place}-{reading.kind}",
                format_func=lambda name: _("leave alone") if name == LEAVE_ALONE else column_words(name),
            )  # fmt: skip
            if answer != current or heading in settings.columns:
                chosen[heading] = None if answer == LEAVE_ALONE else answer
        if len(reading.names) > MAX_SHOWN:
            st.caption(_("The first {n} columns are shown.").format(n=MAX_SHOWN))
        left, right = st.columns([1, 2], vertical_alignment="bottom")
        name = left.selectbox(
            _("The same for all rows"), ours, index=None, format_func=column_words, placeholder=_("nothing"),
            key=f"{file.key}-{file.readings_started}-given",
        )  # fmt: skip
        value = right.text_input(_("Value"), key=f"{file.key}-{file.readings_started}-value").strip()
        kinds = {"auto": _("as recognised"), "events": _("trial log"), "sheet": _("trial sheet")}
        kind = st.radio(
            _("Kind"), list(kinds), index=list(kinds).index(settings.kind), format_func=lambda name: kinds[name],
            horizontal=True, key=f"{file.key}-kind",
        )  # fmt: skip
        sheet = settings.sheet
        if len(reading.sheets) > 1:
            sheet = st.selectbox(
                _("Sheet"), reading.sheets, index=reading.sheets.index(reading.delimiter),
                key=f"{file.key}-{file.readings_started}-sheet",
            )  # fmt: skip
            if sheet == reading.delimiter and settings.sheet is None:
                sheet = None
        if st.form_submit_button(_("Apply")):
            values = {**settings.values, **({name: value} if name and value else {})}
            file.apply(replace(settings, columns=chosen, values=values, kind=kind, sheet=sheet))
