"""`AccessStore`: who may come in, as which role, and what they came in with, in a SQLite file beside the database.

Not in the database itself: its lock would keep the command line from ending sessions, and a restored backup would bring removed
people back. Sessions and tokens are kept as hashes, so nobody who reads the file can come in with them.
"""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from trialmetrics.access.file import AccessFile, make_empty, record, translated
from trialmetrics.access.people import People, require_admin
from trialmetrics.access.person import Person
from trialmetrics.access.roles import Action, require
from trialmetrics.access.sessions import Sessions
from trialmetrics.access.tokens import Tokens
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

FILE = "access.sqlite"


class AccessStore:
    """The `people`, their `sessions` and their `tokens`. Thread-safe; other processes may write at any moment.

    Every method raises StoreError where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._file = AccessFile(path)
        self.people = People(self._file)
        self.sessions = Sessions(self._file)
        self.tokens = Tokens(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.connection.close()

    def backup(self, target: Path, person: Person) -> None:
        """Write a copy of the people and their changes, without sessions and tokens. Raises UsageError where `target` exists."""
        require(person, Action.BACKUP_PEOPLE)
        try:
            make_empty(target)
        except FileExistsError:
            raise UsageError(_("{path} exists already; choose another name.").format(path=target)) from None
        except OSError as error:
            raise UsageError(
                _("{path} was not written: {reason}.").format(path=target, reason=error.strerror or error)
            ) from error
        with translated(target), closing(sqlite3.connect(target)) as copy:
            self._file.copy_to(copy)
            for table in ("session", "token"):
                copy.execute(f"delete from {table}")
            copy.commit()
            copy.execute("vacuum")

    def restore(self, source: Path, person: Person) -> list[str]:
        """Bring the people of a backup back, but for those who were removed since, whose names come back. Every session and every
        token ends."""
        require(person, Action.BACKUP_PEOPLE)
        if not source.is_file():
            raise UsageError(_("There is no backup {path}.").format(path=source))
        with (
            translated(source),
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as copy,
        ):
            tables = {
                table: copy.execute(f"select * from {table}").fetchall()
                for table in ("people", "group_member", "removed")
            }
        with self._file.transaction() as cursor:
            for table in ("people", "group_member", "session", "token"):
                cursor.execute(f"delete from {table}")
            cursor.executemany("insert into people values (?, ?, ?)", tables["people"])
            cursor.executemany("insert into group_member values (?, ?, ?)", tables["group_member"])
            cursor.executemany("insert or ignore into removed values (?, ?)", tables["removed"])
            out = [
                name
                for table in ("people", "group_member")
                for (name,) in cursor.execute(
                    f"delete from {table} where name in (select name from removed) returning name"
                ).fetchall()
            ]
            require_admin(cursor)
            record(cursor, person, "restored", None)
        return sorted(out)


@cache
def _opened(path: Path) -> AccessStore:
    return AccessStore(path)


def open_access(database: Path | None = None) -> AccessStore:
    """The access data beside a database, by default the default one; opened once per process."""
    from trialmetrics.store.store import default_path

    return _opened((database or default_path()).absolute().with_name(FILE))
