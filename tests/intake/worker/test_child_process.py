"""The child process: what it hands over, its limits, and what is said when it is stopped."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT
from tests.intake.taking import LOG, ZONE
from trialmetrics import intake
from trialmetrics.errors import UnreadableFile, UsageError
from trialmetrics.intake import Settings
from trialmetrics.intake.worker import child_process, progress
from trialmetrics.text import language

pytestmark = pytest.mark.usefixtures("in_child")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "my log.csv"
    path.write_text(LOG, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    return path


def test_a_reading(log: Path) -> None:
    folder = log.parent / "folder"
    reading = intake.read(log, folder, zone=ZONE)
    assert (reading.file, reading.kind, reading.rows, reading.set_aside) == ("my log.csv", "events", 3, 0)
    assert reading.folder == folder
    assert list(reading.preview["supplier"]) == ["Jansen BV", "Jansen BV", "Bakker"]
    assert pq.read_table(folder / "events.parquet").num_rows == 3
    assert {path.name for path in folder.iterdir()} == {
        "answer.json", "events.parquet", "problems.parquet", "set_aside.parquet",
    }  # fmt: skip


def test_questions_and_unread_texts_are_what_they_are(log: Path) -> None:
    log.write_text("supplier,trial_id,event\nA,1,reply\n", encoding="utf-8")
    (question,) = intake.read(log, log.parent / "folder", zone=ZONE, name="shown.csv").questions
    assert isinstance(question, intake.Question)
    log.write_text(LOG + "A,1,deliverd,2026-01-09\n", encoding="utf-8")
    (unread,) = intake.read(log, log.parent / "folder", zone=ZONE).unread
    assert (unread.column, unread.heading, unread.text, unread.rows) == ("event", "event", "deliverd", 1)
    assert unread.choices[0] == "delivery"
    answers = {"event": {"deliverd": "delivery"}}
    assert intake.read(log, log.parent / "folder", Settings(answers=answers), zone=ZONE).unread == []


def test_errors_come_back_as_they_are(log: Path) -> None:
    with pytest.raises(UsageError, match=r"^shown\.csv: There is no column vendor"):
        intake.read(
            log, log.parent / "folder", Settings(columns={"vendor": "supplier"}), zone=ZONE, name="shown.csv"
        )
    log.write_bytes(b"")
    with pytest.raises(
        UnreadableFile,
        match=r"^my log\.csv: The file is empty; save the table into it",
    ):
        intake.read(log, log.parent / "folder", zone=ZONE)
    with pytest.raises(UnreadableFile, match=r"^none\.csv cannot be read: No such file or directory\.$"):
        intake.read(log.parent / "none.csv", log.parent / "folder", zone=ZONE)
    with pytest.raises(UnreadableFile, match="cannot be read: Is a directory"):
        intake.read(log.parent, log.parent / "folder", zone=ZONE)


def test_the_child_works_from_anywhere(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(log.parent)
    assert intake.read(Path(log.name), Path("folder"), zone=ZONE).rows == 3


def test_the_reader_s_language_is_the_child_s(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(
        child_process,
        "_run_child",
        lambda order, _seconds, _cancelled: told.append(order) or {"error": "UsageError", "sentence": "x"},
    )
    language.use_language("nl")
    try:
        with pytest.raises(UsageError):
            intake.read(log, log.parent / "folder", zone=ZONE)
    finally:
        language.use_language("en")
    assert told[0]["language"] == "nl"


def test_reading_may_be_cancelled(log: Path) -> None:
    with pytest.raises(UnreadableFile, match="cancelled; nothing was stored"):
        intake.read(log, log.parent / "folder", zone=ZONE, cancelled=lambda: True)


def test_reading_has_a_limit_on_time(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "MIN_SECONDS", 0)
    with pytest.raises(UnreadableFile, match="took longer than 0 seconds and was stopped; load it in parts"):
        intake.read(log, log.parent / "folder", zone=ZONE)


def test_reading_has_a_limit_on_memory(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "MAX_MEMORY", 1 << 20)
    with pytest.raises(UnreadableFile, match="more than 1 MB of memory and was stopped"):
        intake.read(log, log.parent / "folder", zone=ZONE)


def test_a_child_that_dies_is_an_unreadable_file(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process.sys, "executable", "/bin/false")
    with pytest.raises(UnreadableFile, match="stopped the reader"):
        intake.read(log, log.parent / "folder", zone=ZONE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("name", ["answer.part", "progress.part"])
def test_a_full_disk_is_told_in_words_whoever_finds_it_full(log: Path, name: str) -> None:
    folder = log.parent / "folder"
    (folder / name).symlink_to("/dev/full")
    with pytest.raises(UnreadableFile) as told:
        intake.read(log, folder, zone=ZONE)
    assert (
        str(told.value) == f"my log.csv: There is no room left in {folder}. Make room there, then try again."
    )


def test_nothing_that_a_file_says_reaches_another_file(log: Path) -> None:
    secret = log.parent / "secret.csv"
    secret.write_text("x", encoding="utf-8")
    log.write_text(LOG + f"\"'; copy (select 1) to '{secret}'; --\",1,request,2026-01-05\n", encoding="utf-8")
    settings = Settings(values={"round": f"'); copy (select 1) to '{secret}'; --"})
    assert intake.read(log, log.parent / "folder", settings, zone=ZONE).rows == 4
    assert secret.read_text(encoding="utf-8") == "x"
    assert os.listdir(log.parent / "folder")


def test_time_is_the_processor_s_not_the_clock_s(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "MIN_SECONDS", 0.01)
    monkeypatch.setattr(child_process, "PATIENCE", 10**6)
    idle = psutil.Process().cpu_times()._replace(user=0, system=0)
    monkeypatch.setattr(psutil.Process, "cpu_times", lambda _process: idle)
    assert intake.read(log, log.parent / "folder", zone=ZONE).rows == 3
    monkeypatch.setattr(child_process, "PATIENCE", 0)
    with pytest.raises(UnreadableFile, match="was stopped; load it in parts"):
        intake.read(log, log.parent / "folder", zone=ZONE)


def test_the_child_ends_with_the_process_it_reads_for(log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.writelines(f"Bakker,{n},request,2026-01-05\n" for n in range(1_000_000))
    read = (
        "import sys, pathlib, zoneinfo; from trialmetrics import intake; "
        "intake.read(*map(pathlib.Path, sys.argv[1:]), zone=zoneinfo.ZoneInfo('UTC'))"
    )
    folder = log.parent / "folder"
    parent = subprocess.Popen([sys.executable, "-c", read, str(log), str(folder)], cwd=ROOT)
    while not (folder / progress.NAME).exists():
        assert parent.poll() is None
    (reader,) = psutil.Process(parent.pid).children()
    parent.kill()
    parent.wait()
    reader.wait(timeout=60)
    assert not (folder / "answer.json").exists()
