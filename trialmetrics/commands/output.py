"""Output of the commands: text, tables and JSON on stdout, messages on stderr, files, and the exit statuses.

Everything that goes to a terminal goes through this module, which escapes control characters.
"""

import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from trialmetrics import error_messages
from trialmetrics.commands.terminal import escape_json, escape_text
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

if TYPE_CHECKING:
    import pandas as pd

# Exit statuses: all taken, something set aside, nothing changed.
TAKEN, PARTLY, NOTHING = 0, 1, 2
# What Ctrl-C raises; during a query DuckDB turns it into a RuntimeError.
INTERRUPTS = (KeyboardInterrupt, RuntimeError)


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """The rows of a table as dicts ready for JSON, times in ISO 8601."""
    return json.loads(table.to_json(orient="records", date_format="iso", date_unit="s"))


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON document on stdout."""
    sys.stdout.write(escape_json(json.dumps(document, ensure_ascii=False, allow_nan=False)))
    sys.stdout.write("\n")
    sys.stdout.flush()


def print_table(table: "pd.DataFrame") -> None:
    """Print a table on stdout, numbers to two decimals, missing values as `-`."""
    cells = table.astype(object).map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell)
    print_text(cells.fillna("-").to_string(index=False) if len(cells) else _("Nothing yet."))


def print_text(text: str, end: str = "\n") -> None:
    """Print a text on stdout, control characters escaped."""
    print(escape_text(text), end=end)


def print_message(message: str) -> None:
    """Print a message on stderr, control characters escaped."""
    print(escape_text(message), file=sys.stderr)


def print_traceback(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    """Print the traceback of an unexpected error on stderr. Has the signature of `sys.excepthook`."""
    print_message("".join(traceback.format_exception(kind, error, at)).rstrip("\n"))


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file. Raises UsageError where that fails."""
    write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a binary file. Raises UsageError where that fails."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
        ) from error


def silence_stdout(error: OSError) -> None:
    """Silence stdout after a broken pipe or a full disk; report anything but a broken pipe on stderr."""
    with suppress(OSError):
        # Otherwise the final flush at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print_message(error_messages.sentence(error))


def is_interrupt(error: BaseException) -> bool:
    """Whether the error means that the user pressed Ctrl-C."""
    return isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted"
