"""How far the reading of a file has come: the child says it in a small file, whoever waits looks there."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

NAME = "progress"
# Where each part of the way begins, as a share of the time that a log of a million rows takes.
STAGE_STARTS = {"lines": 0.0, "columns": 0.2, "values": 0.6, "rows": 0.65, "end": 1.0}
# Asked of the database before it is locked down: it counts how far a query is, and prints nothing.
SETTINGS = ("enable_progress_bar = true", "enable_progress_bar_print = false")
_MIN_STEP = 0.01  # what is less further is not worth a look
_POLL_SECONDS = 0.2  # seconds


class _State:
    """What this process says: where, in which part of the way it is, and how far it has come."""

    folder: Path | None = None
    stage = "lines"
    share = 0.0
    # Who reads and who follows the database say it side by side, in one file.
    lock = threading.Lock()


def begin(folder: Path | None) -> None:
    """Say from here on in this folder how far this process is; None, as at first: say nothing."""
    _State.folder, _State.stage, _State.share = folder, "lines", 0.0


def report(stage: str, share: float = 0.0) -> None:
    """Say that a part of the way is begun, or `share` (0-1) of it done."""
    _State.stage = stage
    stages = [*STAGE_STARTS]
    first, last = STAGE_STARTS[stage], STAGE_STARTS[stages[min(stages.index(stage) + 1, len(stages) - 1)]]
    total = first + (last - first) * min(max(share, 0.0), 1.0)
    with _State.lock:
        if _State.folder is None or total < _State.share + _MIN_STEP:
            return
        _State.share = total
        unfinished = _State.folder / f"{NAME}.part"
        unfinished.write_text(f"{total:.2f}", encoding="utf-8")
        os.replace(unfinished, _State.folder / NAME)


@contextmanager
def report_queries(database: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    """Say meanwhile how far the database is with its queries; it must have been given SETTINGS."""
    if _State.folder is None:
        yield
        return
    ended = threading.Event()
    follower = threading.Thread(target=_follow, args=(database, ended), daemon=True)
    follower.start()
    try:
        yield
    finally:
        ended.set()
        follower.join()


def share(folder: Path) -> float:
    """How far (0-1) the one that works in this folder has come; 0 where it said nothing yet."""
    try:
        return float((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0.0


def _follow(database: "duckdb.DuckDBPyConnection", ended: threading.Event) -> None:
    stage, queries, before = "", 0, 0.0
    while not ended.wait(_POLL_SECONDS):
        if _State.stage != stage:
            stage, queries, before = _State.stage, 0, 0.0
        now = max(database.query_progress(), 0.0) / 100
        if now < before:
            queries += 1
        before = now
        if stage != "lines":
            # How many queries a part takes is not known: each takes half of the way that is left.
            report(stage, 1 - 0.5 ** (queries + now))
