"""Upload: the files that a person gave and that are not taken in yet, each read in the background under its settings."""

import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from pages import _shared
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Job, Reading, Settings
from trialmetrics.language import _
from trialmetrics.store import Overlap

# A file that is read within so many seconds shows no progress: it would only flicker.
AT_ONCE = 3.0
LOOK_EVERY = 0.5


@dataclass
class AtHand:
    """One file: a copy of it in a folder of ours, what a person said of it, and its reading so far."""

    key: str
    name: str
    folder: tempfile.TemporaryDirectory[str]
    settings: Settings = field(default_factory=Settings)
    job: Job | None = None
    times: int = 0
    overlaps: tuple[int, Reading, list[Overlap]] | None = None

    def begin(self) -> None:
        """Read it, under the settings of now; a reading under others is dropped."""
        if self.job and self.job.settings == self.settings:
            return
        if self.job:
            self.job.drop()
        self.times += 1
        store = _shared.store()
        self.job = Job(
            Path(self.folder.name) / "file", Path(self.folder.name) / str(self.times), self.settings, name=self.name,
            remembered=store.remembered(), zone=store.zone(),
        )  # fmt: skip

    def settle(self, settings: Settings) -> None:
        """Read it anew, as a person says."""
        self.settings = settings
        st.rerun()

    def use(self, heading: str, ours: str) -> None:
        """Read a column as one of ours, when the page is drawn next."""
        self.settings = replace(self.settings, columns={**self.settings.columns, heading: ours})

    def forget(self) -> None:
        """Read it without what is remembered of its header, when the page is drawn next."""
        self.settings = replace(self.settings, afresh=True)

    def start_again(self) -> None:
        """Forget what was said, and read it once more."""
        self.settings = Settings()
        self.read_again()

    def read_again(self) -> None:
        """Read it once more."""
        if self.job:
            self.job.drop()
            self.job = None

    def corrects(self, reading: Reading) -> list[Overlap]:
        """The uploads that this file may be the corrected version of; looked for once for what is stored now."""
        store = _shared.store()
        revision = store.revision()
        if self.overlaps is None or self.overlaps[0] != revision or self.overlaps[1] is not reading:
            self.overlaps = (revision, reading, store.corrects(reading))
        return self.overlaps[2]


def files(given: list[Any]) -> list[AtHand]:
    """The files given, all being read; those that were taken back are forgotten, and their reading stopped."""
    known: dict[str, AtHand] = st.session_state.setdefault("files at hand", {})
    for key in [*known]:
        if key not in {file.file_id for file in given}:
            gone = known.pop(key)
            if gone.job:
                gone.job.drop()
            gone.folder.cleanup()
    for file in given:
        if file.file_id not in known:
            # Under a name of ours: what a browser sends as a name is anybody's text.
            folder = tempfile.TemporaryDirectory(prefix="trialmetrics-")
            (Path(folder.name) / "file").write_bytes(file.getbuffer())
            known[file.file_id] = AtHand(file.file_id, file.name, folder)
        known[file.file_id].begin()
    at_hand = [known[file.file_id] for file in given]
    until = time.monotonic() + AT_ONCE
    if not all(file.job and file.job.ended for file in at_hand):
        with st.spinner(_("Reading")):
            for file in at_hand:
                assert file.job
                file.job.wait(max(0.0, until - time.monotonic()))
    return at_hand


def reading(file: AtHand) -> Reading | None:
    """What was read of a file; None while it is being read, or where it cannot be, which is shown."""
    assert file.job
    if not file.job.ended:
        _progress(file.key)
        return None
    try:
        return file.job.reading()
    except TrialmetricsError as error:
        if file.job.cancelled:
            st.info(_shared.plain(str(error)))
            st.button(_("Read it again"), key=f"{file.key}-again", on_click=file.read_again)
            return None
        _shared.tell(error)
        if file.settings != Settings():
            st.button(_("Start again"), key=f"{file.key}-again", on_click=file.start_again)
        return None


@st.fragment(run_every=LOOK_EVERY)
def _progress(key: str) -> None:
    """How far the reading is, looked at from time to time, and the way to stop it."""
    file: AtHand | None = st.session_state.get("files at hand", {}).get(key)
    if file is None or file.job is None:
        return
    if file.job.ended:
        st.rerun()
    share = file.job.share
    st.progress(share, text=_("Reading: {share} % of the way").format(share=round(100 * share)))
    st.button(_("Cancel reading"), key=f"{key}-cancel", on_click=file.job.cancel, icon=":material/close:")
