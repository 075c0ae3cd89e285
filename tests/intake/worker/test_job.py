"""Reading in the background: how far it is, cancelled without a trace, one after another where there are many."""

import gc
import threading
from pathlib import Path

import pytest

from tests.intake.taking import LOG, ZONE
from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import Job, Settings
from trialmetrics.intake.worker import job, progress
from trialmetrics.text import language

pytestmark = pytest.mark.usefixtures("in_child")


@pytest.fixture
def begin(tmp_path: Path):
    path = tmp_path / "file"
    path.write_text(LOG, encoding="utf-8")

    def begun(folder: str = "1") -> Job:
        return Job(path, tmp_path / folder, Settings(), name="log.csv", remembered={}, zone=ZONE)

    return begun


def test_a_reading_comes_of_it(begin) -> None:
    begun = begin()
    assert begun.reading().rows == 3
    assert (begun.ended, begun.cancelled, begun.share) == (True, False, 1.0)


def test_while_it_works_the_share_is_what_the_reader_said_and_cancelling_ends_it(
    begin, monkeypatch, tmp_path
) -> None:
    working = threading.Event()

    def read(_path, folder, _settings, *, cancelled, **_named):
        progress.begin(folder)
        progress.report("columns")
        working.set()
        while not cancelled():
            pass
        raise UnreadableFile("stopped")

    monkeypatch.setattr(job.child_process, "read", read)
    try:
        begun = begin()
        assert working.wait(10)
        assert (begun.ended, begun.share) == (False, progress.STAGE_STARTS["columns"])
        begun.drop()
        assert begun.ended
        assert not (tmp_path / "1").exists()
        with pytest.raises(UnreadableFile, match="stopped"):
            begun.reading()
    finally:
        progress.begin(None)


def test_no_more_than_so_many_are_read_at_once_and_one_that_waits_can_be_cancelled(
    begin, monkeypatch
) -> None:
    release, began, started = threading.Event(), threading.Semaphore(0), []

    def read(_path, folder, _settings, **_named):
        started.append(folder.name)
        began.release()
        assert release.wait(60)

    monkeypatch.setattr(job.child_process, "read", read)
    first = [begin(str(number)) for number in range(job.MAX_READERS)]
    assert all(began.acquire(timeout=60) for _each in first)  # whichever thread comes first has the place
    last = begin("last")
    last.cancel()
    with pytest.raises(UnreadableFile, match=r"^log\.csv: Reading was cancelled; nothing was stored\.$"):
        last.reading()
    release.set()
    assert all(each.wait(60) for each in first)
    assert sorted(started) == [str(number) for number in range(job.MAX_READERS)]


def test_the_readers_language_goes_along(begin, monkeypatch) -> None:
    spoken = []
    monkeypatch.setattr(
        job.child_process, "read", lambda *_all, **_named: spoken.append(language.current_language())
    )
    language.use_language("nl")
    try:
        begin().wait(10)
    finally:
        language.use_language("en")
    assert spoken == ["nl"]


def test_the_share_only_grows_and_ends_before_the_end(tmp_path: Path) -> None:
    assert progress.share(tmp_path) == 0
    progress.begin(tmp_path)
    try:
        shares = []
        for part, share in (("lines", 0.5), ("lines", 1.0), ("columns", 0.0), ("lines", 0.2), ("rows", 0.5)):
            progress.report(part, share)
            shares.append(progress.share(tmp_path))
    finally:
        progress.begin(None)
    begins = progress.STAGE_STARTS
    last = begins["rows"] + (1 - begins["rows"]) / 2
    assert shares == pytest.approx([begins["columns"] / 2, *[begins["columns"]] * 3, last], abs=0.006)


def test_whoever_waits_is_told_so_and_a_reading_that_nobody_holds_any_more_gives_its_place_back(
    begin, monkeypatch
) -> None:
    started = threading.Semaphore(0)

    def read(_path, _folder, _settings, *, cancelled, **_named):
        started.release()
        while not cancelled():
            pass
        raise UnreadableFile("stopped")

    monkeypatch.setattr(job.child_process, "read", read)
    first = [begin(str(number)) for number in range(job.MAX_READERS)]
    assert all(started.acquire(timeout=10) for _each in first)
    waiting = begin("last")
    assert [each.waiting for each in (*first, waiting)] == [False, False, True]
    assert not waiting.wait(0.2)
    # As where its session goes: nobody cancels it.
    del first
    gc.collect()
    assert started.acquire(timeout=10)
    assert not waiting.waiting
    waiting.drop()


def test_what_nobody_foresaw_is_a_sentence_and_the_log_says_where_it_arose(
    begin, monkeypatch, caplog
) -> None:
    def read(*_all, **_named):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(job.child_process, "read", read)
    with pytest.raises(
        UnreadableFile, match=r"^log\.csv: Something went wrong that nobody foresaw \(ZeroDiv"
    ):
        begin().reading()
    assert "division by zero" in caplog.text


def test_a_folder_that_cannot_be_made_is_told_where_the_reading_is_asked_for(begin, tmp_path) -> None:
    (tmp_path / "1").mkdir()
    with pytest.raises(UnreadableFile, match=r"^log\.csv: The system refused it: File exists"):
        begin().reading()
