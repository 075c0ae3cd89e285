"""A command run on a database of its own, and a log to give it."""

import pytest

from tests.commands.given import LOG
from trialmetrics.commands import main


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a database of its own: (exit status, stdout, stderr)."""

    def command(*arguments: object, database: object = tmp_path / "trials.duckdb") -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["--database", str(database), *map(str, arguments)])
        except SystemExit as stop:
            status = int(stop.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


@pytest.fixture
def log(tmp_path):
    """A log file with these lines."""

    def write(text: str = LOG, name: str = "log.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
