"""What most tests need: a store, a few lines of CSV taken into it, and a reader that is no process of its own."""

import gc
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from tests.people import by
from tests.skips import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401 -- hooks
from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import Reading, Settings, read
from trialmetrics.intake.worker import child_process
from trialmetrics.intake.worker.__main__ import answer_to
from trialmetrics.store import Store, UploadReport
from trialmetrics.store.seal import seal_of
from trialmetrics.text import language

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ZONE = ZoneInfo("Europe/Amsterdam")
CONNECT = duckdb.connect
ASK_CHILD = child_process._run_child


def _ask_here(order: dict[str, Any], _seconds: float, cancelled: Callable[[], bool]) -> dict[str, Any]:
    """The answer of the child process, given by this process."""
    if cancelled():
        raise UnreadableFile(child_process.cancelled_sentence())
    return json.loads(answer_to(order))


@pytest.fixture(scope="session", autouse=True)
def _reader_in_this_process() -> Iterator[None]:
    """Read files in this process: starting a child takes five times as long as reading a file of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child_process, "_run_child", _ask_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_thread_a_database() -> Iterator[None]:
    """Tests run side by side: a second thread for a few rows costs a tenth more and saves nothing."""

    def connect(*arguments: Any, config: dict[str, Any] | None = None, **named: Any) -> Any:
        return CONNECT(*arguments, config={"threads": 1, **(config or {})}, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", connect)
        yield


@pytest.fixture(scope="session", autouse=True)
def _collect_seldom() -> None:
    """What was imported stays, and is not looked through for garbage again and again: a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(autouse=True)
def _nobody_reads_yet() -> None:
    """Begin in English, whatever language a reader of an earlier test left in this thread."""
    language.use_language(language.ENGLISH)


@pytest.fixture(scope="module")
def in_child(_reader_in_this_process: None) -> Iterator[None]:
    """Read files in the child process, in all tests of a module that is about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child_process, "_run_child", ASK_CHILD)
        yield


@pytest.fixture
def shared() -> Path:
    """Real data beside the checkout; tests of it are left out where it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data is not beside the checkout")
    return SHARED


@pytest.fixture
def reads(tmp_path):
    """Read text or bytes as a file: `reads(content, settings, name)` -> Reading."""
    made = 0

    def read_one(
        content: str | bytes | Path, settings: Settings | None = None, name: str = "log.csv"
    ) -> Reading:
        nonlocal made
        made += 1
        folder = tmp_path / f"reading-{made}"
        folder.mkdir()
        path = content if isinstance(content, Path) else folder / name
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path, folder, settings or Settings(), name=name, zone=ZONE)

    return read_one


@cache
def _files_of_an_empty_store() -> dict[str, bytes]:
    """What stands behind the name of the database -> content, sealed: the first change has nothing left to prepare."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trials.duckdb"
        with Store.open(path) as store, store._writer.transaction():
            pass
        return {each.name.removeprefix(path.name): each.read_bytes() for each in (path, seal_of(path))}


def new_store(path: Path) -> Store:
    """An empty store of its own: a copy, since making one takes three times as long as opening it."""
    for suffix, content in _files_of_an_empty_store().items():
        Path(f"{path}{suffix}").write_bytes(content)
    return Store.open(path)


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    with new_store(tmp_path / "trials.duckdb") as opened:
        yield opened


@pytest.fixture
def takes(store, reads):
    """Read and take in: `takes(content, ...)` -> UploadReport."""

    def take(content: str | bytes | Path, *arguments, replace: int | None = None, **named) -> UploadReport:
        return store.uploads.add(
            [reads(content, *arguments, **named).require_batch()], by("tester"), replace=replace
        )[0]

    return take
