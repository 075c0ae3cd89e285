"""How every command ends: lines, a table, a document or a file, stopped by somebody, and an exit status.

Whatever is written to a terminal is written here.
"""

import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from trialmetrics import failures
from trialmetrics.commands.terminal import exact, visible
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

if TYPE_CHECKING:
    import pandas as pd

TAKEN, PARTLY, NOTHING = 0, 1, 2
# What Ctrl-C raises; in a query the database turns it into an error of its own.
STOPPED = (KeyboardInterrupt, RuntimeError)


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """A table as JSON takes it: a record per row, times in ISO 8601."""
    return json.loads(table.to_json(orient="records", date_format="iso", date_unit="s"))


def print_json(document: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(exact(json.dumps(document, ensure_ascii=False, allow_nan=False)))
    sys.stdout.write("\n")
    sys.stdout.flush()


def print_table(table: "pd.DataFrame") -> None:
    """A table on standard output, numbers to two decimals."""
    shown = table.astype(object).map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell)
    show(shown.fillna("-").to_string(index=False) if len(shown) else _("Nothing yet."))


def show(text: str, end: str = "\n") -> None:
    """A text on standard output."""
    print(visible(text), end=end)


def say(sentence: str) -> None:
    """A sentence on standard error."""
    print(visible(sentence), file=sys.stderr)


def say_failure(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    """An error that nobody foresaw, on standard error, for whoever mends it; a hook of the interpreter."""
    say("".join(traceback.format_exception(kind, error, at)).rstrip("\n"))


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    """A text file. Raises UsageError where it cannot be written."""
    write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, content: bytes) -> None:
    """A file. Raises UsageError where it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
        ) from error


def hush(error: OSError) -> None:
    """Silence stdout after a broken pipe or a full disk; a full disk gets a sentence on stderr."""
    with suppress(OSError):
        # What is still to be written there at the end would fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        say(failures.sentence(error))


def is_stop(error: BaseException) -> bool:
    """Whether somebody stopped it."""
    return isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted"
