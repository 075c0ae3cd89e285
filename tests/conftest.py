"""What most tests need: a store, and a few lines of CSV taken into it."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from trialmetrics.intake import Reading, Settings, read
from trialmetrics.store import Store, UploadReport

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ZONE = ZoneInfo("Europe/Amsterdam")


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


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    with Store.open(tmp_path / "trials.duckdb") as opened:
        yield opened


@pytest.fixture
def takes(store, reads):
    """Read and take in: `takes(content, ...)` -> UploadReport."""

    def take(content: str | bytes | Path, *arguments, replace: int | None = None, **named) -> UploadReport:
        return store.uploads.add(
            [reads(content, *arguments, **named).require_batch()], "tester", replace=replace
        )[0]

    return take
