"""The child process that reads one file: JSON order on standard input, JSON answer in a file."""

import json
import os
import sys
import threading
import time
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trialmetrics import error_messages
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake.pipeline import read_here
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.worker import child_process, progress
from trialmetrics.text import language

_LOOK_EVERY = 0.5  # seconds


def main() -> None:
    """Read the file named in the order; the answer file appears whole or not at all."""
    order = json.load(sys.stdin)
    threading.Thread(target=_exit_with_parent, args=(os.getppid(),), daemon=True).start()
    language.use_language(order["language"])
    target = Path(order["answer"])
    unfinished = target.with_suffix(".part")
    try:
        progress.begin(target.parent)
        unfinished.write_text(answer_to(order), encoding="utf-8")
        os.replace(unfinished, target)
    except OSError as error:
        if not error_messages.is_disk_full(error):
            raise
        # On a full disk an answer cannot be written either.
        sys.exit(child_process.EXIT_DISK_FULL)


def answer_to(order: dict[str, Any]) -> str:
    """JSON: the fields of the `Reading`, or `error` (class name) and `sentence`."""
    try:
        answer = read_here(
            Path(order["path"]),
            Path(order["folder"]),
            Settings(**order["settings"]),
            order["remembered"],
            ZoneInfo(order["zone"]),
        )
    except TrialmetricsError as error:
        answer = {"error": type(error).__name__, "sentence": str(error)}
    return json.dumps(answer, default=_json_ready, ensure_ascii=False)


def _exit_with_parent(parent: int) -> None:
    """Exit when the parent is gone: a killed parent cannot stop its child."""
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(1)


def _json_ready(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value)} in an answer")


if __name__ == "__main__":
    main()
