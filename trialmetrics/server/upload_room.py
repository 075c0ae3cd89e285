"""How much of uploads stays in memory: only for pages that take files, so much per session and so much in all."""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trialmetrics.text.language import _

MEGABYTE = 1024 * 1024
# What a file costs beside its bytes, so that very many empty ones are not free.
A_FILE = 16 * 1024
# The frame around a file on its way.
FRAME = MEGABYTE
# So many readers may fill their pages at the same time, and no more than this share of the machine.
READERS = 4
SHARE_OF_MEMORY = 0.5
# How often sessions are looked after, in seconds.
LOOK_EVERY = 2.0


class Refused(Exception):
    """A request that is not carried out: the HTTP status, and the sentence for whoever asked."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Memory(Protocol):
    """What the server holds of uploads."""

    def sizes(self) -> Mapping[str, int]:
        """Bytes by session, files counted with `A_FILE` each."""

    def let_go(self, session: str, file: str | None = None) -> None:
        """Forget a file of a session, or all of them."""

    def is_connected(self, session: str) -> bool:
        """Whether somebody looks at it now."""


class _Nothing:
    """Where no server runs."""

    def sizes(self) -> Mapping[str, int]:
        return {}

    def let_go(self, session: str, file: str | None = None) -> None:
        pass

    def is_connected(self, session: str) -> bool:
        return True


@dataclass
class _Opened:
    """A session whose page takes files: what to do when it no longer does, since when nobody looks at it, and why
    files were refused that its reader was not told of yet."""

    on_close: Callable[[], None]
    left_at: float | None = None
    refused: set[int] = field(default_factory=set)


@dataclass
class Place:
    """The room of one file on its way."""

    room: "UploadRoom"
    session: str
    bytes: int = 0
    counted: int = field(default=0, init=False)

    def arrived(self, size: int) -> None:
        """So much more came; refused where it was not announced and there is no room for it."""
        self.counted += size
        if self.counted > self.bytes:
            self.room.widen(self, self.counted - self.bytes)

    def give_back(self) -> None:
        """The file is held, or given up."""
        self.room.narrow(self)


class UploadRoom:
    """Who may upload now, and how much; safe in every thread."""

    def __init__(self) -> None:
        self._memory: Memory = _Nothing()
        self._per_session = self._in_all = 0
        self._opened: dict[str, _Opened] = {}
        self._coming: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.RLock()

    def serve(self, memory: Memory, *, per_session: int, in_all: int | None = None) -> None:
        """Count what this server holds, up to so many bytes."""
        self._memory, self._per_session = memory, per_session
        self._in_all = most_in_all(per_session) if in_all is None else in_all

    def open(self, session: str, on_close: Callable[[], None]) -> None:
        """The page of this session takes files from now on."""
        with self._lock:
            self._opened.setdefault(session, _Opened(on_close)).on_close = on_close

    def close(self, session: str) -> None:
        """It no longer does: what it held is let go."""
        with self._lock:
            opened = self._opened.pop(session, None)
        if opened:
            self._memory.let_go(session)
            opened.on_close()

    def let_go(self, session: str, file: str) -> None:
        """A file of this session is no longer needed."""
        self._memory.let_go(session, file)

    def settle(self, session: str, file: str) -> None:
        """A file arrived; it is let go where the page that asked for it was left in between."""
        with self._lock:
            wanted = session in self._opened
        if not wanted:
            self._memory.let_go(session, file)

    @contextmanager
    def reserve(self, session: str, size: int) -> Iterator[Place]:
        """Room for a file of so many bytes, until it is held."""
        with self._lock:
            if session not in self._opened:
                raise Refused(403, self._why(403))
        place = Place(self, session)
        try:
            self.widen(place, size)
            yield place
        finally:
            self.narrow(place)

    def widen(self, place: Place, size: int) -> None:
        """So much more room, or none."""
        with self._lock:
            sizes = self._memory.sizes()
            coming = size + A_FILE * (not place.bytes)
            if sizes.get(place.session, 0) + self._coming[place.session] + coming > self._per_session + FRAME:
                raise self.refuse(place.session, 413)
            if sum(sizes.values()) + sum(self._coming.values()) + coming > self._in_all + FRAME:
                raise self.refuse(place.session, 503)
            self._coming[place.session] += coming
            place.bytes += coming

    def narrow(self, place: Place) -> None:
        """Give a file's room back."""
        with self._lock:
            self._coming[place.session] -= place.bytes
            place.bytes = 0
            if not self._coming[place.session]:
                del self._coming[place.session]

    def refuse(self, session: str, status: int) -> Refused:
        """A file of this session is not taken; its reader is told when the page is next drawn, in the reader's language."""
        with self._lock:
            if opened := self._opened.get(session):
                opened.refused.add(status)
        return Refused(status, self._why(status))

    def refusals(self, session: str) -> list[str]:
        """Why files of this session were not taken since this was last asked."""
        with self._lock:
            opened = self._opened.get(session)
            statuses = sorted(opened.refused) if opened else []
            if opened:
                opened.refused.clear()
        return [self._why(status) for status in statuses]

    def _why(self, status: int) -> str:
        sentences = {
            403: _("The page that is open takes no files; open Upload and choose the file there."),
            408: _("Nothing of a file arrived any more; upload it again."),
            413: _("The files on this page would be more than {most} MB together; take in or take out what is there, or split "
                   "the file.").format(most=self._per_session // MEGABYTE),
            503: _("The dashboard holds as many files of readers as it has room for; try again when somebody has taken theirs "
                   "in."),
            507: _("The temporary folder of the dashboard's machine is full; make room there and upload the file again."),
        }  # fmt: skip
        return sentences[status]

    def gone(self, patience: float, now: float | None = None) -> list[str]:
        """The sessions that nobody has looked at for so many seconds; they are to be closed."""
        moment = time.monotonic() if now is None else now
        gone = []
        with self._lock:
            for session, opened in self._opened.items():
                if self._memory.is_connected(session):
                    opened.left_at = None
                elif opened.left_at is None:
                    opened.left_at = moment
                if opened.left_at is not None and moment - opened.left_at >= patience:
                    gone.append(session)
        return gone


def most_in_all(per_session: int) -> int:
    """Bytes for all readers together: a few full pages, but never so much that the machine has none left to work with."""
    return min(READERS * per_session, int(SHARE_OF_MEMORY * _memory_here()))


def _memory_here() -> int:
    """Bytes of memory of this machine, or of the container that this runs in."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")] if hasattr(os, "sysconf") else []
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # another system, or no limit
            limits.append(int(Path(name).read_text(encoding="ascii")))
    return min(limits, default=4 * 1024 * MEGABYTE)


ROOM = UploadRoom()
