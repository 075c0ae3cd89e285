"""`People`: who may sign in, as which role, and what was changed about them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from trialmetrics.access.file import AccessFile, record
from trialmetrics.access.person import NOBODY, OPERATOR, UNVERIFIED, Person
from trialmetrics.access.roles import Action, Role, require
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible

LONGEST_NAME = 200
_RESERVED = (NOBODY, OPERATOR.name, "trialmetrics")


@dataclass(frozen=True)
class Known:
    """Somebody who may sign in."""

    name: str
    role: Role


@dataclass(frozen=True)
class Change:
    """A change: who made it, when (UTC), what (`added`, `role`, `removed`, `restored`; `token`, `withdrawn`: a token of theirs),
    to whom, and to which role."""

    number: int
    moment: datetime
    who: str
    kind: str
    name: str | None
    role: str | None


class People:
    """`access.people`."""

    def __init__(self, file: AccessFile) -> None:
        self._file = file

    def all(self, person: Person) -> list[Known]:
        """Everybody who has a role here, by name."""
        require(person, Action.PEOPLE)
        rows = self._file.rows("select name, role from people order by name")
        return [Known(name, Role(role)) for name, role in rows]

    def add(self, name: str, role: Role, person: Person) -> None:
        """Let somebody sign in under this name with this role, or give them another role.

        Raises UsageError where the name cannot be one, or nobody would be left as admin.
        """
        require(person, Action.PEOPLE)
        name = checked_name(name)
        with self._file.transaction() as cursor:
            row = cursor.execute("select role from people where name = ?", [name]).fetchone()
            if row == (role,):
                raise UsageError(_("{name} has that role already.").format(name=name))
            cursor.execute(
                "insert into people (name, role) values (?, ?) on conflict do update set role = excluded.role",
                [name, role],
            )
            if row == (Role.ADMIN,):
                require_admin(cursor)
            record(cursor, person, "role" if row else "added", name, role)

    def remove(self, name: str, person: Person) -> None:
        """End somebody's sessions and tokens, and let them in no more. Raises UsageError where there is nobody of this name, or
        nobody would be left as admin."""
        require(person, Action.PEOPLE)
        with self._file.transaction() as cursor:
            row = cursor.execute("delete from people where name = ? returning name, role", [name]).fetchone()
            if row is None:
                raise UsageError(_("There is nobody called {name} here.").format(name=name))
            if row[1] == Role.ADMIN:
                require_admin(cursor)
            for table in ("session", "token"):
                cursor.execute(f"delete from {table} where name = ?", [name])
            record(cursor, person, "removed", row[0])

    def may_enter(self, name: str, role: Role | None) -> bool:
        """Whether somebody has a role here, given or by their groups."""
        return role is not None or bool(self._file.rows("select 1 from people where name = ?", name))

    def changes(self, since: int = 0) -> list[Change]:
        """The changes after that number, oldest first."""
        rows = self._file.rows(
            "select number, done_at, done_by, done, name, role from change where number > ? order by number",
            since,
        )
        return [Change(number, datetime.fromisoformat(at), *rest) for number, at, *rest in rows]


def checked_name(name: str) -> str:
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


def require_admin(cursor: sqlite3.Connection) -> None:
    """Raises UsageError where nobody is admin."""
    if not cursor.execute("select 1 from people where role = ?", [Role.ADMIN]).fetchone():
        raise UsageError(_("Nobody would be left as admin; make somebody else admin first."))
