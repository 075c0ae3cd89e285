"""The seal: a small file beside the database with the end of its history as of the last acknowledged change.

It has two slots, written alternately, each with a checksum, so that one is always readable whatever is killed. Its size never
changes, so that it can be written even on a full disk.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trialmetrics.store.durable_files import flush_folder
from trialmetrics.store.hash_chain import Mark

_SLOT = 512  # a sector: written whole or not at all
_SLOTS = 2


@dataclass(frozen=True)
class Seal:
    """The id of a database, and the end of its history."""

    database_id: str
    mark: Mark


def seal_of(path: Path) -> Path:
    """The path of the seal beside a database file."""
    return Path(f"{path}.seal")


def read(place: Path) -> list[Seal]:
    """The readable slots of the file; empty where there is no file."""
    return [seal for seal in _slots(place) if seal]


def latest(place: Path, database_id: str) -> Mark | None:
    """The latest mark of this database in the file; None where there is none."""
    own = [seal.mark for seal in read(place) if seal.database_id == database_id]
    return max(own, key=lambda mark: mark.number, default=None)


def prepare(place: Path) -> None:
    """Create the file at its full size where needed, and check that it can be written. Raises OSError."""
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if os.fstat(descriptor).st_size != _SLOT * _SLOTS:
            os.truncate(descriptor, 0)
            _write(descriptor, b" " * _SLOT * _SLOTS, 0)
            flush_folder(place)
    finally:
        os.close(descriptor)


def write(place: Path, seal: Seal, *, keep: Seal | None = None) -> None:
    """Write a seal into the slot that does not hold `keep`, by default the latest mark of the same database. Raises OSError."""
    if keep is None and (mark := latest(place, seal.database_id)):
        keep = Seal(seal.database_id, mark)
    at = 1 if keep and next(_slots(place)) == keep else 0
    text = _text(seal)
    descriptor = os.open(place, os.O_RDWR)
    try:
        _write(descriptor, f"{text} {_checksum(text)}\n".encode().ljust(_SLOT), at * _SLOT)
    finally:
        os.close(descriptor)


def _slots(place: Path) -> Iterator[Seal | None]:
    try:
        content = place.read_bytes()
    except OSError:
        content = b""
    for at in range(_SLOTS):
        words = content[at * _SLOT : (at + 1) * _SLOT].decode("ascii", "replace").split()
        if len(words) == 4 and words[1].isdecimal() and _checksum(" ".join(words[:3])) == words[3]:
            yield Seal(words[0], Mark(int(words[1]), words[2]))
        else:
            yield None


def _text(seal: Seal) -> str:
    return f"{seal.database_id} {seal.mark.number} {seal.mark.hash}"


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(descriptor: int, content: bytes, at: int) -> None:
    os.lseek(descriptor, at, os.SEEK_SET)
    if os.write(descriptor, content) != len(content):
        raise OSError("the file could not be written whole")
    os.fsync(descriptor)
