"""Read a file in the background: progress, cancellation, result."""

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

from trialmetrics import error_messages
from trialmetrics.errors import TrialmetricsError, UnreadableFile
from trialmetrics.intake.reading import Reading, Settings
from trialmetrics.intake.worker import child_process, progress

# Each reader may take up to `child_process.MAX_MEMORY`; further files wait in a queue.
MAX_READERS = 2
_reader_slots = threading.BoundedSemaphore(MAX_READERS)
_POLL_SECONDS = 0.05  # seconds
_log = logging.getLogger("trialmetrics")


class _Work:
    """State shared by a job and its thread. The thread holds no reference to the job, so that dropping the job cancels it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting = True
        self.cancelled = threading.Event()
        self.ended = threading.Event()
        self.reading: Reading | None = None
        self.error: Exception | None = None

    def run(self, name: str, read: Callable[[Callable[[], bool]], Reading]) -> None:
        """Wait for a slot, read, and keep the result or error."""
        try:
            self.folder.mkdir(parents=True)
            with self._slot(name):
                self.reading = read(self.cancelled.is_set)
        except TrialmetricsError as error:  # raised by `Job.reading`
            self.error = error
        except Exception as error:
            _log.exception("Reading failed")
            self.error = UnreadableFile(f"{name}: {error_messages.sentence(error, self.folder)}")
            self.error.__cause__ = error
        finally:
            self.ended.set()

    @contextmanager
    def _slot(self, name: str) -> Iterator[None]:
        """Hold one of the reader slots; waits for it until cancelled."""
        while not _reader_slots.acquire(timeout=_POLL_SECONDS):
            if self.cancelled.is_set():
                raise UnreadableFile(f"{name}: {child_process.cancelled_sentence()}")
        self.waiting = False
        try:
            yield
        finally:
            _reader_slots.release()


class Job:
    """Reads one file under given settings in its own thread; `folder` must be used by nothing else.

    It stops and frees its slot when cancelled, or when the last reference to it is gone.
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

        # The context carries the user's language into the thread.
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._work.run, name, read), daemon=True).start()
        weakref.finalize(self, self._work.cancelled.set)

    @property
    def share(self) -> float:
        """Progress, 0-1."""
        return 1.0 if self.ended else progress.share(self._work.folder)

    @property
    def waiting(self) -> bool:
        """Whether it is queued because all reader slots are taken."""
        return self._work.waiting and not self.ended

    @property
    def ended(self) -> bool:
        """Whether it is over: read, failed or cancelled."""
        return self._work.ended.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self._work.cancelled.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most `seconds`; returns whether it ended."""
        return self._work.ended.wait(seconds)

    def cancel(self) -> None:
        """Ask it to stop; returns at once."""
        self._work.cancelled.set()

    def drop(self) -> None:
        """Stop it, wait, and delete its folder."""
        self.cancel()
        self.wait()
        shutil.rmtree(self._work.folder, ignore_errors=True)

    def reading(self) -> Reading:
        """Wait for the end and return the reading. Raises what `child_process.read` raises."""
        self.wait()
        if self._work.error:
            raise self._work.error
        assert self._work.reading is not None
        return self._work.reading
