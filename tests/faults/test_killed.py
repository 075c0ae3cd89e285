"""kill -9 at any moment, and a disk that is full: an upload is there whole or not at all, what was acknowledged is there."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import psutil
import pytest

from tests.conftest import ROOT
from tests.intake.logs import Notation, log, write
from trialmetrics.commands import main
from trialmetrics.store import Store
from trialmetrics.store.seal import seal_of

ROWS = 3000
LOG = write(log(ROWS, seed=7), Notation())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log, and a database that holds another one."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "log.csv").write_bytes(LOG)
    (folder / "first.csv").write_bytes(write(log(100, seed=8), Notation()))
    assert main(["--database", str(folder / "trials.duckdb"), "load", str(folder / "first.csv")]) in (0, 1)
    return folder


def begin(folder: Path, *command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def kill(process: "subprocess.Popen[str]", seconds: float) -> tuple[str, int]:
    """Let it work so long, then kill -9 it; what it had said, and its exit status."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for child in children:
            child.kill()
    said = process.stdout.read() if process.stdout else ""
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
    return said, process.returncode


def whole(database: Path) -> list[int]:
    """The uploads that are there, each of them whole, in a database that opens and holds together."""
    with Store.open(database, create=False) as store:
        assert store.check() == []
        with store.cursor() as cursor:
            found = cursor.execute(
                "select upload_id, rows, set_aside, already_known, taken, count(distinct line) from upload "
                "left join event_row using (upload_id) group by all order by upload_id"
            ).fetchall()
    assert found[0][:2] == (1, 100)
    for _upload, rows, set_aside, known, taken, lines in found[1:]:
        assert (rows, set_aside, known + taken, lines) == (ROWS, 0, ROWS, ROWS)
    return [upload for upload, *_rest in found]


def copied(loaded: Path, folder: str) -> Path:
    database = Path(folder) / "trials.duckdb"
    for source, copy in (
        (loaded / "trials.duckdb", database),
        (seal_of(loaded / "trials.duckdb"), seal_of(database)),
    ):
        copy.write_bytes(source.read_bytes())
    return database


def killed_while_storing(loaded: Path, random: Random) -> int:
    """How many uploads were acknowledged."""
    with tempfile.TemporaryDirectory() as folder:
        database = copied(loaded, folder)
        process = begin(Path(folder), "tests.faults.loading", str(database), str(loaded / "log.csv"), "0")
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        said, status = kill(process, random.uniform(0, 3))
        acknowledged = [int(line) for line in said.split("\n")[:-1]]
        there = whole(database)
        assert status == -9
        assert {*acknowledged} <= {*there}
        assert len(there) <= len(acknowledged) + 2  # the first log, and one that was not told of yet
    return len(acknowledged)


def killed_at_the_command_line(loaded: Path, random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = copied(loaded, folder)
        command = ("trialmetrics", "--database", str(database), "load", str(loaded / "log.csv"), "--json")
        said, status = kill(begin(Path(folder), *command), random.uniform(0, 6))
        there = whole(database)
        if said.endswith("}\n"):
            assert json.loads(said)["uploads"][0]["upload_id"] == 2
            assert there == [1, 2]
        if status in (0, 1):
            assert there == [1, 2]
        assert there in ([1], [1, 2])


@pytest.mark.parametrize("seed", range(2))
def test_killed_while_storing(loaded: Path, seed: int) -> None:
    killed_while_storing(loaded, Random(seed))


def test_killed_at_the_command_line(loaded: Path) -> None:
    killed_at_the_command_line(loaded, Random(1))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 150))
def test_killed_many_times(loaded: Path, seed: int) -> None:
    killed_while_storing(loaded, Random(seed))
    killed_at_the_command_line(loaded, Random(seed))


@pytest.mark.parametrize("room", [1, 100_000, 1 << 20])
def test_a_disk_that_is_full(loaded: Path, tmp_path: Path, room: int) -> None:
    database = copied(loaded, str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.loading", str(database), str(loaded / "log.csv"), str(room)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("The database did not take it, and nothing was changed: ")
    assert "make room on the disk and try again" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    acknowledged = [int(line) for line in done.stdout.split("\n")[1:-1]]
    assert whole(database) == [1, *acknowledged]
