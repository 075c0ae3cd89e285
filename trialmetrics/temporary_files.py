"""Temporary copies, all below one folder of this process: gone with it, or with the next start where it was killed."""

import os
import re
import shutil
import stat
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # no such locks here: what a kill leaves stays
    fcntl = None  # type: ignore[assignment]

# What `tempfile` adds to a name.
_RANDOM = r"[a-z0-9_]{8}"
_OURS = re.compile(rf"trialmetrics-\d+-{_RANDOM}")
# Releases before this one made a folder per upload, and held no lock.
_FORMER = re.compile(rf"trialmetrics-{_RANDOM}")
_IN_FORMER = re.compile(r"file|\d+")
_FORMER_LIVES = 24 * 3600.0  # seconds


class _Own:
    """The folder of this process; its lock says that it is in use, to our next start and to whatever cleans up."""

    def __init__(self) -> None:
        while True:
            self.folder = tempfile.TemporaryDirectory(
                prefix=f"trialmetrics-{os.getpid()}-", ignore_cleanup_errors=True
            )
            self.path = Path(self.folder.name)
            if fcntl is None:
                return
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            if self.path.exists():  # nobody cleaned it up before it was locked
                return
            os.close(self._lock)


_own: _Own | None = None
_making = threading.Lock()


def folder() -> "tempfile.TemporaryDirectory[str]":
    """A new folder that only this user can read. Raises OSError where there is no room for it."""
    global _own
    with _making:
        if _own is None or not _own.path.exists():
            clean()
            _own = _Own()
    return tempfile.TemporaryDirectory(dir=_own.path, ignore_cleanup_errors=True)


def clean() -> None:
    """Take away what processes left that no longer live."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) or _FORMER.fullmatch(entry.name):
                with suppress(OSError):
                    _clean(Path(entry.path))


def _clean(path: Path) -> None:
    if fcntl is None:
        return
    # Never what a link points to, nor what is somebody else's or open to others.
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        status = os.fstat(opened)
        if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) != 0o700:
            return
        if _FORMER.fullmatch(path.name) and not _left_by_former(path, status.st_mtime):
            return
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails where its process lives
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(opened)


def _left_by_former(path: Path, changed: float) -> bool:
    """Whether a folder without a lock is an upload's, and so old that nobody has it on the page any more."""
    names = [entry.name for entry in path.iterdir()]
    return "file" in names and all(map(_IN_FORMER.fullmatch, names)) and time.time() - changed > _FORMER_LIVES
