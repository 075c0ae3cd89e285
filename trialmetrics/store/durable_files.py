"""Atomic, flushed file operations: a kill or a full disk never leaves half a file under its final name."""

import errno
import os
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # no file locks on this system
    fcntl = None  # type: ignore[assignment]


def wal_of(path: Path) -> Path:
    """The write-ahead file of a database file."""
    return Path(f"{path}.wal")


def discard(path: Path) -> None:
    """Remove a database file and its write-ahead file, where they exist."""
    for file in (wal_of(path), path):
        file.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Flush a file, or a folder's entries, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Flush the entries of the folder of `path` to disk, where the system supports that."""
    with suppress(OSError):
        flush(path.absolute().parent)


def replace_database(fresh: Path, path: Path) -> None:
    """Put a finished database file in the place of one that this process has just closed.

    Raises OSError, also where another process has opened that one, or its write-ahead file is still needed.
    """
    for file in (path, fresh):
        log = wal_of(file)
        if log.exists() and log.stat().st_size:
            raise OSError(errno.EBUSY, "its write-ahead file is still needed", str(log))
        log.unlink(missing_ok=True)
    flush(fresh)
    if fcntl is None:
        fresh.replace(path)
    else:
        with path.open("r+b") as former:
            fcntl.lockf(former, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as DuckDB does: nobody opens it any more
            fresh.replace(path)
    flush_folder(path)


def publish(fresh: Path, path: Path) -> None:
    """Rename a finished file to `path`, flushed to disk. Raises FileExistsError where `path` exists by now."""
    flush(fresh)
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        fresh.rename(path)
    else:
        fresh.unlink()
    flush_folder(path)
