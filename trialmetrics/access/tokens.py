"""`Tokens`: with which programs come in for a person. A token is shown once, kept as a hash, and ends with its person."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from trialmetrics.access import file as access_file
from trialmetrics.access.file import AccessFile, record
from trialmetrics.access.person import Person
from trialmetrics.access.roles import MATRIX, Action, Role, require
from trialmetrics.access.sessions import hash_of
from trialmetrics.errors import NotAllowed, UsageError
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible

DAYS = 90
MOST_DAYS = 366
LONGEST_LABEL = 100
PREFIX = "trialmetrics_"  # by which a token is known where it was left by mistake
# What a token that only reads leaves of a role.
READING = frozenset({Action.LOOK, Action.SEE_NAMES})
_KNOWN = "select name from people where name = ?"


@dataclass(frozen=True)
class Token:
    """A token as it is listed: whose, what for, whether it may write, and until when (UTC)."""

    number: int
    name: str
    label: str
    writes: bool
    until: datetime


class Tokens:
    """`access.tokens`."""

    def __init__(self, file: AccessFile) -> None:
        self._file = file

    def make(
        self, label: str, person: Person, *, name: str | None = None, writes: bool = False, days: int = DAYS
    ) -> str:
        """A token for programs of this person, or for those of `name`, which needs an admin; whose it is has to be known here by
        name. What comes back is shown once and kept nowhere."""
        if name is not None:
            require(person, Action.PEOPLE)
        label = " ".join(visible(label).split())[:LONGEST_LABEL]
        if not label:
            raise UsageError(_("Say what the token is for."))
        if not 1 <= days <= MOST_DAYS:
            raise UsageError(_("A token lasts from 1 to {n} days.").format(n=MOST_DAYS))
        token = PREFIX + secrets.token_urlsafe(32)
        moment = access_file.now()
        until = (moment + timedelta(days=days)).isoformat()
        with self._file.transaction() as cursor:
            owner = person.name if name is None else " ".join(name.split())
            row = cursor.execute(_KNOWN, [owner]).fetchone()
            if row is None or not (person.verified or name is not None):
                raise NotAllowed(_("Only somebody to whom an admin gave a role can have tokens."))
            cursor.execute(
                "insert into token (hash, name, label, writes, made_at, until) values (?, ?, ?, ?, ?, ?)",
                [hash_of(token), row[0], label, writes, moment.isoformat(), until],
            )
            record(cursor, person, "token", row[0])
        return token

    def can_have(self, person: Person) -> bool:
        """Whether this person can have tokens: an admin gave them a role by name, rather than a group."""
        return person.verified and bool(self._file.rows(_KNOWN, person.name))

    def all(self, person: Person) -> list[Token]:
        """The tokens of this person; for an admin those of everybody."""
        everybody = Action.PEOPLE in person.allowed
        rows = self._file.rows(
            "select number, name, label, writes, until from token where (? or name = ?) and until > ? order by name, number",
            everybody, person.name, access_file.now().isoformat(),
        )  # fmt: skip
        return [
            Token(number, name, label, bool(writes), datetime.fromisoformat(until))
            for number, name, label, writes, until in rows
        ]

    def withdraw(self, number: int, person: Person) -> None:
        """End a token: one's own, or as an admin anybody's. Raises UsageError where there is none."""
        with self._file.transaction() as cursor:
            row = cursor.execute("select name from token where number = ?", [number]).fetchone()
            if row is None:
                raise UsageError(_("There is no such token."))
            if not (person.verified and row[0].casefold() == person.name.casefold()):
                require(person, Action.PEOPLE)
            cursor.execute("delete from token where number = ?", [number])
            record(cursor, person, "withdrawn", row[0])

    def person(self, token: str) -> Person | None:
        """Whose token this is, with the role that they have now and what the token leaves of it; None where it has ended."""
        rows = self._file.rows(
            "select name, role, writes from token join people using (name) where hash = ? and until > ?",
            hash_of(token), access_file.now().isoformat(),
        )  # fmt: skip
        if not rows:
            return None
        name, role, writes = rows[0]
        withheld = frozenset() if writes else MATRIX[Role(role)] - READING
        return Person(name, Role(role), verified=True, withheld=withheld)
