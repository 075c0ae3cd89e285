"""What a cluster loses: a worker, the master, the table; and a table that grows. A sentence, and never half a figure."""

import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.cluster.conftest import Wild
from tests.conftest import ROOT, new_store
from tests.measures.test_verbatim import AS_OF, GIVEN, POLICY, assert_same
from trialmetrics.analysis.filters import EVERYTHING
from trialmetrics.cluster import events as cluster_events
from trialmetrics.cluster.settings import Cluster
from trialmetrics.errors import StoreError

pytestmark = pytest.mark.cluster

WITHOUT_WORKERS = """
import pathlib, tempfile
from tests.cluster.test_refresh import GIVEN
import pyarrow.parquet as pq
from trialmetrics.cluster import events, session
from trialmetrics.cluster.loopback import loopback
from trialmetrics.cluster.settings import Cluster
from trialmetrics.errors import StoreError
from trialmetrics.store import Store
with tempfile.TemporaryDirectory() as name, loopback(workers=0) as cluster:
    folder = pathlib.Path(name)
    (folder / "log").mkdir()
    pq.write_table(GIVEN["current_event"], folder / "log" / "events.parquet")
    place = Cluster(cluster.address, folder=str(folder / "log"), scratch=str(folder / "scratch"))
    events.ATTEMPTS = 1
    session.PATIENCE = 5.0
    with Store.open(folder / "trials.duckdb") as store:
        try:
            print(events.ClusterEvents(store, place).is_empty())
        except StoreError as error:
            print(error, flush=True)
    session._sessions[place.address].stop()
"""
ASKED = (POLICY, AS_OF, EVERYTHING)


def copy_of(wild, folder):
    shutil.copytree(wild.cluster.folder, folder / "events")
    shutil.copyfile(wild.events._store.path, folder / "trials.duckdb")
    store = new_store(folder / "other.duckdb")
    place = Cluster(wild.cluster.address, folder=str(folder / "events"), scratch=str(folder / "scratch"))
    return Wild(store, place)


def test_a_worker_is_killed_while_a_ranking_runs(running, wild):
    found = []

    def rank():
        try:
            found.append(wild.there(*ASKED))
        except StoreError as error:
            found.append(error)

    def begun():
        # The first of the larger relations: most of the others are still to come.
        return {*Path(wild.cluster.scratch).glob("*/seen_event")}

    before, until = begun(), time.monotonic() + 120
    ranking = threading.Thread(target=rank)
    ranking.start()
    while begun() <= before and time.monotonic() < until:
        time.sleep(0.1)
    assert ranking.is_alive()
    running.kill(running.workers.pop())
    ranking.join(300)
    (first,) = found
    if isinstance(first, StoreError):
        assert "so there are no figures now. Try again in a minute; " in str(first)
    else:
        assert_same(wild.here(*ASKED), first)
    assert_same(wild.here(*ASKED), wild.there(*ASKED))


def test_a_table_that_is_gone_is_said(wild, tmp_path):
    mine = copy_of(wild, tmp_path)
    shutil.rmtree(tmp_path / "events")
    mine.events.revision()
    assert mine.events.state() == "The cluster was not reached yet."
    with pytest.raises(StoreError, match=r"The events are not there: .*events\. Put them back"):
        mine.there(*ASKED)


def test_a_table_that_grows_is_read_as_it_was_and_then_anew(wild, tmp_path, monkeypatch):
    mine = copy_of(wild, tmp_path)
    monkeypatch.setattr(cluster_events, "LOOK_AGAIN", 0.0)
    assert mine.events.state() == ""
    before = mine.events.revision()
    assert mine.events.revision() == before
    assert re.fullmatch(r"Events as the table had them on [-0-9]+ [0-9:]+\.", mine.events.state())
    opened = mine.events._open

    def grows(engine, as_of):
        keys = opened(engine, as_of)
        # Everything once more, under other numbers, when the first look has begun.
        events = GIVEN["current_event"]
        other = events.set_column(
            events.schema.get_field_index("trial_id"),
            "trial_id",
            [[f"{each}-2" for each in events["trial_id"].to_pylist()]],
        )
        pq.write_table(other, tmp_path / "events" / "event" / "later.parquet")
        return keys

    monkeypatch.setattr(mine.events, "_open", grows)
    assert_same(wild.here(*ASKED), mine.there(*ASKED))
    assert mine.events.revision() > before
    monkeypatch.setattr(mine.events, "_open", opened)
    supplier = GIVEN["current_event"]["supplier_key"][0].as_py()
    assert len(mine.events.of(supplier)) == 2 * len(wild.events.of(supplier)) > 0


def test_a_cluster_without_workers_is_given_up():
    """In a process of its own, as one process speaks to one master."""
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_WORKERS], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert said.stdout.startswith("The cluster at spark://127.0.0.1:"), said.stderr
    assert "did not finish, so there are no figures now" in said.stdout
