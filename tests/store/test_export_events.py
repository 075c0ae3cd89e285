"""The current events as Parquet: all of them, in the form of an event table, or nothing."""

import pyarrow.parquet as pq
import pytest

from trialmetrics.cluster import export
from trialmetrics.cluster.event_table import COLUMNS
from trialmetrics.cluster.export import export_events
from trialmetrics.errors import UsageError

LOG = "supplier,trial_id,event,occurred_at,category,note\n" + "".join(
    f"Acme,T{n},request,2026-03-02 10:00,Paper,\nAcme,T{n},reply,2026-03-03,,sure\n" for n in range(20)
)
SHEET = "supplier,trial_id,requested_at,chases,outcome\nBolt,S1,2026-03-02,2,ignored\n"


def rows(folder):
    return pq.read_table(folder).to_pylist()


def test_all_that_counts_is_there(store, takes, tmp_path, monkeypatch):
    takes(LOG)
    takes(SHEET)
    monkeypatch.setattr(export, "ROWS_PER_FILE", 10)
    monkeypatch.setattr(export, "ROWS", 10)
    with store.cursor() as cursor:
        expected = {
            name: cursor.execute(f"select count(*) from current_{name}").fetchone()[0]
            for name in ("event", "observed", "gap")
        }
    assert export_events(store, tmp_path / "events") == expected["event"] > 40
    assert {name: len(rows(tmp_path / "events" / name)) for name in expected} == expected
    written = rows(tmp_path / "events" / "event")
    assert {*written[0]} == {"supplier_key", *COLUMNS}
    assert sum(row["note"] == "sure" and row["bare"] for row in written) == 20
    assert {row["source"] for row in written} == {"log", "sheet"}
    assert {row["supplier"] for row in written} == {"Acme", "Bolt"}


def test_an_empty_database_gives_empty_tables(store, tmp_path):
    assert export_events(store, tmp_path / "events") == 0
    assert pq.read_schema(tmp_path / "events" / "event" / "part-00000.parquet").names == [
        "supplier_key",
        *COLUMNS,
    ]


def test_nothing_is_written_over_and_nothing_is_left_after_an_error(store, takes, tmp_path, monkeypatch):
    takes(LOG)
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match="there is there already"):
        export_events(store, tmp_path / "there")

    def full(*_arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr(export.pq.ParquetWriter, "write_batch", full)
    with pytest.raises(OSError, match="No space left"):
        export_events(store, tmp_path / "events")
    assert not (tmp_path / "events").exists()
