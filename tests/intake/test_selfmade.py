"""Forty-two self-made files, six of each kind, come to what was written down before any of them was loaded.

A buyer who knows his file answers what the program asks, by the options that it offers, in at most two rounds.
"""

import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import new_store
from tests.intake.selfmade.stories import AS_OF
from tests.sampled import sampled
from trialmetrics.commands import main

FOLDER = Path(__file__).parent / "selfmade"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
ROUNDS = 2
MOMENTS = ("requested_at", "first_reply_at", "promised_at", "delivered_at", "occurred_at")


class Buyer:
    """Knows what the columns and words of a file mean, and answers with the options that are offered."""

    def __init__(self, knows: dict[str, Any]) -> None:
        self.knows = knows

    def answers(self, document: dict[str, Any]) -> list[str]:
        """The options that answer what is open: questions, words, and columns left alone that are one of ours."""
        given: list[str] = []
        for question in document["questions"]:
            given += self._answer(question)
        for word in document["words"]:
            meaning = self._meaning(word["column"], word["text"])
            if meaning is not None:
                flag, value = shlex.split(word["option"])
                given += [flag, f"{value.rpartition('=')[0]}={meaning}"]
        mapped = {option.partition("=")[0] for option in given}
        for unused in document["unused"]:
            ours = self.knows["columns"].get(unused["heading"])
            if ours in MOMENTS and unused["heading"] not in self.knows.get("either", ()):
                assert unused["nearest"] in (None, ours), unused
            if ours and unused["heading"] not in mapped:
                given += ["--map", f"{unused['heading']}={ours}"]
        return given

    def _answer(self, question: dict[str, Any]) -> list[str]:
        offered = [shlex.split(reading["option"]) for reading in question["readings"]]
        right = next((option for option in offered if self._agrees(*option)), None)
        assert right, f"no answer offered is right: {question}"
        # A first guess may be missing; it may not be wrong.
        assert question["guess"] is None or shlex.split(question["option"]) == right, question
        return right

    def _agrees(self, flag: str, value: str) -> bool:
        name, _equals, answer = value.rpartition("=")
        match flag:
            case "--map":
                column, colon, text = name.partition(":")
                if name in self.knows["columns"]:
                    return self.knows["columns"][name] == answer
                return bool(colon) and self._meaning(column, text) == answer
            case "--kind" | "--repeated":
                return self.knows.get(flag.removeprefix("--")) == answer
            case "--date-order":
                return answer == (
                    "mdy" if "us" in self.knows["file"] or "coupa" in self.knows["file"] else "dmy"
                )
        return False

    def _meaning(self, column: str, text: str) -> str | None:
        words = {word.casefold(): meaning for word, meaning in self.knows.get("words", {}).items()}
        return words.get(f"{column}:{text}".casefold())


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a numbered database: (exit status, document, standard error)."""

    def command(number: int, *arguments: str) -> tuple[int, Any, str]:
        path = tmp_path / f"{number}.duckdb"
        if not path.exists():
            new_store(path).close()
        capsys.readouterr()
        try:
            status = main(["--database", str(path), *arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        told = capsys.readouterr()
        return status, json.loads(told.out) if told.out else None, told.err

    return command


def load(run, name: str) -> tuple[int, dict[str, Any] | None, str, int]:
    """Load a file, answering up to two rounds: exit status, its document, standard error, and the number of the database."""
    buyer = Buyer({"file": name, **EXPECTED[name]})
    given: list[str] = []
    for number in range(ROUNDS + 1):
        status, document, said = run(number, "load", str(FOLDER / name), "--json", *given)
        upload = document["uploads"][0] if document else None
        if upload is None or "missing" in EXPECTED[name]:
            return status, upload, said, number
        more = buyer.answers({"questions": [], "words": [], "unused": [], **upload})
        if not more:
            return status, upload, said, number
        given += more
    raise AssertionError(f"still asked after {ROUNDS} rounds: {upload}")


@pytest.mark.parametrize(
    "name", sampled([name for name, expected in EXPECTED.items() if "missing" not in expected], 5)
)
def test_the_file_comes_to_what_was_expected(run, name):
    expected = EXPECTED[name]
    status, upload, said, database = load(run, name)
    assert status != 2, said
    assert upload is not None
    assert upload["problems"] == [], said
    assert upload["kind"] == expected["kind"]
    columns = {heading: ours for heading, ours in expected["columns"].items() if ours}
    assert {heading: ours for heading, ours in upload["mapping"].items() if heading in columns} == columns
    _, trials, _ = run(database, "trials", "--json", "--as-of", AS_OF.isoformat())
    found: dict[str, Counter[str]] = {}
    for trial in trials["trials"]:
        counts = found.setdefault(trial["supplier"].strip().casefold(), Counter())
        counts[trial["state"]] += 1
        counts["late"] += bool(trial["days_late"]) and trial["state"] == "fulfilled"
    wanted = {supplier.casefold(): counts for supplier, counts in expected["suppliers"].items()}
    assert {
        supplier: {key: n for key, n in sorted(counts.items()) if n} for supplier, counts in found.items()
    } == wanted
    _, ranking, _ = run(database, "rank", "--json", "--as-of", AS_OF.isoformat())
    rejected = {each["supplier"].casefold() for each in ranking["suppliers"] if each["verdict"] == "reject"}
    assert rejected == {supplier.casefold() for supplier in expected["out"]}


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "missing" in expected])
def test_a_file_without_a_needed_column_is_told_which(run, name):
    """And what is no request is not proposed for one."""
    expected = EXPECTED[name]
    status, upload, said, _ = load(run, name)
    assert status == 2
    assert expected["missing"] in said
    for question in upload["questions"] if upload else []:
        if question["column"] == expected["missing"]:
            assert question.get("guess") not in {
                heading for heading, ours in expected["columns"].items() if ours
            }


def test_there_are_six_files_of_each_kind():
    kinds = Counter(name.partition("-")[0] + ("-promise" if "-promise-" in name else "") for name in EXPECTED)
    assert kinds == dict.fromkeys(
        ("orders", "orders-promise", "tickets", "quotes", "evaluation", "deliveries", "log"), 6
    )
    rows = {
        name: sum(sum(counts.values()) for counts in each["suppliers"].values())
        for name, each in EXPECTED.items()
    }
    assert all(n >= 8 or "missing" in EXPECTED[name] for name, n in rows.items()), rows
