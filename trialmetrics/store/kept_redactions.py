"""What was redacted in a database, in a file of its owner's beside it, for when the database itself cannot be read.

It has no words: keyed hashes, and marks. Of a text of which a part was left, only that it is one: should it be redacted by this
file, a mark stands for all of it.
"""

import json
import os
from contextlib import suppress
from itertools import count
from pathlib import Path

from trialmetrics.store.durable_files import flush_folder
from trialmetrics.store.free_text import is_mark
from trialmetrics.store.redacted_again import Redacted

_MODE = 0o600  # the key is in it


def place_of(database: Path) -> Path:
    """The file beside a database."""
    return Path(f"{database}.redacted")


def keep(database: Path, redacted: Redacted) -> None:
    """Write what was redacted, unless nothing was, or it stands there. Raises OSError."""
    if redacted.key is None:
        return  # what another database left may still be needed for its backups
    stones = {
        digest: [last_mark, replacement if is_mark(replacement) else None]
        for digest, (last_mark, replacement, *_trial) in sorted(redacted.stones.items())
    }
    content = json.dumps({"key": redacted.key, "stones": stones, "files": sorted(redacted.files)}).encode()
    place = place_of(database)
    if place.exists() and place.read_bytes() == content:
        return
    partial = Path(f"{place}.partial")
    partial.unlink(missing_ok=True)
    try:
        with open(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(place)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    flush_folder(place)


def read(database: Path) -> Redacted | None:
    """What was redacted; None where there is no file. Raises ValueError where it cannot be read."""
    try:
        found = json.loads(place_of(database).read_bytes())
        stones = {str(digest): (int(last), mark) for digest, (last, mark) in found["stones"].items()}
        further = count(max((last for last, _mark in stones.values()), default=0) + 1)
        marked = {
            digest: (last, mark, None, None) if mark else (number := next(further), f"[redacted {number}]", None, None)
            for digest, (last, mark) in stones.items()
        }  # fmt: skip
        return Redacted(str(found["key"]), marked, [*map(str, found["files"])])
    except FileNotFoundError:
        return None
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(place_of(database)) from error
