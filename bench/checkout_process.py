"""Runs commands of another checkout in one long-lived process, so that imports cost time only once.

As a module it offers `CheckoutProcess`. As a script, started in the top folder of a checkout, it is that process: it reads
one command per line on stdin (a JSON list of arguments) and writes one answer per line on stdout (a JSON object).
"""

import io
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

TIMEOUT = 600  # seconds for one command
OUTCOMES = {0: "taken", 1: "partly taken", 2: "refused"}
CRASHED = "crashed"


class Answer(NamedTuple):
    """How a command ended: `outcome` in a word, and the JSON `document` it printed, or None."""

    outcome: str
    document: Any


class CheckoutProcess:
    """The command line of a checkout; a context manager that ends the process on exit."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError if the folder is no checkout of this repository."""
        self.folder = folder.resolve()
        if not (self.folder / "trialmetrics" / "__main__.py").is_file():
            raise FileNotFoundError(f"{folder} is no checkout: it has no trialmetrics/__main__.py")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> "CheckoutProcess":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, *arguments: object) -> Answer:
        """Run one command. Raises RuntimeError if the process dies or does not answer within TIMEOUT seconds."""
        assert self._process.stdin
        assert self._process.stdout
        command = [str(argument) for argument in arguments]
        watchdog = threading.Timer(TIMEOUT, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watchdog.cancel()
        if not line:
            raise RuntimeError(f"{self.folder} died or took more than {TIMEOUT} s: {' '.join(command)}")
        return parse_answer(**json.loads(line))


def parse_answer(status: int, out: str, err: str) -> Answer:
    """The answer for an exit status, stdout and stderr."""
    # A crash has the same exit status as a refusal.
    outcome = CRASHED if "Traceback (most recent call last)" in err else OUTCOMES.get(status, CRASHED)
    return Answer(outcome, json.loads(out) if out.startswith("{") else None)


def _serve_commands() -> None:
    """Answer commands until standard input ends."""
    # Keep the real stdin and stdout for the protocol; commands get /dev/null and stderr instead.
    commands, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    # sys.path begins with the folder of this script; the checkout must come first.
    sys.path[0] = os.getcwd()
    import trialmetrics.commands

    if not Path(trialmetrics.commands.__file__).is_relative_to(os.getcwd()):
        raise ImportError(f"{trialmetrics.commands.__file__} is not of the checkout {os.getcwd()}")
    for line in commands:
        status, out, err = _run_command(trialmetrics.commands.main, json.loads(line))
        answers.write(json.dumps({"status": status, "out": out, "err": err}) + "\n")
        answers.flush()


def _run_command(main: Any, arguments: Sequence[str]) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        except Exception:
            status = -1
            traceback.print_exc()
    return status, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    _serve_commands()
