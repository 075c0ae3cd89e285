"""An error at any statement of any write: all is as before, the check finds nothing, and the same write then works."""

import ast
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from tests.conftest import ROOT, ZONE, new_store
from tests.faults.statements import Faults, failing
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.access import OPERATOR, Role
from trialmetrics.access.people import Change
from trialmetrics.access.sessions import TOUCHED_EVERY, hash_of
from trialmetrics.access.store import AccessStore
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import read
from trialmetrics.intake.batch import Batch
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backups
from trialmetrics.store.backup import restore
from trialmetrics.store.database import TABLES
from trialmetrics.store.redaction import Line, Older, Quote, Words

LOG = "supplier,trial_id,event,occurred_at,category,tester,note\n"
MORE = "Adams,2,request,2026-03-02,,,\nBert,9,request,2026-03-02,,,\n"
FIRST = (
    LOG
    + "Adam,1,request,2026-03-02,Paper,Tess,\nAdam,1,rude,2026-03-03,Paper,Tess,abc and def\nAdam,2,rude,soon,,,abc\n"
    + MORE
)
SECOND = (
    LOG
    + "Adam,1,request,2026-03-02,Paper,Tess,\nAdams,1,reply,2026-03-04,Paper,Tess,abc\nBert,9,request,2026-03-02,,,\n"
)
SHEET = "supplier,requested_at,outcome,tester,note\nAdam,2026-03-02,ignored,Tess,abc\nCees,2026-03-02,declined,Tess,\n"
BASIS = {"candidate": {"verdict": "pass"}, "policy": 1, "filters": {}}
DECISION = 4  # its number
STANDS = "The words are gone from the database"  # what is left is done when it is opened again
DENSE, THIN = 1, 25  # every statement; one of so many


class World(NamedTuple):
    """A database with two uploads, the second of which was undone, a decision and merged names; and files to add."""

    store: Store
    folder: Path
    log: Batch
    sheet: Batch

    def decide(self) -> int:
        seen = self.store.newest_change()
        return self.store.decisions.decide("Adam", "Paper", "invite", by(), basis=BASIS, seen=seen)


def _daily(world: World) -> None:
    with world.store.cursor() as cursor:
        backups.make_daily(cursor, world.store.path, date(2026, 3, 5))


# Every method that writes, and what it is asked.
WRITES: dict[str, list[Callable[[World], object]]] = {
    "Uploads.add": [
        lambda world: world.store.uploads.add([world.log, world.sheet], by()),
        lambda world: world.store.uploads.add([world.log], by(), replace=1),
    ],
    "PersonChanges.copy": [
        lambda world: world.store.person_changes.copy(
            [Change("c1", datetime(2026, 3, 2, 9, tzinfo=UTC), "Ann", "added", "Bob", Role.LEAD)]
        ),
    ],
    "Uploads._set_active": [
        lambda world: world.store.uploads.undo(1, by()),
        lambda world: world.store.uploads.redo(2, by()),
    ],
    "Names._decide": [
        lambda world: world.store.names.merge("Adam", "Bert", by()),
        lambda world: world.store.names.keep_apart("Adam", "Adams", by()),
        lambda world: world.store.names.unlink("Adam", "Adams", by()),
    ],
    "Policies.save": [lambda world: put_in_force(world.store, load_policy().with_threshold(40))],
    "Decisions.decide": [World.decide],
    "Decisions.object": [lambda world: world.store.decisions.object(DECISION, "we did not", by())],
    "Redactions.redact": [
        lambda world, what=what: world.store.redactions.redact(what, OPERATOR)  # type: ignore[misc]
        for what in (Words("abc"), Words("Tess"), Quote("adam", "1", "abc and def"), Line(1, 4), Older(datetime(2030, 1, 1)))
    ],
}  # fmt: skip
COPIES: dict[str, Callable[[World], object]] = {
    "backup": lambda world: world.store.backup(world.folder / "copy.duckdb", by()),
    "backup_now": lambda world: world.store.backup_now(by()),
    "make_daily": _daily,
}
ACCESS: dict[str, list[Callable[[AccessStore], object]]] = {
    "People.add": [
        lambda access: access.people.add("Bob", Role.TESTER, OPERATOR),
        lambda access: access.people.add("Ann", Role.LEAD, OPERATOR),
    ],
    "People.remove": [lambda access: access.people.remove("Ann", OPERATOR)],
    "Sessions.begin": [lambda access: access.sessions.begin("Ann", subject="7")],
    "Sessions.touch": [lambda access: access.sessions.touch(hash_of("stale"))],
    "Sessions.end": [lambda access: access.sessions.end(hash_of("stale"))],
    "Tokens.make": [lambda access: access.tokens.make("for me", by("Ann"))],
    "Tokens.withdraw": [lambda access: access.tokens.withdraw(1, by("Ann"))],
    "AccessStore.restore": [lambda access: access.restore(access._file.path.with_name("copy"), OPERATOR)],
}


def writers(folder: str, *calls: str) -> set[str]:
    """The methods in a folder of the package that open a transaction."""
    found = set()
    for path in (ROOT / "trialmetrics" / folder).glob("*.py"):
        for owner in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(owner, ast.ClassDef):
                found |= {
                    f"{owner.name}.{method.name}"
                    for method in owner.body
                    if isinstance(method, ast.FunctionDef)
                    and any(call in ast.unparse(method) for call in calls)
                }
    return found


def test_every_method_that_writes_is_here():
    assert writers("store", "_writer.transaction", "_writer.rewrite_file") == WRITES.keys()
    assert writers("access", "_file.transaction") == ACCESS.keys()


@pytest.fixture
def faults(monkeypatch) -> Faults:
    armed = Faults()
    for module in (duckdb, sqlite3):
        monkeypatch.setattr(module, "connect", failing(module.connect, armed))
    return armed


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with the database of a world, and the files that it adds."""
    folder = tmp_path_factory.mktemp("made")
    with new_store(folder / "trials.duckdb") as store:
        for name, content in (("first", FIRST), ("second", SECOND)):
            store.uploads.add([batch(folder, name, content)], by())
        store.names.merge("Adam", "Adams", by())
        World(store, folder, None, None).decide()  # type: ignore[arg-type]
        store.uploads.undo(2, by())
    return folder


@pytest.fixture
def world(made, faults, tmp_path) -> Iterator[World]:
    for path in made.glob("trials.duckdb*"):
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, tmp_path / path.name)
    log, sheet = batch(tmp_path, "log", SECOND), batch(tmp_path, "sheet", SHEET)
    with Store.open(tmp_path / "trials.duckdb") as store:
        yield World(store, tmp_path, log, sheet)


def batch(folder: Path, name: str, content: str) -> Batch:
    own = folder / name
    own.mkdir()
    (own / "file").write_text(content, encoding="utf-8")
    return read(own / "file", own, name=f"{name}.csv", zone=ZONE).require_batch()


def state(world: World) -> tuple[Any, ...]:
    """All that is in the database and beside it."""
    with world.store.cursor() as cursor:
        rows = {
            name: sorted(map(repr, cursor.execute(f"from {name}").fetchall()))
            for name in (*TABLES, "identity")
        }
    files = sorted(
        path.relative_to(world.folder) for path in world.folder.rglob("*") if path.suffix != ".wal"
    )
    return rows, world.store.revision(), files


def strike(faults: Faults, deed: Callable[[], object], same: Callable[[], object], each: int) -> int:
    """Do it with an error at one in `each` of its statements, from the first to the last, and then without; `same` checks between.

    Returns at how many statements it failed.
    """
    struck = 0
    for number in range(1, 2000, each):
        faults.arm(number)
        told = ""
        try:
            deed()
        except TrialmetricsError as error:
            told = str(error)
        finally:
            faults.disarm()
        if not told or STANDS in told:
            break  # none was left, or what was stored already stands
        assert "broken" in told
        assert faults.struck
        struck += 1
        same()
    else:
        raise AssertionError("it never ended")
    return struck


def struck_everywhere(faults: Faults, world: World, write: Callable[[World], object], each: int) -> int:
    before = state(world)

    def same() -> None:
        assert state(world) == before, faults.struck

    struck = strike(faults, lambda: write(world), same, each)
    assert state(world)[0] != before[0]
    assert world.store.check() == []
    with world.store._writer.transaction() as cursor:
        cursor.execute("select 1")
    return struck


CASES = [(name, number) for name, writes in WRITES.items() for number in range(len(writes))]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_an_error_in_a_write_changes_nothing(faults, world, name, number):
    assert struck_everywhere(faults, world, WRITES[name][number], THIN)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "number"), CASES)
def test_an_error_at_every_statement_of_a_write_changes_nothing(faults, world, name, number):
    print(name, number, struck_everywhere(faults, world, WRITES[name][number], DENSE))


@pytest.mark.parametrize("name", COPIES)
def test_an_error_in_a_backup_leaves_no_copy(faults, world, name):
    before = state(world)[0]

    def same() -> None:
        assert state(world)[0] == before
        assert not [*world.folder.rglob("*.partial")]
        assert backups.copies(world.store.path) == []

    assert strike(faults, lambda: COPIES[name](world), same, THIN)
    (copy,) = backups.copies(world.store.path)
    with Store.open(copy.path) as store:
        assert store.check() == []


@pytest.mark.parametrize("each", [THIN, pytest.param(DENSE, marks=pytest.mark.soak)])
def test_an_error_in_a_restore_leaves_the_database(faults, world, each):
    world.store.backup(world.folder / "copy.duckdb", by())
    put_in_force(world.store, load_policy().with_threshold(40))
    before = state(world)[0]
    world.store.close()

    def same() -> None:
        with Store.open(world.store.path) as store:
            assert state(world._replace(store=store))[0] == before
            assert store.check() == []

    assert strike(faults, lambda: restore(world.folder / "copy.duckdb", world.store.path, by()), same, each)
    with Store.open(world.store.path) as store:
        assert len(store.policies.all()) == 0
        assert store.check() == []


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, writes in ACCESS.items() for number in range(len(writes))]
)
def test_an_error_in_who_may_come_in_changes_nothing(faults, tmp_path, monkeypatch, name, number):
    access = AccessStore(tmp_path / "access.sqlite")
    for who in ("Ann", "Root"):
        access.people.add(who, Role.ADMIN, OPERATOR)
    access.backup(tmp_path / "copy", OPERATOR)
    monkeypatch.setattr("secrets.token_urlsafe", lambda _size: "stale")
    access.sessions.begin("Ann")
    access.tokens.make("mine", by("Ann"))
    monkeypatch.undo()
    stale = (datetime.now().astimezone() - 2 * TOUCHED_EVERY).isoformat()
    with access._file.transaction() as cursor:
        cursor.execute("update session set used_at = ?", [stale])

    def rows() -> list[tuple]:
        return [
            access._file.rows(f"select * from {table}") for table in ("people", "session", "token", "change")
        ]

    def same() -> None:
        assert rows() == before

    before = rows()
    assert strike(faults, lambda: ACCESS[name][number](access), same, DENSE)
    assert rows() != before
    access.close()
