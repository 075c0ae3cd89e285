"""Upload page: review how each file was read, add it, see the result; history with undo and redo."""

import logging
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages._shared import heading, looking_back, server
from pages._upload import (
    backup_list,
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
from trialmetrics.access import Action
from trialmetrics.cluster.settings import elsewhere, events_elsewhere
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Reading
from trialmetrics.store import Store
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

SUBMITTED, REFUSED, ROUND = "taking in", "refused", "round of files"
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
    if not server.may(Action.SEE_NAMES):
        # Names of files and whoever added them, rows set aside and files as they came: names and notes, all of it.
        st.info(_("Your role does not show what was uploaded, and by whom."))
        return
    st.write(_("Trial logs (a row per event) and trial sheets (a row per trial), as CSV or Excel, English or Dutch. "
               "Nothing is stored before you say so."))  # fmt: skip
    if notes := store.policies.zone_notes():
        st.warning(plain(" ".join(notes)), icon=":material/warning:")
    if lost := store.history_finding():
        st.error(plain(lost), icon=":material/error:")
    _ask_to_reload_sheets(server.workspace().read(_sheets_to_reload))
    has_outcome = outcome.section()
    if looking_back.moment():
        st.info(_("Nothing can be added in the past; go back to today first."))
        upload_history.section()
        return
    if elsewhere():
        st.info(events_elsewhere())
        supplier_names.section()
        backup_list.section()
        return
    if not server.may(Action.UPLOAD):
        st.info(_("Adding files needs the role of a tester; an admin can give it to you."))
        upload_history.section()
        return
    # Accept every type, so that our own sentence says why a file cannot be read.
    uploaded = st.file_uploader(
        _("Files"), accept_multiple_files=True, label_visibility="collapsed",
        key=f"files-{st.session_state.get(ROUND, 0)}",
    )  # fmt: skip
    if uploaded:
        # The files wait in the session from here on; a fresh chooser takes the next ones.
        pending_files.take_over(uploaded)
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        outcome.forget()
        st.rerun()
    entries = [FileToAdd(file, file_form.section(file)) for file in pending_files.current_files()]
    if entries:
        _add_buttons(entries)
    elif server.workspace().is_empty() and not has_outcome:
        st.info(_("No log at hand? Load the example from the welcome page: it tells the whole story."))
    template_downloads.section()
    supplier_names.section()
    upload_history.section()
    backup_list.section()


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


def _add_buttons(entries: list[FileToAdd]) -> None:
    """The button that adds all files, disabled until every file is ready, and one that adds those that are ready already."""
    ready = [entry for entry in entries if entry.reading and not entry.reading.questions]
    for entry in ready:
        assert entry.reading
        entry.replaces = corrected_version.ask(entry.file, entry.reading, alone=len(entries) == 1)
    blocked = len(ready) < len(entries)
    with st.container(horizontal=True):
        st.button(
            file_form.add_label([entry.reading for entry in entries]), key="take in", type="primary", disabled=blocked,
            on_click=_submit, args=(_submission(ready),),
        )  # fmt: skip
        if blocked and ready:
            label = ngettext(
                "Add only {file}, which is ready", "Add only the {n} files that are ready", len(ready)
            )
            st.button(
                label.format(file=plain(ready[0].file.name), n=len(ready)), key="take in ready",
                on_click=_submit, args=(_submission(ready),),
            )  # fmt: skip
    submitted = st.session_state.get(SUBMITTED)
    refused, why = st.session_state.get(REFUSED, (None, ""))
    if refused == _submission(ready):
        st.error(plain(why), icon=":material/error:")
    if blocked:
        st.caption(_blocked_text(entries))
    if submitted == _submission(ready):
        _store(ready)
    elif submitted:
        # The files changed after the click, which was about others.
        st.session_state[SUBMITTED] = None


def _submission(entries: list[FileToAdd]) -> list[tuple[str, int]]:
    """What a click on a button adds: files, each as it was read then."""
    return [(entry.file.key, entry.file.readings_started) for entry in entries]


def _submit(submission: list[tuple[str, int]]) -> None:
    # Remember the click until the files are stored: a rerun in between would lose it.
    st.session_state[SUBMITTED] = submission
    st.session_state.pop(REFUSED, None)


def _blocked_text(entries: list[FileToAdd]) -> str:
    in_progress = [entry.file.name for entry in entries if entry.file.job and not entry.file.job.ended]
    unread = [
        entry.file.name for entry in entries if entry.reading is None and entry.file.name not in in_progress
    ]
    sentences = []
    if in_progress:
        sentences.append(_("Still being read: {names}.").format(names=", ".join(map(plain, in_progress))))
    if unread:
        names = ", ".join(map(plain, unread))
        sentences.append(
            _("Could not be read: {names}. Remove it, or mend it and choose it again.").format(names=names)
        )
    if any(entry.reading and entry.reading.questions for entry in entries):
        sentences.append(_("Answer the questions first."))
    if len(entries) > 1:
        sentences.append(_("Files that are not added yet wait here."))
    return " ".join(sentences)


def _store(entries: list[FileToAdd]) -> None:
    store = server.store()
    st.session_state[SUBMITTED] = None
    with st.status(_("Adding"), expanded=True) as status:
        try:
            reports = store.uploads.add(
                [entry.reading.require_batch() for entry in entries if entry.reading], server.person(),
                replace=[entry.replaces for entry in entries],
                step=lambda message: status.update(label=plain(message)),
            )  # fmt: skip
        except Exception as error:
            # Keep the files and answers, and show the error until the button is pressed again.
            why = _("Nothing was added. {reason}").format(reason=_error_text(error, store.path.parent))
            st.session_state[REFUSED] = (_submission(entries), why)
            st.rerun()
        status.update(label=_("Added"), state="complete")
    places = {
        report.upload_id: entry.replaces
        for report, entry in zip(reports, entries, strict=True)
        if entry.replaces is not None
    }
    outcome.show_next(outcome.Outcome(reports=reports, places=places))
    for entry in entries:
        pending_files.remove(entry.file.key)
    st.rerun()


def _error_text(error: Exception, folder: Path) -> str:
    """Sentence: why it failed and what to do; an unforeseen error is logged too."""
    if not isinstance(error, TrialmetricsError):
        _log.error("An upload failed", exc_info=error)
    return error_messages.sentence(error, folder)


show()
