"""Upload: files that wait to be added, each being read in the background under its settings.

They belong to the session, not to the page or its file chooser: whoever leaves the page finds them and the answers again.
"""

import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._shared import server, widgets
from pages._shared.person import session_here
from trialmetrics import error_messages, temporary_files
from trialmetrics.errors import DiskFull, TrialmetricsError
from trialmetrics.intake import Job, Reading, Settings
from trialmetrics.server.upload_quota import QUOTA
from trialmetrics.store import Overlap
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

# Seconds to wait before showing progress, which would only flicker for a small file.
QUIET_SECONDS = 3.0
POLL_SECONDS = 0.5
PENDING_FILES = "pending files"


@dataclass
class PendingFile:
    """One file: its copy in a temporary folder, a person's settings for it, and the job that reads it.

    `uploaded`: the file as the browser sent it, until it is copied.
    """

    key: str
    name: str
    uploaded: Any = None
    folder: tempfile.TemporaryDirectory[str] | None = None
    settings: Settings = field(default_factory=Settings)
    job: Job | None = None
    no_room: DiskFull | None = None
    readings_started: int = 0
    overlaps: tuple[int, Reading, list[Overlap]] | None = None

    def start_reading(self) -> None:
        """Start reading it under the current settings, dropping a reading under other ones.

        On a full disk sets `no_room`; the next call tries again.
        """
        if self.job and self.job.settings == self.settings:
            return
        if self.job:
            self.job.drop()
            self.job = None
        self.readings_started += 1
        store = server.store()
        try:
            self.folder = self.folder or _copy(self.uploaded.getbuffer())
            self.uploaded = None
            work_folder = Path(self.folder.name)
            self.job = Job(
                work_folder / "file", work_folder / str(self.readings_started), self.settings, name=self.name,
                remembered=store.uploads.remembered_settings(), zone=store.policies.zone(),
            )  # fmt: skip
            self.no_room = None
        except OSError as error:
            self.no_room = DiskFull(
                f"{self.name}: {error_messages.sentence(error, Path(tempfile.gettempdir()))}"
            )

    def drop(self) -> None:
        """Stop reading it and delete its copy."""
        if self.job:
            self.job.drop()
        if self.folder:
            self.folder.cleanup()

    def apply(self, settings: Settings) -> None:
        """Change the settings and rerun the page, which reads the file again."""
        self.settings = settings
        st.rerun()

    def map_column(self, heading: str, ours: str) -> None:
        """Map a heading to one of our columns, from the next rerun."""
        self.settings = replace(self.settings, columns={**self.settings.columns, heading: ours})

    def forget_remembered(self) -> None:
        """Ignore the settings remembered for its header, from the next rerun."""
        self.settings = replace(self.settings, afresh=True)

    def discard_answers(self) -> None:
        """Discard all answers, also those that are filled in only, and read it again."""
        self.settings = Settings()
        _forget_widgets(self.key)
        self.read_again()

    def read_again(self) -> None:
        """Drop the reading, so that the next rerun starts another."""
        if self.job:
            self.job.drop()
            self.job = None

    def overlapping_uploads(self, reading: Reading) -> list[Overlap]:
        """The uploads that this file may be a corrected version of; cached per store revision and reading."""
        store = server.store()
        revision = store.revision()
        if self.overlaps is None or self.overlaps[0] != revision or self.overlaps[1] is not reading:
            batch = reading.batch
            self.overlaps = (revision, reading, store.uploads.overlaps(batch) if batch else [])
        return self.overlaps[2]


def _copy(content: memoryview) -> "tempfile.TemporaryDirectory[str]":
    """A temporary folder with the content as `file`: the name sent by the browser is not to be trusted."""
    folder = temporary_files.folder()
    try:
        (Path(folder.name) / "file").write_bytes(content)
    except OSError:
        folder.cleanup()
        raise
    return folder


def _drop_all(pending: dict[str, PendingFile]) -> None:
    while pending:
        _key, file = pending.popitem()
        file.drop()


def accept_files(accepting: bool) -> None:
    """Accept uploads in this session or, when another page is open, refuse them; files that wait already go on waiting."""
    context = get_script_run_ctx()
    if context is None:
        return
    if accepting:
        pending = _pending()
        QUOTA.open(context.session_id, lambda: _drop_all(pending), session_here())
    else:
        QUOTA.leave(context.session_id)


def take_over(uploaded: list[Any]) -> None:
    """Let the files from the file chooser wait in the session."""
    context = get_script_run_ctx()
    for file in uploaded:
        _pending()[file.file_id] = PendingFile(file.file_id, file.name, file)
        if context:
            QUOTA.keep(context.session_id, file.file_id, file.size)


def current_files() -> list[PendingFile]:
    """The files that wait, oldest first, each being read."""
    context = get_script_run_ctx()
    for sentence in QUOTA.refusals(context.session_id) if context else []:
        st.toast(plain(sentence), icon=":material/block:", duration="infinite")
    files = [*_pending().values()]
    for file in files:
        file.start_reading()
    deadline = time.monotonic() + QUIET_SECONDS
    jobs = [file.job for file in files if file.job]
    if not all(job.ended for job in jobs):
        with st.spinner(_("Reading")):
            for job in jobs:
                job.wait(max(0.0, deadline - time.monotonic()))
    return files


def remove(key: str) -> None:
    """Drop a file that waits, with all that was answered about it."""
    file = _pending().pop(key, None)
    if file is None:
        return
    file.drop()
    _forget_widgets(key)
    if context := get_script_run_ctx():
        QUOTA.release(context.session_id, key)


def _forget_widgets(key: str) -> None:
    """Empty the fields about a file."""
    for name in [name for name in st.session_state if str(name).startswith(f"{key}-")]:
        del st.session_state[name]


def _pending() -> dict[str, PendingFile]:
    pending: dict[str, PendingFile] = st.session_state.setdefault(PENDING_FILES, {})
    return pending


def reading(file: PendingFile) -> Reading | None:
    """The reading of a file; None while it runs or if it failed, which is shown."""
    if file.no_room:
        widgets.show_error(file.no_room)
        st.button(_("Try again"), key=f"{file.key}-copy")
        return None
    assert file.job
    if not file.job.ended:
        _progress(file.key)
        return None
    try:
        return file.job.reading()
    except TrialmetricsError as error:
        if file.job.cancelled:
            st.info(plain(str(error)))
        else:
            widgets.show_error(error)
        with st.container(horizontal=True):
            # Keeps the answers: the cause, such as a full disk, may be gone.
            st.button(_("Read it again"), key=f"{file.key}-again", on_click=file.read_again)
            if file.settings != Settings() and not file.job.cancelled:
                st.button(_("Start again"), key=f"{file.key}-start", on_click=file.discard_answers)
        return None


@st.fragment(run_every=POLL_SECONDS)
def _progress(key: str) -> None:
    """Progress bar and cancel button, refreshed every POLL_SECONDS."""
    file = _pending().get(key)
    if file is None or file.job is None:
        return
    if file.job.ended:
        st.rerun()
    if file.job.waiting:
        st.progress(0.0, text=_("Waiting for its turn: as many other files are being read as can be at once"))
    else:
        share = file.job.share
        st.progress(share, text=_("Reading: {share} % of the way").format(share=round(100 * share)))
    st.button(_("Cancel reading"), key=f"{key}-cancel", on_click=file.job.cancel, icon=":material/close:")
