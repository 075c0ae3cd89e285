"""Upload: how each file is read before anything is stored, what became of it, and the history with undo and redo."""

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages import _names, _shared
from trialmetrics import intake, wording
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Question, Reading, Settings
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.template import template
from trialmetrics.language import _, ngettext
from trialmetrics.store import UploadReport

ALONE = "-"
SHOWN_UNREAD = 6


def show() -> None:
    """The page."""
    store = _shared.store()
    st.title(_("Upload"))
    st.write(_("Trial logs (a row per event) and trial sheets (a row per trial), as CSV or Excel, English or Dutch. "
               "Nothing is stored before you say so."))  # fmt: skip
    for report in st.session_state.get("reports", []):
        _outcome(report)
    files = st.file_uploader(
        _("Files"), type=["csv", "txt", "tsv", "xlsx"], accept_multiple_files=True, label_visibility="collapsed",
        key=f"files-{st.session_state.get('round of files', 0)}",
    )  # fmt: skip
    if files:
        st.session_state["reports"] = []
        readings = [_file(number, file) for number, file in enumerate(files)]
        _take(readings)
    elif store.is_empty() and not st.session_state.get("reports"):
        st.info(_("No log at hand? Load the example from the welcome page: it tells the whole story."))
    _templates()
    _names.section()
    _history()


def _templates() -> None:
    """An example of a file to fill in."""
    with st.expander(_("Templates")):
        kinds: dict[Any, str] = {
            "sheet": _("trial sheet: a row per trial"),
            "events": _("trial log: a row per event"),
        }
        languages: dict[Any, str] = {"en": "English", "nl": "Nederlands"}
        first, second, third, fourth = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
        kind = first.selectbox(
            _("Kind"), list(kinds), format_func=lambda name: kinds[name], key="template kind"
        )
        language = second.selectbox(_("Language"), list(languages), format_func=lambda name: languages[name])
        filled = third.toggle(_("With an example"))
        forms: list[Any] = ["xlsx", "csv"]
        form = fourth.radio(_("As"), forms, horizontal=True)
        st.download_button(
            _("Download the template"), template(kind, language=language, filled=filled, form=form),
            f"trial-{kind}-{language}.{form}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _file(number: int, file: Any) -> Reading | None:
    """One file: read, shown, and asked about; None where it cannot be read."""
    content = file.getvalue()
    print_ = hashlib.sha256(content).hexdigest()
    with st.container(border=True):
        st.markdown(f"**{_shared.plain(file.name)}**")
        key = f"file-{number}-{print_[:12]}"
        settings = st.session_state.get(f"{key}-settings", Settings())
        try:
            reading = _read(key, content, file.name, settings)
        except TrialmetricsError as error:
            _shared.tell(error)
            if settings != Settings():
                st.button(_("Start again"), key=f"{key}-again", on_click=_forget, args=(key,))
            return None
        st.write(_recognised(reading))
        for question in reading.questions:
            _ask(key, settings, reading, question)
        _propose(key, settings, reading)
        st.dataframe(
            reading.preview, hide_index=True, placeholder=wording.NOTHING, alt=_("The first rows as read")
        )
        with st.expander(_("Columns: yours and ours"), expanded=False):
            _columns(key, settings, reading)
        return reading


def _read(key: str, content: bytes, name: str, settings: Settings) -> Reading:
    """The file read under these settings; read once, kept in the session."""
    kept = st.session_state.get(f"{key}-reading")
    if kept and kept[0] == settings:
        return kept[1]
    folder = tempfile.TemporaryDirectory(prefix="trialmetrics-")
    # Under a name of ours: what a browser sends as a name is anybody's text.
    path = Path(folder.name) / "file"
    path.write_bytes(content)
    with st.spinner(_("Reading {name}").format(name=_shared.plain(name))):
        reading = intake.read(
            path, Path(folder.name), settings, name=name, remembered=_shared.store().remembered(),
            zone=_shared.store().policy().clock.zone,
        )  # fmt: skip
    path.unlink()
    # The folder goes when the session lets go of it.
    st.session_state[f"{key}-reading"] = (settings, reading, folder)
    return reading


def _recognised(reading: Reading) -> str:
    kind = (
        _("a trial log, a row per event") if reading.kind == "events" else _("a trial sheet, a row per trial")
    )
    written = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
    if reading.encoding == "xlsx":
        notation = _("Excel, sheet {name}").format(name=_shared.plain(reading.delimiter))
    else:
        notation = f"{reading.encoding.removesuffix('-sig').upper()}, {written.get(reading.delimiter, reading.delimiter)}"
    said = _("Read as {kind} ({notation}).").format(kind=kind, notation=notation)
    if reading.remembered:
        said += " " + _("Columns and answers are those of an earlier file with this header.")
    if reading.questions:
        left = len(reading.questions)
        return said + " " + ngettext("{n} question is left:", "{n} questions are left:", left).format(n=left)
    said += " " + ngettext("{n} row", "{n} rows", reading.rows).format(n=reading.rows)
    said += ", " + _("{n} would be set aside").format(n=reading.set_aside)
    if reading.warnings:
        said += ", " + ngettext("{n} value too", "{n} values too", reading.warnings).format(
            n=reading.warnings
        )
    return said + "."


def _ask(key: str, settings: Settings, reading: Reading, question: Question) -> None:
    if question.setting.startswith("columns."):
        ours = question.setting.removeprefix("columns.")
        answer = st.selectbox(
            _shared.plain(question.text), reading.names, index=None,
            key=f"{key}-{question.setting}", placeholder=_("choose the column"),
        )  # fmt: skip
        if answer:
            _settle(key, replace(settings, columns={**settings.columns, answer: ours}))
        return
    answer = st.radio(
        _shared.plain(question.text), list(question.choices), index=None, key=f"{key}-{question.setting}", horizontal=True,
        format_func=lambda choice: question.choices[choice],
    )  # fmt: skip
    if answer:
        _settle(key, replace(settings, **_answer(question, answer)))


def _propose(key: str, settings: Settings, reading: Reading) -> None:
    """What nearly was read: headings that come near a column of ours, and words that come near one of ours."""
    asked = {question.setting for question in reading.questions}
    for proposal in reading.proposals:
        if f"columns.{proposal.ours}" in asked:
            continue
        heading = _shared.plain(proposal.heading)
        if st.button(
            _("Use {heading} as {ours}").format(heading=heading, ours=proposal.ours),
            key=f"{key}-use-{proposal.heading}",
        ):
            _settle(key, replace(settings, columns={**settings.columns, proposal.heading: proposal.ours}))
    for unread in reading.unread[:SHOWN_UNREAD]:
        rows = ngettext("{n} row", "{n} rows", unread.rows).format(n=unread.rows)
        meant = st.selectbox(
            _("{heading}: {text} ({rows}) was not read; it means").format(
                heading=_shared.plain(unread.heading), text=_shared.plain(unread.text), rows=rows
            ),
            unread.choices, index=None, key=f"{key}-{unread.column}-{unread.text}", placeholder=_("leave it out"),
        )  # fmt: skip
        if meant is not None:
            answers = {
                **settings.answers,
                unread.column: {**settings.answers.get(unread.column, {}), unread.text: meant},
            }
            _settle(key, replace(settings, answers=answers))


def _answer(question: Question, answer: str) -> dict[str, Any]:
    return {question.setting: answer}


def _columns(key: str, settings: Settings, reading: Reading) -> None:
    """Each heading and the column of ours that it stands for, to be changed by hand."""
    choices = [ALONE, *COLUMNS[reading.kind]]
    with st.form(f"{key}-columns", border=False):
        chosen: dict[str, str | None] = {}
        grid = st.columns(3)
        headings = reading.names
        for place, heading in enumerate(headings):
            now = reading.mapping.get(heading, ALONE)
            answer = grid[place % 3].selectbox(
                _shared.plain(heading), choices, index=choices.index(now), key=f"{key}-{place}-{reading.kind}",
                format_func=lambda name: _("leave alone") if name == ALONE else name,
            )  # fmt: skip
            if answer != now or heading in settings.columns:
                chosen[heading] = None if answer == ALONE else answer
        kinds = {"auto": _("as recognised"), "events": _("trial log"), "sheet": _("trial sheet")}
        kind = st.radio(
            _("Kind"), list(kinds), index=list(kinds).index(settings.kind), format_func=lambda name: kinds[name],
            horizontal=True, key=f"{key}-kind",
        )  # fmt: skip
        if st.form_submit_button(_("Read it so")):
            _settle(key, replace(settings, columns=chosen, kind=kind))


def _settle(key: str, settings: Settings) -> None:
    st.session_state[f"{key}-settings"] = settings
    st.rerun()


def _forget(key: str) -> None:
    st.session_state.pop(f"{key}-settings", None)


def _take(readings: list[Reading | None]) -> None:
    """The button, and what follows it: all files or none."""
    usable = [reading for reading in readings if reading]
    ready = len(usable) == len(readings) and not any(reading.questions for reading in usable)
    replaced = _replaced()
    if not st.button(_("Take in"), type="primary", disabled=not ready):
        if not ready:
            st.caption(
                _(
                    "Answer the questions, or remove the files that cannot be read; then all are taken in at once."
                )
            )
        return
    with st.status(_("Taking in"), expanded=True) as status:
        st.write(_("Storing {rows} rows").format(rows=sum(reading.rows for reading in usable)))
        try:
            reports = _shared.store().take(usable, _shared.user(), replace=replaced)
        except TrialmetricsError as error:
            status.update(label=_("Nothing was taken in"), state="error")
            _shared.tell(error)
            return
        status.update(label=_("Taken in"), state="complete")
    st.session_state["reports"] = reports
    st.session_state["round of files"] = st.session_state.get("round of files", 0) + 1
    st.rerun()


def _replaced() -> int | None:
    uploads = _shared.store().uploads()
    held = uploads[uploads["holds"]]
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in held.itertuples()}
    if not names:
        return None
    return st.selectbox(
        _("In the place of an earlier upload (a corrected file)"), list(names), index=None, placeholder=_("no, beside them"),
        format_func=lambda upload: names[upload],
    )  # fmt: skip


def _outcome(report: UploadReport) -> None:
    said = _("{file}: {taken} taken, {aside} set aside, {known} already known.").format(
        file=_shared.plain(report.file),
        taken=report.taken,
        aside=report.set_aside,
        known=report.already_known,
    )
    (st.warning if report.problems else st.success)(said)
    if report.problems:
        _problems(report.upload_id)


def _problems(upload_id: int) -> None:
    store = _shared.store()
    found = store.problems(upload_id)
    what = {"row": _("row set aside"), "value": _("value set aside")}
    st.dataframe(
        pd.DataFrame(
            {
                _("line"): found["line"],
                _("column"): found["column"],
                _("value"): found["value"],
                _("how to mend it"): found["reason"],
                _("what"): found["severity"].map(what),
            }
        ),
        hide_index=True,
        placeholder="",
        height=min(36 * (len(found) + 1) + 2, 360),
        alt=_("What was not taken, and why"),
    )
    st.download_button(
        _("Download what was set aside, to mend"), store.set_aside(upload_id).encode("utf-8-sig"),
        f"set-aside-{upload_id}.csv", "text/csv", key=f"mend-{upload_id}", icon=":material/download:",
    )  # fmt: skip


def _history() -> None:
    store = _shared.store()
    uploads = store.uploads()
    if uploads.empty:
        return
    st.subheader(_("History"))
    st.dataframe(
        pd.DataFrame(
            {
                _("no."): uploads["upload_id"],
                _("file"): uploads["file"],
                _("when"): uploads["uploaded_at"].dt.strftime("%d-%m-%Y %H:%M"),
                _("who"): uploads["uploaded_by"],
                _("rows"): uploads["rows"],
                _("taken"): uploads["taken"],
                _("set aside"): uploads["set_aside"],
                _("already known"): uploads["already_known"],
                _("state"): [_("holds") if holds else _("undone") for holds in uploads["holds"]],
            }
        ),
        hide_index=True,
        alt=_("Every upload, newest first"),
    )
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in uploads.itertuples()}
    left, middle, right = st.columns([3, 1, 2], vertical_alignment="bottom")
    chosen = left.selectbox(
        _("Upload"), list(names), format_func=lambda upload: names[upload], key="chosen upload"
    )
    holds = bool(uploads.set_index("upload_id").loc[chosen, "holds"])
    if middle.button(_("Undo") if holds else _("Redo"), width="stretch"):
        (store.undo if holds else store.redo)(int(chosen), _shared.user())
        st.session_state["reports"] = []
        st.rerun()
    with right:
        seen = st.toggle(_("Show what was not taken"), key="show problems")
    if seen:
        _problems(int(chosen))


show()
