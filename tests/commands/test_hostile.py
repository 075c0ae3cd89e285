"""Whatever the command line is given: a status of 0, 1 or 2, one sentence that says how to mend it, never a traceback."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tests.intake.taking import workbook
from trialmetrics.commands import COMMANDS, main

LOG = b"supplier,trial_id,event,occurred_at\nA,1,request,2026-01-05\n"
DATES = ["supplier", "requested_at"]


@pytest.fixture
def run(tmp_path, capfd, monkeypatch):
    """Run a command in a folder of its own: (exit status, stdout, stderr), the reading process's too."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object, database: object = "trials.duckdb") -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            status = main(["--database", str(database), *map(str, arguments)])
        except SystemExit as stop:
            status = int(stop.code or 0)
        told = capfd.readouterr()
        return status, told.out, told.err

    return command


def bomb(sheet: bytes) -> bytes:
    """A workbook whose first sheet is this."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(DATES, ["A", "x"]))) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return file.getvalue()


def zip_of(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
    b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
REFUSED = {
    "empty.csv": (b"", "The file is empty"),
    "log.csv.gz": (gzip.compress(LOG), "gzip file, not a table; save the table as CSV or xlsx, unpacked"),
    "bomb.gz": (gzip.compress(bytes(50 << 20)), "gzip file"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "xls file"),
    "log.zip": (zip_of("log.csv", LOG), "zip file, not a table; unpack it"),
    "bomb.xlsx": (bomb(b"<worksheet>" + b" " * (501 << 20)), "too large, 501 MB unpacked"),
    "far.xlsx": (bomb(FAR), "reaches to cell XFD1048576"),
    "cut.xlsx": (workbook(DATES)[:2000], "damaged"),
    "no.xlsx": (bomb(b"<worksheet>"), "rows|save it"),
    "zeros.csv": (bytes(10_000), "not a text file"),
    "noise.csv": (bytes(range(256)) * 100, "not a text file"),
    "blank.csv": (b"\n\n  \n", "no rows"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table(run, tmp_path, name):
    content, told = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    status, out, err = run("load", name, "--json")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith(name)
    assert any(part in err for part in told.split("|")), err


def test_what_is_no_file(run, tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for name, told in (
        ("folder", "Is a directory"), ("pipe", "is not a file"), ("/dev/zero", "is not a file"), ("loop", "symbolic links"),
        ("none.csv", "No such file"), ("x" * 300, "too long"),
    ):  # fmt: skip
        status, out, err = run("load", name)
        assert (status, out, len(err.splitlines())) == (2, "", 1)
        assert told in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(run, tmp_path):
    (tmp_path / "log.csv").write_bytes(LOG)
    (tmp_path / "log.csv").chmod(0)
    status, _out, err = run("load", "log.csv")
    assert status == 2
    assert "Permission denied" in err


def test_names_that_say_something_else(run, tmp_path):
    (tmp_path / "table.xlsx").write_bytes(LOG)
    (tmp_path / "table.csv").write_bytes(workbook(DATES, ["A", "2026-01-05"]))
    (tmp_path / os.fsdecode(b"odd\xff.csv")).write_bytes(LOG)
    assert run("load", "table.xlsx")[0] == 0
    assert run("load", "table.csv")[0] == 0
    status, out, _err = run("load", os.fsdecode(b"odd\xff.csv"), "--json")
    (upload,) = json.loads(out)["uploads"]
    assert (status, upload["file"], upload["already_known"]) == (0, "odd?.csv", 1)
    assert len(json.loads(run("uploads", "--json")[1])["uploads"]) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["undo", "9" * 30], ["redo", "1"], ["set-aside", "1"], ["backup", "folder"], ["backup", "none/copy"],
        ["restore", "none"], ["restore", "folder"], ["restore", "log.csv"], ["template", "events", "--out", "folder"],
        ["template", "events", "--out", "none/x.csv"], ["trials", "--csv", "folder"], ["rank", "--csv", "none/x"],
        ["rank", "--from", "2026-13-01"], ["rank", "--threshold", "nan"], ["rank", "--threshold", "inf"], ["trials", "--as-of", ""],
        ["load", "log.csv", "--map", "=supplier"], ["load", "log.csv", "--set", "supplier"],
        ["load", "log.csv", "--map", "x=supplier"],
        ["load", "log.csv", "--encoding", "rot13"], ["load", "log.csv", "--encoding", "utf-16"],
        ["load", "log.csv", "--replace", "7"],
        ["load", "log.csv", "log.csv", "--replace", "1"], ["load", "log.csv", "--kind", "sheet", "--set", "event=reply"],
        ["simulate", "--suppliers", "1", "--trials", "1", "--testers", "1", "--seed", "-1", "--out", "x"],
        ["simulate", "--suppliers", "1", "--trials", "1", "--testers", "1", "--seed", "1", "--out", "folder"], [],
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(run, tmp_path, arguments):
    (tmp_path / "folder").mkdir()
    (tmp_path / "log.csv").write_bytes(LOG)
    shutil.copy(_empty(tmp_path), tmp_path / "trials.duckdb")
    status, out, err = run(*arguments)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert json.loads(run("uploads", "--json")[1])["uploads"] == []


def _empty(folder: Path) -> Path:
    from trialmetrics.store import Store

    Store.open(folder / "empty.duckdb").close()
    return folder / "empty.duckdb"


@pytest.mark.parametrize("name", ["log.csv", "folder", "pipe", "cut.duckdb", "noise.duckdb", "other.duckdb"])
def test_what_is_no_database_of_ours_is_left_as_it_is(run, tmp_path, name):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "log.csv").write_bytes(LOG)
    (tmp_path / "cut.duckdb").write_bytes(_empty(tmp_path).read_bytes()[:5000])
    (tmp_path / "noise.duckdb").write_bytes(bytes(range(256)) * 50)
    duckdb.connect(str(tmp_path / "other.duckdb")).execute("create table t (x integer)").close()
    path = tmp_path / name
    before = path.read_bytes() if path.is_file() else None
    for command in (["check"], ["load", "log.csv"], ["rank", "--json"], ["uploads"]):
        status, out, err = run(*command, database=name)
        assert (status, out, len(err.splitlines())) == (2, "", 1), (command, err)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_database_that_is_damaged_inside_is_a_sentence(run, tmp_path):
    rows = b"".join(b"S%d,%d,request,2026-01-05\n" % (n % 50, n) for n in range(20_000))
    (tmp_path / "log.csv").write_bytes(LOG + rows)
    assert run("load", "log.csv")[0] == 0
    sound = (tmp_path / "trials.duckdb").read_bytes()
    damaged = 0
    for at in range(16_384, len(sound) - 4096, len(sound) // 3):
        (tmp_path / "damaged.duckdb").write_bytes(sound[:at] + bytes(4096) + sound[at + 4096 :])
        status, _out, err = run("check", database="damaged.duckdb")
        assert (status in (0, 2), len(err.splitlines())) == (True, 1)
        damaged += status == 2
    assert damaged


def test_a_value_for_the_whole_file_is_read_as_any_other(run, tmp_path):
    (tmp_path / "log.csv").write_bytes(LOG)
    status, out, _err = run("load", "log.csv", "--set", "category=n/a", "--set", "note=a\x01b", "--json")
    (upload,) = json.loads(out)["uploads"]
    assert (status, upload["taken"], upload["warnings"]) == (1, 1, 1)
    assert "control character" in upload["problems"][0]["reason"]
    (trial,) = json.loads(run("trials", "--json")[1])["trials"]
    assert trial["category"] == "uncategorised"


def test_a_backup_that_cannot_be_written_leaves_nothing(run, tmp_path, monkeypatch):
    (tmp_path / "log.csv").write_bytes(LOG)
    assert run("load", "log.csv")[0] == 0
    if Path("/proc/self").exists():
        status, _out, err = run("backup", "/proc/copy.duckdb")
        assert (status, err) == (2, "/proc/copy.duckdb cannot be written; choose another place for it.\n")

    def full(*_arguments: object, **_named: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr("trialmetrics.store.database.SCHEMA", type("Full", (), {"read_text": full})())
    status, _out, err = run("backup", "copy.duckdb")
    assert (status, len(err.splitlines())) == (2, 1)
    assert "No space left on device" in err
    assert not (tmp_path / "copy.duckdb").exists()
    assert run("check")[0] == 0


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyboardInterrupt(), "Stopped; nothing was changed"),
        (OSError(28, "No space left on device"), "There is no room left on the disk. Make room, "),
        (OSError(28, "No space left on device", "/tmp/x/file"), "There is no room left in /tmp/x. Make room there, "),
        (OSError(13, "Permission denied", "/tmp/x/file"), "This program may not use /tmp/x: Permission denied. Allow that, "),
    ],
)  # fmt: skip
def test_what_stops_a_command_is_told_in_one_line(run, monkeypatch, error, told):
    def stopped(_options: object) -> int:
        raise error

    monkeypatch.setitem(COMMANDS, "check", stopped)
    status, out, err = run("check")
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert told in err


def test_what_nobody_foresaw_ends_in_a_sentence_and_says_that_nothing_was_stored(run, monkeypatch):
    def breaks(_options: object) -> int:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setitem(COMMANDS, "check", breaks)
    status, out, err = run("check")
    assert (status, out) == (2, "")
    assert "ZeroDivisionError: division by zero" in err  # where it arose
    assert err.splitlines()[-1].startswith("Something went wrong that nobody foresaw (ZeroDivisionError)")


@pytest.mark.parametrize("heard", ["no room", "nobody"])
def test_what_is_stored_is_stored_and_the_status_says_so_though_nothing_can_be_told(tmp_path, heard):
    path = tmp_path / "log.csv"
    path.write_bytes(LOG)
    command = [sys.executable, "-m", "trialmetrics", "--database", str(tmp_path / "trials.duckdb")]
    if heard == "no room":
        listener = os.open("/dev/full", os.O_WRONLY)
    else:
        ear, listener = os.pipe()
        os.close(ear)
    told = subprocess.run(
        [*command, "load", "--json", str(path)], cwd=ROOT, stdout=listener, stderr=subprocess.PIPE, text=True
    )
    os.close(listener)
    assert told.returncode == 0
    assert "Traceback" not in told.stderr
    assert ("There is no room left" in told.stderr) == (heard == "no room")
    found = subprocess.run([*command, "uploads", "--json"], cwd=ROOT, capture_output=True, text=True)
    assert [each["taken"] for each in json.loads(found.stdout)["uploads"]] == [1]
