"""A database of an older version is brought over with everything that counted in it."""

from pathlib import Path

import duckdb

from trialmetrics.store import Store
from trialmetrics.store.database import VERSION

LOG = "supplier,trial_id,event,occurred_at,category\n"
SHEET = "supplier,trial_id,requested_at,chases,outcome\n"


def what_counts(store: Store) -> list[str]:
    with store.cursor() as cursor:
        events = cursor.execute("select * from current_event").fetchall()
        observed = cursor.execute("select * from current_observed").fetchall()
    return sorted(map(repr, events)) + sorted(map(repr, observed))


def as_version_1(store: Path, old: Path) -> None:
    """Write what a database of today holds as version 1 held it: spelling, key and copy on each event, all that counts kept."""
    with duckdb.connect(str(old)) as database:
        database.execute(Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8"))
        database.execute("insert into schema_version values (1, now()::timestamp)")
        database.execute(f"attach '{store}' as new (read_only)")
        for table in ("upload", "history", "sheet_row", "set_aside_row", "problem", "policy_version"):
            database.execute(f"insert into {table} by name select * from new.{table}")
        database.execute(
            """
            insert into event_row by name
            select event_row.*, supplier_name.supplier, 1::ubigint as key, 1 as copy
            from new.event_row
            asof join new.supplier_name
                on event_row.upload_id = supplier_name.upload_id
                and event_row.supplier_key = supplier_name.supplier_key
                and event_row.line >= supplier_name.line
            """
        )
        database.execute("use new")
        for name in ("event", "observed"):
            own = "* exclude (supplier)" if name == "event" else "*"
            database.execute(f"insert into old.kept_{name} by name select {own} from current_{name}")
        database.execute("insert into old.kept_supplier by name select * from current_supplier")


def test_version_1(store, takes, tmp_path):
    takes(
        LOG
        + "Jansen B.V.,T1,request,2026-03-02,Paper\nJANSEN BV,T1,chase,2026-03-03,\nB,T1,request,2026-03-02,\n"
    )
    takes(LOG + "jansen bv,T1,chase,2026-03-03,\njansen bv,T1,reply,2026-03-04,Paper\n")
    takes(LOG + "C,T1,request,2026-03-02,\nB,T1,reply,2026-03-05,\n")
    takes(SHEET + "D,T1,2026-03-02,1,\nD,T1,2026-03-02,2,\nE,T1,2026-03-02,1,fulfilled\n")
    store.undo(3, "x")
    before = what_counts(store)
    store.close()
    old = tmp_path / "old.duckdb"
    as_version_1(store.path, old)
    with Store.open(old) as brought_over:
        with brought_over.cursor() as cursor:
            assert cursor.execute("select max(version) from schema_version").fetchone() == (VERSION,)
            kept = cursor.execute("select supplier_key, trial_id from kept_trial order by all").fetchall()
        assert kept == [("d", "T1"), ("jansen bv", "T1")]
        assert what_counts(brought_over) == before
        assert brought_over.check() == []
        brought_over.redo(3, "x")
        assert brought_over.check() == []
        brought_over.undo(3, "x")
        assert what_counts(brought_over) == before
        brought_over.merge("Jansen BV", "B", "x")
        assert what_counts(brought_over) != before
        assert brought_over.check() == []
        brought_over.part("Jansen BV", "B", "x")
        assert what_counts(brought_over) == before


def test_it_ends_as_a_database_made_today(store, tmp_path):
    store.close()
    old = tmp_path / "old.duckdb"
    as_version_1(store.path, old)
    Store.open(old).close()
    assert columns(old) == columns(store.path)
    assert views(old) == views(store.path)


def columns(path: Path) -> list[tuple]:
    with duckdb.connect(str(path)) as database:
        return database.execute(
            "select table_name, column_name, data_type, is_nullable from duckdb_columns() where not internal order by all"
        ).fetchall()


def views(path: Path) -> list[tuple]:
    with duckdb.connect(str(path)) as database:
        return database.execute(
            "select view_name, sql from duckdb_views() where not internal order by all"
        ).fetchall()
