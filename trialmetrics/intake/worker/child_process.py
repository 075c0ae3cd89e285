"""Read a file in a child process with limits on memory and time, so that no file can bring the dashboard down."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trialmetrics import error_messages, errors
from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.reading import Proposal, Question, Reading, Settings, Unread
from trialmetrics.intake.worker import progress
from trialmetrics.text.language import _, current_language

_PACKAGES = Path(__file__).parents[3]
MAX_MEMORY = 1 << 30  # bytes
# Limits on CPU time, so that a busy machine refuses no file; wall-clock time may be PATIENCE times as long.
MIN_SECONDS, SECONDS_PER_MB = 60, 2
PATIENCE = 10
# The child loads this module too, so libraries that only the parent needs are imported inside functions.
_POLL_SECONDS = 0.05  # seconds
_log = logging.getLogger("trialmetrics")
# Exit status of the child on a full disk.
EXIT_DISK_FULL = 28


def read(
    path: Path,
    folder: Path,
    settings: Settings = Settings(),  # noqa: B008 -- immutable
    *,
    name: str | None = None,
    remembered: Mapping[str, Any] | None = None,
    zone: ZoneInfo,
    cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """Read a trial log or trial sheet; writes its tables to `folder`, which the caller owns.

    `name`: shown instead of the path's; `remembered`: header signature -> `Reading.settings` of an earlier file; `zone`: times
    with an offset are converted to it; `cancelled` is polled. Raises UnreadableFile if the file cannot be read, UsageError
    if the settings do not fit it. What cannot be detected becomes a question.
    """
    import pandas as pd

    file = _printable(name or path.name)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # Opening a pipe would block until somebody writes to it.
            raise UnreadableFile(
                _("{file} is not a file; save the table as CSV or xlsx and load that.").format(file=file)
            )
        path.open("rb").close()
    except OSError as error:
        raise UnreadableFile(
            _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)
        ) from error
    order = {
        "path": str(path.resolve()),
        "folder": str(folder.resolve()),
        "settings": asdict(settings),
        "remembered": dict(remembered or {}),
        "zone": zone.key,
        "language": current_language(),
    }
    limit = MIN_SECONDS + SECONDS_PER_MB * (path.stat().st_size >> 20)
    try:
        answer = _run_child(order, limit, cancelled)
    except UnreadableFile as error:
        raise UnreadableFile(f"{file}: {error}") from error
    except OSError as error:
        raise UnreadableFile(f"{file}: {error_messages.sentence(error, folder)}") from error
    if "error" in answer:
        raise getattr(errors, answer["error"])(f"{file}: {answer['sentence']}")
    return Reading(
        **{
            **answer,
            "read_at": datetime.fromisoformat(answer["read_at"]),
            "file": file,
            "folder": folder,
            "original": path,
            "questions": [
                Question(
                    **{**fields, "answers": tuple(fields["answers"]), "columns": tuple(fields["columns"])}
                )
                for fields in answer["questions"]
            ],
            "proposals": [Proposal(**fields) for fields in answer["proposals"]],
            "unread": [
                Unread(**{**fields, "choices": tuple(fields["choices"]), "near": tuple(fields["near"])})
                for fields in answer["unread"]
            ],
            "preview": pd.DataFrame(answer["preview"]),
        }
    )


def _printable(name: str) -> str:
    """A file name with undecodable bytes replaced, so that it can be printed."""
    return name.encode("utf-8", "replace").decode()


def cancelled_sentence() -> str:
    """The error sentence of a cancelled reading."""
    return _("Reading was cancelled; nothing was stored.")


def _run_child(order: dict[str, Any], seconds: float, cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Run the child and return its answer. Raises UnreadableFile if it was stopped or died."""
    answer = Path(order["folder"]) / "answer.json"
    progress_file = answer.with_name(progress.NAME)
    for stale in (answer, progress_file):
        stale.unlink(missing_ok=True)
    paths = [str(_PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
    # A crash's traceback goes to the log, not into the sentence for the user.
    with answer.with_name("last-words.txt").open("wb") as stderr:
        child = subprocess.Popen(
            [sys.executable, "-m", "trialmetrics.intake.worker"],
            stdin=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            text=True,
            # Ctrl-C then reaches only this process, which kills the child.
            start_new_session=True,
        )
        try:
            stopped = _watch(child, json.dumps({**order, "answer": str(answer)}), seconds, cancelled)
        finally:
            child.kill()
            child.wait()
            progress_file.unlink(missing_ok=True)
    if answer.exists():
        Path(stderr.name).unlink()
    if stopped:
        raise UnreadableFile(stopped)
    if child.returncode == EXIT_DISK_FULL:
        raise UnreadableFile(error_messages.disk_full_sentence(answer.parent))
    if not answer.exists():
        _log.error("The reader of %s ended with %s: %s", order["path"], child.returncode, _tail(stderr.name))
        raise UnreadableFile(
            _(
                "It could not be read and stopped the reader; save it anew as CSV or xlsx, in parts if it is large."
            )
        )
    return json.loads(answer.read_text(encoding="utf-8"))


def _tail(path: str, length: int = 8000) -> str:
    """The last characters of a text file: the telling end of a traceback."""
    return Path(path).read_text(encoding="utf-8", errors="replace")[-length:].strip()


def _watch(
    child: subprocess.Popen[str], order: str, seconds: float, cancelled: Callable[[], bool]
) -> str | None:
    """Send the order and wait for the child; returns why it must be stopped, None if it ended by itself."""
    assert child.stdin is not None
    try:
        child.stdin.write(order)
        child.stdin.close()
    except BrokenPipeError:
        return None
    import psutil

    deadline = time.monotonic() + PATIENCE * seconds
    process = psutil.Process(child.pid)
    while True:
        try:
            child.wait(_POLL_SECONDS)
            return None
        except subprocess.TimeoutExpired:
            pass
        if cancelled():
            return cancelled_sentence()
        try:
            times = process.cpu_times()
            if times.user + times.system > seconds or time.monotonic() > deadline:
                return _("Reading took longer than {n} seconds and was stopped; load it in parts.").format(
                    n=round(seconds)
                )
            if process.memory_info().rss > MAX_MEMORY:
                return _(
                    "Reading needed more than {n} MB of memory and was stopped; load it in parts."
                ).format(n=MAX_MEMORY >> 20)
        except psutil.NoSuchProcess:
            continue
