"""Limits on the files that wait to be added: per session and in total, and only pages that take files may send any.

A file arrives in the memory of the web server; the page then takes it over (`keep`) and still counts until it is released.
"""

import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trialmetrics.server.refusals import RequestRefused
from trialmetrics.text.language import _

MEGABYTE = 1024 * 1024
# Bytes charged per file on top of its content, so that very many empty files are not free.
FILE_OVERHEAD = 16 * 1024
# Bytes of multipart framing allowed around a file.
MULTIPART_OVERHEAD = MEGABYTE
# So many sessions may fill their quota at the same time, within this share of the machine's memory.
FULL_PAGES = 4
MAX_MEMORY_SHARE = 0.5
# Seconds between checks for abandoned sessions.
SWEEP_INTERVAL = 2.0


class UploadMemory(Protocol):
    """The uploaded files that the web server holds in memory."""

    def sizes(self) -> Mapping[str, int]:
        """Bytes by session, including `FILE_OVERHEAD` per file."""

    def forget(self, session: str, file: str | None = None) -> None:
        """Drop one file of a session, or all of them."""

    def is_connected(self, session: str) -> bool:
        """Whether a browser is connected to the session."""


class _NoUploads:
    """Stands in where no server runs: holds nothing, and every session counts as connected."""

    def sizes(self) -> Mapping[str, int]:
        return {}

    def forget(self, session: str, file: str | None = None) -> None:
        pass

    def is_connected(self, session: str) -> bool:
        return True


@dataclass
class _UploadPage:
    """The page of a session that takes files. `on_end`: callback when the session is over; `owner`: the session of the person who
    has it, where people sign in; `accepting`: whether the page is open; `kept`: bytes of the files that it took over;
    `left_at`: when its browser disconnected (monotonic seconds); `unreported`: statuses of refusals that its reader has not seen
    yet."""

    on_end: Callable[[], None]
    owner: str | None = None
    accepting: bool = True
    kept: dict[str, int] = field(default_factory=dict)
    left_at: float | None = None
    unreported: set[int] = field(default_factory=set)


@dataclass
class Reservation:
    """Bytes reserved for one upload in progress."""

    quota: "UploadQuota"
    session: str
    bytes: int = 0
    received_bytes: int = field(default=0, init=False)

    def received(self, size: int) -> None:
        """Count `size` more bytes. Raises RequestRefused where they exceed the reservation and the quota."""
        self.received_bytes += size
        if self.received_bytes > self.bytes:
            self.quota.grow(self, self.received_bytes - self.bytes)

    def release(self) -> None:
        """Return the reserved bytes: the server holds the file now, or the upload failed."""
        self.quota.shrink(self)


class UploadQuota:
    """Which sessions may upload now, and how many bytes. Thread-safe."""

    def __init__(self) -> None:
        self._memory: UploadMemory = _NoUploads()
        self._per_session = self._total = 0
        self._pages: dict[str, _UploadPage] = {}
        self._reserved: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.RLock()

    def serve(self, memory: UploadMemory, *, per_session: int, total: int | None = None) -> None:
        """Enforce the limits, in bytes, on the files that `memory` holds; `total` defaults to `total_limit`."""
        self._memory, self._per_session = memory, per_session
        self._total = total_limit(per_session) if total is None else total

    def open(self, session: str, on_end: Callable[[], None], owner: str | None = None) -> None:
        """Let this session upload files until its page is left; `on_end` runs when the session is over. `owner`: the session of the
        person who may do so, where people sign in."""
        with self._lock:
            page = self._pages.setdefault(session, _UploadPage(on_end))
            page.on_end, page.owner, page.accepting = on_end, owner, True

    def owner(self, session: str) -> str | None:
        """Whose page the session is, where people sign in."""
        with self._lock:
            page = self._pages.get(session)
            return page.owner if page else None

    def leave(self, session: str) -> None:
        """Stop taking files from this session, and drop those that its page has not taken over."""
        with self._lock:
            page = self._pages.get(session)
            if page is None or not page.accepting:
                return
            page.accepting = False
            if not page.kept:
                del self._pages[session]
        self._memory.forget(session)

    def end(self, session: str) -> None:
        """Drop everything of a session that is over."""
        with self._lock:
            page = self._pages.pop(session, None)
        if page:
            self._memory.forget(session)
            page.on_end()

    def keep(self, session: str, file: str, size: int) -> None:
        """Note that the page took over a file of `size` bytes, which leaves the server's memory and counts until released."""
        with self._lock:
            if page := self._pages.get(session):
                page.kept[file] = size + FILE_OVERHEAD
        self._memory.forget(session, file)

    def release(self, session: str, file: str) -> None:
        """Note that a file is not kept any more."""
        with self._lock:
            page = self._pages.get(session)
            if page and page.kept.pop(file, None) and not page.kept and not page.accepting:
                del self._pages[session]

    def settle(self, session: str, file: str) -> None:
        """Handle a complete upload: drop it where its page was left in the meantime."""
        with self._lock:
            wanted = self._accepts(session)
        if not wanted:
            self._memory.forget(session, file)

    @contextmanager
    def reserve(self, session: str, size: int) -> Iterator[Reservation]:
        """Reserve `size` bytes for one upload; released on exit. Raises RequestRefused."""
        with self._lock:
            if not self._accepts(session):
                raise RequestRefused(403, self._refusal_sentence(403))
        reservation = Reservation(self, session)
        try:
            self.grow(reservation, size)
            yield reservation
        finally:
            self.shrink(reservation)

    def grow(self, reservation: Reservation, size: int) -> None:
        """Reserve `size` more bytes. Raises RequestRefused where a limit would be exceeded."""
        with self._lock:
            sizes = self._sizes()
            extra = size + FILE_OVERHEAD * (not reservation.bytes)
            session_bytes = sizes.get(reservation.session, 0) + self._reserved[reservation.session]
            if session_bytes + extra > self._per_session + MULTIPART_OVERHEAD:
                raise self.refuse(reservation.session, 413)
            if sum(sizes.values()) + sum(self._reserved.values()) + extra > self._total + MULTIPART_OVERHEAD:
                raise self.refuse(reservation.session, 503)
            self._reserved[reservation.session] += extra
            reservation.bytes += extra

    def shrink(self, reservation: Reservation) -> None:
        """Return all bytes of a reservation."""
        with self._lock:
            self._reserved[reservation.session] -= reservation.bytes
            reservation.bytes = 0
            if not self._reserved[reservation.session]:
                del self._reserved[reservation.session]

    def refuse(self, session: str, status: int) -> RequestRefused:
        """Record a refusal, to be shown on the page at its next run in the reader's language; returns the exception to raise."""
        with self._lock:
            if page := self._pages.get(session):
                page.unreported.add(status)
        return RequestRefused(status, self._refusal_sentence(status))

    def refusals(self, session: str) -> list[str]:
        """Sentences on the files of this session that were refused since the last call."""
        with self._lock:
            page = self._pages.get(session)
            statuses = sorted(page.unreported) if page else []
            if page:
                page.unreported.clear()
        return [self._refusal_sentence(status) for status in statuses]

    def _accepts(self, session: str) -> bool:
        page = self._pages.get(session)
        return page is not None and page.accepting

    def _sizes(self) -> Mapping[str, int]:
        """Bytes by session, in the server's memory and kept by its page."""
        sizes = Counter(self._memory.sizes())
        for session, page in self._pages.items():
            sizes[session] += sum(page.kept.values())
        return sizes

    def _refusal_sentence(self, status: int) -> str:
        sentences = {
            403: _("The page that is open takes no files; open Upload and choose the file there."),
            408: _("Nothing of a file arrived any more; upload it again."),
            413: _("The files on this page would be more than {most} MB together; add or remove those that wait here, or split "
                   "the file.").format(most=self._per_session // MEGABYTE),
            503: _("The dashboard holds as many files of readers as it has room for; try again when somebody has added theirs."),
            507: _("The temporary folder of the dashboard's machine is full; make room there and upload the file again."),
        }  # fmt: skip
        return sentences[status]

    def abandoned(self, patience: float, now: float | None = None) -> list[str]:
        """Sessions with an open page or kept files, and no browser for `patience` seconds or more.

        `now`: monotonic seconds, for tests.
        """
        moment = time.monotonic() if now is None else now
        abandoned = []
        with self._lock:
            for session, page in self._pages.items():
                if self._memory.is_connected(session):
                    page.left_at = None
                elif page.left_at is None:
                    page.left_at = moment
                if page.left_at is not None and moment - page.left_at >= patience:
                    abandoned.append(session)
        return abandoned


def total_limit(per_session: int) -> int:
    """Byte limit for all sessions together: a few full ones, within a share of the machine's memory."""
    return min(FULL_PAGES * per_session, int(MAX_MEMORY_SHARE * _available_memory()))


def _available_memory() -> int:
    """Bytes of memory of this machine or container."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")] if hasattr(os, "sysconf") else []
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # no cgroups here, or no limit set
            limits.append(int(Path(name).read_text(encoding="ascii")))
    return min(limits, default=4 * 1024 * MEGABYTE)


QUOTA = UploadQuota()
