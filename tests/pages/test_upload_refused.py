"""Upload: whatever stops a file from being copied, read or taken in stands on the page, and can be tried again."""

import errno
import threading
from pathlib import Path

import duckdb
import pytest

from pages._upload import pending_files
from tests.intake.taking import LOG
from trialmetrics.errors import StoreError
from trialmetrics.intake.worker import job, progress

FULL = OSError(errno.ENOSPC, "No space left on device", "/srv/data/trials.duckdb.arriving/0/events.parquet")


@pytest.fixture
def page(shows, monkeypatch):
    """The Upload page with a log on it, of which it was said that `aangevraagd` is a request."""
    test = shows("upload.py")
    content = LOG.replace("Bakker,7,request", "Bakker,7,angevraagt").encode()
    test.file_uploader[0].set_value(("log.csv", content, "text/csv"))
    return test


def errors(test) -> list[str]:
    """The errors in plain sight: none of them in a box that may be shut."""
    assert not test.exception
    folded = [each.value for box in (*test.expander, *test.status) for each in box.error]
    shown = [each.value.replace("\\", "") for each in test.error if each.value not in folded]
    return shown


def press(test, label: str):
    (button,) = [each for each in test.button if each.label == label]
    return button.click().run()


def answered(test):
    test = test.run()
    (question,) = [each for each in test.selectbox if "angevraagt" in each.label]
    question.set_value("request")
    return press(test, "Use these answers")


def wrapped(error: Exception) -> StoreError:
    told = StoreError(f"The database did not take it, and nothing was changed: {error}")
    told.__cause__ = error
    return told


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StoreError("The database is of a newer version; update."), "The database is of a newer version; update."),
        (FULL, "There is no room left in /srv/data/trials.duckdb.arriving/0. Make room there, then try again."),
        (wrapped(FULL), "There is no room left in /srv/data/trials.duckdb.arriving/0. Make room there, then try again."),
        (
            wrapped(duckdb.IOException('Could not write file "trials.duckdb": No space left on device')),
            "There is no room left in {folder}. Make room there, then try again.",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/data/trials.duckdb"),
            "This program may not use /srv/data: Permission denied. Allow that, then try again.",
        ),
        (OSError(errno.EIO, "Input/output error"), "The system refused it: Input/output error. Mend that, then try again."),
        (
            ZeroDivisionError("division by zero"),
            "Something went wrong that nobody foresaw (ZeroDivisionError). Try again; if it comes back, send what the program "
            "logged to whoever looks after it.",
        ),
    ],
    ids=["ours", "no room", "no room, wrapped", "no room, by the database", "not allowed", "of the system", "unforeseen"],
)  # fmt: skip
def test_why_nothing_was_taken_in_stands_on_the_page_and_it_can_be_tried_again(
    page, store, monkeypatch, error, sentence
):
    def add(*_all, **_named):
        raise error

    test = answered(page)
    with monkeypatch.context() as refused:
        refused.setattr(store.uploads, "add", add)
        test = press(test, "Add these 3 rows")
        why = "Nothing was added. " + sentence.format(folder=store.path.parent)
        assert errors(test) == [why]
        assert errors(test.run()) == [why]  # whatever is clicked on meanwhile
        (file,) = test.session_state["pending files"].values()
        assert file.settings.answers == {"event": {"angevraagt": "request"}}
    test = press(test, "Add these 3 rows")
    assert errors(test) == []
    assert list(store.uploads.all()["rows"]) == [3]


def test_a_copy_that_finds_no_room_is_told_and_can_be_tried_again(page, monkeypatch):
    def full(path: Path, _content: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as filled:
        filled.setattr(Path, "write_bytes", full)
        test = page.run()
        (told,) = errors(test)
        assert told.startswith("log.csv: There is no room left in ")
        assert told.endswith(". Make room there, then try again.")
    assert errors(press(test, "Try again")) == []


def test_a_reading_that_finds_no_room_is_told_and_can_be_tried_again_with_its_answers(page, monkeypatch):
    test = answered(page)

    def full(*_all: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as filled:
        filled.setattr(progress, "report", full)
        (file,) = test.session_state["pending files"].values()
        file.read_again()
        test = test.run()
        (told,) = errors(test)
        assert told.startswith("log.csv: There is no room left in ")
    test = press(test, "Read it again")
    assert errors(test) == []
    assert file.settings.answers == {"event": {"angevraagt": "request"}}
    assert [each for each in test.markdown if "3 rows, 0 would be set aside." in each.value]


def test_a_file_that_waits_for_its_turn_says_so(page, monkeypatch):
    monkeypatch.setattr(pending_files, "QUIET_SECONDS", 0)
    monkeypatch.setattr(job, "_reader_slots", threading.BoundedSemaphore(1))
    with job._reader_slots:
        test = page.run()
        assert not test.exception
        (told,) = list(test.get("progress"))
        assert told.proto.text == "Waiting for its turn: as many other files are being read as can be at once"
        (file,) = test.session_state["pending files"].values()
    assert file.job.wait(30)
    assert [each for each in test.run().markdown if "Read as a trial log" in each.value]
