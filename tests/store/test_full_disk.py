"""A disk that is full: nothing acknowledged is lost, nothing stored is denied, and with room again it goes on."""

import random
import threading
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.faults.disk import files_up_to
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.access import OPERATOR
from trialmetrics.commands import main
from trialmetrics.errors import StoreError
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backups, database
from trialmetrics.store.redaction import Words
from trialmetrics.store.seal import seal_of
from trialmetrics.store.writer import rewriting

RANDOM = random.Random(3)


@pytest.fixture
def eager(tmp_path, monkeypatch):
    """A store whose database is checkpointed after nearly every commit."""
    eagerly = {"checkpoint_threshold": "'1KB'", **database.SETTINGS}
    monkeypatch.setattr(database, "SETTINGS", eagerly)
    with Store.open(tmp_path / "trials.duckdb") as store:
        save(store)
        yield store


def save(store: Store, letters: int = 20_000) -> int:
    """Write that many letters that do not shrink; the version that was acknowledged."""
    note = "".join(RANDOM.choices("abcdefghijklmnopqrstuvwxyz", k=letters))
    return put_in_force(store, load_policy().with_threshold(RANDOM.uniform(0, 100)), user="x", reason=note)


def versions(store: Store) -> list[int]:
    return [*store.policies.all()["version"]][::-1]


def test_a_checkpoint_without_room_denies_nothing_that_is_stored(eager):
    with files_up_to(eager.path.stat().st_size):
        acknowledged = [save(eager) for _again in range(5)]
        assert versions(eager) == [2, *acknowledged]
    assert [*acknowledged, save(eager)] == [3, 4, 5, 6, 7, 8]
    assert eager.check() == []
    eager.close()
    with Store.open(eager.path) as again:
        assert versions(again) == [2, 3, 4, 5, 6, 7, 8]
        assert again.check() == []


def test_what_finds_no_room_changes_nothing_and_the_next_write_goes_on(eager):
    acknowledged = [2]

    def fill() -> None:
        for _again in range(40):
            acknowledged.append(save(eager, 300_000))

    with files_up_to(eager.path.stat().st_size):
        with pytest.raises(StoreError) as refused:
            fill()
        assert versions(eager) == acknowledged
    assert "nothing was changed" in str(refused.value)
    assert "make room on the disk and try again" in str(refused.value)
    assert "backup" not in str(refused.value)
    assert save(eager) == acknowledged[-1] + 1
    assert eager.check() == []


def test_readers_in_flight_fail_once_and_then_read_on(eager):
    begun, ended, told = threading.Event(), threading.Event(), []

    def read() -> None:
        try:
            with eager.cursor() as cursor:
                begun.set()
                ended.wait(20)
                cursor.execute("select count(*) from policy_version").fetchone()
        except StoreError as error:
            told.append(str(error))
        told.append(len(eager.policies.all()))

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait(20)
    is_stored = eager._writer._is_stored

    def go_on(end: object) -> bool:
        ended.set()
        return is_stored(end)

    eager._writer._is_stored = go_on
    with files_up_to(eager.path.stat().st_size):
        assert save(eager) == 3
    reader.join(20)
    assert len(told) == 2
    assert told[0].startswith(f"The database {eager.path} cannot be read or written: ")
    assert told[1] == 2


def test_a_commit_that_failed_with_all_of_it_is_said_to_be_undone(eager, monkeypatch):
    """Where the database cannot even be opened to look, nobody says that it is stored or that it is not."""
    monkeypatch.setattr("trialmetrics.store.hash_chain.end", _broken)
    with files_up_to(eager.path.stat().st_size), pytest.raises(StoreError, match="nothing was changed"):
        save(eager)
    monkeypatch.undo()
    assert versions(eager) == [2]


def _broken(*_arguments: object) -> None:
    raise duckdb.IOException("the disk is broken")


@pytest.mark.parametrize("room", [0, 1, 4096, 8192, 12_288, 20_000])
def test_a_first_start_without_room_is_one_sentence_and_leaves_nothing(tmp_path, room):
    path = tmp_path / "trials.duckdb"
    with files_up_to(room), pytest.raises(StoreError, match=r"cannot be made: .*make room"):
        Store.open(path)
    assert [*tmp_path.iterdir()] == []
    with Store.open(path) as store:
        assert (save(store), store.check()) == (2, [])


@pytest.mark.parametrize("stub", [b"", bytes(4096), bytes(8192)])
def test_what_a_killed_first_start_left_is_begun_anew(tmp_path, stub):
    path = tmp_path / "trials.duckdb"
    sound = tmp_path / "sound.duckdb"
    Store.open(sound).close()
    path.write_bytes(sound.read_bytes()[: len(stub)])
    (tmp_path / "trials.duckdb.new").write_bytes(b"half")
    with Store.open(path) as store:
        assert (save(store), store.check()) == (2, [])
    assert not (tmp_path / "trials.duckdb.new").exists()


def test_tables_without_a_version_and_a_row_are_begun_anew(tmp_path):
    path = tmp_path / "trials.duckdb"
    with duckdb.connect(str(path)) as unfinished:
        unfinished.execute(database.SCHEMA.read_text(encoding="utf-8"))
    with pytest.raises(StoreError, match="holds nothing"):
        Store.open(path, create=False)
    with Store.open(path) as store:
        assert (save(store), store.check()) == (2, [])


def test_rows_without_a_version_are_left_as_they_are(tmp_path):
    path = tmp_path / "trials.duckdb"
    with duckdb.connect(str(path)) as unfinished:
        unfinished.execute(database.SCHEMA.read_text(encoding="utf-8"))
        unfinished.execute("insert into policy_version values (2, 'x', 'y')")
    for create in (True, False):
        with pytest.raises(StoreError, match="cannot be opened"):
            Store.open(path, create=create)
    with duckdb.connect(str(path)) as same:
        assert same.execute("from policy_version").fetchall() == [(2, "x", "y")]


@pytest.mark.parametrize("command", ["check", "uploads"])
def test_an_empty_file_is_no_database_that_holds_together(tmp_path, command, capsys):
    path = tmp_path / "trials.duckdb"
    path.touch()
    assert main(["--database", str(path), command]) == 2
    assert "holds nothing" in capsys.readouterr().err


def test_a_seal_needs_no_further_room(eager):
    size = seal_of(eager.path).stat().st_size
    for _again in range(3):
        save(eager)
        assert seal_of(eager.path).stat().st_size == size


def test_a_backup_without_room_leaves_nothing_and_says_what_to_do(eager, tmp_path):
    target: Path = tmp_path / "copy.duckdb"
    with files_up_to(16_384), pytest.raises(StoreError, match=r"was not written: .*make room"):
        eager.backup(target, by())
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]
    eager.backup(target, by())
    assert main(["--database", str(target), "check"]) == 0


BASIS = {"candidate": {"verdict": "pass"}, "policy": 2, "filters": {}}
RUDE = "supplier,trial_id,event,occurred_at,category,note\nAdam,1,request,2026-03-02,Paper,\nAdam,1,rude,2026-03-03,Paper,abc\n"


@pytest.fixture
def rude(eager, reads):
    eager.uploads.add([reads(RUDE).require_batch()], by())
    return eager


def decide(store: Store, letters: int) -> int:
    note = "".join(RANDOM.choices("abcdefghijklmnopqrstuvwxyz", k=letters))
    return store.decisions.decide(
        "Adam", "Paper", "invite", by(), basis=BASIS | {"of": note}, seen=store.newest_change()
    )


def test_a_decision_that_finds_no_room_changes_nothing_and_the_next_one_goes_on(rude):
    acknowledged: list[int] = []

    def fill() -> None:
        for _again in range(40):
            acknowledged.append(decide(rude, 300_000))

    with files_up_to(rude.path.stat().st_size):
        with pytest.raises(StoreError, match=r"nothing was changed.*make room on the disk and try again"):
            fill()
        assert [*rude.decisions.all()["number"]][::-1] == acknowledged
        assert rude.check() == []
    assert decide(rude, 10) == rude.newest_change()
    assert len(rude.decisions.all()) == len(acknowledged) + 1
    assert rude.check() == []


@pytest.mark.parametrize("room", [0, 4096, 16_384, 200_000])
def test_a_redaction_that_finds_no_room_changes_nothing_and_the_next_one_goes_on(rude, room):
    before = rude.newest_change()
    with files_up_to(room), pytest.raises(StoreError, match="nothing was changed"):
        rude.redactions.redact(Words("abc"), OPERATOR)
    assert [*rude.events_with_notes()["note"]] == ["abc"]
    assert (rude.newest_change(), rude.check()) == (before, [])
    assert not rewriting(rude.path).exists()
    rude.redactions.redact(Words("abc"), OPERATOR)
    assert [*rude.events_with_notes()["note"]] == ["[redacted 1]"]
    assert rude.check() == []


def test_a_daily_backup_that_finds_no_room_leaves_nothing_and_is_made_later(rude):
    def make() -> None:
        with rude.cursor() as cursor:
            backups.make_daily(cursor, rude.path, date(2026, 3, 2))

    with files_up_to(16_384), pytest.raises(StoreError, match=r"was not written: .*make room"):
        make()
    assert [*backups.folder_of(rude.path).iterdir()] == []
    make()
    (copy,) = backups.copies(rude.path)
    with Store.open(copy.path) as store:
        assert store.check() == []
