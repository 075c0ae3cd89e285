"""The figures of the command line, from a copy: the dashboard holds its database."""

import io
import json
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from trialmetrics.commands import main

EXAMPLE = ROOT / "data" / "example-log.csv"


def loaded(folder: Path, *files: Path) -> Path:
    """A database in which these files were taken in."""
    database = folder / "copy.duckdb"
    _run(database, "load", *map(str, files))
    return database


def ranked(database: Path, *options: str) -> dict[str, Any]:
    """What `rank --json` says of it."""
    return json.loads(_run(database, "rank", "--json", *options))


def verdicts(document: dict[str, Any]) -> tuple[int, int, int]:
    """How many pass, need more trials, are rejected."""
    counts = Counter(each["verdict"] for each in document["suppliers"])
    return counts["pass"], counts["retry"], counts["reject"]


def _run(database: Path, *arguments: str) -> str:
    with redirect_stdout(io.StringIO()) as out:
        assert main(["--database", str(database), *arguments]) == 0
    return out.getvalue()
