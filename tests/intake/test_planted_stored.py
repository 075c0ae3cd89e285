"""Planted errors through the store and `load --json`: the first thousand are shown, every one is kept."""

import json
from random import Random

import pytest

from tests.intake.test_planted import ERRORS, GOOD, HEADER
from trialmetrics.commands import main
from trialmetrics.store import Store
from trialmetrics.text import problem_text


@pytest.mark.parametrize(
    ("rows", "errors"), [(4000, 1500), pytest.param(1_000_000, 1500, marks=pytest.mark.soak)]
)
def test_every_planted_error_is_in_the_store(tmp_path, capsys, rows, errors):
    random = Random(4)
    planted = {line: ERRORS[at % len(ERRORS)] for at, line in enumerate(random.sample(range(rows), errors))}
    path, database = tmp_path / "log.csv", tmp_path / "trials.duckdb"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for n in range(rows):
            cells = [cell.format(n=n, d=n % 28 + 1, m=n % 60) for cell in GOOD]
            if error := planted.get(n):
                cells[error[0]] = error[1]
            file.write(",".join(cells) + "\n")
    status = main(["--database", str(database), "load", str(path), "--json"])
    (upload,) = json.loads(capsys.readouterr().out)["uploads"]
    aside = {line + 2 for line, error in planted.items() if error[3]}
    assert status == 1
    assert (upload["rows"], upload["taken"], upload["set_aside"], upload["already_known"]) == (
        rows, rows - len(aside), len(aside), 0,
    )  # fmt: skip
    assert upload["warnings"] == errors - len(aside)
    names = HEADER.split(",")
    wanted = {
        (line + 2, names[place], "row" if needed else "value"): reason
        for line, (place, _text, reason, needed) in planted.items()
    }
    with Store.open(database) as store:
        kept = store.uploads.problems(1)
        with store.cursor() as cursor:
            lines = {line for (line,) in cursor.execute("select line from event_row").fetchall()}
        assert store.check() == []
    told = problem_text.with_sentences(kept.to_dict("records"))
    found = {(each["line"], each["column"], each["severity"]): each["reason"] for each in told}
    assert len(kept) == errors
    assert found.keys() == wanted.keys()
    assert all(reason in found[key] for key, reason in wanted.items())
    assert lines == {*range(2, rows + 2)} - aside
    shown = [(each["line"], each["column"], each["severity"]) for each in upload["problems"]]
    assert shown == sorted(wanted)[:1000]
