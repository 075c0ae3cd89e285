"""Files that are there whole or not at all, whatever is killed or full."""

import os
from contextlib import suppress
from pathlib import Path


def wal_of(path: Path) -> Path:
    """The write-ahead file of a database file."""
    return Path(f"{path}.wal")


def discard(path: Path) -> None:
    """Remove a database file and its write-ahead file, as far as they are there."""
    for file in (wal_of(path), path):
        file.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Let the disk have what was written to a file, or which files a folder has."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Let the disk have the names in the folder of `path`, where the system can do that."""
    with suppress(OSError):
        flush(path.absolute().parent)


def publish(fresh: Path, path: Path) -> None:
    """Give a finished file its name. Raises FileExistsError where somebody else has it meanwhile."""
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
