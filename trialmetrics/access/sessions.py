"""`Sessions`: who is signed in. A session is known by the hash of a token that only its browser has."""

import hashlib
import secrets
import sqlite3
from datetime import timedelta

from trialmetrics.access import file as access_file
from trialmetrics.access.file import AccessFile
from trialmetrics.access.people import checked_name
from trialmetrics.access.person import Person
from trialmetrics.access.roles import Role
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
TOUCHED_EVERY = timedelta(minutes=1)  # how exactly the last use of a session is known


class Sessions:
    """`access.sessions`."""

    def __init__(self, file: AccessFile) -> None:
        self._file = file

    def begin(self, name: str, *, subject: str | None = None, role: Role | None = None) -> str:
        """Begin a session of somebody who proved to be `name`; what comes back is for their browser alone.

        `subject`: what the provider calls them for ever; a name that is handed on to somebody else lets nobody in. `role`: by
        their groups, where nobody gave them one here. Raises UsageError where they have none, or were removed.
        """
        name = checked_name(name)
        token = secrets.token_urlsafe(32)
        with self._file.transaction() as cursor:
            row = cursor.execute("select name, subject from people where name = ?", [name]).fetchone()
            if row is None and role is None:
                raise UsageError(
                    _("{name} has no role here; an admin gives one on the page People.").format(name=name)
                )
            if row is None and _was_removed(cursor, name, subject):
                raise UsageError(
                    _("{name} was removed here; an admin can add the name again on the page People.").format(
                        name=name
                    )
                )
            known = (
                row
                or cursor.execute("select name, subject from group_member where name = ?", [name]).fetchone()
            )
            if known and subject and known[1] not in (None, subject):
                raise UsageError(
                    _("The sign-in service now uses {name} for another account. If that is right, an admin can remove the name and "
                      "add it again.").format(name=name)
                )  # fmt: skip
            subject = subject or (known[1] if known else None)
            if row:
                cursor.execute("update people set subject = ? where name = ?", [subject, name])
            else:
                cursor.execute("insert or replace into group_member values (?, ?, ?)", [name, role, subject])
            cursor.execute("delete from session where began_at < ? or used_at < ?", _oldest())
            moment = access_file.now().isoformat()
            cursor.execute(
                "insert into session values (?, ?, ?, ?, ?)",
                [hash_of(token), row[0] if row else name, role, moment, moment],
            )
        return token

    def person(self, session: str) -> Person | None:
        """Whose session has this hash, with the role that they have now; None where it has ended."""
        rows = self._file.rows(
            "select session.name, coalesce(people.role, session.role) from session left join people using (name) "
            "where hash = ? and began_at >= ? and used_at >= ?",
            session, *_oldest(),
        )  # fmt: skip
        return Person(rows[0][0], Role(rows[0][1]), verified=True) if rows and rows[0][1] else None

    def belongs(self, session: str, name: str, role: Role | None) -> bool:
        """Whether the session with this hash is that of `name`, who has this role by their groups."""
        query = "select 1 from session where hash = ? and name = ? and role is ?"
        return bool(self._file.rows(query, session, name, role))

    def touch(self, session: str) -> None:
        """Note that the session with this hash is used now."""
        moment = access_file.now()
        before = (moment - TOUCHED_EVERY).isoformat()
        if self._file.rows("select 1 from session where hash = ? and used_at < ?", session, before):
            with self._file.transaction() as cursor:
                cursor.execute("update session set used_at = ? where hash = ?", [moment.isoformat(), session])

    def end(self, session: str) -> None:
        """End the session with this hash."""
        with self._file.transaction() as cursor:
            cursor.execute("delete from session where hash = ?", [session])


def _was_removed(cursor: sqlite3.Connection, name: str, subject: str | None) -> bool:
    """Whether somebody was removed, under this name or another."""
    query = "select 1 from removed where name = ? or subject = ?"
    return cursor.execute(query, [name, subject]).fetchone() is not None


def hash_of(token: str) -> str:
    """What is kept of a token; a random one needs no slower hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _oldest() -> list[str]:
    """Since when a session must have begun, and been used, to last."""
    moment = access_file.now()
    return [(moment - LONGEST).isoformat(), (moment - IDLE).isoformat()]
