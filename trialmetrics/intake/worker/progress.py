"""Progress of reading a file: the child writes a share to a small file, which the parent polls."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

NAME = "progress"
# Where each stage begins, as a share of the time for a log of a million rows.
STAGE_STARTS = {"lines": 0.0, "columns": 0.2, "values": 0.6, "rows": 0.65, "end": 1.0}
# For the database, before its configuration is locked: track query progress, print nothing.
SETTINGS = ("enable_progress_bar = true", "enable_progress_bar_print = false")
_MIN_STEP = 0.01  # smaller steps are not written
_POLL_SECONDS = 0.2  # seconds


class _State:
    """This process's progress: the folder to report in, the stage, the share done (0-1)."""

    folder: Path | None = None
    stage = "lines"
    share = 0.0
    # The reading thread and the one that follows the database write the same file.
    lock = threading.Lock()


def begin(folder: Path | None) -> None:
    """Report progress in this folder from now on; None (the default): report nothing."""
    _State.folder, _State.stage, _State.share = folder, "lines", 0.0


def report(stage: str, share: float = 0.0) -> None:
    """Report that `share` (0-1) of a stage is done."""
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
    """Within the block, report the progress of the database's queries; the database needs SETTINGS."""
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
    """The share (0-1) last reported in a folder; 0 before the first report."""
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
            # The number of queries in a stage is unknown: count each as half of what is left.
            report(stage, 1 - 0.5 ** (queries + now))
