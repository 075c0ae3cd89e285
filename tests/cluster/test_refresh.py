"""Facts of settled trials stand for their events: the same figures, whatever was added since, and never half of them."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cluster.test_lost import copy_of
from tests.conftest import ROOT, new_store
from tests.measures.test_verbatim import AS_OF, GIVEN, POLICY, assert_same
from trialmetrics.access import OPERATOR
from trialmetrics.analysis.filters import EVERYTHING
from trialmetrics.cluster import settled
from trialmetrics.cluster.settings import Cluster
from trialmetrics.engine import DuckDB, run

pytestmark = pytest.mark.cluster

MONTH = timedelta(days=30)


def here(tables, as_of=AS_OF, policy=POLICY):
    """The measures of these tables by DuckDB."""
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return run(DuckDB(connection), policy, as_of, EVERYTHING)


def used(monkeypatch):
    """How often facts were used from now on."""
    often = []
    plain = settled.add_facts
    monkeypatch.setattr(settled, "add_facts", lambda *given: (often.append(1), plain(*given)))
    return often


def later_events():
    """Late news of trials that were settled long ago, and two trials that nobody knew."""
    events = GIVEN["current_event"]
    of_trial = {}
    for row in events.to_pylist():
        of_trial.setdefault((row["supplier_key"], row["trial_id"]), []).append(row)
    added = []
    for number, rows in enumerate(of_trial.values()):
        if number % 20 == 0:
            # An earlier request, another round, and a chase: moments, attributes, and what the round shows.
            first = {**rows[0], "occurred_at": AS_OF - 10 * MONTH, "bare": False}
            added += [{**first, "event": "request", "round": "of its own"}, {**first, "event": "chase"}]
        if number in (3, 5):
            added += [{**row, "trial_id": f"{row['trial_id']} new"} for row in rows]
    return pa.Table.from_pylist(added, schema=events.schema)


def test_with_facts_it_is_what_it_is_without(wild, tmp_path, monkeypatch):
    mine = copy_of(wild, tmp_path)
    monkeypatch.setattr(settled, "QUIET", timedelta(0))
    kept = mine.events.refresh(OPERATOR, AS_OF)
    # Of the 500 the others have something ahead, or missing, or too early.
    assert 300 < kept.trials < 400
    often = used(monkeypatch)

    # Files are added: of events, and of what was set aside of a settled trial.
    events = later_events()
    pq.write_table(events, tmp_path / "events" / "event" / "later.parquet")
    fact = pq.read_table(Path(kept.folder) / "trial").to_pylist()[7]
    gap = {
        "supplier_key": fact["source_key"],
        "trial_id": fact["trial_id"],
        "source": "log",
        "kind": "delivery",
    }
    gaps = pa.Table.from_pylist([gap], schema=GIVEN["current_gap"].schema)
    pq.write_table(gaps, tmp_path / "events" / "gap" / "later.parquet")
    both = {
        **GIVEN,
        "current_event": pa.concat_tables([GIVEN["current_event"], events]),
        "current_gap": pa.concat_tables([GIVEN["current_gap"], gaps]),
    }
    grown, moment = here(both, AS_OF + MONTH), AS_OF + MONTH
    assert_same(grown, mine.there(POLICY, moment, EVERYTHING))
    assert len(often) == 1
    again = mine.events.refresh(OPERATOR, moment)
    assert (len(often), again.folder != kept.folder) == (2, True)
    assert len(again.files) == len(kept.files) + 1
    assert_same(grown, mine.there(POLICY, moment, EVERYTHING))
    assert len(often) == 3


def test_killed_half_way_it_leaves_what_was_kept_before(tmp_path):
    """In a process of its own, which needs no worker: the dashboard of the other tests has them all."""
    (tmp_path / "log").mkdir()
    pq.write_table(GIVEN["current_event"], tmp_path / "log" / "events.parquet")
    cluster = Cluster("local[1]", folder=str(tmp_path / "log"), scratch=str(tmp_path / "scratch"))
    new_store(tmp_path / "trials.duckdb").close()
    refresh = [
        sys.executable, "-m", "trialmetrics", "--database", str(tmp_path / "trials.duckdb"), "--engine", cluster.address,
        "--events", f"parquet:{cluster.folder}", "--scratch", cluster.scratch, "refresh",
    ]  # fmt: skip
    said = subprocess.run(refresh, cwd=ROOT, capture_output=True, text=True, timeout=300)
    kept = settled.latest(cluster)
    assert kept, said.stderr
    assert f"The facts of {kept.trials} settled trials are kept" in said.stderr
    again = subprocess.Popen(refresh, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    folders, until = Path(kept.folder).parent, time.monotonic() + 300
    while again.poll() is None and time.monotonic() < until:
        if len([*folders.glob("*/event")]) > 1:
            break
        time.sleep(0.02)
    os.killpg(again.pid, signal.SIGKILL)
    assert again.wait(10) == -signal.SIGKILL
    assert settled.latest(cluster) == kept
