"""Backups: whole or not there; and every table of a database compared with what its history says."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ZONE
from tests.people import by
from tests.sampled import sampled
from tests.saving import put_in_force
from tests.store.former_problems import insert_as_sentences, sentences
from trialmetrics.access import OPERATOR
from trialmetrics.access.people import Change
from trialmetrics.commands import main
from trialmetrics.errors import StoreError, TrialmetricsError, UsageError
from trialmetrics.intake import Reading, Settings, read
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backup, checks, copying, database, seal
from trialmetrics.store.backup import restore
from trialmetrics.store.durable_files import wal_of
from trialmetrics.store.redaction import Words
from trialmetrics.store.seal import seal_of

LOG = "supplier,trial_id,event,occurred_at,promised_at\n"
LOGS = (
    LOG + "Adam,1,request,2026-03-02,\nAdam,1,reply,soon,\nBakker,1,reply,2026-03-04,gauw\nBakker,2,request,2026-03-02,\n",
    # Rows set aside of the first, mended.
    LOG.rstrip() + ",line,reason\nAdam,1,reply,2026-03-05,,3,no date\n",
    # Of this one nothing but a name is known: of its only row nobody can read when.
    LOG + "Cees,9,reply,later,\nDirk,7,request,2026-03-02,\n",
    "supplier,trial_id,requested_at,first_reply_at,delivered_at,outcome\n"
    "Adam,1,2026-03-02,soon,,\nEefje,1,2026-03-02,2026-03-03,,declined\nEefje,1,2026-03-02,2026-03-04,,\n",
)  # fmt: skip
# The tables of a database of version 4, in the order in which that version wrote a backup.
VERSION_4 = (
    "schema_version", "upload", "history", "event_row", "upload_trial", "supplier_name", "gap_row", "mended_row",
    "sheet_row", "set_aside_row", "problem", "policy_version", "naming", "kept_member", "kept_trial", "kept_event",
    "kept_observed", "kept_gap",
)  # fmt: skip


def reading(content: str, folder: Path) -> Reading:
    folder.mkdir()
    (folder / "file").write_text(content, encoding="utf-8")
    # Of several rows of one trial the last holds; a log has none to ask of.
    repeated = None if content.startswith(LOG.rstrip()) else "corrections"
    return read(folder / "file", folder, Settings(repeated=repeated), name=f"{folder.name}.csv", zone=ZONE)


@pytest.fixture(scope="module")
def undecided(tmp_path_factory) -> Path:
    """A database with rows in every table but those of decisions, which former versions did not have."""
    folder = tmp_path_factory.mktemp("undecided")
    with Store.open(folder / "trials.duckdb") as store:
        _fill(store, folder)
    return folder / "trials.duckdb"


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Path:
    """A database with rows in every table."""
    folder = tmp_path_factory.mktemp("full")
    with Store.open(folder / "trials.duckdb") as store:
        _fill(store, folder)
        basis = {"candidate": {"verdict": "pass"}, "policy": 1, "filters": {}}
        store.decisions.decide("Adam", "Paper", "invite", OPERATOR, basis=basis, seen=store.newest_change())
        store.decisions.object(store.newest_change(), "never asked", OPERATOR)
        store.person_changes.copy([Change("0123", datetime.now(UTC), "operator", "added", "anna", "admin")])
        assert store.check() == []
        with store.cursor() as cursor:
            assert not [
                name
                for name in database.TABLES
                if cursor.execute(f"select count(*) from {name}").fetchone() == (0,)
            ]
    return folder / "trials.duckdb"  # fmt: skip


def _fill(store: Store, folder: Path) -> None:
    for number, content in enumerate(LOGS):
        store.uploads.add([reading(content, folder / str(number)).require_batch()], by("tester"))
    put_in_force(store, load_policy().with_threshold(70), user="lead", reason="agreed")
    store.names.merge("Adam", "Bakker", by("lead"))
    store.names.keep_apart("Adam", "Dirk", by("lead"))
    store.redactions.redact(Words("gauw"), OPERATOR)


@pytest.fixture
def copied(full, tmp_path) -> Path:
    """A copy of it that may be spoiled."""
    for path in (full, seal_of(full)):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path / full.name


def content(path: Path, *, but_zones: bool = False) -> dict[str, list[str]]:
    """All rows of all tables, in an order of their own; `but_zones`: without the zones in which files were read."""
    with duckdb.connect(str(path), read_only=True) as same:
        chosen = {"upload": "* exclude (zone)"} if but_zones else {}
        return {
            name: sorted(map(repr, same.execute(f"select {chosen.get(name, '*')} from {name}").fetchall()))
            for name in database.TABLES
        }  # fmt: skip


def test_any_row_too_few_or_too_many_is_missed(copied):
    changes = (
        "delete from {table} where rowid = (select max(rowid) from {table})",
        "insert into {table} select * from {table} where rowid = (select min(rowid) from {table})",
    )
    with Store.open(copied) as store:
        for table in (*database.TABLES, "identity"):
            for change in changes:
                with store.cursor() as cursor:  # taken back at its end
                    cursor.execute(change.format(table=table))
                    assert checks.findings(cursor, copied, seal_of(copied)), (table, change)
        assert store.check() == []


def test_a_spoiled_database_ends_the_command_with_its_status(copied):
    with duckdb.connect(str(copied)) as spoiled:
        spoiled.execute("delete from event_row where rowid = 0")
    assert main(["--database", str(copied), "check"]) == 2


def test_the_history_says_how_many_rows_a_table_must_have(copied):
    with duckdb.connect(str(copied)) as spoiled:
        spoiled.execute("insert into set_aside_row select * from set_aside_row where rowid = 0")
    with Store.open(copied) as store:
        told = store.check()
    # A reply of the first log and one of the third.
    assert "The rows of set_aside_row number 3; the history says 2." in told


def former_backup(source: Path, target: Path, tables: int) -> Path:
    """What version 4 had written when it was killed after so many tables."""
    with duckdb.connect(str(target)) as copy:
        copy.execute(Path(__file__).with_name("version_4.sql").read_text(encoding="utf-8"))
        copy.execute(f"attach '{source}' as source (read_only)")
        for name in VERSION_4[:tables]:
            if name == "schema_version":
                copy.execute("insert into schema_version values (4, now()::timestamp)")
            elif name == "problem":
                insert_as_sentences(copy, "source")
            else:
                own = ", ".join(
                    f'"{column}"' for (column, *_rest) in copy.execute(f"describe {name}").fetchall()
                )
                copy.execute(f"insert into {name} by name select {own} from source.{name}")
    return target


@pytest.mark.parametrize("tables", sampled(range(len(VERSION_4)), 4))
def test_a_backup_of_the_version_before_that_was_cut_short_is_refused(full, tmp_path, tables, capsys):
    partial = former_backup(full, tmp_path / "partial.duckdb", tables)
    before = partial.read_bytes()
    with pytest.raises(StoreError):
        restore(partial, tmp_path / "trials.duckdb", by())
    assert partial.read_bytes() == before
    assert not (tmp_path / "trials.duckdb").exists()
    assert main(["--database", str(partial), "check"]) == 2
    assert capsys.readouterr().err


def test_a_whole_backup_of_the_version_before_is_restored_and_left_as_it_is(undecided, tmp_path):
    whole = former_backup(undecided, tmp_path / "whole.duckdb", len(VERSION_4))
    as_it_was = whole.read_bytes()
    target = tmp_path / "trials.duckdb"
    restore(whole, target, by())
    assert whole.read_bytes() == as_it_was
    kept = set(VERSION_4) - {"schema_version", "problem"}
    restored, before = content(target, but_zones=True), content(undecided, but_zones=True)
    assert {name: restored[name] for name in kept} == {name: before[name] for name in kept}
    with Store.open(target) as store, Store.open(undecided) as original:
        assert store.check() == []
        assert sentences(store) == sentences(original) != []
        store.uploads.undo(1, by("x"))
        assert store.check() == []


def test_a_database_of_the_version_before_goes_on(undecided, tmp_path):
    path = former_backup(undecided, tmp_path / "trials.duckdb", len(VERSION_4))
    for threshold in (40, 50):
        with Store.open(path) as store:
            assert store.check() == []
            put_in_force(store, load_policy().with_threshold(threshold), user="x")
            assert store.check() == []
    assert seal.read(seal_of(path))


def test_a_backup_is_equal_row_by_row_and_leaves_nothing_beside_it(copied, tmp_path):
    target = tmp_path / "copy.duckdb"
    with Store.open(copied) as store:
        store.backup(target, by())
    assert content(target) == content(copied)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy.duckdb.")]
    assert main(["--database", str(target), "check"]) == 0


def test_nothing_has_the_name_of_a_backup_before_it_is_whole(copied, tmp_path, monkeypatch):
    """Every row is there, on the disk and without a write-ahead file, when the file gets its name."""
    target = tmp_path / "copy.duckdb"
    publish, seen, rows = backup.publish, [], content(copied)

    def look(fresh: Path, path: Path) -> None:
        seen.append((path.exists(), wal_of(fresh).exists(), content(fresh) == rows))
        publish(fresh, path)

    monkeypatch.setattr(backup, "publish", look)
    with Store.open(copied) as store:
        store.backup(target, by())
    assert seen == [(False, False, True)]


def test_what_a_killed_backup_left_is_removed_by_the_next_to_that_name(copied, tmp_path):
    target = tmp_path / "copy.duckdb"
    Path(f"{target}.partial").write_bytes(copied.read_bytes()[:20_000])
    Path(f"{target}.partial.wal").write_bytes(b"half")
    (tmp_path / "other.partial").write_bytes(b"somebody else's")
    with Store.open(copied) as store:
        store.backup(target, by())
    assert {path.name for path in tmp_path.iterdir()} == {
        "trials.duckdb", "trials.duckdb.seal", "trials.duckdb.redacted", "trials.duckdb.backups", "copy.duckdb", "other.partial",
    }  # fmt: skip


def test_a_file_that_appears_meanwhile_is_not_written_over(copied, tmp_path, monkeypatch):
    target = tmp_path / "copy.duckdb"
    copy = backup._copy

    def appear(cursor: duckdb.DuckDBPyConnection, partial: Path) -> None:
        copy(cursor, partial)
        target.write_bytes(b"somebody else's")

    monkeypatch.setattr(backup, "_copy", appear)
    with Store.open(copied) as store, pytest.raises(UsageError, match="exists already"):
        store.backup(target, by())
    assert target.read_bytes() == b"somebody else's"
    assert not Path(f"{target}.partial").exists()


def test_rows_that_do_not_arrive_make_no_backup(copied, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "TABLES", ("upload", "upload"))  # the second time there are too many
    with Store.open(copied) as store, pytest.raises(StoreError):
        store.backup(tmp_path / "copy.duckdb", by())
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]


class Killed(BaseException):
    """Stands for kill -9: nothing after it is done."""


def steps(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """From step number `at` on, nothing that restoring does to a file is done."""
    done = 0

    def counted(step: Callable[..., object]) -> Callable[..., object]:
        def one(*arguments: object, **named: object) -> object:
            nonlocal done
            done += 1
            if done > at:
                raise Killed
            return step(*arguments, **named)

        return one

    for name in ("_copy_backup", "_adopt_copy", "_checkpoint_former", "flush_folder", "discard"):
        monkeypatch.setattr(backup, name, counted(getattr(backup, name)))
    for name in ("prepare", "write"):
        monkeypatch.setattr(seal, name, counted(getattr(seal, name)))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))


@pytest.mark.parametrize("at", sampled(range(9), 2))
def test_a_restore_that_is_killed_leaves_the_former_or_the_restored(copied, tmp_path, monkeypatch, at):
    copy = tmp_path / "copy.duckdb"
    with Store.open(copied) as store:
        store.backup(copy, by())
        put_in_force(store, load_policy().with_threshold(30), user="lead", reason="since then")
        former, backed_up = 2, 1
    with monkeypatch.context() as patch:
        steps(patch, at)
        with pytest.raises(Killed):
            restore(copy, copied, by())
    with Store.open(copied) as store:
        assert store.check() == []
        assert len(store.policies.all()) == (former if at < 7 else backed_up)
        store.uploads.undo(1, by("x"))
    restore(copy, copied, by())
    with Store.open(copied) as store:
        assert (store.check(), len(store.policies.all())) == ([], backed_up)
    assert {path.name for path in tmp_path.iterdir()} == {
        "trials.duckdb",
        "trials.duckdb.seal",
        "trials.duckdb.redacted",
        "trials.duckdb.backups",
        "copy.duckdb",
    }


def test_what_the_former_has_in_its_write_ahead_file_is_in_the_file_before_it_is_replaced(
    copied, tmp_path, monkeypatch
):
    copy, target = tmp_path / "copy.duckdb", tmp_path / "target" / "trials.duckdb"
    target.parent.mkdir()
    with Store.open(copied) as store:
        store.backup(copy, by())
        put_in_force(store, load_policy().with_threshold(30), user="lead", reason="since then")
        for path in (copied, wal_of(copied), seal_of(copied)):
            shutil.copyfile(path, target.parent / path.name)
    assert wal_of(target).stat().st_size
    replace, seen = Path.replace, []

    def look(fresh: Path, path: Path) -> Path:
        seen.append((wal_of(path).exists(), len(content(path)["policy_version"])))
        return replace(fresh, path)

    monkeypatch.setattr(Path, "replace", look)
    restore(copy, target, by())
    assert seen == [(False, 2)]
    assert len(content(target)["policy_version"]) == 1


def test_a_former_database_that_cannot_be_opened_is_put_aside(copied, tmp_path):
    copy = tmp_path / "copy.duckdb"
    with Store.open(copied) as store:
        store.backup(copy, by())
    damaged = copied.read_bytes()[:12_000]
    copied.write_bytes(damaged)
    restore(copy, copied, by())
    assert (tmp_path / "trials.duckdb.damaged").read_bytes() == damaged
    with Store.open(copied) as store:
        assert store.check() == []


def test_no_other_file_is_replaced_by_a_restore(copied, tmp_path):
    other = tmp_path / "invoices"
    with duckdb.connect(str(other)) as somebody_elses:
        somebody_elses.execute("create table invoices (number integer)")
    text = tmp_path / "log.csv"
    text.write_text(LOG, encoding="utf-8")
    for path in (other, text):
        before = path.read_bytes()
        with pytest.raises(TrialmetricsError):
            restore(copied, path, by())
        assert path.read_bytes() == before


@pytest.mark.parametrize("beside", [True, False])
def test_a_database_itself_is_restored_only_with_its_seal(copied, tmp_path, beside):
    """One whose write-ahead file may be missing looks just as whole."""
    if not beside:
        seal_of(copied).unlink()
        with pytest.raises(StoreError, match="without its seal"):
            restore(copied, tmp_path / "target.duckdb", by())
        # The way out that it names, where the copy is all there is.
        with Store.open(copied, create=False) as store:
            store.backup(tmp_path / "backup.duckdb", by())
        restore(tmp_path / "backup.duckdb", tmp_path / "target.duckdb", by())
        assert content(tmp_path / "target.duckdb") == content(copied)
    else:
        restore(copied, tmp_path / "target.duckdb", by())
        assert content(tmp_path / "target.duckdb") == content(copied)
