"""Small files whose moments were once read wrongly, through `load` and `trials`: the figures are counted by hand."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from trialmetrics.commands import main
from trialmetrics.vocabulary import NOTHING

CASES = Path(__file__).with_name("cases")
# Case -> trial -> first reply in service hours (9:00 to 17:00, Monday to Friday, Amsterdam), service days late.
FIGURES: dict[str, dict[str, tuple[float | None, int | None]]] = {
    # 14:15:07 to 17:00, and 9:00 to 9:15:07; GMT+1 is Amsterdam in March, GMT+2 in June.
    "14-forms-timestamp": {"F1": (3.0, None), "F2": (3.0, None)},
    # Dots: 6 August 16:23 to 7 August 9:23. Slashes: 7 September 15:49 to 8 September 9:49.
    "15-two-exports-one-column": {"E1": (1.0, None), "E2": (2.0, None), "E3": (1.0, None)},
    "22b-date-and-time-apart": {"D1": (6.0, None), "D2": (2.0, None)},
    # Dates without a time: the same day is half a day of eight hours.
    "30-midnight": {"X1": (4.0, 0), "X2": (8.0, 1)},
    # P3: 8:00 UTC to 10:00 UTC. P5: Monday 2 March 9:00 to Monday 16 March 13:00, ten days of eight hours and four more.
    # P6: 9:00 to midnight of that day, of which eight hours are service hours.
    "37-postgres-offset": {
        "P1": (1.0, None), "P2": (1.0, None), "P3": (2.0, None), "P4": (3.0, None), "P5": (84.0, None), "P6": (8.0, None),
    },
    "39-set-aside-reply": {"A": (1.0, None), "B": (1.0, None), "C": (1.0, None)},
}  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status of a command, and what it prints on standard output and standard error."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as said:
        status = main([*arguments])
    return status, out.getvalue(), said.getvalue()


def loaded(path: Path, folder: Path, *options: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What `load --json` says of a file that is taken, and the trials then."""
    database = ("--database", str(folder / "trials.duckdb"))
    status, out, said = run(*database, "load", str(path), "--json", *options)
    assert status < 2, said
    _status, trials, _said = run(*database, "trials", "--json", "--as-of", "2026-12-01T12:00")
    return json.loads(out)["uploads"][0], json.loads(trials)["trials"]


@pytest.mark.parametrize("case", FIGURES)
def test_the_moments_of_a_case_give_its_figures(case: str, tmp_path: Path) -> None:
    path = CASES / f"{case}.csv"
    upload, trials = loaded(path, tmp_path)
    rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
    assert (upload["taken"], upload["set_aside"], upload["warnings"]) == (rows, 0, 0)
    figures = {trial["trial_id"]: (trial["first_reply_hours"], trial["days_late"]) for trial in trials}
    assert figures == {trial: (pytest.approx(hours), late) for trial, (hours, late) in FIGURES[case].items()}


def test_an_unreadable_offset_of_a_reply_accuses_nobody(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    text = (CASES / "39-set-aside-reply.csv").read_text(encoding="utf-8")
    path.write_text(text.replace("+01", "+99"), encoding="utf-8")
    upload, trials = loaded(path, tmp_path)
    assert (upload["taken"], upload["set_aside"]) == (3, 3)
    assert {problem["value"] for problem in upload["problems"]} == {
        f"2026-03-{day} 10:00:00+99" for day in ("02", "09", "16")
    }
    assert {trial["state"] for trial in trials}.isdisjoint(NOTHING)
    assert [trial["gaps"] for trial in trials] == [1, 1, 1]


def test_dates_that_cannot_tell_are_asked_and_answered_by_separator(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "supplier;trial_id;event;occurred_at\n"
        "A;1;request;02-03-2026 10:00\nA;1;reply;13-03-2026 10:00\nA;2;request;03/02/2026 10:00\n",
        encoding="utf-8",
    )
    database = ("--database", str(tmp_path / "trials.duckdb"))
    status, _out, said = run(*database, "load", str(path))
    assert status == 2
    assert "Answer with --date-order occurred_at:/=dmy or --date-order occurred_at:/=mdy." in said
    _status, _out, said = run(*database, "load", str(path), "--date-order", "occurred_at:/=mdy")
    assert "03/02/2026 is read as 2 March 2026, as you said" in said
    status, _out, said = run(*database, "load", str(path), "--date-order", "occurred_at:x=mdy")
    assert status == 2
    assert "occurred_at:x is not a column with such a notation" in said


def test_two_columns_are_joined_with_map(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "supplier,asked,clock1,requested_at2\nA,2026-03-02,09:00,x\nB,2026-03-03,10:30,y\n", encoding="utf-8"
    )
    database = ("--database", str(tmp_path / "trials.duckdb"))
    options = ("--map", "asked=requested_at", "--map", "clock1=requested_at", "--json")
    status, out, said = run(*database, "load", str(path), *options)
    assert status == 0, said
    (upload,) = json.loads(out)["uploads"]
    assert upload["mapping"] == {"supplier": "supplier", "asked": "requested_at", "clock1": "requested_at"}
    two_dates = ("--map", "asked=requested_at", "--map", "requested_at2=requested_at")
    status, _out, said = run(*database, "load", str(path), *two_dates)
    assert status == 2
    assert "only a column of dates and one of times of day are joined" in said
