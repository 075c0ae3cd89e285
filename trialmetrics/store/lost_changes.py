"""Detects lost changes: compares the end of the history in the database with its seal, the file beside it."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb

from trialmetrics.store import hash_chain, seal
from trialmetrics.store.hash_chain import START, Mark
from trialmetrics.text.language import _


@dataclass(frozen=True)
class Identity:
    """The id of a database; `sealed`: the end of its history, in a file that needs no seal beside it, such as a backup."""

    database_id: str
    sealed: Mark | None


@dataclass(frozen=True)
class Standing:
    """Outcome of the comparison with the seal.

    `end`: where the history ends; `finding`: a sentence on what is wrong, None where nothing is; `forbids`: it forbids writing;
    `unsealed`: the seal is missing, so nothing confirms the last changes.
    """

    identity: Identity
    end: Mark
    finding: str | None = None
    forbids: bool = False
    unsealed: bool = False


def new_id() -> str:
    """A new, unique database id."""
    return uuid4().hex


def identity(cursor: duckdb.DuckDBPyConnection) -> Identity:
    """The identity of a database; the id is empty where its row is missing."""
    rows = cursor.execute("select database_id, sealed_number, sealed_hash from identity").fetchall()
    if len(rows) != 1:
        return Identity("", None)
    ((database_id, number, hash_),) = rows
    return Identity(database_id, None if number is None else Mark(number, hash_ or ""))


def identify(cursor: duckdb.DuckDBPyConnection, own: Identity) -> None:
    """Store this identity in the database, within the caller's transaction."""
    mark = (own.sealed.number, own.sealed.hash) if own.sealed else (None, None)
    cursor.execute("delete from identity")
    cursor.execute("insert into identity values (?, ?, ?)", [own.database_id, *mark])


def standing(cursor: duckdb.DuckDBPyConnection, path: Path, place: Path) -> Standing:
    """Compare the history of the database `path` with the seal at `place`."""
    own = identity(cursor)
    hashes = hash_chain.marks(cursor)
    end = Mark(*max(hashes.items()))
    sealed_mark = seal.latest(place, own.database_id)

    def forbidden(sentence: str, acknowledged: int = 0) -> Standing:
        finding = sentence.format(
            path=path,
            seal=place,
            end=end.number,
            missing=acknowledged - end.number,
            acknowledged=acknowledged,
        )
        return Standing(own, end, f"{finding} {_remedy()}", forbids=True)

    if not own.database_id:
        return forbidden(_("{path} does not say any more which database it is."))
    # A new, empty database beside the seal of a removed one is fine: nothing in it can be mistaken for the old data.
    is_new = end == START == own.sealed
    if sealed_mark is None and seal.read(place) and not is_new:
        return forbidden(_("The seal {seal} is of another database than {path}, whose changes are not here."))
    for mark in (sealed_mark, own.sealed):
        if mark and mark.number > end.number:
            return forbidden(
                _(
                    "Changes are missing in {path}: its history ends at number {end}, and number {acknowledged} was acknowledged; "
                    "its write-ahead file was cut or removed, or an older file was put in its place."
                ),
                mark.number,
            )
        if mark and hashes.get(mark.number) != mark.hash:
            return forbidden(
                _("The history of {path} is not the one that was acknowledged up to number {acknowledged}."),
                mark.number,
            )
    if sealed_mark or own.sealed == end:
        return Standing(own, end)
    return Standing(
        own,
        end,
        _(
            "Nothing vouches for the last changes in {path}: its seal {seal} is not there. If the file was moved, move the seal "
            "and the write-ahead file with it; the next change makes a new seal, and the history says so."
        ).format(path=path, seal=place),
        unsealed=True,
    )


def _remedy() -> str:
    return _(
        "Nothing is written until a backup is restored; to go on with what is there, back it up and restore that."
    )
