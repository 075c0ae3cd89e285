"""`AccessStore`: who may come in, as which role, and what they came in with, in a SQLite file beside the database.

Not in the database itself: its lock would keep the command line from ending sessions, and a restored backup would bring removed
people back. Sessions and tokens are kept as hashes, so nobody who reads the file can come in with them.
"""

import hashlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from trialmetrics.access.person import NOBODY, OPERATOR, UNVERIFIED, Person
from trialmetrics.access.roles import Action, Role, require
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible

FILE = "access.sqlite"
IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
TOUCHED_EVERY = timedelta(minutes=1)  # how exactly the last use of a session is known
LONGEST_NAME = 200
_RESERVED = (NOBODY, OPERATOR.name, "trialmetrics")
_SCHEMA = """
create table if not exists people (
    name text primary key collate nocase,
    role text not null,
    subject text -- what the provider calls this person, known from the first sign-in on
) strict;
create table if not exists session (
    hash text primary key,
    name text not null collate nocase,
    role text, -- by groups, for people without a row of their own
    began_at text not null,
    used_at text not null
) strict;
create table if not exists change ( -- of people, one row each, never changed
    number integer primary key,
    done_at text not null,
    done_by text not null,
    done text not null, -- added, role, removed, restored
    name text,
    role text
) strict;
"""


@dataclass(frozen=True)
class Known:
    """Somebody who may sign in."""

    name: str
    role: Role


@dataclass(frozen=True)
class Change:
    """A change of people: who did it, when (UTC), what (`added`, `role`, `removed`, `restored`), to whom, to which role."""

    number: int
    moment: datetime
    who: str
    kind: str
    name: str | None
    role: str | None


class AccessStore:
    """People, their sessions, and what was changed about them. Thread-safe; other processes may write at any moment.

    Raises StoreError where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with _translated(path):
            if not path.exists():
                # Readable by nobody else from its first moment on; SQLite gives its other files the same mode.
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            self._connection.execute("pragma secure_delete = on")
            self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def people(self, person: Person) -> list[Known]:
        """Everybody who has a role here, by name."""
        require(person, Action.PEOPLE)
        return [
            Known(name, Role(role))
            for name, role in self._rows("select name, role from people order by name")
        ]

    def add(self, name: str, role: Role, person: Person) -> None:
        """Let somebody sign in under this name with this role, or give them another role.

        Raises UsageError where the name cannot be one, or nobody would be left as admin.
        """
        require(person, Action.PEOPLE)
        name = _checked(name)
        with self._transaction() as cursor:
            row = cursor.execute("select role from people where name = ?", [name]).fetchone()
            if row == (role,):
                raise UsageError(_("{name} has that role already.").format(name=name))
            cursor.execute(
                "insert into people (name, role) values (?, ?) on conflict do update set role = excluded.role",
                [name, role],
            )
            if row == (Role.ADMIN,):
                _require_admin(cursor)
            _record(cursor, person, "role" if row else "added", name, role)

    def remove(self, name: str, person: Person) -> None:
        """End somebody's sessions and let them in no more. Raises UsageError where there is nobody of this name, or nobody would
        be left as admin."""
        require(person, Action.PEOPLE)
        with self._transaction() as cursor:
            row = cursor.execute("delete from people where name = ? returning name, role", [name]).fetchone()
            if row is None:
                raise UsageError(_("There is nobody called {name} here.").format(name=name))
            if row[1] == Role.ADMIN:
                _require_admin(cursor)
            cursor.execute("delete from session where name = ?", [name])
            _record(cursor, person, "removed", row[0], None)

    def begin(self, name: str, *, subject: str | None = None, role: Role | None = None) -> str:
        """Begin a session of somebody who proved to be `name`; what comes back is for their browser alone.

        `subject`: what the provider calls them for ever; a name that is handed on to somebody else lets nobody in. `role`: by
        their groups, where nobody gave them one here. Raises UsageError where they have none.
        """
        name = _checked(name)
        token = secrets.token_urlsafe(32)
        with self._transaction() as cursor:
            row = cursor.execute("select name, subject from people where name = ?", [name]).fetchone()
            if row is None and role is None:
                raise UsageError(
                    _("{name} has no role here; an admin gives one on the page People.").format(name=name)
                )
            if row and subject and row[1] not in (None, subject):
                raise UsageError(
                    _("{name} is somebody else by now, as the sign-in service has it; an admin can remove and add the "
                      "name again.").format(name=name)
                )  # fmt: skip
            if row and subject:
                cursor.execute("update people set subject = ? where name = ?", [subject, name])
            cursor.execute("delete from session where began_at < ? or used_at < ?", _oldest())
            moment = _now()
            cursor.execute(
                "insert into session values (?, ?, ?, ?, ?)",
                [hash_of(token), row[0] if row else name, role, moment, moment],
            )
        return token

    def person(self, session: str) -> Person | None:
        """Whose session has this hash, with the role that they have now; None where it has ended."""
        rows = self._rows(
            "select session.name, coalesce(people.role, session.role) from session left join people using (name) "
            "where hash = ? and began_at >= ? and used_at >= ?",
            session, *_oldest(),
        )  # fmt: skip
        return Person(rows[0][0], Role(rows[0][1]), verified=True) if rows and rows[0][1] else None

    def belongs(self, session: str, name: str, role: Role | None) -> bool:
        """Whether the session with this hash is that of `name`, who has this role by their groups."""
        return bool(
            self._rows("select 1 from session where hash = ? and name = ? and role is ?", session, name, role)
        )

    def may_enter(self, name: str, role: Role | None) -> bool:
        """Whether somebody has a role here, given or by their groups."""
        return role is not None or bool(self._rows("select 1 from people where name = ?", name))

    def touch(self, session: str) -> None:
        """Note that the session with this hash is used now."""
        before = (datetime.now(UTC) - TOUCHED_EVERY).isoformat()
        if self._rows("select 1 from session where hash = ? and used_at < ?", session, before):
            with self._transaction() as cursor:
                cursor.execute("update session set used_at = ? where hash = ?", [_now(), session])

    def end(self, session: str) -> None:
        """End the session with this hash."""
        with self._transaction() as cursor:
            cursor.execute("delete from session where hash = ?", [session])

    def changes(self, since: int = 0) -> list[Change]:
        """The changes of people after that number, oldest first."""
        rows = self._rows(
            "select number, done_at, done_by, done, name, role from change where number > ? order by number",
            since,
        )
        return [Change(number, datetime.fromisoformat(at), *rest) for number, at, *rest in rows]

    def backup(self, target: Path, person: Person) -> None:
        """Write a copy of the people and their changes, without sessions. Raises UsageError where `target` exists."""
        require(person, Action.BACKUP_PEOPLE)
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise UsageError(_("{path} exists already; choose another name.").format(path=target)) from None
        except OSError as error:
            raise UsageError(
                _("{path} was not written: {reason}.").format(path=target, reason=error.strerror or error)
            ) from error
        with _translated(target), self._lock, closing(sqlite3.connect(target)) as copy:
            self._connection.backup(copy)
            copy.execute("delete from session")
            copy.commit()
            copy.execute("vacuum")

    def restore(self, source: Path, person: Person) -> None:
        """Bring the people of a backup back. Every session ends."""
        require(person, Action.BACKUP_PEOPLE)
        if not source.is_file():
            raise UsageError(_("There is no backup {path}.").format(path=source))
        with _translated(source), closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            people = copy.execute("select name, role, subject from people").fetchall()
        with self._transaction() as cursor:
            for table in ("people", "session"):
                cursor.execute(f"delete from {table}")
            cursor.executemany("insert into people values (?, ?, ?)", people)
            _require_admin(cursor)
            _record(cursor, person, "restored", None, None)

    def _rows(self, query: str, *parameters: object) -> list[tuple]:
        with _translated(self.path), self._lock:
            return self._connection.execute(query, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _translated(self.path), self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")


@cache
def _opened(path: Path) -> AccessStore:
    return AccessStore(path)


def open_access(database: Path | None = None) -> AccessStore:
    """The access data beside a database, by default the default one; opened once per process."""
    from trialmetrics.store.store import default_path

    return _opened((database or default_path()).absolute().with_name(FILE))


def hash_of(token: str) -> str:
    """What is kept of the token of a session; a random token needs no slower hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _checked(name: str) -> str:
    """A name as it is kept. Raises UsageError where it cannot be one, such as a name that the record uses otherwise."""
    kept = " ".join(name.split())
    if (
        not kept
        or len(kept) > LONGEST_NAME
        or visible(kept) != kept
        or kept.casefold() in _RESERVED
        or kept.endswith(UNVERIFIED)
    ):
        raise UsageError(
            _("{name} cannot be the name of a person here.").format(name=ascii(name[:LONGEST_NAME]))
        )
    return kept


def _require_admin(cursor: sqlite3.Connection) -> None:
    if not cursor.execute("select 1 from people where role = ?", [Role.ADMIN]).fetchone():
        raise UsageError(_("Nobody would be left as admin; make somebody else admin first."))


def _record(
    cursor: sqlite3.Connection, person: Person, kind: str, name: str | None, role: Role | None
) -> None:
    cursor.execute(
        "insert into change (done_at, done_by, done, name, role) values (?, ?, ?, ?, ?)",
        [_now(), person.recorded, kind, name, role],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _oldest() -> list[str]:
    """Since when a session must have begun, and been used, to last."""
    now = datetime.now(UTC)
    return [(now - LONGEST).isoformat(), (now - IDLE).isoformat()]


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_("{path} cannot be used: {reason}.").format(path=path, reason=error)) from error
