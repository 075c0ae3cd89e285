"""Temporary copies: gone with their process, or with the next start; nothing else is touched."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from trialmetrics import temporary_files

LIVES = """
import sys
from pathlib import Path
from trialmetrics import temporary_files
folder = temporary_files.folder()
(Path(folder.name) / "file").write_text("a log")
print(folder.name, flush=True)
sys.stdin.readline()
"""
MAKES = re.compile(r"\b(TemporaryDirectory|NamedTemporaryFile|TemporaryFile|mkdtemp|mkstemp)\(")
LONG_AGO = time.time() - 3 * 24 * 3600


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary_files, "_process_folder", None)
    return tmp_path


def process(place: Path) -> tuple[subprocess.Popen, Path]:
    """A process that has a temporary copy, and the copy."""
    started = subprocess.Popen(
        [sys.executable, "-c", LIVES], cwd=ROOT, env={**os.environ, "TMPDIR": str(place)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert started.stdout
    return started, Path(started.stdout.readline().strip()) / "file"


def test_a_copy_goes_with_its_process_and_one_of_a_killed_process_with_the_next_start(place):
    ends, ended = process(place)
    dies, killed = process(place)
    lives, living = process(place)
    try:
        assert all(file.read_text() == "a log" for file in (ended, killed, living))
        ends.communicate("")
        dies.kill()
        dies.wait()
        assert not ended.exists()
        assert killed.exists()
        temporary_files.clean()
        assert not killed.exists()
        assert living.read_text() == "a log"
        assert [path.name.split("-")[1] for path in place.iterdir()] == [str(lives.pid)]
    finally:
        lives.communicate("")


def test_folders_are_below_one_that_only_this_user_can_read(place):
    with temporary_files.folder() as first, temporary_files.folder() as second:
        (top,) = place.iterdir()
        assert {Path(first).parent, Path(second).parent} == {top}
        assert {path.stat().st_mode & 0o777 for path in (top, Path(first), Path(second))} == {0o700}
        temporary_files.clean()
        assert top.exists()


def test_nothing_else_makes_temporary_files():
    sources = [path for folder in ("trialmetrics", "pages") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in sources if MAKES.search(path.read_text(encoding="utf-8"))] == [
        "temporary_files.py"
    ]


def test_where_something_else_took_the_folder_away_there_is_a_new_one(place):
    for _time in range(2):
        with temporary_files.folder() as folder:
            assert Path(folder).exists()
        for path in place.iterdir():
            path.rmdir()


def made(path: Path, *names: str, mode: int = 0o700, changed: float = LONG_AGO) -> Path:
    path.mkdir(parents=True)
    for name in names:
        (path / name).write_text("x")
    path.chmod(mode)
    os.utime(path, (changed, changed))
    return path


def test_what_former_releases_left_goes_where_it_is_surely_theirs(place):
    left = made(place / "trialmetrics-1_v21el_", "file", "1", "2")
    stays = [
        made(place / "trialmetrics-abcdefgh", "file", changed=time.time() - 3600),  # perhaps still on a page
        made(place / "trialmetrics-database", "file", "trials.duckdb"),
        made(place / "trialmetrics-emptyone"),
        made(place / "trialmetrics-openfold", "file", mode=0o755),
        made(place / "trialmetrics", "file"),
        made(place / "trialmetrics-2025", "file"),
        made(place / "other-1_v21el_", "file"),
    ]
    temporary_files.clean()
    assert not left.exists()
    assert all(path.exists() for path in stays)


def test_links_are_not_followed_and_files_not_touched(place, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    theirs = made(elsewhere / "theirs", "file")
    (place / "trialmetrics-12-abcdefgh").symlink_to(theirs)
    (place / "trialmetrics-13-abcdefgh").write_text("a file")
    within = made(place / "trialmetrics-14-abcdefgh", "file")
    (within / "link").symlink_to(theirs)
    temporary_files.clean()
    assert (theirs / "file").exists()
    assert {path.name for path in place.iterdir()} == {"trialmetrics-12-abcdefgh", "trialmetrics-13-abcdefgh"}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_what_belongs_to_somebody_else_stays(place):
    theirs = made(place / "trialmetrics-12-abcdefgh", "file")
    os.chown(theirs, 65534, 65534)
    temporary_files.clean()
    assert (theirs / "file").exists()
