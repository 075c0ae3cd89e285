"""A table of an organisation's own: what it leaves out, and what in it is no event, accuses nobody."""

import os
from datetime import UTC, date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trialmetrics.access import OPERATOR
from trialmetrics.cluster import event_table
from trialmetrics.cluster.check import findings
from trialmetrics.cluster.events import ClusterEvents
from trialmetrics.cluster.session import session
from trialmetrics.cluster.settings import Cluster
from trialmetrics.cluster.settled import SettledSpark
from trialmetrics.errors import StoreError

pytestmark = pytest.mark.cluster

MORNING = datetime(2026, 7, 1, 7, tzinfo=UTC)
SAID = {"supplier": "Acme", "trial_id": "T1", "event": "request", "occurred_at": MORNING}


@pytest.fixture
def opened(running, tmp_path, store):
    """What the measures read of a table of these rows: `event` and `gap`."""

    def read(*rows):
        folder = tmp_path / "log"
        folder.mkdir()
        columns = dict.fromkeys(name for row in rows for name in row)
        pq.write_table(pa.Table.from_pylist([columns | row for row in rows]), folder / "rows.parquet")
        place = Cluster(running.address, folder=str(folder), scratch=str(tmp_path / "scratch"))
        engine = SettledSpark(session(place), tmp_path / "scratch")
        ClusterEvents(store, place)._open(engine)
        return {
            name: engine.frame(f"current_{name}").to_dict("records") for name in ("event", "gap", "observed")
        }, place

    return read


def test_an_unknown_word_is_a_gap_and_an_instant_a_local_time(opened):
    found, place = opened(SAID, SAID | {"event": "Reply", "occurred_at": MORNING.replace(hour=9)})
    (request,) = [row for row in found["event"] if row["event"] == "request"]
    # Amsterdam is two hours ahead of UTC in summer.
    assert (request["occurred_at"], request["bare"], request["source"]) == (
        datetime(2026, 7, 1, 9),
        False,
        "log",
    )
    (gap,) = found["gap"]
    assert (gap["trial_id"], gap["source"], gap["occurred_at"]) == ("T1", "log", datetime(2026, 7, 1, 11))
    assert pd.isna(gap["kind"])
    assert found["observed"] == []
    bad, _good = findings(place)
    assert bad == ["1 row has the event “Reply”, which is no event of a trial."]


def test_a_date_is_bare_and_keys_of_its_own_are_taken_as_they_are(opened):
    bare = SAID | {"occurred_at": date(2026, 7, 1), "promised_at": date(2026, 7, 8)}
    found, place = opened(bare | {"supplier_key": "001Ab"}, bare | {"supplier_key": "001aB"})
    assert {row["supplier_key"] for row in found["event"]} == {"001Ab", "001aB"}
    assert {(row["occurred_at"], row["bare"], row["promised_bare"]) for row in found["event"]} == {
        (datetime(2026, 7, 1), True, True)
    }
    bad, good = findings(place)
    assert bad == []
    assert "Without the column category: all suppliers are in one category." in good


@pytest.mark.parametrize("missing", ["supplier", "trial_id"])
def test_a_row_of_nobody_is_refused(opened, missing):
    with pytest.raises(StoreError, match="1 row of the events does not say whose trial it is of"):
        opened(SAID, SAID | {missing: None})


def test_values_are_taken_as_an_upload_takes_them(opened):
    """Spaces around a word part no trials, and what is on no scale of ours is no praise."""
    rated = {
        "event": " assessment",
        "courtesy": 6.0,
        "welcome": 5.0,
        "order_class": "Klein",
        "source": "SAP",
        "tester": " ",
    }
    found, place = opened(
        SAID, SAID | {"trial_id": "T1 ", "supplier": "Acme  "} | rated, SAID | {"order_class": "Small "}
    )
    assert found["gap"] == []
    assert {(row["supplier_key"], row["trial_id"], row["source"]) for row in found["event"]} == {
        ("acme", "T1", "log")
    }
    (assessment,) = [row for row in found["event"] if row["event"] == "assessment"]
    assert [assessment["welcome"], assessment["above_lowest"]] == [5.0, True]
    assert all(pd.isna(assessment[name]) for name in ("courtesy", "order_class", "tester"))
    assert {row["order_class"] for row in found["event"]} >= {"small"}
    bad, good = findings(place)
    assert "1 row has a courtesy off the scale of 1 to 5, which is left out." in bad
    assert "In 1 row the order_class is neither small nor large; it is left out." in bad
    assert (
        "Without the column round: all trials are one round, and what one of its logs notes is expected of all."
        in good
    )


def test_a_trial_of_two_names_of_a_supplier_stays_two_where_both_were_asked(opened, store, takes):
    takes("supplier,trial_id,event,occurred_at\nAcme,X,request,2026-07-01\nBolt,X,request,2026-07-01\n")
    store.names.merge("Acme", "Bolt", OPERATOR)
    asked = [SAID | {"supplier": name} for name in ("Acme", "Bolt")]
    found, _place = opened(*asked, asked[1] | {"event": "reply"}, *(row | {"trial_id": "T2", "event": event}
                           for row, event in zip(asked, ("request", "reply"), strict=True)))  # fmt: skip
    assert len({row["supplier_key"] for row in found["event"]}) == 1
    assert sorted((row["trial_id"], row["event"]) for row in found["event"]) == [
        ("T1 (acme)", "request"), ("T1 (bolt)", "reply"), ("T1 (bolt)", "request"), ("T2", "reply"), ("T2", "request"),
    ]  # fmt: skip


def test_rows_that_were_delivered_twice_are_told(opened):
    _found, place = opened(SAID, SAID, SAID | {"event": "chase"})
    bad, _good = findings(place)
    assert bad == [
        "1 row is equal to another one; each counts, so keep only one where it was delivered twice."
    ]


@pytest.mark.parametrize("missing", ["event", "occurred_at"])
def test_a_table_without_what_is_needed_is_no_empty_ranking(opened, missing):
    with pytest.raises(StoreError, match=f"The table lacks the column {missing}"):
        opened({name: value for name, value in SAID.items() if name != missing})


def test_files_may_have_columns_that_the_first_has_not(running, store, tmp_path):
    folder = tmp_path / "log"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist([SAID]), folder / "a.parquet")
    pq.write_table(pa.Table.from_pylist([SAID | {"note": "kind", "event": "reply"}]), folder / "b.parquet")
    place = Cluster(running.address, folder=str(folder), scratch=str(tmp_path / "scratch"))
    assert ClusterEvents(store, place).of("acme")["note"].dropna().tolist() == ["kind"]


def test_a_part_that_is_missing_is_refused(running, store, tmp_path):
    for name in ("event", "observed"):
        (tmp_path / name).mkdir()
        pq.write_table(pa.Table.from_pylist([SAID]), tmp_path / name / "rows.parquet")
    place = Cluster(running.address, folder=str(tmp_path), scratch=str(tmp_path / "scratch"))
    with pytest.raises(StoreError, match="lack the folder gap, which export-events writes beside the others"):
        list(event_table.tables(session(place), place))


def test_what_a_killed_dashboard_left_is_swept(store, tmp_path):
    scratch = tmp_path / "scratch"
    old, new, other = scratch / ("a" * 32), scratch / ("b" * 32), scratch / "theirs"
    for folder in (old, new, other):
        folder.mkdir(parents=True)
    for folder in (old, other):
        os.utime(folder, (0, 0))
    ClusterEvents(store, Cluster("local[1]", folder=str(tmp_path), scratch=str(scratch)))
    assert sorted(each.name for each in scratch.iterdir()) == ["b" * 32, "theirs"]
