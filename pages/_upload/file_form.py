"""Upload: one file, with how it was read, open questions, and ways to correct the reading."""

import streamlit as st

from pages._upload import column_mapping, pending_files, problem_list, question_form, unread_words
from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Reading, Settings
from trialmetrics.intake.rows import problems
from trialmetrics.text import date_text, number_text, question_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

MAX_LISTED = 20


def section(file: PendingFile) -> Reading | None:
    """Draw one file with its questions; returns its reading, None while there is none."""
    with st.container(border=True):
        st.markdown(f"**{plain(file.name)}**")
        reading = pending_files.reading(file)
        if reading is None:
            return None
        st.write(_summary(reading))
        question_form.ask(file, reading)
        _show_decisions(reading)
        column_mapping.show_proposals(file, reading)
        unread_words.show_recalled(file, reading)
        _discard_answers_button(file)
        _preview(reading)
        if not reading.questions and (reading.set_aside or reading.warnings):
            label = _("What would not be taken, and why")
            with st.expander(label, key=f"{file.key}-problems", on_change="rerun") as expander:
                if expander.open:
                    first = problems.first(reading, problem_list.MAX_LINES)
                    problem_list.table(problems.kinds(reading), first, f"{file.key}-wrong")
        with st.expander(_("Columns: yours and ours"), key=f"{file.key}-mapping"):
            st.caption(_notation(reading))
            column_mapping.form(file, reading)
        return reading


def add_label(readings: list[Reading | None]) -> str:
    """Label of the add button: counts trials if all files are sheets, else rows; names the files if that is unknown or zero."""
    complete = [reading for reading in readings if reading and not reading.questions]
    rows = sum(reading.rows - reading.set_aside for reading in complete)
    if len(complete) < len(readings) or not rows:
        return ngettext("Add this file", "Add these files", len(readings))
    if all(reading.kind == "sheet" for reading in complete):
        return ngettext("Add this trial", "Add these {n} trials", rows).format(n=number_text.count(rows))
    return ngettext("Add this row", "Add these {n} rows", rows).format(n=number_text.count(rows))


def _summary(reading: Reading) -> str:
    return f"{_kind(reading)} {_questions_left(reading) if reading.questions else _expected_result(reading)}"


def _kind(reading: Reading) -> str:
    events, several = reading.kind == "events", len(reading.sheets) > 1
    sentence = {
        (True, False): _("Read as a trial log, a row per event."),
        (True, True): _("Read as a trial log, a row per event (sheet {name})."),
        (False, False): _("Read as a trial sheet, a row per trial."),
        (False, True): _("Read as a trial sheet, a row per trial (sheet {name})."),
    }[events, several]
    return sentence.format(name=plain(reading.delimiter))


def _questions_left(reading: Reading) -> str:
    left = len(reading.questions)
    return ngettext("{n} question is left:", "{n} questions are left:", left).format(n=left)


def _expected_result(reading: Reading) -> str:
    """Sentence: how many rows and values would be taken, set aside or left out."""
    rows = ngettext("{n} row", "{n} rows", reading.rows).format(n=reading.rows)
    values = ngettext("{n} single value", "{n} single values", reading.warnings).format(n=reading.warnings)
    sentence = (
        _("{rows}, {aside} would be set aside, {values} would be left out.")
        if reading.warnings
        else _("{rows}, {aside} would be set aside.")
    )
    return sentence.format(rows=rows, aside=reading.set_aside, values=values)


def _notation(reading: Reading) -> str:
    """Sentence: encoding and delimiter, for troubleshooting."""
    if reading.encoding == "xlsx":
        return _("An Excel file, sheet {name}.").format(name=plain(reading.delimiter))
    delimiter_words = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars")}
    return _("A text file with {delimiter} between the columns, and its letters in {encoding}.").format(
        delimiter=delimiter_words.get(reading.delimiter, plain(reading.delimiter)),
        encoding=reading.encoding.removesuffix("-sig").upper(),
    )


def _show_decisions(reading: Reading) -> None:
    """How ambiguous notations were read, and why; what seems to be wrong."""
    if reading.decided:
        st.caption("  \n".join(plain(question_text.decision(decision)) for decision in reading.decided))
    for doubt in reading.doubts:
        st.warning(plain(question_text.doubt(doubt)), icon=":material/warning:")


def _discard_answers_button(file: PendingFile) -> None:
    """Button that discards all answers for this file."""
    if file.settings != Settings():
        st.button(
            _("Take back my answers"), key=f"{file.key}-back", on_click=file.discard_answers, type="tertiary",
            icon=":material/undo:",
        )  # fmt: skip


def _preview(reading: Reading) -> None:
    """The mapping of columns, and the first rows as read."""
    pairs = [f"{heading} → {terms.column_words(ours)}" for heading, ours in reading.mapping.items()]
    unused = [
        _("{heading} (perhaps {ours})").format(
            heading=column["heading"], ours=terms.column_words(column["nearest"])
        )
        if column["nearest"]
        else str(column["heading"])
        for column in reading.unused
    ]
    caption = (
        _("Your columns: {pairs}.").format(pairs="; ".join(pairs))
        if pairs
        else _("None of your columns was recognised.")
    )
    if unused:
        caption += " " + _("Left alone: {names}.").format(names=_shortened_list(unused))
    st.caption(plain(caption))
    heading_of = reading.mapping if reading.questions else {}
    names = {
        name: _("line") if name == "line" else terms.column_words(heading_of.get(name, name))
        for name in reading.preview.columns
    }
    rows = reading.preview.round(2)
    shown = len(rows)
    if reading.questions:
        first = ngettext(
            "The first row, as it is written:", "The first {n} rows, as they are written:", shown
        )
        st.caption(first.format(n=shown))
    else:
        rows = rows.map(date_text.localized_moment)
        if shown < reading.rows:
            st.caption(_("The first {n} of {rows} rows, as read:").format(n=shown, rows=reading.rows))
    st.dataframe(
        rows.rename(columns=names), hide_index=True, placeholder=number_text.NOTHING, alt=_("The first rows as read"),
    )  # fmt: skip


def _shortened_list(names: list[str]) -> str:
    shown = "; ".join(names[:MAX_LISTED])
    return shown if len(names) <= MAX_LISTED else f"{shown}; ..."
