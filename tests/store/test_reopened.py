"""A database that was closed for a moment, so that another process could get at it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import ROOT
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.errors import StoreError
from trialmetrics.policy import load_policy
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace

LOG = "supplier,trial_id,event,occurred_at,category\n{0},T1,request,2026-01-05 09:00,Paint\n"


@pytest.fixture
def workspace(store, takes):
    takes(LOG.format("Ann"))
    workspace = Workspace(store)
    assert workspace.ranking().suppliers["supplier"].tolist() == ["Ann"]
    return workspace


@contextmanager
def closed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database is closed meanwhile, and cannot be opened again."""

    def refuse() -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(store._live, "_connect", refuse)
        store._live._ended = True
        with pytest.raises(StoreError, match="full"):
            store.is_empty()
        yield


def by_another_process(store: Store, *arguments: str) -> None:
    command = [sys.executable, "-m", "trialmetrics", "--database", str(store.path), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120, capture_output=True)


def test_what_another_process_stored_meanwhile_is_seen(store, workspace, monkeypatch, tmp_path):
    log = tmp_path / "other.csv"
    log.write_text(LOG.format("Bob"))
    with closed(store, monkeypatch):
        by_another_process(store, "load", str(log))
    assert not store.is_empty()
    assert sorted(workspace.ranking().suppliers["supplier"]) == ["Ann", "Bob"]


def test_a_backup_that_was_restored_meanwhile_is_written_on(store, workspace, monkeypatch, tmp_path):
    backup = tmp_path / "other" / "backup.duckdb"
    backup.parent.mkdir()
    with Store.open(backup.with_name("trials.duckdb")) as other:
        put_in_force(other, load_policy().with_threshold(70.0))
        other.backup(backup, by())
    with closed(store, monkeypatch):
        by_another_process(store, "restore", str(backup))
    assert store.history_finding() is None
    put_in_force(store, load_policy().with_threshold(65.0))
    assert store.check() == []
    assert workspace.policy().threshold.default == 65
