"""A file that is read while something else goes on: how far it is, stopped when nobody wants it any more, its reading."""

import contextvars
import logging
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trialmetrics import failures
from trialmetrics.errors import TrialmetricsError, UnreadableFile
from trialmetrics.intake.reading import Reading, Settings
from trialmetrics.intake.worker import child_process, progress

# Each reader may take up to `child.MOST_MEMORY`: further files wait for their turn.
MAX_READERS = 2
_reader_slots = threading.BoundedSemaphore(MAX_READERS)
_POLL_SECONDS = 0.05  # seconds
_log = logging.getLogger("trialmetrics")


class _Work:
    """What a job and its thread share; the thread knows nothing of the job itself, which ends when nobody holds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting = True
        self.cancelled = threading.Event()
        self.ended = threading.Event()
        self.reading: Reading | None = None
        self.error: Exception | None = None

    def run(self, name: str, read: Callable[[Callable[[], bool]], Reading]) -> None:
        """Read, once it is this file's turn, and keep what came of it."""
        try:
            self.folder.mkdir(parents=True)
            with self._slot(name):
                self.reading = read(self.cancelled.is_set)
        except TrialmetricsError as error:  # told by `Job.reading`, to whoever asks
            self.error = error
        except Exception as error:
            _log.exception("Reading failed")
            self.error = UnreadableFile(f"{name}: {failures.sentence(error, self.folder)}")
            self.error.__cause__ = error
        finally:
            self.ended.set()

    @contextmanager
    def _slot(self, name: str) -> Iterator[None]:
        """One of the places for readers, waited for as long as it is wanted."""
        while not _reader_slots.acquire(timeout=_POLL_SECONDS):
            if self.cancelled.is_set():
                raise UnreadableFile(f"{name}: {child_process.cancelled_sentence()}")
        self.waiting = False
        try:
            yield
        finally:
            _reader_slots.release()


class Job:
    """The reading of one file under some settings, in a thread of its own; `folder` is its alone.

    It is stopped, and its place free for another, when it is cancelled, and when nobody holds it any more.
    """

    def __init__(
        self,
        path: Path,
        folder: Path,
        settings: Settings,
        *,
        name: str,
        remembered: Mapping[str, Any],
        zone: ZoneInfo,
    ) -> None:
        self.settings = settings
        self._work = _Work(folder)

        def read(cancelled: Callable[[], bool]) -> Reading:
            return child_process.read(
                path, folder, settings, name=name, remembered=remembered, zone=zone, cancelled=cancelled
            )

        # The reader's language goes along into the thread.
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._work.run, name, read), daemon=True).start()
        weakref.finalize(self, self._work.cancelled.set)

    @property
    def share(self) -> float:
        """How far it is, 0-1."""
        return 1.0 if self.ended else progress.share(self._work.folder)

    @property
    def waiting(self) -> bool:
        """Whether it waits for its turn, because as many files are being read as can be at once."""
        return self._work.waiting and not self.ended

    @property
    def ended(self) -> bool:
        """Whether it was read, could not be read, or was cancelled."""
        return self._work.ended.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody stopped it."""
        return self._work.cancelled.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it ended, for so long at most; whether it did."""
        return self._work.ended.wait(seconds)

    def cancel(self) -> None:
        """Stop it; nothing of it is kept."""
        self._work.cancelled.set()

    def drop(self) -> None:
        """Stop it and take away what it wrote."""
        self.cancel()
        self.wait()
        shutil.rmtree(self._work.folder, ignore_errors=True)

    def reading(self) -> Reading:
        """What was read, once it ended. Raises what `read` raises."""
        self.wait()
        if self._work.error:
            raise self._work.error
        assert self._work.reading is not None
        return self._work.reading
