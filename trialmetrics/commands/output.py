"""How every command ends: lines, a table, a document or a file, stopped by somebody, and an exit status."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from trialmetrics import failures
from trialmetrics.errors import UsageError
from trialmetrics.language import _

TAKEN, PARTLY, NOTHING = 0, 1, 2
# What Ctrl-C raises; in a query the database turns it into an error of its own.
STOPPED = (KeyboardInterrupt, RuntimeError)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as JSON takes it: a record per row, times in ISO 8601."""
    return json.loads(table.to_json(orient="records", date_format="iso", date_unit="s"))


def print_json(document: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


def print_table(table: pd.DataFrame) -> None:
    """A table on standard output, numbers to two decimals."""
    shown = table.astype(object).map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell)
    print(shown.fillna("-").to_string(index=False) if len(shown) else _("Nothing yet."))


def say(sentence: str) -> None:
    """A sentence on standard error."""
    print(sentence, file=sys.stderr)


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
    """Say nothing more on standard output, where nobody listens or there is no room; the latter is said."""
    with suppress(OSError):
        # What is still to be written there at the end would fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        say(failures.sentence(error))


def is_stop(error: BaseException) -> bool:
    """Whether somebody stopped it."""
    return isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted"
