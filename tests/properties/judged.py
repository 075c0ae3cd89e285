"""Loads a written log on the command line and holds its figures against those of the truth.

`python -m tests.properties.judged [LOGS [FIRST]]` prints what became of so many logs, per notation.
"""

import contextlib
import io
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Literal

from tests.conftest import _ask_here, new_store
from tests.properties.truths import AS_OF, COUNTS, RATINGS, REPLIES, Row, Truth, random_truth
from tests.properties.written import Written, write
from trialmetrics.commands import main
from trialmetrics.intake.worker import child_process
from trialmetrics.vocabulary import SOMETHING

WRITINGS = 5  # of each truth
# States that may be said of a trial only where they are true, whatever was set aside.
ACCUSING = ("ignored", "dropped", "brushed_off", "burnt", "void")
# And those that may be said only where they are true or where something worse was set aside.
PRAISING = ("fulfilled", "declined")
UNEVENTFUL = ("ignored", "dropped", "stopped", "open", "incomplete")
# Columns of trials that have a default where the file does not say; `True`: where a column was left alone.
DEFAULTS = {False: (), True: ("category", "currency", "order_class", "new_customer", "welcome")}
# Events that a figure of a trial counts.
EVENT_OF_COUNT = {
    "errors": "error", "recoveries": "recovery", "initiatives": "initiative", "rude": "rude", "belittling": "belittling",
    "complaints": "complaint", "chases": "chase",
}  # fmt: skip
Trials = dict[tuple[str, str], dict[str, Any]]
Result = Literal["taken", "partly", "asked", "refused", "wrong"]


@dataclass(frozen=True)
class Outcome:
    """What became of one written log. `partly`: some rows or values were set aside, and nothing false was said."""

    seed: int
    result: Result
    why: str
    doubts: tuple[str, ...]
    tags: tuple[str, ...]


def outcomes(seeds: Iterable[int]) -> Iterator[Outcome]:
    """Of logs by their numbers; consecutive ones share a truth."""
    truth_number, truth, figures = None, None, None
    for seed in seeds:
        if seed // WRITINGS != truth_number:
            truth_number = seed // WRITINGS
            truth = random_truth(Random(f"truth {truth_number}"))
            figures = _true_figures(truth)
        assert truth is not None
        assert figures is not None
        yield judged(seed, truth, figures)


def log(seed: int) -> tuple[Truth, Written]:
    """The truth and its writing of one number."""
    truth = random_truth(Random(f"truth {seed // WRITINGS}"))
    return truth, write(truth, Random(f"writing {seed}"))


def judged(seed: int, truth: Truth, figures: Trials) -> Outcome:
    """Load one log and compare."""
    written = write(truth, Random(f"writing {seed}"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{written.suffix}"
        path.write_bytes(written.content)
        database = _new_database(folder)
        status, document, said = _run(database, "load", str(path), "--json")
        if status == 2:
            asked = bool(document and any(each.get("questions") for each in document["uploads"]))
            result: Result = "asked" if asked else "refused"
            why = _questions(document) if asked else said.strip()
        elif status not in (0, 1):
            result, why = "wrong", f"exit status {status}: {said}"
        else:
            upload, found = document["uploads"][0], _trials(database)
            headings = {column["heading"] for column in upload.get("unused", [])}
            unused = {ours for ours, heading in written.headings.items() if heading in headings}
            faults = [*_faults(truth, written, figures, found, upload["problems"] if status else [], unused)]
            if faults:
                result, why = "wrong", "; ".join(faults[:5])
            elif [*_differences(figures, found)]:
                result = "partly"
                why = "; ".join([*sorted(f"{ours} unused" for ours in unused), _short(upload["problems"])])
            else:
                result, why = "taken", ""
    return Outcome(seed, result, why, tuple(written.doubts), tuple(dict.fromkeys(written.tags)))


def _questions(document: dict[str, Any]) -> str:
    asked = [each for upload in document["uploads"] for each in upload["questions"]]
    return "; ".join(f"{each['column']} ({each['heading']})" for each in asked)


def _true_figures(truth: Truth) -> Trials:
    """The trials of the truth as written in our own names. Nothing in it is open to doubt, and nothing is set aside."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "truth.csv"
        path.write_text(truth.canonical, encoding="utf-8", newline="")
        database = _new_database(folder)
        status, document, said = _run(
            database,
            "load",
            str(path),
            "--json",
            "--kind",
            truth.kind,
            "--rating-scale",
            "1-5",
            "--decimal",
            ".",
        )
        assert status == 0, f"{said}\n{document}\n{truth.canonical}"
        figures = _trials(database)
    misread = [*_misread(truth, figures)]
    assert not misread, misread
    return figures


def _misread(truth: Truth, figures: Trials) -> Iterator[str]:
    """What the figures of the truth say otherwise than its own cells, counted here without the reader.

    Both readings of a truth would agree on a mistake that they share.
    """
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in truth.rows:
        if row.get("trial_id"):
            rows.setdefault((str(row["supplier"]), str(row["trial_id"])), []).append(row)
    for key, of_trial in rows.items():
        trial, expected = figures[key], _expected(truth.kind, of_trial)
        for name, value in expected.items():
            if trial[name] is not None and not _same(value, trial[name]):
                yield f"{key} {name} is {trial[name]} for {value}"


def _expected(kind: str, rows: list[Row]) -> dict[str, Any]:
    """Figures of one trial that need no reader: what is counted, graded once, or worth."""
    expected: dict[str, Any] = {}
    for name in ("order_value", *RATINGS):
        values = [row[name] for row in rows if isinstance(row.get(name), float | int)]
        if len({*values}) == 1 and not any(row.get("rater") for row in rows):
            expected[name] = values[0]
    if kind == "sheet":
        (row,) = rows
        expected |= {name: row[name] for name in COUNTS if type(row.get(name)) is int}
        if isinstance(row.get("first_reply_at"), date) and row.get("outcome") != "void":
            expected["answered"] = True
        return expected
    events = Counter(row["event"] for row in rows)
    expected |= {name: events[event] for name, event in EVENT_OF_COUNT.items()}
    if any(events[event] for event in REPLIES):
        expected["answered"] = True
    return expected


def _new_database(folder: str) -> str:
    path = Path(folder) / "trials.duckdb"
    new_store(path).close()
    return str(path)


def _run(database: str, *arguments: str) -> tuple[int, Any, str]:
    """Exit status, the document on standard output or None, and standard error."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            status = main(["--database", database, *arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
    return status, json.loads(out.getvalue()) if out.getvalue() else None, errors.getvalue()


def _trials(database: str) -> Trials:
    status, document, said = _run(database, "trials", "--json", "--as-of", AS_OF.isoformat())
    assert status == 0, said
    return {(trial["supplier"], trial["trial_id"]): trial for trial in document["trials"]}


# Comparing


def _faults(
    truth: Truth,
    written: Written,
    figures: Trials,
    found: Trials,
    problems: list[dict[str, Any]],
    unused: set[str],
) -> Iterator[str]:
    """What the file is made to say that is not so, although nothing was set aside and no column named as left alone.

    With a problem or a column left alone a trial may say less than the truth, but never that it came to nothing, was void or
    burnt, nor that it was delivered or declined where neither happened.
    A trial that no problem touches has no other figures either, and came to something only where it did.
    """
    if not problems and not unused:
        yield from _differences(figures, found)
        return
    touched = {_key(truth, written, problem["line"], figures) for problem in problems}
    suppliers = {key[0] for key in touched if key}
    why = _short(problems) + "".join(f", {ours} unused" for ours in sorted(unused))
    for key in found.keys() - figures.keys():
        yield f"{key} is invented"
    for key, true in figures.items():
        if key not in found:
            if key not in touched:
                yield f"{key} is lost"
            continue
        trial = found[key]
        # A decline on record stands beside a row set aside; where nothing of the trial was, no praise may be new either.
        never = ACCUSING if key in touched or unused else (*ACCUSING, *SOMETHING)
        if trial["state"] != true["state"] and trial["state"] in never:
            yield f"{key} is {trial['state']} for {true['state']} after {why}"
        if trial["state"] in PRAISING and true["state"] in UNEVENTFUL:
            yield f"{key} is praised as {trial['state']} for {true['state']} after {why}"
        if key not in touched:
            # What was set aside elsewhere may take observations away, and the supplier's first trial with its attributes.
            free = {
                "state",
                "score",
                "coverage",
                "criteria",
                "observed",
                "judged",
                "enquiry",
                *DEFAULTS[bool(unused)],
            }
            free |= {"new_customer", "welcome", "category"} if key[0] in suppliers else set()
            for name, value in true.items():
                if name not in free and trial[name] is not None and not _same(value, trial[name]):
                    yield f"{key} {name} is {trial[name]} for {value}, untouched by {why}"


def _short(problems: list[dict[str, Any]]) -> str:
    return ", ".join(sorted({f"{each['column']} '{each['value']}'" for each in problems})[:3])


def _key(truth: Truth, written: Written, line: int | None, figures: Trials) -> tuple[str, str] | None:
    """The trial that stands on a line; a trial without an id by its supplier's rows."""
    number = written.rows_by_line.get(line) if line is not None else None
    if number is None:
        return None
    row = truth.rows[number]
    if row.get("trial_id"):
        return str(row["supplier"]), str(row["trial_id"])
    return next((key for key in figures if key[0] == row["supplier"]), None)


def _differences(figures: Trials, found: Trials) -> Iterator[str]:
    for key in sorted(figures.keys() ^ found.keys()):
        yield f"{key} is {'lost' if key in figures else 'invented'}"
    for key in sorted(figures.keys() & found.keys()):
        for name, value in figures[key].items():
            if not _same(value, found[key][name]):
                yield f"{key} {name} is {found[key][name]} for {value}"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


# The report

RESULTS: tuple[Result, ...] = ("taken", "partly", "asked", "refused", "wrong")


def table(found: Iterable[Outcome]) -> str:
    """Counts of what became of all logs, of the unambiguous ones, and of those with each notation."""
    found = list(found)
    lines = [f"{'':44}" + "".join(f"{result:>9}" for result in (*RESULTS, "of"))]
    groups = {"all": found, "unambiguous": [each for each in found if not each.doubts]}
    tags = sorted({tag for each in found for tag in each.tags})
    for tag in tags:
        groups[f"  {tag}"] = [each for each in groups["unambiguous"] if tag in each.tags]
    doubts = Counter(doubt for each in found for doubt in set(each.doubts))
    for doubt, _count in sorted(doubts.items()):
        groups[f"  doubt: {doubt}"] = [each for each in found if doubt in each.doubts]
    for name, group in groups.items():
        counts = Counter(each.result for each in group)
        lines.append(
            f"{name[:44]:44}" + "".join(f"{counts[result]:>9}" for result in RESULTS) + f"{len(group):>9}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    child_process._run_child = _ask_here
    logs, first = (
        (int(each) for each in [*sys.argv[1:], "200", "0"][:2])
        if len(sys.argv) != 2
        else (int(sys.argv[1]), 0)
    )
    seen = []
    for outcome in outcomes(range(first, first + logs)):
        seen.append(outcome)
        if outcome.result == "wrong" or (outcome.result != "taken" and not outcome.doubts):
            print(
                outcome.seed,
                outcome.result,
                "" if outcome.doubts else "UNAMBIGUOUS",
                outcome.why[:600],
                flush=True,
            )
    print(table(seen))
