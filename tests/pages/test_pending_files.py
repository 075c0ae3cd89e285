"""The files on the Upload page: their copies, where there is no room for them, and what is left of them afterwards."""

import tempfile
from pathlib import Path

import pytest

from pages._upload import pending_files
from trialmetrics import temporary_files
from trialmetrics.server.upload_quota import MEGABYTE, UploadQuota

LOG = (
    b"supplier,trial_id,event,occurred_at\nAcme,T1,request,2026-03-02 09:00\nAcme,T1,reply,2026-03-02 11:00\n"
)
FILE = ("log.csv", LOG, "text/csv")


class Held:
    """What the server was asked to forget."""

    def __init__(self) -> None:
        self.forgotten: list[str | None] = []

    def sizes(self) -> dict[str, int]:
        return {}

    def forget(self, session: str, file: str | None = None) -> None:
        self.forgotten.append(file)

    def is_connected(self, session: str) -> bool:
        return True


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(temporary_files, "_process_folder", None)
    monkeypatch.setattr(pending_files, "QUIET_SECONDS", 60)  # whatever else the machine has to do
    return folder


@pytest.fixture
def held(monkeypatch) -> Held:
    """A server's memory of uploads."""
    held, quota = Held(), UploadQuota()
    quota.serve(held, per_session=1, total=1)
    monkeypatch.setattr(pending_files, "QUOTA", quota)
    return held


def waiting(page) -> list[pending_files.PendingFile]:
    return [*page.session_state[pending_files.PENDING_FILES].values()]


def copies(place: Path) -> list[Path]:
    return [path for path in place.rglob("file") if path.exists()]


def test_a_file_for_which_the_disk_has_no_room_is_one_sentence_and_is_read_once_there_is(
    shows, place, monkeypatch
):
    page = shows("upload.py")
    with monkeypatch.context() as full:

        def no_room() -> tempfile.TemporaryDirectory[str]:
            folder = tempfile.TemporaryDirectory(dir=place)
            (Path(folder.name) / "file").symlink_to("/dev/full")
            return folder

        full.setattr(temporary_files, "folder", no_room)
        page.file_uploader[0].set_value([FILE])
        page.run()
        assert not page.exception
        (file,) = page.session_state[pending_files.PENDING_FILES].values()
        assert str(file.no_room) == (
            f"log.csv: There is no room left in {place}. Make room there, then try again."
        )
        assert len(page.error) == 1
        # The rest of the page is there, and nothing of the file is.
        assert "Templates to fill in" in [each.label for each in page.expander]
        assert page.button(key="take in").disabled
        assert copies(place) == []
    page.run()
    assert [error.value for error in page.error] == []
    assert [path.read_bytes() for path in copies(place)] == [LOG]


def test_why_the_server_refused_a_file_is_told_on_the_page(shows, held):
    quota = pending_files.QUOTA
    quota.serve(held, per_session=20 * MEGABYTE, total=MEGABYTE)
    page = shows("upload.py")
    quota.open("test session id", lambda: None)
    quota.refuse("test session id", 413)
    page.run()
    (toast,) = page.toast
    assert "more than 20 MB together" in toast.value
    page.run()
    assert len(page.toast) == 0


def test_a_file_that_was_taken_in_is_held_nowhere_any_more(shows, place, held, store):
    page = shows("upload.py")
    page.file_uploader[0].set_value([FILE])
    page.run()
    assert len(copies(place)) == 1
    assert len(held.forgotten) == 1  # its copy is all there is
    page.button(key="take in").click()
    page.run()
    assert not page.exception
    assert store.revision() > 0
    assert copies(place) == []
    assert len(held.forgotten) == 1


def test_a_file_that_was_taken_back_is_held_nowhere_any_more(shows, place, held):
    page = shows("upload.py")
    page.file_uploader[0].set_value([FILE])
    page.run()
    page.button(key=f"{waiting(page)[0].key}-remove").click().run()
    assert waiting(page) == []
    assert copies(place) == []
    assert len(held.forgotten) == 1
