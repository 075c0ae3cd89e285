"""The database file: opened, refused, locked, copied, checked."""

import random
import shutil
import subprocess
import sys
import threading

import duckdb
import pytest

from tests.people import by
from tests.saving import put_in_force
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.policy import load_policy
from trialmetrics.store import Store
from trialmetrics.store.backup import restore
from trialmetrics.store.database import VERSION, arrivals_folder

LOG = "supplier,trial_id,event,occurred_at\nA,T1,request,2026-03-02\n"


def test_a_missing_folder_is_named_and_nothing_is_made(tmp_path):
    with pytest.raises(StoreError, match=r"folder .*none does not exist"):
        Store.open(tmp_path / "none" / "trials.duckdb")
    assert not (tmp_path / "none").exists()


def test_a_database_that_is_not_there_is_not_made_by_a_reader(tmp_path):
    with pytest.raises(StoreError, match="There is no database"):
        Store.open(tmp_path / "trials.duckdb", create=False)
    assert not (tmp_path / "trials.duckdb").exists()


def test_something_else_is_no_database(tmp_path):
    path = tmp_path / "trials.duckdb"
    path.write_text("supplier,trial_id\n", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(path)
    assert path.read_text(encoding="utf-8").startswith("supplier")


def test_a_database_of_something_else_and_a_newer_one_are_refused(tmp_path):
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as database:
        database.execute("create table invoices (number integer)")
    with pytest.raises(StoreError, match="something else"):
        Store.open(other)
    newer = tmp_path / "newer.duckdb"
    Store.open(newer).close()
    with duckdb.connect(str(newer)) as database:
        database.execute("insert into schema_version values (99, now()::timestamp)")
    with pytest.raises(StoreError, match=r"newer trialmetrics \(version 99"):
        Store.open(newer)


def test_a_second_process_is_told_which_one_holds_it(store):
    script = f"from trialmetrics.store import Store; Store.open({str(store.path)!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "is in use by process" in done.stderr
    assert done.returncode != 0


def test_no_query_reaches_a_file(store, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    with store.cursor() as cursor, pytest.raises(duckdb.PermissionException):
        cursor.execute("select * from read_csv(?)", [str(secret)])


def test_a_file_that_arrives_is_never_taken_for_an_earlier_one_of_its_name(store):
    # With the file cache of DuckDB 1.5.6 the 28th of these files cannot be read.
    file = str(arrivals_folder(store.path) / "events.parquet")
    random_ = random.Random(2)
    for _arrival in range(60):
        arrivals_folder(store.path).mkdir()
        letters = [random_.choice("abcd") for _ in range(20)]
        digits = [random_.choice("0123456789") for _ in range(20)]
        with duckdb.connect() as writer:
            query = f"copy (select unnest(?) as letter, unnest(?) as digit) to '{file}' (format parquet)"
            writer.execute(query, [letters, digits])
        with store.cursor() as cursor:
            found = cursor.execute("select letter from read_parquet(?)", [file]).fetchall()
        assert sorted(letter for (letter,) in found) == sorted(letters)
        shutil.rmtree(arrivals_folder(store.path))


def test_what_arrived_for_a_process_that_was_killed_is_taken_away_at_the_next_opening(store):
    store.close()
    left = arrivals_folder(store.path) / "0"
    left.mkdir(parents=True)
    (left / "events.parquet").write_bytes(b"half")
    Store.open(store.path).close()
    assert not arrivals_folder(store.path).exists()


def test_an_exception_in_the_middle_keeps_nothing(store, takes, reads, monkeypatch):
    takes(LOG)
    before = store.revision()

    def fail(*_arguments):
        raise duckdb.Error("disk full")

    monkeypatch.setattr("trialmetrics.store.current_events.refresh", fail)
    with pytest.raises(StoreError, match="nothing was changed: disk full"):
        takes(LOG.replace("T1", "T2"))
    assert (store.revision(), len(store.uploads.all())) == (before, 1)
    assert store.check() == []


def test_readers_see_one_moment_while_somebody_writes(store, takes, reads):
    takes(LOG)
    readings = [reads(LOG.replace("T1", f"T{number}")) for number in range(2, 12)]
    wrong = []

    def look():
        for _ in range(40):
            with store.cursor() as cursor:
                events = cursor.execute("select count(*) from current_event").fetchone()
                trials = cursor.execute("select count(*) from current_observed").fetchone()
            if events != trials:
                wrong.append((events, trials))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reading in readings:
        store.uploads.add([reading.require_batch()], by("x"))
    for reader in readers:
        reader.join()
    assert wrong == []
    assert store.check() == []


def test_backup_and_restore(store, takes, tmp_path):
    takes(LOG)
    put_in_force(store, load_policy().with_threshold(70))
    copy = tmp_path / "copy.duckdb"
    store.backup(copy, by())
    with pytest.raises(UsageError, match="exists already"):
        store.backup(copy, by())
    target = tmp_path / "target.duckdb"
    restore(copy, target, by())
    with Store.open(target, create=False) as restored:
        assert len(restored.uploads.all()) == 1
        assert restored.policies.in_force().threshold.default == 70
        assert restored.check() == []
    with pytest.raises(StoreError):
        restore(tmp_path / "nothing.duckdb", target, by())
    with Store.open(target, create=False) as restored:
        assert len(restored.uploads.all()) == 1


def test_check_finds_what_does_not_hold_together(store, takes):
    takes(LOG)
    takes(LOG)
    path = store.path
    store.close()
    with duckdb.connect(str(path)) as database:
        database.execute("delete from kept_event")
        database.execute("update upload set taken = 5")
    with Store.open(path) as broken:
        found = " ".join(broken.check())
    assert "does not have all the rows it took" in found
    assert "is not what the uploads say (event)" in found


def test_policies_are_versions(store):
    assert store.policies.in_force().version == 1
    assert put_in_force(store, load_policy().with_threshold(70), user="lead") == 2
    assert put_in_force(store, store.policies.in_force().with_threshold(50, "Paper"), user="lead") == 3
    assert store.policies.in_force().threshold_of("Paper") == 50
    assert list(store.policies.all()["version"]) == [3, 2]
    assert list(store.policies.all()["saved_by"]) == ["lead", "lead"]


def test_an_older_database_is_brought_up_to_date_step_by_step(store, takes, tmp_path, monkeypatch):
    takes(LOG)
    store.close()
    first, second = VERSION + 1, VERSION + 2
    (tmp_path / f"{first}.sql").write_text("create table extra (number integer);", encoding="utf-8")
    (tmp_path / f"{second}.sql").write_text("insert into extra values (3);", encoding="utf-8")
    monkeypatch.setattr("trialmetrics.store.database.MIGRATIONS", tmp_path)
    monkeypatch.setattr("trialmetrics.store.database.VERSION", second)
    for _again in range(2):  # the second time there is nothing left to do
        with Store.open(store.path) as newer, newer.cursor() as cursor:
            assert cursor.execute("select number from extra").fetchall() == [(3,)]
            versions = cursor.execute("select version from schema_version order by version").fetchall()
            assert versions == [(VERSION,), (first,), (second,)]
            assert cursor.execute("select count(*) from current_event").fetchone() == (1,)


def test_a_migration_that_fails_changes_nothing(store, tmp_path, monkeypatch):
    store.close()
    failing = tmp_path / f"{VERSION + 1}.sql"
    failing.write_text("create table extra (number integer); select nothing;", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("trialmetrics.store.database.MIGRATIONS", tmp_path)
        patch.setattr("trialmetrics.store.database.VERSION", VERSION + 1)
        with pytest.raises(StoreError, match="nothing in it was changed"):
            Store.open(store.path)
    with Store.open(store.path) as same, same.cursor() as cursor:
        assert cursor.execute("select max(version) from schema_version").fetchone() == (VERSION,)
        assert cursor.execute(
            "select count(*) from duckdb_tables() where table_name = 'extra'"
        ).fetchone() == (0,)
