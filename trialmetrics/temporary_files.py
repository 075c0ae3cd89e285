"""Temporary folders, all inside one folder per process: deleted at exit, or at the next start after a kill."""

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
except ImportError:  # no file locks on this system: leftovers of a kill stay
    fcntl = None  # type: ignore[assignment]

# The suffix that `tempfile` appends to a prefix.
_RANDOM_SUFFIX = r"[a-z0-9_]{8}"
_CURRENT_NAME = re.compile(rf"trialmetrics-\d+-{_RANDOM_SUFFIX}")
# Earlier releases made one folder per upload and held no lock.
_FORMER_NAME = re.compile(rf"trialmetrics-{_RANDOM_SUFFIX}")
_FORMER_CONTENT = re.compile(r"file|\d+")
_FORMER_MAX_AGE = 24 * 3600.0  # seconds


class _ProcessFolder:
    """The folder of this process, locked while in use so that no cleanup removes it."""

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
            if self.path.exists():  # no cleanup removed it before it was locked
                return
            os.close(self._lock)


_process_folder: _ProcessFolder | None = None
_creation_lock = threading.Lock()


def folder() -> "tempfile.TemporaryDirectory[str]":
    """A new folder, readable by this user only. Raises OSError if it cannot be created."""
    global _process_folder
    with _creation_lock:
        if _process_folder is None or not _process_folder.path.exists():
            clean()
            _process_folder = _ProcessFolder()
    return tempfile.TemporaryDirectory(dir=_process_folder.path, ignore_cleanup_errors=True)


def clean() -> None:
    """Delete the folders of processes that no longer run."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if _CURRENT_NAME.fullmatch(entry.name) or _FORMER_NAME.fullmatch(entry.name):
                with suppress(OSError):
                    _remove_if_stale(Path(entry.path))


def _remove_if_stale(path: Path) -> None:
    if fcntl is None:
        return
    # Never follow a link, and never touch a folder of another user or one that others can access.
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) != 0o700:
            return
        if _FORMER_NAME.fullmatch(path.name) and not _is_stale_former(path, status.st_mtime):
            return
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its process runs
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)


def _is_stale_former(path: Path, changed: float) -> bool:
    """Whether a lock-less folder held an upload of an earlier release and is too old to be in use."""
    names = [entry.name for entry in path.iterdir()]
    return (
        "file" in names
        and all(map(_FORMER_CONTENT.fullmatch, names))
        and time.time() - changed > _FORMER_MAX_AGE
    )
