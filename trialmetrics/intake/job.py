"""A file that is read while something else goes on: how far it is, stopped when nobody wants it any more, its reading."""

import contextvars
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import child, progress
from trialmetrics.intake.reading import Reading, Settings

# Each reader may take up to `child.MOST_MEMORY`: further files wait for their turn.
AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)
_LOOK_EVERY = 0.05  # seconds


class Job:
    """The reading of one file under some settings, in a thread of its own; `folder` is its alone."""

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
        self._folder = folder
        self._cancelled = threading.Event()
        self._ended = threading.Event()
        self._reading: Reading | None = None
        self._error: Exception | None = None
        folder.mkdir(parents=True)

        def read() -> None:
            try:
                with self._turn(name):
                    self._reading = child.read(
                        path, folder, settings, name=name, remembered=remembered, zone=zone,
                        cancelled=self._cancelled.is_set,
                    )  # fmt: skip
            except Exception as error:  # told by `reading`, to whoever asks
                self._error = error
            finally:
                self._ended.set()

        # The reader's language goes along into the thread.
        told = contextvars.copy_context()
        threading.Thread(target=told.run, args=(read,), daemon=True).start()

    @property
    def share(self) -> float:
        """How far it is, 0-1."""
        return 1.0 if self.ended else progress.share(self._folder)

    @property
    def ended(self) -> bool:
        """Whether it was read, could not be read, or was cancelled."""
        return self._ended.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody stopped it."""
        return self._cancelled.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it ended, for so long at most; whether it did."""
        return self._ended.wait(seconds)

    def cancel(self) -> None:
        """Stop it; nothing of it is kept."""
        self._cancelled.set()

    def drop(self) -> None:
        """Stop it and take away what it wrote."""
        self.cancel()
        self.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def reading(self) -> Reading:
        """What was read, once it ended. Raises what `read` raises."""
        self.wait()
        if self._error:
            raise self._error
        assert self._reading is not None
        return self._reading

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """One of the places for readers, waited for as long as it is wanted."""
        while not _turns.acquire(timeout=_LOOK_EVERY):
            if self.cancelled:
                raise UnreadableFile(f"{name}: {child.cancelled_sentence()}")
        try:
            yield
        finally:
            _turns.release()
