"""Upload: how each file is read before anything is stored, what became of it, and the history with undo and redo."""

import logging
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages._shared import server
from pages._upload import (
    corrected_version,
    file_form,
    outcome,
    pending_files,
    supplier_names,
    template_downloads,
    upload_history,
)
from pages._upload.pending_files import AtHand
from trialmetrics import failures
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Reading
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

WANTED, REFUSED = "taking in", "refused"
_log = logging.getLogger("trialmetrics")


@dataclass
class Ready:
    """A file, its reading if there is one, and the upload whose place it takes."""

    file: AtHand
    reading: Reading | None
    replaces: int | None = None


def show() -> None:
    """The page."""
    store = server.store()
    st.title(_("Upload"))
    st.write(_("Trial logs (a row per event) and trial sheets (a row per trial), as CSV or Excel, English or Dutch. "
               "Nothing is stored before you say so."))  # fmt: skip
    if notes := store.policies.zone_notes():
        st.warning(plain(" ".join(notes)), icon=":material/warning:")
    if lost := store.history_finding():
        st.error(plain(lost), icon=":material/error:")
    _again(store.uploads.sheets_to_reload())
    if reports := st.session_state.get("reports"):
        outcome.section(reports)
    file_form.load_again()
    # Any file is let in, so that what cannot be read is told in words.
    given = st.file_uploader(
        _("Files"), accept_multiple_files=True, label_visibility="collapsed",
        key=f"files-{st.session_state.get('round of files', 0)}",
    )  # fmt: skip
    if given:
        st.session_state["reports"] = []
    files = [Ready(file, file_form.section(file)) for file in pending_files.files(given or [])]
    if files:
        _take(files)
    elif store.is_empty() and not reports:
        st.info(_("No log at hand? Load the example from the welcome page: it tells the whole story."))
    template_downloads.section()
    supplier_names.section()
    upload_history.section()


def _again(sheets: list[tuple[int, str]]) -> None:
    """Sheets of an earlier version, of which it was not kept what a row observed."""
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


def _take(files: list[Ready]) -> None:
    """The button, and what follows it: all files or none."""
    at_work = [each.file.name for each in files if each.file.job and not each.file.job.ended]
    unread = [each.file.name for each in files if each.reading is None and each.file.name not in at_work]
    asked = [each.file.name for each in files if each.reading and each.reading.questions]
    for each in files:
        if each.reading and not each.reading.questions:
            each.replaces = corrected_version.ask(each.file, each.reading, alone=len(files) == 1)
    not_yet = bool(at_work or unread or asked)
    shown = [(each.file.key, each.file.times) for each in files]
    label = file_form.add_label([each.reading for each in files])
    st.button(label, key="take in", type="primary", disabled=not_yet, on_click=_want, args=(shown,))
    refused, why = st.session_state.get(REFUSED, ([], ""))
    if refused == shown:
        st.error(plain(why), icon=":material/error:")
    if not_yet:
        st.caption(_why_not(at_work, unread, asked, len(files)))
    elif st.session_state.get(WANTED) == shown:
        _store(files, shown)


def _want(shown: list[tuple[str, int]]) -> None:
    # What was clicked on is remembered until it is taken in: a rerun that comes between would forget a click.
    st.session_state[WANTED] = shown
    st.session_state.pop(REFUSED, None)


def _why_not(at_work: list[str], unread: list[str], asked: list[str], files: int) -> str:
    said = []
    if at_work:
        said.append(_("Still being read: {names}.").format(names=", ".join(map(plain, at_work))))
    if unread:
        names = ", ".join(map(plain, unread))
        said.append(
            _("Not read: {names}; take it out (the cross beside its name) or mend it.").format(names=names)
        )
    if asked:
        said.append(_("Answer the questions first."))
    if files > 1:
        said.append(_("No file is stored until all are ready."))
    return " ".join(said)


def _store(files: list[Ready], shown: list[tuple[str, int]]) -> None:
    readings = [each.reading for each in files if each.reading]
    store = server.store()
    st.session_state[WANTED] = None
    with st.status(_("Taking in"), expanded=True) as status:
        try:
            reports = store.uploads.add(
                [reading.require_batch() for reading in readings], server.user(), replace=[each.replaces for each in files],
                step=lambda said: status.update(label=plain(said)),
            )  # fmt: skip
        except Exception as error:
            # The files and what was said of them stay, and why it failed until the button is pressed again.
            why = _("Nothing was taken in. {reason}").format(reason=_in_words(error, store.path.parent))
            st.session_state[REFUSED] = (shown, why)
            st.rerun()
        status.update(label=_("Taken in"), state="complete")
    st.session_state["reports"] = reports
    upload_history.choose(reports[-1].upload_id)
    st.session_state["round of files"] = st.session_state.get("round of files", 0) + 1
    st.rerun()


def _in_words(error: Exception, folder: Path) -> str:
    """Why it could not be done, and what to do, whatever it was; what nobody foresaw is in the log as well."""
    if not isinstance(error, TrialmetricsError):
        _log.error("An upload failed", exc_info=error)
    return failures.sentence(error, folder)


show()
