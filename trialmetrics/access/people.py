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
    """Somebody who may sign in. `by_groups`: their groups gave the role when they last signed in, and nobody here."""

    name: str
    role: Role
    by_groups: bool = False


@dataclass(frozen=True)
class Change:
    """A change: who made it, when (UTC), what (`added`, `role`, `removed`, `restored`; `token`, `withdrawn`: a token of theirs),
    to whom, and to which role. `id`: nowhere else the same."""

    id: str
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
        rows = self._file.rows(
            "select name, role, false from people union all select name, role, true from group_member order by name"
        )
        return [Known(name, Role(role), bool(by_groups)) for name, role, by_groups in rows]

    def removed(self, person: Person) -> list[str]:
        """Everybody who was removed and not added again, by name."""
        require(person, Action.PEOPLE)
        return [name for (name,) in self._file.rows("select name from removed order by name")]

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
            # Whoever came in by their groups stays who they are.
            cursor.execute(
                "insert into people values (?, ?, (select subject from group_member where name = ?)) "
                "on conflict do update set role = excluded.role",
                [name, role, name],
            )
            if row == (Role.ADMIN,):
                require_admin(cursor)
            for table in ("group_member", "removed"):
                cursor.execute(f"delete from {table} where name = ?", [name])
            record(cursor, person, "role" if row else "added", name, role)

    def remove(self, name: str, person: Person) -> None:
        """End somebody's sessions and tokens, and let them in no more, whatever their groups, until they are added again.

        Raises UsageError where there is nobody of this name, or nobody would be left as admin.
        """
        require(person, Action.PEOPLE)
        with self._file.transaction() as cursor:
            query = "delete from {table} where name = ? returning name, subject, role"
            had_role = cursor.execute(query.format(table="people"), [name]).fetchone()
            row = had_role or cursor.execute(query.format(table="group_member"), [name]).fetchone()
            if row is None:
                raise UsageError(_("There is nobody called {name} here.").format(name=name))
            if had_role and had_role[2] == Role.ADMIN:
                require_admin(cursor)
            cursor.execute("insert or replace into removed values (?, ?)", row[:2])
            for table in ("session", "token"):
                cursor.execute(f"delete from {table} where name = ?", [name])
            record(cursor, person, "removed", row[0])

    def may_enter(self, name: str, role: Role | None) -> bool:
        """Whether somebody has a role here, given or by their groups."""
        if self._file.rows("select 1 from people where name = ?", name):
            return True
        return role is not None and not self._file.rows("select 1 from removed where name = ?", name)

    def changes(self) -> list[Change]:
        """Every change, oldest first."""
        rows = self._file.rows("select id, done_at, done_by, done, name, role from change order by number")
        return [Change(change_id, datetime.fromisoformat(at), *rest) for change_id, at, *rest in rows]

    def last_change(self) -> int:
        """A number that grows with every change."""
        return int(self._file.rows("select coalesce(max(number), 0) from change")[0][0])


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
