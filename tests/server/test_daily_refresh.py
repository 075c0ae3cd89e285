"""Facts are kept once a day while the dashboard runs on a cluster, and what fails is logged."""

from datetime import datetime, timedelta

import pytest

from tests.test_cluster_settings import kept_facts
from trialmetrics.cluster.events import ClusterEvents
from trialmetrics.cluster.settings import ENGINE, EVENTS, SCRATCH
from trialmetrics.errors import StoreError
from trialmetrics.server import daily_refresh
from trialmetrics.server.daily_refresh import DailyRefresh

MONDAY = datetime(2026, 6, 1, 9)


@pytest.fixture
def refreshed(monkeypatch, tmp_path, store):
    """A server that asks at a moment whether facts are due, and the moments at which they were kept."""
    for name, value in ((ENGINE, "spark://host:7077"), (EVENTS, f"parquet:{tmp_path / 'events'}")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(SCRATCH, str(tmp_path / "scratch"))
    kept = []
    monkeypatch.setattr(
        ClusterEvents, "refresh", lambda _self, _who, at: (kept.append(at), kept_facts(tmp_path))[1]
    )
    server = DailyRefresh()

    def look(at):
        monkeypatch.setattr(daily_refresh, "now", lambda _policy: at)
        server.make()
        return kept

    assert look(MONDAY) == []  # no database is open yet
    server.serve(store)
    return look


def test_once_a_day(refreshed):
    assert refreshed(MONDAY) == [MONDAY]
    assert refreshed(MONDAY + timedelta(hours=23)) == [MONDAY]
    assert refreshed(MONDAY + timedelta(hours=24)) == [MONDAY, MONDAY + timedelta(hours=24)]


def test_not_where_somebody_did_so_today_nor_without_a_folder(refreshed, monkeypatch, tmp_path):
    monkeypatch.setattr(daily_refresh.settled, "latest", lambda _cluster: kept_facts(tmp_path, MONDAY))
    assert refreshed(MONDAY + timedelta(hours=23)) == []
    monkeypatch.setenv(EVENTS, "logs.trial_event")
    assert refreshed(MONDAY + timedelta(hours=48)) == []
    monkeypatch.delenv(ENGINE)
    monkeypatch.delenv(EVENTS)
    assert refreshed(MONDAY + timedelta(hours=48)) == []


def test_what_fails_is_logged_and_not_tried_all_day(refreshed, monkeypatch, caplog):
    def fail(_self, _who, _at):
        raise StoreError("the cluster is asleep")

    with monkeypatch.context() as failing:
        failing.setattr(ClusterEvents, "refresh", fail)
        refreshed(MONDAY)
    assert "the cluster is asleep" in caplog.text
    assert refreshed(MONDAY + timedelta(hours=1)) == []
    assert len(refreshed(MONDAY + timedelta(hours=25))) == 1
