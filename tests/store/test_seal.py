"""The seal: what was acknowledged is there, or `check` says that it is not, and nothing is written over the gap."""

import shutil
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.people import by
from tests.saving import put_in_force
from trialmetrics.commands import main
from trialmetrics.errors import StoreError
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, hash_chain, seal
from trialmetrics.store.backup import restore
from trialmetrics.store.durable_files import wal_of
from trialmetrics.store.hash_chain import Mark
from trialmetrics.store.seal import Seal, seal_of

LOG = "supplier,trial_id,event,occurred_at\nA,T1,request,2026-03-02\n"
MISSING = "its history ends at number {end}, and number {acknowledged} was acknowledged"


def save(store: Store, threshold: float) -> int:
    return put_in_force(store, load_policy().with_threshold(threshold), user="lead", reason="agreed")


def crashed(store: Store, folder: Path) -> Path:
    """The files as they are this moment, as a killed process leaves them; the path of the database."""
    folder.mkdir()
    for path in (store.path, wal_of(store.path), seal_of(store.path)):
        if path.exists():
            shutil.copyfile(path, folder / path.name)
    return folder / store.path.name


@pytest.fixture
def five(store, tmp_path) -> Path:
    """A database of five acknowledged versions, all in its write-ahead file, as a killed process left it."""
    for threshold in range(41, 46):
        save(store, threshold)
    return crashed(store, tmp_path / "crashed")


def test_what_a_killed_process_acknowledged_is_there(five):
    assert wal_of(five).stat().st_size > 0
    with Store.open(five) as store:
        assert (store.check(), store.history_finding(), len(store.policies.all())) == ([], None, 5)


def test_a_write_ahead_file_that_was_removed_is_missed_and_nothing_is_written_over_it(five, tmp_path, capsys):
    wal_of(five).unlink()
    before = five.read_bytes()
    with Store.open(five) as store:
        told = MISSING.format(end=0, acknowledged=5)
        assert told in " ".join(store.check())
        assert told in (store.history_finding() or "")
        assert (len(store.policies.all()), store.policies.in_force().threshold.default) == (
            0,
            load_policy().threshold.default,
        )
        for write in (
            lambda: save(store, 50),
            lambda: store.uploads.undo(1, by("x")),
            lambda: store.names.merge("A", "B", by("x")),
        ):
            with pytest.raises(StoreError, match=r"number 5 was acknowledged.*back it up and restore that"):
                write()
    assert five.read_bytes() == before
    assert main(["--database", str(five), "check"]) == 2
    assert told in capsys.readouterr().err


def test_one_goes_on_with_what_is_there_by_a_backup_of_it(five, tmp_path):
    wal_of(five).unlink()
    copy = tmp_path / "copy.duckdb"
    with Store.open(five) as store:
        store.backup(copy, by())
    restore(copy, five, by())
    with Store.open(five) as store:
        assert (store.check(), store.history_finding()) == ([], None)
        assert save(store, 50) == 2
        assert store.check() == []


def test_a_database_whose_files_come_back_goes_on(five, tmp_path):
    """Nothing is changed while something is missing, so that the file that was forgotten can still be put beside it."""
    log = wal_of(five)
    log.rename(tmp_path / "forgotten")
    Store.open(five).close()
    (tmp_path / "forgotten").rename(log)
    with Store.open(five) as store:
        assert (store.check(), len(store.policies.all())) == ([], 5)
        assert save(store, 50) == 7


def cut(five: Path, folder: Path, length: int) -> int:
    """How many versions are left with a write-ahead file of that length; checks that nobody is told all is well with fewer."""
    shutil.copytree(five.parent, folder)
    path = folder / five.name
    with wal_of(path).open("r+b") as log:
        log.truncate(length)
    try:
        store = Store.open(path)
    except StoreError:
        return -1
    with store:
        left = len(store.policies.all())
        wrong = store.check()
        assert (wrong == []) == (store.history_finding() is None) == (left == 5)
        if left < 5:
            assert MISSING.format(end=left, acknowledged=5) in wrong[0]
    shutil.rmtree(folder)
    return left


@pytest.mark.parametrize("seed", range(6))
def test_a_write_ahead_file_that_was_cut(five, tmp_path, seed):
    full = wal_of(five).stat().st_size
    cut(five, tmp_path / "cut", Random(seed).randrange(full))


@pytest.mark.soak
def test_a_write_ahead_file_cut_all_along(five, tmp_path):
    full = wal_of(five).stat().st_size
    left = [cut(five, tmp_path / "cut", length) for length in [*range(0, full, full // 500), full]]
    assert {*left} >= {0, 1, 2, 3, 4, 5}
    assert left[-1] == 5
    print({number: left.count(number) for number in sorted({*left})})


def test_an_older_file_in_its_place_is_missed(store, tmp_path):
    save(store, 41)
    store.close()
    shutil.copyfile(store.path, tmp_path / "older")
    with Store.open(store.path) as later:
        save(later, 42)
    shutil.copyfile(tmp_path / "older", store.path)
    with Store.open(store.path) as older:
        assert MISSING.format(end=1, acknowledged=2) in older.check()[0]


def test_other_changes_of_the_same_number_are_not_those_that_were_acknowledged(store, tmp_path):
    save(store, 41)
    store.close()
    shutil.copytree(tmp_path, other := tmp_path / "other")
    for path, threshold in ((store.path, 42), (other / store.path.name, 43)):
        with Store.open(path) as each:
            save(each, threshold)
    shutil.copyfile(other / store.path.name, store.path)
    with Store.open(store.path) as mixed:
        assert "is not the one that was acknowledged up to number 2" in mixed.check()[0]
        with pytest.raises(StoreError, match="not the one that was acknowledged"):
            save(mixed, 44)


@pytest.mark.parametrize("change", ["done_by = 'somebody else'", "done_at = done_at + interval 1 second"])
def test_a_changed_line_of_the_history_is_missed(store, change):
    save(store, 41)
    save(store, 42)
    store.close()
    with duckdb.connect(str(store.path)) as database:
        database.execute(f"update history set {change} where number = 1")
    with Store.open(store.path) as changed:
        assert "is not the one that was acknowledged" in changed.check()[0]


def test_killed_between_commit_and_seal_it_is_brought_forward(store, tmp_path, monkeypatch):
    save(store, 41)
    with monkeypatch.context() as patch:
        patch.setattr("trialmetrics.store.writer.write", lambda *_arguments: None)
        save(store, 42)
    path = crashed(store, tmp_path / "crashed")
    with Store.open(path) as ahead:
        assert (ahead.check(), len(ahead.policies.all())) == ([], 2)
    # From now on it was seen: nobody may lose it without a word.
    assert max(each.mark.number for each in seal.read(seal_of(path))) == 2


def test_a_seal_that_was_torn_leaves_the_one_before(store):
    for threshold in (41, 42, 43):
        save(store, threshold)
    store.close()
    content = seal_of(store.path).read_bytes()
    assert len(content) == 1024
    numbers = [each.mark.number for each in seal.read(seal_of(store.path))]
    assert sorted(numbers) == [2, 3]
    at = 512 * numbers.index(3) + 40
    seal_of(store.path).write_bytes(content[:at] + b"torn" + content[at + 4 :])
    assert [each.mark.number for each in seal.read(seal_of(store.path))] == [2]
    with Store.open(store.path) as torn:
        assert torn.check() == []
        save(torn, 44)
    assert sorted(each.mark.number for each in seal.read(seal_of(store.path))) in ([3, 4], [2, 4])


@pytest.mark.parametrize("content", [None, b"", b"no seal"])
def test_without_its_seal_nothing_vouches_and_the_next_change_says_so(store, content):
    save(store, 41)
    store.close()
    if content is None:
        seal_of(store.path).unlink()
    else:
        seal_of(store.path).write_bytes(content)
    with Store.open(store.path) as moved:
        (told,) = moved.check()
        assert told.startswith(f"Nothing vouches for the last changes in {store.path}")
        save(moved, 42)
        assert (moved.check(), moved.history_finding()) == ([], None)
        with moved.cursor() as cursor:
            deeds = cursor.execute("select done, done_by from history order by number").fetchall()
    assert deeds == [("policy", "lead"), ("unsealed", "trialmetrics"), ("policy", "lead")]


def test_the_seal_of_another_database_does_not_vouch(store, tmp_path):
    save(store, 41)
    store.close()
    with Store.open(tmp_path / "other.duckdb") as other:
        save(other, 42)
    shutil.copyfile(tmp_path / "other.duckdb", store.path)
    with Store.open(store.path) as swapped:
        assert "is of another database" in swapped.check()[0]
        with pytest.raises(StoreError, match="is of another database"):
            save(swapped, 50)
        assert len(swapped.policies.all()) == 1


def test_who_takes_the_file_away_begins_anew(store):
    save(store, 41)
    store.close()
    store.path.unlink()
    with Store.open(store.path) as fresh:
        assert fresh.is_empty()
        assert fresh.history_finding() is None
        save(fresh, 42)
        assert fresh.check() == []
    with Store.open(store.path) as again:
        assert len(again.policies.all()) == 1
        assert again.check() == []


def test_a_backup_vouches_for_itself_until_something_is_written(store, tmp_path):
    save(store, 41)
    copy = tmp_path / "copy.duckdb"
    store.backup(copy, by())
    assert not seal_of(copy).exists()
    assert main(["--database", str(copy), "check"]) == 0
    assert not seal_of(copy).exists()
    with Store.open(copy) as used:
        assert save(used, 42) == 3
        assert used.check() == []
    seal_of(copy).unlink()
    with Store.open(copy) as moved:
        assert "Nothing vouches" in moved.check()[0]


def test_a_backup_copied_over_the_database_is_missed(store, tmp_path):
    save(store, 41)
    copy = tmp_path / "copy.duckdb"
    store.backup(copy, by())
    save(store, 42)
    store.close()
    shutil.copyfile(copy, store.path)
    with Store.open(store.path) as older:
        assert MISSING.format(end=1, acknowledged=2) in older.check()[0]


def test_a_seal_that_cannot_be_written_refuses_before_anything_is_stored(store):
    save(store, 41)
    seal_of(store.path).unlink()
    seal_of(store.path).mkdir()
    with pytest.raises(StoreError, match="nothing was changed"):
        save(store, 42)
    assert len(store.policies.all()) == 1


def test_a_seal_that_fails_after_the_commit_says_that_it_was_stored(store, monkeypatch):
    save(store, 41)

    def fail(*_arguments: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("trialmetrics.store.writer.write", fail)
        with pytest.raises(StoreError, match="It was stored, but its seal"):
            save(store, 42)
    assert len(store.policies.all()) == 2
    save(store, 43)
    assert store.check() == []


def test_the_places_of_a_seal_are_written_by_turns(tmp_path):
    place = tmp_path / "seal"
    seal.prepare(place)
    assert (seal.read(place), place.stat().st_size) == ([], 1024)
    for number in range(1, 6):
        seal.write(place, Seal("a", Mark(number, "x")))
        assert seal.latest(place, "a") == Mark(number, "x")
    assert [each.mark.number for each in seal.read(place)] == [5, 4]
    seal.write(place, Seal("b", Mark(1, "y")), keep=Seal("a", Mark(5, "x")))
    assert (seal.latest(place, "a"), seal.latest(place, "b")) == (Mark(5, "x"), Mark(1, "y"))


def test_the_hash_of_a_history_worked_out_by_hand(store):
    """sha256 of the hash before, a space, and the line of the history with what it added, as JSON."""
    import hashlib
    import json

    save(store, 41)
    with store.cursor() as cursor:
        row = cursor.execute("select epoch_us(done_at) from history").fetchone()
        assert row
        # The first change of a database says the time zone too that all is kept in.
        added = [{"table": name, "rows": 1} for name in ("history", "kept_zone", "policy_version")]
        line = json.dumps([1, row[0], "lead", "policy", None, 2, added])
        begun = hashlib.sha256(b"").hexdigest()
        assert hash_chain.end(cursor) == Mark(1, hashlib.sha256(f"{begun} {line}".encode()).hexdigest())


def test_nothing_of_a_database_that_was_taken_away_comes_back_from_its_write_ahead_file(five):
    """Into the new one would else come whatever the old one had not checkpointed, and nothing could be written."""
    log, old = wal_of(five), wal_of(five).read_bytes()
    five.unlink()
    with Store.open(five) as store:
        assert (store.check(), store.history_finding(), len(store.policies.all())) == ([], None, 0)
        assert save(store, 50) == 2
        assert store.check() == []
    assert not log.exists()
    assert wal_of(Path(f"{five}.former")).read_bytes() == old


def test_a_backup_restored_where_only_the_write_ahead_file_was_left_is_the_backup(store, five, tmp_path):
    copy = tmp_path / "copy.duckdb"
    store.backup(copy, by())
    five.unlink()
    restore(copy, five, by())
    with Store.open(five) as restored:
        assert (restored.check(), restored.history_finding(), len(restored.policies.all())) == ([], None, 5)
        assert save(restored, 50) == 7


def test_a_database_moved_without_its_write_ahead_file_and_seal_is_not_called_sound(five, tmp_path):
    moved = tmp_path / "moved.duckdb"
    five.rename(moved)
    with Store.open(moved) as store:
        assert len(store.policies.all()) == 0
        assert "Nothing vouches for the last changes" in " ".join(store.check())
