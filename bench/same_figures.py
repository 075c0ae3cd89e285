"""Proof that two checkouts give the same figures.

    python -m bench.same_figures BEFORE_CHECKOUT [AFTER_CHECKOUT] [--logs FOLDER]... [--quick]

Every log of the tests, the examples, the folders named and WORLDS simulated worlds is loaded into a fresh database by each
checkout. The report of `load --json`, and `trials --json` and `rank --json` at three moments with and without filters, must
have the same texts, counts, states, ranks and verdicts, and numbers that agree to 1e-9; a file that is refused must
be refused by both. Exit status 1 where anything differs, 2 where a checkout cannot be used or Ctrl-C ended it early: what was
compared until then is shown.
"""

import argparse
import shutil
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from bench.checkout import CRASHED, Answer, Checkout
from bench.differences import CloseCall, Difference, close_calls, differences

WORLDS = 20
QUICK_WORLDS, QUICK_LOGS = 5, 10
SHOWN = 10  # differences
LATE = datetime(
    2027, 6, 1, 12
)  # all has ended, and what began before June 2025 lies outside the policy's window
SUFFIXES = (".csv", ".tsv", ".xlsx")
LIMITS = ("out_at", "in_at", "lean_out")  # of the policy's [evidence], to which p_below is compared
TAKEN = ("taken", "partly taken")
SIMULATED = "simulated worlds"

# What a file needs to be told, by its name; all others are loaded as they are.
OPTIONS = {
    "SCMS_Delivery_History_Dataset.csv": (
        "--map", "Vendor=supplier", "--map", "ID=trial_id", "--map", "Product Group=category",
        "--map", "Line Item Value=order_value", "--map", "PO Sent to Vendor Date=requested_at",
        "--map", "Scheduled Delivery Date=promised_at", "--map", "Delivered to Client Date=delivered_at",
    ),
    **dict.fromkeys(
        ("ref_iso_comma_utf8.csv", "us_mdy_comma.csv", "nl_semicolon_cp1252.csv"),
        ("--map", "order_id=trial_id", "--map", "ordered_at=requested_at"),
    ),
}  # fmt: skip


class Log(NamedTuple):
    """A file and where it comes from."""

    source: str
    path: Path


class Question(NamedTuple):
    """A command that both checkouts are given, and what it is called in the list of differences."""

    command: str
    moment: str
    filters: str
    arguments: tuple[str, ...]


class Place(NamedTuple):
    """A document: the answer to a question about a log."""

    log: Log
    question: Question

    def __str__(self) -> str:
        question = self.question
        return f"{self.log.path.name} | {question.command} | {question.moment} | {question.filters}"


class Both:
    """The two checkouts, asked at the same time."""

    def __init__(self, before: Checkout, after: Checkout, pool: ThreadPoolExecutor) -> None:
        self.checkouts = (before, after)
        self._pool = pool

    def ask(
        self, questions: Sequence[Question], databases: Sequence[Path]
    ) -> Iterator[tuple[Answer, Answer]]:
        """The answers of each to every question, in turn."""

        def answers(checkout: Checkout, database: Path) -> list[Answer]:
            return [
                checkout.run("--database", database, question.command, *question.arguments, "--json")
                for question in questions
            ]

        before, after = self._pool.map(answers, self.checkouts, databases)
        return zip(before, after, strict=True)


def main() -> int:
    """Compare, print a table and the first differences; the exit status."""
    options = _options()
    begin = time.monotonic()
    stopped = False
    try:
        # What is entered last ends first: no thread waits for an answer of a process that goes on.
        with (
            tempfile.TemporaryDirectory() as folder,
            ThreadPoolExecutor(2) as pool,
            Checkout(options.before) as before,
            Checkout(options.after) as after,
        ):
            comparison = Comparison(Both(before, after, pool), Path(folder), _limits(before.folder))
            logs = _files(before.folder, options.logs)
            logs = logs[:QUICK_LOGS] if options.quick else logs
            logs += _worlds(before, Path(folder), QUICK_WORLDS if options.quick else WORLDS)
            try:
                for number, log in enumerate(logs, start=1):
                    print(f"{number} of {len(logs)}: {log.path.name}", file=sys.stderr)
                    comparison.compare(log)
            except KeyboardInterrupt:
                stopped = True
    except (OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2
    comparison.show()
    print(f"\n{time.monotonic() - begin:.0f} s{'; stopped before the end' if stopped else ''}")
    if comparison.differences:
        return 1
    return 2 if stopped else 0


class Comparison:
    """What was compared so far; counts are per source of logs."""

    def __init__(self, both: Both, folder: Path, limits: dict[str, float]) -> None:
        self.both = both
        self.folder = folder
        self.limits = limits
        self.logs: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.documents: Counter[str] = Counter()
        self.different: Counter[str] = Counter()
        self.differences: list[tuple[Place, Difference]] = []
        self.close_calls: list[tuple[Place, CloseCall]] = []

    def compare(self, log: Log) -> None:
        """Load a log in both, and compare what they say of it."""
        self.logs[log.source] += 1
        databases = [self.folder / side / "trials.duckdb" for side in ("before", "after")]
        for database in databases:
            database.parent.mkdir()
        try:
            options = OPTIONS.get(log.path.name, ())
            load = Question("load", "-", "-", (str(log.path), *options))
            [(before, after)] = self._ask(log, [load], databases)
            self.outcomes[log.source, before.outcome] += 1
            if before.outcome not in TAKEN or after.outcome not in TAKEN:
                return
            times = _times(databases[0])
            if not times:
                return
            moments, period = times
            first = Question("trials", "last event", "none", ("--as-of", moments["last event"]))
            [(before, _after)] = self._ask(log, [first], databases)
            if before.document:
                others = _questions(moments, period, before.document["trials"])
                self._ask(log, list(others), databases)
        finally:
            for database in databases:
                shutil.rmtree(database.parent, ignore_errors=True)

    def _ask(
        self, log: Log, questions: Sequence[Question], databases: Sequence[Path]
    ) -> list[tuple[Answer, Answer]]:
        """The answers of both to every question, compared."""
        answers = list(self.both.ask(questions, databases))
        for question, (before, after) in zip(questions, answers, strict=True):
            place = Place(log, question)
            found = [
                *differences(before.outcome, after.outcome, "(outcome)"),
                *differences(before.document, after.document),
            ]
            self.documents[log.source] += 1
            self.different[log.source] += bool(found)
            self.differences += [(place, each) for each in found]
            if question.command == "rank" and before.document:
                self.close_calls += [(place, call) for call in close_calls(before.document, self.limits)]
        return answers

    def show(self) -> None:
        """The table, the first differences and the close calls, on standard output."""
        row = "{:40} {:>6} {:>6} {:>8} {:>8} {:>10} {:>10}".format
        print(row("logs from", "logs", "taken", "refused", "crashed", "documents", "different"))
        for source in self.logs:
            print(row(source[-40:], *self._counts({source})))
        print(row("all", *self._counts(set(self.logs))))
        logs, taken, *_others = self._counts(set(self.logs))
        print(f"\n{taken / max(logs, 1):.0%} of the logs could be taken")
        print(f"\n{len(self.differences)} differences{'; the first:' if self.differences else ''}")
        for place, what in self.differences[:SHOWN]:
            print(f"  {place} | {what.path}: {_short(what.before)} → {_short(what.after)}")
        print(f"\n{len(self.close_calls)} times p_below is within 1e-6 of a limit of the policy")
        for place, call in self.close_calls:
            print(f"  {place} | {call.path}: {call.p_below!r}, {call.limit}")

    def _counts(self, sources: Set[str]) -> list[int]:
        """The numbers of a line of the table."""

        def ended(*outcomes: str) -> int:
            return sum(self.outcomes[source, outcome] for source in sources for outcome in outcomes)

        logs, documents, different = (
            sum(counter[source] for source in sources)
            for counter in (self.logs, self.documents, self.different)
        )
        return [logs, ended(*TAKEN), ended("refused"), ended(CRASHED), documents, different]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench.same_figures", description="Do two checkouts give the same figures?"
    )
    parser.add_argument("before", type=Path, metavar="BEFORE_CHECKOUT")
    parser.add_argument("after", type=Path, metavar="AFTER_CHECKOUT", nargs="?", default=Path())
    parser.add_argument(
        "--logs", type=Path, metavar="FOLDER", action="append", default=[], help="more logs; repeatable"
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_LOGS} logs and {QUICK_WORLDS} worlds")
    options = parser.parse_args()
    for folder in options.logs:
        if not folder.is_dir():
            parser.error(f"{folder} is no folder")
    return options


def _limits(checkout: Path) -> dict[str, float]:
    """The limits of the shipped policy, to which `p_below` is compared; a fresh database has that policy."""
    policy = next((checkout / "trialmetrics").rglob("policy.toml"))
    evidence = tomllib.loads(policy.read_text(encoding="utf-8"))["evidence"]
    return {name: evidence[name] for name in LIMITS}


def _files(checkout: Path, folders: Sequence[Path]) -> list[Log]:
    """The examples and the logs of the tests of a checkout, then those of the folders."""
    logs = [Log("examples", path) for path in sorted((checkout / "data").glob("example-*.csv"))]
    logs += [Log("tests", path) for path in sorted((checkout / "tests").rglob("*.csv"))]
    for folder in folders:
        found = sorted(path for path in folder.resolve().rglob("*") if path.suffix in SUFFIXES)
        logs += [Log(str(folder), path) for path in found]
    return logs


def _worlds(checkout: Checkout, folder: Path, number: int) -> list[Log]:
    """Simulated worlds from some tens to a few thousand events: few suppliers and many, one tester and several."""
    logs = []
    for seed in range(number):
        path = folder / f"world-{seed}.csv"
        size = seed * WORLDS // number  # of 20
        answer = checkout.run(
            "simulate", "--suppliers", 4 + 3 * size, "--trials", ("1-4", "2-6", "3-9", "5-12")[seed % 4],
            "--testers", (1, 2, 3, 5, 8)[seed % 5], "--seed", seed, "--out", path,
        )  # fmt: skip
        if answer.outcome != "taken":
            raise RuntimeError(f"{checkout.folder} cannot simulate")
        logs.append(Log(SIMULATED, path))
    return logs


def _times(database: Path) -> tuple[dict[str, str], tuple[str, str]] | None:
    """The moments to look at, by name, and a period, its first and its last day; None where no event has a time."""
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "select max(occurred_at), quantile_disc(occurred_at, [1 / 3, 2 / 3]) from event_row"
        ).fetchone()
    if row is None or row[0] is None:
        return None
    last, (third, two_thirds) = row
    moments = {"last event": last + timedelta(hours=1), "two thirds": two_thirds, "late": LATE}
    days = third.date().isoformat(), two_thirds.date().isoformat()
    return {name: moment.isoformat() for name, moment in moments.items()}, days


def _questions(
    moments: dict[str, str], period: tuple[str, str], trials: Sequence[dict[str, Any]]
) -> Iterator[Question]:
    """All but the first: trials and ranking at every moment, with and without filters; `trials` takes a supplier alone."""
    supplier = _first(trials, "supplier")
    filters = {
        "none": (),
        "category": _first(trials, "category"),
        "round and tester": (*_first(trials, "round"), *_first(trials, "tester")),
        "small orders": ("--order-class", "small"),
        "period": ("--from", period[0], "--to", period[1]),
    }
    for moment, at in moments.items():
        if moment != "last event":
            yield Question("trials", moment, "none", ("--as-of", at))
        elif supplier:
            yield Question("trials", moment, "supplier", (*supplier, "--as-of", at))
        for name, options in filters.items():
            if options or name == "none":
                yield Question("rank", moment, name, (*options, "--as-of", at))


def _first(trials: Sequence[dict[str, Any]], column: str) -> tuple[str, ...]:
    """The option that keeps the first value of a column; no option where the column is empty."""
    values = sorted({trial[column] for trial in trials if trial[column]})
    # With `=`, for a value may begin with a dash.
    return tuple(f"--{column}={value}" for value in islice(values, 1))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:97] + "..."


if __name__ == "__main__":
    sys.exit(main())
