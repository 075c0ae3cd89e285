"""Pages and routes have one database open, and share what is cached."""

import threading

import pytest

from pages._shared import server
from trialmetrics.errors import StoreError
from trialmetrics.server import daily_backup
from trialmetrics.server.shared_workspace import SHARED, SharedWorkspace
from trialmetrics.store import Store


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIALMETRICS_DATABASE", str(tmp_path / "trials.duckdb"))
    return tmp_path


def test_pages_have_the_workspace_of_the_server(place):
    try:
        assert server.present() is SHARED.get()
        assert daily_backup.DAILY._store is SHARED.get().store
    finally:
        SHARED.get().store.close()
        SHARED.forget()


def test_the_first_who_come_at_once_open_it_once(place, monkeypatch):
    opened, shared = [], SharedWorkspace()
    real = Store.open
    monkeypatch.setattr(Store, "open", lambda: opened.append(real()) or opened[-1])
    threads = [threading.Thread(target=shared.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    shared.get().store.close()


def test_what_could_not_be_opened_is_tried_again(place):
    shared = SharedWorkspace()
    (place / "trials.duckdb").mkdir()
    with pytest.raises(StoreError):
        shared.get()
    (place / "trials.duckdb").rmdir()
    assert shared.get().is_empty()
    shared.get().store.close()
