"""Upload: one file, with how it was read, open questions, and ways to correct the reading."""

import streamlit as st

from pages._upload import (
    column_mapping,
    file_preview,
    pending_files,
    problem_list,
    question_form,
    unread_words,
)
from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Reading, Settings
from trialmetrics.intake.rows import problems
from trialmetrics.text import number_text, question_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def section(file: PendingFile) -> Reading | None:
    """Draw one file with its questions; returns its reading, None while there is none."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(file.name)}**", width="stretch")
            st.button(
                _("Remove {file}").format(file=plain(file.name)), key=f"{file.key}-remove", type="tertiary",
                icon=":material/close:", on_click=pending_files.remove, args=(file.key,),
            )  # fmt: skip
        reading = pending_files.reading(file)
        if reading is None:
            return None
        st.write(_summary(reading))
        question_form.ask(file, reading)
        _show_decisions(reading)
        column_mapping.show_proposals(file, reading)
        unread_words.show_recalled(file, reading)
        _discard_answers_button(file)
        file_preview.section(reading)
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
