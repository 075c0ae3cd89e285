"""A database of an older version is brought over with everything that counted in it."""

import re
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.people import by
from tests.store.former_problems import insert_as_sentences
from trialmetrics.intake import Settings
from trialmetrics.store import Store, hash_chain
from trialmetrics.store.database import VERSION
from trialmetrics.text import problem_text

LOG = "supplier,trial_id,event,occurred_at,category\n"
SHEET = "supplier,trial_id,requested_at,chases,outcome\n"


def what_counts(store: Store) -> list[str]:
    with store.cursor() as cursor:
        return sorted(
            repr((name, row))
            for name in ("event", "observed", "gap")
            for row in cursor.execute(f"select * from current_{name}").fetchall()
        )


def as_version_1(store: Path, old: Path) -> None:
    """Write what a database of today holds as version 1 held it: spelling, key and copy on each event, all that counts kept."""
    with duckdb.connect(str(old)) as database:
        database.execute(Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8"))
        database.execute("insert into schema_version values (1, now()::timestamp)")
        database.execute(f"attach '{store}' as new (read_only)")
        for table in ("upload", "history", "sheet_row", "set_aside_row", "problem", "policy_version"):
            old_columns = ", ".join(
                "code as reason" if name == "reason" else f'"{name}"'
                for (name, *_rest) in database.execute(f"describe {table}").fetchall()
            )
            database.execute(f"insert into {table} by name select {old_columns} from new.{table}")
        database.execute(
            """
            insert into event_row by name
            select event_row.* exclude (above_lowest, occurred_utc, promised_utc), supplier_name.supplier,
                1::ubigint as key, 1 as copy
            from new.event_row
            asof join new.supplier_name
                on event_row.upload_id = supplier_name.upload_id
                and event_row.supplier_key = supplier_name.supplier_key
                and event_row.line >= supplier_name.line
            """
        )
        database.execute("use new")
        for name in ("event", "observed"):
            kept = ", ".join(
                name for (name, *_rest) in database.execute(f"describe old.kept_{name}").fetchall()
            )
            database.execute(f"insert into old.kept_{name} by name select {kept} from current_{name}")
        database.execute("insert into old.kept_supplier by name select * from current_supplier")


def test_version_1(store, takes, tmp_path):
    takes(
        LOG
        + "Jansen B.V.,T1,request,2026-03-02,Paper\nJANSEN BV,T1,chase,2026-03-03,\nB,T1,request,2026-03-02,\n"
    )
    takes(LOG + "jansen bv,T1,chase,2026-03-03,\njansen bv,T1,reply,2026-03-04,Paper\n")
    takes(LOG + "C,T1,request,2026-03-02,\nB,T1,reply,2026-03-05,\n")
    takes(
        SHEET + "D,T1,2026-03-02,1,\nD,T1,2026-03-02,2,\nE,T1,2026-03-02,1,declined\n",
        Settings(repeated="corrections"),
    )
    store.uploads.undo(3, by("x"))
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
        brought_over.uploads.redo(3, by("x"))
        assert brought_over.check() == []
        brought_over.uploads.undo(3, by("x"))
        assert what_counts(brought_over) == before
        brought_over.names.merge("Jansen BV", "B", by("x"))
        assert what_counts(brought_over) != before
        assert brought_over.check() == []
        brought_over.names.unlink("Jansen BV", "B", by("x"))
        assert what_counts(brought_over) == before


def test_it_ends_as_a_database_made_today(store, tmp_path):
    store.close()
    old = tmp_path / "old.duckdb"
    as_version_1(store.path, old)
    Store.open(old).close()
    assert columns(old) == columns(store.path)
    assert views(old) == views(store.path)


def as_version_5(store: Path, old: Path) -> None:
    """Write what a database of today holds as version 5 held it: without offsets, with sentences for problems."""
    with duckdb.connect(str(old)) as database:
        database.execute(Path(__file__).with_name("version_5.sql").read_text(encoding="utf-8"))
        tables = [name for (name,) in database.execute("select table_name from duckdb_tables()").fetchall()]
        database.execute(f"attach '{store}' as new (read_only)")
        insert_as_sentences(database, "new")
        for table in {*tables} - {"problem"}:
            own = ", ".join(
                f'"{name}"' for (name, *_rest) in database.execute(f"describe {table}").fetchall()
            )
            database.execute(f"insert into {table} by name select {own} from new.{table}")
        database.execute("delete from tally where table_name = 'kept_zone'")
        database.execute("update schema_version set version = 5")
        mark = hash_chain.end(database)
        database.execute("update identity set sealed_number = ?, sealed_hash = ?", [mark.number, mark.hash])


def test_version_5_ends_as_a_database_made_today_with_the_same_events(store, takes, reads, tmp_path):
    log = LOG + "Ann,T1,request,2026-03-02T08:30:00Z,\nAnn,T1,reply,2026-03-02T11:15:00+01:00,\n"
    takes(log)
    takes(log + "Ann,T1,chase,2026-03-03T09:00:00Z,\nBob,T1,gibberish,2026-03-02T10:00:00Z,\n")
    before = what_counts(store)
    store.close()
    old = tmp_path / "old.duckdb"
    as_version_5(store.path, old)
    with Store.open(old) as brought_over:
        assert what_counts(brought_over) == before
        assert brought_over.check() == []
        (again,) = brought_over.uploads.add([reads(log).require_batch()], by("x"))
        assert (again.taken, again.already_known) == (0, 2)
        assert what_counts(brought_over) == before
        assert brought_over.check() == []
    assert columns(old) == columns(store.path)
    assert views(old) == views(store.path)


def columns(path: Path) -> list[tuple]:
    with duckdb.connect(str(path)) as database:
        return database.execute(
            "select table_name, column_name, data_type, is_nullable from duckdb_columns() where not internal order by all"
        ).fetchall()


def views(path: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(path)) as database:
        found = database.execute(
            "select view_name, sql from duckdb_views() where not internal order by all"
        ).fetchall()
    # Excluded columns are listed in any order.
    return [
        (name, re.sub(r"(?<=EXCLUDE )\(([^)]*)\)", lambda names: str(sorted(names[1].split(", "))), sql))
        for name, sql in found
    ]


@pytest.fixture
def old(tmp_path):
    """A log and a sheet as version 1 kept them, written by hand; the path of the database."""
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8"))
        database.execute("insert into schema_version values (1, now()::timestamp)")
        database.execute(OLD_ROWS)
    return path


# Taken on the first of June, at eight in the evening in Amsterdam. What the sheet said of each trial:
#   1 replied and delivered, rated; 2 empty cells; 3 replied, delivery empty or n/a; 4 delivered, reply n/a; 5 `nog niet`;
#   6 NULL and NaT; 7 a reply that is none, a delivery in 2035; 8 declined, its reply before the request; 9 ignored.
OLD_ROWS = """
insert into upload values
    (1, 'log.csv', 'a', 'events', 'utf-8', ',', ['Wie', 'nr', 'event', 'occurred_at', 'promised_at', 'cijfer'],
        '{"Wie": "supplier", "nr": "trial_id", "event": "event", "occurred_at": "occurred_at",
          "promised_at": "promised_at", "cijfer": "courtesy"}',
        '{"answers": {"event": {"belde": "reply"}}, "values": {},
          "found": {"date_order": {"occurred_at": "dmy"}, "rating_scale": {"courtesy": [1, 10]}}}',
        null, 8, 4, 4, 0, 1, null),
    (2, 'sheet.csv', 'b', 'sheet', 'utf-8', ',', ['supplier', 'eerste reactie', 'delivered_at'],
        '{"supplier": "supplier", "eerste reactie": "first_reply_at", "delivered_at": "delivered_at"}',
        '{"found": {"there": ["supplier", "first_reply_at", "delivered_at", "chases"]}}',
        'x', 9, 9, 0, 0, 6, null),
    (3, 'undone.csv', 'c', 'sheet', 'utf-8', ',', ['supplier'], '{}', '{"found": {"there": []}}', 'y', 1, 1, 0, 0, 0, null);
insert into history values
    (1, '2026-06-01 18:00', 'x', 'taken', 1, null), (2, '2026-06-01 18:00', 'x', 'taken', 2, null),
    (3, '2026-06-01 18:00', 'x', 'taken', 3, null), (4, '2026-06-02 18:00', 'x', 'undone', 3, null);
insert into event_row (upload_id, source, line, supplier, supplier_key, trial_id, event, occurred_at, bare, courtesy)
    select upload_id, source, line, supplier, lower(supplier), trial_id, event, occurred_at::timestamp, bare, courtesy
    from (values
        (1, 'log', 2, 'A', '1', 'request', '2026-03-02 09:00', false, null),
        (1, 'log', 3, 'A', '1', 'confirmation', '2026-03-03', true, 1.4),
        (1, 'log', 4, 'A', '1', 'delivery', '2035-03-09', true, 1.8),
        (1, 'log', 5, 'A', '1', 'closed', '2035-03-09', true, null),
        (2, 'sheet', 2, 'B', '1', 'reply', '2026-03-03', true, null), (2, 'sheet', 2, 'B', '1', 'delivery', null, false, null),
        (2, 'sheet', 2, 'B', '1', 'assessment', null, false, 1), (2, 'sheet', 3, 'B', '2', 'request', null, true, null),
        (2, 'sheet', 4, 'B', '3', 'reply', '2026-03-03', true, null),
        (2, 'sheet', 5, 'B', '4', 'delivery', '2026-03-05', true, null),
        (2, 'sheet', 6, 'B', '5', 'request', '2026-03-02', true, null),
        (2, 'sheet', 7, 'B', '6', 'request', '2026-03-02', true, null),
        (2, 'sheet', 8, 'B', '7', 'delivery', '2035-01-01', true, null),
        (2, 'sheet', 9, 'B', '8', 'decline', null, false, null),
        (2, 'sheet', 10, 'B', '9', 'closed', null, false, null),
        (3, 'sheet', 2, 'U', '1', 'request', '2026-03-02', true, null)
    ) as row (upload_id, source, line, supplier, trial_id, event, occurred_at, bare, courtesy);
insert into sheet_row
    select 2, number + 1, 'B', 'b', number::varchar, number, null, number not in (5, 6, 7, 8, 9), true, false, false, false,
        false, false, false
    from unnest(range(1, 10)) as each (number)
    union all
    select 3, 2, 'U', 'u', '1', 1, null, false, false, false, false, false, false, false, false;
insert into set_aside_row values
    (1, 6, ['A', '1', 'belde', '31-02-2026', '', '']), (1, 7, ['A', '1', '??', '4-3-2026 10:00', '', '']),
    (1, 8, ['''=C & Zn ', '9', 'request', '', '20-3-2026', '']), (1, 9, ['A', '1', 'chase', 'soon', '', '']);
insert into problem values
    (1, 3, 'promised_at', 'gauw', 'no date', 'value'), (1, 6, 'occurred_at', '31-02-2026', 'no date', 'row'),
    (2, 6, 'eerste reactie', 'nog niet', 'no date', 'value'), (2, 7, 'eerste reactie', 'NULL', 'no date', 'value'),
    (2, 7, 'delivered_at', 'NaT', 'no date', 'value'), (2, 8, 'eerste reactie', 'soon', 'no date', 'value'),
    (2, 9, 'eerste reactie', '2026-03-01', 'too early', 'value'), (2, 10, 'chases', 'many', 'no count', 'value');
"""


def test_what_an_old_sheet_observed_as_far_as_it_can_be_told(old):
    with Store.open(old) as store, store.cursor() as cursor:
        found = cursor.execute(
            "select trial_id, contact, reply_times, delivery, chases, errors, ratings, outcome, silence_stated, not_yet_at "
            "from current_observed where supplier_key = 'b' order by trial_id"
        ).fetchall()
    assert found == [
        ("1", True, True, True, True, False, True, None, False, None),
        ("2", True, True, True, True, False, False, None, False, None),
        ("3", True, True, False, True, False, False, None, False, None),
        ("4", True, False, True, True, False, False, None, False, None),
        ("5", True, True, False, True, False, False, None, False, datetime(2026, 6, 1, 20)),
        ("6", False, False, False, True, False, False, None, False, None),
        ("7", False, False, False, True, False, False, None, False, None),
        ("8", True, False, True, True, False, False, "declined", False, None),
        ("9", False, False, False, True, False, False, None, False, None),
    ]


def test_where_an_old_sheet_may_have_said_open_nobody_was_silent(old):
    with duckdb.connect(str(old)) as database:
        database.execute(
            'update upload set settings = replace(settings, \'"chases"\', \'"chases", "outcome"\')'
        )
        # What is closed does not run.
        database.execute(
            "insert into event_row (upload_id, source, line, supplier, supplier_key, trial_id, event, bare) "
            "values (2, 'sheet', 3, 'B', 'b', '2', 'closed', false)"
        )
    told = "select trial_id, contact, reply_times, delivery from current_observed where supplier_key = 'b' order by trial_id"
    with Store.open(old) as store, store.cursor() as cursor:
        found = cursor.execute(told).fetchall()
    assert found[1] == ("2", True, True, True)
    assert found[4] == ("5", False, False, False)
    # What was there is observed all the same.
    assert (found[0], found[2]) == (("1", True, True, True), ("3", True, True, False))


def test_gaps_of_an_old_database(old):
    with Store.open(old) as store, store.cursor() as cursor:
        found = cursor.execute(
            "select supplier_key, trial_id, source, kind, occurred_at, bare from current_gap order by all"
        ).fetchall()
        logged = cursor.execute("select supplier_key, trial_id from current_observed where in_log").fetchall()
    # The mark before an equals sign is not the supplier's; of the trial that was set aside alone there is no trial.
    assert found == [
        ("=c & zn", "9", "log", "promise", None, False),
        ("a", "1", "log", "delivery", None, False),
        ("a", "1", "log", "promise", datetime(2026, 3, 3), True),
        ("a", "1", "log", "reply", None, False),
        ("a", "1", "log", None, datetime(2026, 3, 4, 10), False),
        ("b", "7", "sheet", "delivery", None, False),
        ("b", "7", "sheet", "reply", None, False),
        ("b", "8", "sheet", "reply", None, False),
    ]
    assert logged == [("a", "1")]


def test_ratings_of_an_old_database_above_the_lowest_grade(old):
    with Store.open(old) as store, store.cursor() as cursor:
        found = cursor.execute(
            "select event, courtesy from current_event where above_lowest and courtesy is not null"
        ).fetchall()
    assert found == [("delivery", 1.8)]


def test_an_old_sheet_is_asked_for_until_it_is_loaded_again(old, reads):
    with Store.open(old) as store:
        assert store.check() == []
        assert store.uploads.sheets_to_reload() == [(2, "sheet.csv")]
        rows = "".join(f"B,{number},2026-03-02,,ja\n" for number in range(1, 10))
        sheet = f"supplier,trial_id,requested_at,first_reply_at,delivered_at\n{rows}"
        (again,) = store.uploads.add([reads(sheet, name="sheet.csv").require_batch()], by("x"))
        assert (again.taken, store.uploads.sheets_to_reload()) == (9, [])
        store.uploads.undo(again.upload_id, by("x"))
        assert store.uploads.sheets_to_reload() == [(2, "sheet.csv")]
        store.uploads.redo(3, by("x"))
        assert store.uploads.sheets_to_reload() == [(2, "sheet.csv"), (3, "undone.csv")]
        assert store.check() == []


def test_problems_of_the_release_before_are_told_as_they_were_written(store, takes, tmp_path):
    takes(
        LOG + 'A,T1,request,31-02-2026,\n,T1,request,13-02-2026,\nA,T2,"si\nng",13-02-2026,\n'
        "A,T3,request,31-02-2026,\nA,T3,request,13-02-2026,,beyond\n"
    )

    def seen(store: Store) -> tuple[list, list, str]:
        kinds = store.uploads.problem_kinds(1).to_dict("records")
        problems = problem_text.with_sentences(store.uploads.problems(1).to_dict("records"))
        return (
            # A sentence brought over has a code of its own.
            [{name: part for name, part in each.items() if name != "code"} for each in problems],
            [(each["rows"], each["first_line"], problem_text.kind_text(each)) for each in kinds],
            store.uploads.set_aside(1),
        )

    before = seen(store)
    assert len(before[0]) == 5
    store.close()
    old = tmp_path / "old.duckdb"
    as_version_5(store.path, old)
    with Store.open(old) as brought_over:
        assert seen(brought_over) == before
        assert brought_over.check() == []
        with brought_over.cursor() as cursor:
            codes = cursor.execute("select line, code from problem order by line").fetchall()
        assert [code for _line, code in codes] == [
            "value_as_written", "as_written", "value_as_written", "value_as_written", "as_written",
        ]  # fmt: skip
        backup = tmp_path / "backup.duckdb"
        brought_over.backup(backup, by())
    with Store.open(backup) as copy:
        assert seen(copy) == before
        assert copy.check() == []
