"""Upload page: review how each file was read, add it, see the result; history with undo and redo."""

import logging
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages._shared import heading, server
from pages._upload import (
    corrected_version,
    file_form,
    outcome,
    pending_files,
    supplier_names,
    template_downloads,
    upload_history,
)
from pages._upload.pending_files import PendingFile
from trialmetrics import error_messages
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Reading
from trialmetrics.store import Store
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

SUBMITTED, REFUSED = "taking in", "refused"
_log = logging.getLogger("trialmetrics")


@dataclass
class FileToAdd:
    """A file, its reading (None while unread), and the upload that it replaces."""

    file: PendingFile
    reading: Reading | None
    replaces: int | None = None


def show() -> None:
    """Draw the page."""
    store = server.store()
    heading.title(_("Upload"), filtered=False)
    st.write(_("Trial logs (a row per event) and trial sheets (a row per trial), as CSV or Excel, English or Dutch. "
               "Nothing is stored before you say so."))  # fmt: skip
    if notes := store.policies.zone_notes():
        st.warning(plain(" ".join(notes)), icon=":material/warning:")
    if lost := store.history_finding():
        st.error(plain(lost), icon=":material/error:")
    _ask_to_reload_sheets(server.workspace().read(_sheets_to_reload))
    if reports := st.session_state.get("reports"):
        outcome.section(reports)
    # Accept every type, so that our own sentence says why a file cannot be read.
    uploaded = st.file_uploader(
        _("Files"), accept_multiple_files=True, label_visibility="collapsed",
        key=f"files-{st.session_state.get('round of files', 0)}",
    )  # fmt: skip
    if uploaded:
        st.session_state["reports"] = []
    entries = [
        FileToAdd(file, file_form.section(file)) for file in pending_files.current_files(uploaded or [])
    ]
    if entries:
        _add_button(entries)
    elif server.workspace().is_empty() and not reports:
        st.info(_("No log at hand? Load the example from the welcome page: it tells the whole story."))
    template_downloads.section()
    supplier_names.section()
    upload_history.section()


def _sheets_to_reload(store: Store) -> list[tuple[int, str]]:
    return store.uploads.sheets_to_reload()


def _ask_to_reload_sheets(sheets: list[tuple[int, str]]) -> None:
    """Ask for sheets stored by an earlier version, which did not keep what each row observed."""
    if not sheets:
        return
    names = ", ".join(
        _("{file} (no. {n})").format(file=plain(file), n=upload_id) for upload_id, file in sheets
    )
    st.info(
        _("An earlier version did not keep what these sheets observed: {names}. What cannot be told counts as not observed. "
          "Upload them again, and every figure follows; nothing counts twice.").format(names=names),
        icon=":material/refresh:",
    )  # fmt: skip


def _add_button(entries: list[FileToAdd]) -> None:
    """The button that adds all files or none; disabled until every file is ready."""
    in_progress = [entry.file.name for entry in entries if entry.file.job and not entry.file.job.ended]
    unread = [
        entry.file.name for entry in entries if entry.reading is None and entry.file.name not in in_progress
    ]
    with_questions = [entry.file.name for entry in entries if entry.reading and entry.reading.questions]
    for entry in entries:
        if entry.reading and not entry.reading.questions:
            entry.replaces = corrected_version.ask(entry.file, entry.reading, alone=len(entries) == 1)
    blocked = bool(in_progress or unread or with_questions)
    submission = [(entry.file.key, entry.file.readings_started) for entry in entries]
    label = file_form.add_label([entry.reading for entry in entries])
    st.button(label, key="take in", type="primary", disabled=blocked, on_click=_submit, args=(submission,))
    refused, why = st.session_state.get(REFUSED, ([], ""))
    if refused == submission:
        st.error(plain(why), icon=":material/error:")
    if blocked:
        st.caption(_blocked_text(in_progress, unread, with_questions, len(entries)))
    elif st.session_state.get(SUBMITTED) == submission:
        _store(entries, submission)


def _submit(submission: list[tuple[str, int]]) -> None:
    # Remember the click until the files are stored: a rerun in between would lose it.
    st.session_state[SUBMITTED] = submission
    st.session_state.pop(REFUSED, None)


def _blocked_text(
    in_progress: list[str], unread: list[str], with_questions: list[str], file_count: int
) -> str:
    sentences = []
    if in_progress:
        sentences.append(_("Still being read: {names}.").format(names=", ".join(map(plain, in_progress))))
    if unread:
        names = ", ".join(map(plain, unread))
        sentences.append(
            _("Not read: {names}; take it out (the cross beside its name) or mend it.").format(names=names)
        )
    if with_questions:
        sentences.append(_("Answer the questions first."))
    if file_count > 1:
        sentences.append(_("No file is stored until all are ready."))
    return " ".join(sentences)


def _store(entries: list[FileToAdd], submission: list[tuple[str, int]]) -> None:
    readings = [entry.reading for entry in entries if entry.reading]
    store = server.store()
    st.session_state[SUBMITTED] = None
    with st.status(_("Taking in"), expanded=True) as status:
        try:
            reports = store.uploads.add(
                [reading.require_batch() for reading in readings], server.user(), replace=[entry.replaces for entry in entries],
                step=lambda message: status.update(label=plain(message)),
            )  # fmt: skip
        except Exception as error:
            # Keep the files and answers, and show the error until the button is pressed again.
            why = _("Nothing was taken in. {reason}").format(reason=_error_text(error, store.path.parent))
            st.session_state[REFUSED] = (submission, why)
            st.rerun()
        status.update(label=_("Taken in"), state="complete")
    st.session_state["reports"] = reports
    upload_history.select(reports[-1].upload_id)
    st.session_state["round of files"] = st.session_state.get("round of files", 0) + 1
    st.rerun()


def _error_text(error: Exception, folder: Path) -> str:
    """Sentence: why it failed and what to do; an unforeseen error is logged too."""
    if not isinstance(error, TrialmetricsError):
        _log.error("An upload failed", exc_info=error)
    return error_messages.sentence(error, folder)


show()
