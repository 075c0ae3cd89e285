"""One log of 300 events in 24 notations: the same events, and the same trials from the command line."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.intake.logs import Notation, log, notations, write
from tests.intake.taking import Taken, take
from tests.sampled import sampled
from trialmetrics.commands import main

ROWS = log(300, seed=1)
HOW = list(notations())


def said(taken: Taken) -> list[tuple[object, ...]]:
    return sorted(
        (tuple(value for name, value in row.items() if name != "line") for row in taken.events), key=str
    )


PLAIN = take(write(ROWS, Notation()))


def test_the_plain_log_is_taken_whole() -> None:
    assert (PLAIN.rows, PLAIN.set_aside, PLAIN.questions) == (300, 0, [])


def test_the_notations_are_as_many_as_they_say() -> None:
    assert len({*HOW}) == 24
    levels = [len({how[place] for how in HOW}) for place in range(6)]
    assert levels == [8, 4, 4, 2, 3, 2]


def printed(*arguments: str) -> tuple[int, str]:
    """The exit status of a command, and what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        status = main([*arguments])
    return status, out.getvalue()


def told(how: Notation, folder: Path) -> tuple[dict[str, Any], str]:
    """What `load --json` says of the log in this notation, and what `trials --json` prints then."""
    path, database = folder / "log.csv", ("--database", str(folder / "trials.duckdb"))
    path.write_bytes(write(ROWS, how))
    status, loaded = printed(*database, "load", str(path), "--json")
    (upload,) = json.loads(loaded)["uploads"]
    assert status == (1 if upload["warnings"] else 0)
    status, trials = printed(*database, "trials", "--json", "--as-of", "2026-08-15T12:00")
    assert status == 0
    return upload, trials


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    upload, trials = told(Notation(), tmp_path_factory.mktemp("plain"))
    assert (
        len(json.loads(trials)["trials"]) > 150
    )  # six events in a row are of one trial of up to five suppliers
    return upload, trials


@pytest.mark.parametrize("how", sampled(HOW, 5), ids=str)
def test_every_notation_gives_the_same_trials(
    how: Notation, tmp_path: Path, plain: tuple[dict[str, Any], str]
) -> None:
    upload, trials = told(how, tmp_path)
    assert (upload["rows"], upload["taken"], upload["set_aside"]) == (300, 300, 0)
    assert (upload["delimiter"], upload["warnings"]) == (how.delimiter, plain[0]["warnings"])
    assert trials == plain[1]


@pytest.mark.parametrize("how", HOW[::6], ids=str)
def test_every_notation_says_the_same_events(how: Notation) -> None:
    taken = take(write(ROWS, how))
    assert all("earliest row" in reason for _line, _column, reason in taken.reasons())
    assert said(taken) == said(PLAIN)
