"""The command line of another checkout, in a process that stays alive: imports are paid once, not by every command.

As a module it has `Checkout`; as a script, started in the top folder of a checkout, it is the process: one command per line
on standard input (a JSON list of arguments), one answer per line on standard output (a JSON object).
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

LIMIT = 600  # seconds for one command
OUTCOMES = {0: "taken", 1: "partly taken", 2: "refused"}
CRASHED = "crashed"


class Answer(NamedTuple):
    """How a command ended: `outcome` a word, `document` what it printed, or None where it printed no JSON."""

    outcome: str
    document: Any


class Checkout:
    """The command line of the checkout in a folder; a context manager that ends its process."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where the folder is no checkout of this repository."""
        self.folder = folder.resolve()
        if not (self.folder / "trialmetrics" / "__main__.py").is_file():
            raise FileNotFoundError(f"{folder} is no checkout: it has no trialmetrics/__main__.py")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> "Checkout":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, *arguments: object) -> Answer:
        """Run one command. Raises RuntimeError where the process ends, or has not answered after LIMIT seconds."""
        assert self._process.stdin
        assert self._process.stdout
        command = [str(argument) for argument in arguments]
        alarm = threading.Timer(LIMIT, self._process.kill)
        alarm.start()
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            alarm.cancel()
        if not line:
            raise RuntimeError(f"{self.folder} died or took more than {LIMIT} s: {' '.join(command)}")
        return answer(**json.loads(line))


def answer(status: int, out: str, err: str) -> Answer:
    """What an exit status and what was written to standard output and error say of how a command ended."""
    # The exit status of a crash is that of a refusal.
    outcome = CRASHED if "Traceback (most recent call last)" in err else OUTCOMES.get(status, CRASHED)
    return Answer(outcome, json.loads(out) if out.startswith("{") else None)


def _serve() -> None:
    """Answer commands until standard input ends."""
    # Only answers go to the real standard output, only commands come from standard input, whatever a command does with its own.
    questions, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    # The first place where modules are looked for is the folder of this script.
    sys.path[0] = os.getcwd()
    import trialmetrics.commands

    if not Path(trialmetrics.commands.__file__).is_relative_to(os.getcwd()):
        raise ImportError(f"{trialmetrics.commands.__file__} is not of the checkout {os.getcwd()}")
    for line in questions:
        status, out, err = _run(trialmetrics.commands.main, json.loads(line))
        answers.write(json.dumps({"status": status, "out": out, "err": err}) + "\n")
        answers.flush()


def _run(main: Any, arguments: Sequence[str]) -> tuple[int, str, str]:
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
    _serve()
