"""The SQLite file beside the database with who may come in: made for its owner alone, written by one at a time."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trialmetrics.access.person import Person
from trialmetrics.errors import StoreError
from trialmetrics.text.language import _

SCHEMA = """
create table if not exists people (
    name text primary key collate nocase,
    role text not null,
    subject text -- what the provider calls this person, known from the first sign-in on
) strict;
create table if not exists group_member ( -- who came in by their groups alone, as of their last sign-in
    name text primary key collate nocase,
    role text not null,
    subject text
) strict;
create table if not exists removed ( -- who stays out, whatever their groups, until the name is added again
    name text primary key collate nocase,
    subject text
) strict;
create table if not exists session (
    hash text primary key,
    name text not null collate nocase,
    role text, -- by groups, for people without a row of their own
    began_at text not null,
    used_at text not null
) strict;
create table if not exists token (
    number integer primary key autoincrement, -- never used again: a page of before may still name it
    hash text not null unique,
    name text not null collate nocase,
    label text not null,
    writes integer not null,
    made_at text not null,
    until text not null
) strict;
create table if not exists change ( -- one row each, never changed
    number integer primary key,
    id text not null unique, -- nowhere else the same, by which the record of the trials knows what it has
    done_at text not null,
    done_by text not null,
    done text not null, -- added, role, removed, restored, token, withdrawn
    name text,
    role text
) strict;
"""
MODE = 0o600  # SQLite gives its other files the same


class AccessFile:
    """The open file. Thread-safe; other processes may write at any moment. Raises StoreError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with translated(path):
            if not path.exists():
                make_empty(path)
            self.connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
            self.connection.execute("pragma journal_mode = wal")
            self.connection.execute("pragma synchronous = full")
            # What was deleted is overwritten.
            self.connection.execute("pragma secure_delete = on")
            self.connection.executescript(SCHEMA)

    def rows(self, query: str, *parameters: Any) -> list[tuple]:
        """The rows of a query."""
        with translated(self.path), self._lock:
            return self.connection.execute(query, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction: committed at the end, rolled back on any exception."""
        with translated(self.path), self._lock:
            self.connection.execute("begin immediate")
            try:
                yield self.connection
                self.connection.execute("commit")
            except BaseException:
                # Also where a full disk fails the commit: what is left open would be seen, and hinder the next one.
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
                raise

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy everything to another file."""
        with self._lock:
            self.connection.backup(target)


def record(
    cursor: sqlite3.Connection, person: Person, kind: str, name: str | None, role: str | None = None
) -> None:
    """Note a change, within the caller's transaction."""
    cursor.execute(
        "insert into change (id, done_at, done_by, done, name, role) values (?, ?, ?, ?, ?, ?)",
        [secrets.token_hex(16), now().isoformat(), person.recorded, kind, name, role],
    )


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def make_empty(path: Path) -> None:
    """Make a file that nobody else can read from its first moment on. Raises FileExistsError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, MODE))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """What goes wrong with a file within the block is a StoreError with a sentence."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_("{path} cannot be used: {reason}.").format(path=path, reason=error)) from error
