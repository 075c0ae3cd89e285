"""Upload: how each file is read before anything is stored, what became of it, and the history with undo and redo."""

from dataclasses import dataclass

import streamlit as st

from pages import _at_hand, _history, _outcome, _shared, _templates, _upload_file
from pages._at_hand import AtHand
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Reading
from trialmetrics.language import _, ngettext


@dataclass
class Ready:
    """A file, its reading if there is one, and the upload whose place it takes."""

    file: AtHand
    reading: Reading | None
    replaces: int | None = None


def show() -> None:
    """The page."""
    store = _shared.store()
    st.title(_("Upload"))
    st.write(_("Trial logs (a row per event) and trial sheets (a row per trial), as CSV or Excel, English or Dutch. "
               "Nothing is stored before you say so."))  # fmt: skip
    if reports := st.session_state.get("reports"):
        _outcome.section(reports)
    # Any file is let in, so that what cannot be read is told in words.
    given = st.file_uploader(
        _("Files"), accept_multiple_files=True, label_visibility="collapsed",
        key=f"files-{st.session_state.get('round of files', 0)}",
    )  # fmt: skip
    if given:
        st.session_state["reports"] = []
    files = [Ready(file, _upload_file.section(file)) for file in _at_hand.files(given or [])]
    if files:
        _take(files)
    elif store.is_empty() and not reports:
        st.info(_("No log at hand? Load the example from the welcome page: it tells the whole story."))
    _templates.section()
    _history.section()


def _take(files: list[Ready]) -> None:
    """The button, and what follows it: all files or none."""
    at_work = [each.file.name for each in files if each.file.job and not each.file.job.ended]
    unread = [each.file.name for each in files if each.reading is None and each.file.name not in at_work]
    asked = [each.file.name for each in files if each.reading and each.reading.questions]
    for each in files:
        if each.reading and not each.reading.questions:
            each.replaces = _in_the_place(each.file, each.reading, alone=len(files) == 1)
    if st.button(_("Take in"), type="primary", disabled=bool(at_work or unread or asked)):
        _store(files)
    elif at_work or unread or asked:
        st.caption(_why_not(at_work, unread, asked, len(files)))


def _why_not(at_work: list[str], unread: list[str], asked: list[str], files: int) -> str:
    said = []
    if at_work:
        said.append(_("Still being read: {names}.").format(names=", ".join(map(_shared.plain, at_work))))
    if unread:
        names = ", ".join(map(_shared.plain, unread))
        said.append(
            _("Not read: {names}; take it out (the cross beside its name) or mend it.").format(names=names)
        )
    if asked:
        said.append(_("Answer the questions first."))
    if files > 1:
        said.append(_("None of the files is stored before: all are taken in at once."))
    return " ".join(said)


def _in_the_place(file: AtHand, reading: Reading, *, alone: bool) -> int | None:
    """Whether the file is the corrected version of an earlier upload: proposed where it looks so, chosen by a person."""
    beside = _("No: add it. What is known already does not count twice.")
    found = file.corrects(reading)
    if found:
        first = found[0]
        st.info(
            _(
                "{file} looks like a new version of upload {n} ({earlier}): {shared} of its {trials} trials are in that too, and "
                "it lacks {lost} of that upload. Is it the corrected version?"
            ).format(
                file=_shared.plain(file.name), n=first.upload_id, earlier=_shared.plain(first.file),
                shared=first.shared, trials=first.trials,
                lost=ngettext("{n} row", "{n} rows", first.lost).format(n=first.lost),
            ),
            icon=":material/published_with_changes:",
        )  # fmt: skip
        choices = {
            0: beside,
            **{
                each.upload_id: _(
                    "Yes: put it in the place of upload {n} ({earlier}), which is undone."
                ).format(n=each.upload_id, earlier=_shared.plain(each.file))
                for each in found
            },
        }
        chosen = st.radio(
            _("In the place of an earlier upload"), list(choices), format_func=lambda each: choices[each],
            key=f"{file.key}-replaces", label_visibility="collapsed",
        )  # fmt: skip
        return chosen or None
    uploads = _shared.store().uploads()
    held = uploads[uploads["holds"]]
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in held.itertuples()}
    if not names or not alone:
        return None
    return st.selectbox(
        _("In the place of an earlier upload (a corrected file)"), list(names), index=None,
        placeholder=_("no, beside them"), format_func=lambda upload: names[upload],
    )  # fmt: skip


def _store(files: list[Ready]) -> None:
    readings = [each.reading for each in files if each.reading]
    with st.status(_("Taking in"), expanded=True) as status:
        try:
            reports = _shared.store().take(
                readings, _shared.user(), replace=[each.replaces for each in files],
                step=lambda said: status.update(label=_shared.plain(said)),
            )  # fmt: skip
        except TrialmetricsError as error:
            status.update(label=_("Nothing was taken in"), state="error")
            _shared.tell(error)
            return
        status.update(label=_("Taken in"), state="complete")
    st.session_state["reports"] = reports
    st.session_state["round of files"] = st.session_state.get("round of files", 0) + 1
    st.rerun()


show()
