"""Checks that two checkouts give the same figures.

    python -m bench.same_figures BEFORE_CHECKOUT [AFTER_CHECKOUT] [--logs FOLDER]... [--quick]

Each checkout loads every log of the tests, the examples, the given folders and WORLDS simulated worlds into a new database.
The documents of `load --json`, and of `trials --json` and `rank --json` at three moments with and without filters, must have
the same texts, counts, states, ranks and verdicts, and numbers that agree to 1e-9. Both must refuse the same files. Exit
status: 1 if anything differs; 2 if a checkout cannot be used, or if Ctrl-C ended the run early, which still shows the
results so far.
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

from bench.checkout_process import CRASHED, Answer, CheckoutProcess
from bench.differences import CloseCall, Difference, close_calls, differences

WORLDS = 20
QUICK_WORLDS, QUICK_LOGS = 5, 10
MAX_SHOWN = 10  # differences
# All trials have ended by then, and those that began before June 2025 are outside the policy's window.
AFTER_ALL = datetime(2027, 6, 1, 12)
SUFFIXES = (".csv", ".tsv", ".xlsx")
LIMITS = ("out_at", "in_at", "lean_out")  # in the policy's [evidence]; verdicts compare p_below with them
TAKEN = ("taken", "partly taken")
SIMULATED = "simulated worlds"

# Options that a file needs, by its name; all others load without any.
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
    """A log file and the name of its source."""

    source: str
    path: Path


class Question(NamedTuple):
    """A command for both checkouts, and its description in the list of differences."""

    command: str
    moment: str
    filters: str
    arguments: tuple[str, ...]


class DocumentKey(NamedTuple):
    """Identifies a document: the answer to a question about a log."""

    log: Log
    question: Question

    def __str__(self) -> str:
        question = self.question
        return f"{self.log.path.name} | {question.command} | {question.moment} | {question.filters}"


class CheckoutPair:
    """The two checkouts, which answer questions in parallel."""

    def __init__(self, before: CheckoutProcess, after: CheckoutProcess, pool: ThreadPoolExecutor) -> None:
        self.checkouts = (before, after)
        self._pool = pool

    def ask(
        self, questions: Sequence[Question], databases: Sequence[Path]
    ) -> Iterator[tuple[Answer, Answer]]:
        """The pair of answers to each question."""

        def answers(checkout: CheckoutProcess, database: Path) -> list[Answer]:
            return [
                checkout.run("--database", database, question.command, *question.arguments, "--json")
                for question in questions
            ]

        before, after = self._pool.map(answers, self.checkouts, databases)
        return zip(before, after, strict=True)


def main() -> int:
    """Compare the checkouts and print the result. Returns the exit status."""
    options = _options()
    begin = time.monotonic()
    interrupted = False
    try:
        # The processes must exit before the thread pool, or a thread could wait for an answer for ever.
        with (
            tempfile.TemporaryDirectory() as folder,
            ThreadPoolExecutor(2) as pool,
            CheckoutProcess(options.before) as before,
            CheckoutProcess(options.after) as after,
        ):
            comparison = Comparison(CheckoutPair(before, after, pool), Path(folder), _limits(before.folder))
            logs = _logs(before.folder, options.logs)
            logs = logs[:QUICK_LOGS] if options.quick else logs
            logs += _simulated_logs(before, Path(folder), QUICK_WORLDS if options.quick else WORLDS)
            try:
                for number, log in enumerate(logs, start=1):
                    print(f"{number} of {len(logs)}: {log.path.name}", file=sys.stderr)
                    comparison.compare(log)
            except KeyboardInterrupt:
                interrupted = True
    except (OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2
    comparison.show()
    print(f"\n{time.monotonic() - begin:.0f} s{'; interrupted before the end' if interrupted else ''}")
    if comparison.differences:
        return 1
    return 2 if interrupted else 0


class Comparison:
    """The results so far; counts are per source of logs."""

    def __init__(self, pair: CheckoutPair, folder: Path, limits: dict[str, float]) -> None:
        self.pair = pair
        self.folder = folder
        self.limits = limits
        self.logs: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.documents: Counter[str] = Counter()
        self.different: Counter[str] = Counter()
        self.differences: list[tuple[DocumentKey, Difference]] = []
        self.close_calls: list[tuple[DocumentKey, CloseCall]] = []

    def compare(self, log: Log) -> None:
        """Load a log into both, and compare all answers about it."""
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
            moments_and_period = _moments_and_period(databases[0])
            if not moments_and_period:
                return
            moments, period = moments_and_period
            first = Question("trials", "last event", "none", ("--as-of", moments["last event"]))
            [(before, _after)] = self._ask(log, [first], databases)
            if before.document:
                more_questions = _questions(moments, period, before.document["trials"])
                self._ask(log, list(more_questions), databases)
        finally:
            for database in databases:
                shutil.rmtree(database.parent, ignore_errors=True)

    def _ask(
        self, log: Log, questions: Sequence[Question], databases: Sequence[Path]
    ) -> list[tuple[Answer, Answer]]:
        """Ask both every question and record the differences. Returns the pairs of answers."""
        answers = list(self.pair.ask(questions, databases))
        for question, (before, after) in zip(questions, answers, strict=True):
            document_key = DocumentKey(log, question)
            document_differences = [
                *differences(before.outcome, after.outcome, "(outcome)"),
                *differences(before.document, after.document),
            ]
            self.documents[log.source] += 1
            self.different[log.source] += bool(document_differences)
            self.differences += [(document_key, difference) for difference in document_differences]
            if question.command == "rank" and before.document:
                self.close_calls += [
                    (document_key, call) for call in close_calls(before.document, self.limits)
                ]
        return answers

    def show(self) -> None:
        """Print the table, the first differences and the close calls."""
        row = "{:40} {:>6} {:>6} {:>8} {:>8} {:>10} {:>10}".format
        print(row("logs from", "logs", "taken", "refused", "crashed", "documents", "different"))
        for source in self.logs:
            print(row(source[-40:], *self._counts({source})))
        print(row("all", *self._counts(set(self.logs))))
        logs, taken, *_others = self._counts(set(self.logs))
        print(f"\n{taken / max(logs, 1):.0%} of the logs could be taken")
        print(f"\n{len(self.differences)} differences{'; the first:' if self.differences else ''}")
        for document_key, difference in self.differences[:MAX_SHOWN]:
            print(
                f"  {document_key} | {difference.path}: {_shortened(difference.before)} → {_shortened(difference.after)}"
            )
        print(f"\n{len(self.close_calls)} times p_below is within 1e-6 of a limit of the policy")
        for document_key, call in self.close_calls:
            print(f"  {document_key} | {call.path}: {call.p_below!r}, {call.limit}")

    def _counts(self, sources: Set[str]) -> list[int]:
        """The numbers in one line of the table."""

        def count_of(*outcomes: str) -> int:
            return sum(self.outcomes[source, outcome] for source in sources for outcome in outcomes)

        logs, documents, different = (
            sum(counter[source] for source in sources)
            for counter in (self.logs, self.documents, self.different)
        )
        return [logs, count_of(*TAKEN), count_of("refused"), count_of(CRASHED), documents, different]


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
    """The limits for `p_below` in the shipped policy, which is the one in a new database."""
    policy = next((checkout / "trialmetrics").rglob("policy.toml"))
    evidence = tomllib.loads(policy.read_text(encoding="utf-8"))["evidence"]
    return {name: evidence[name] for name in LIMITS}


def _logs(checkout: Path, folders: Sequence[Path]) -> list[Log]:
    """The example logs and test logs of a checkout, then the logs in the folders."""
    logs = [Log("examples", path) for path in sorted((checkout / "data").glob("example-*.csv"))]
    logs += [Log("tests", path) for path in sorted((checkout / "tests").rglob("*.csv"))]
    for folder in folders:
        paths = sorted(path for path in folder.resolve().rglob("*") if path.suffix in SUFFIXES)
        logs += [Log(str(folder), path) for path in paths]
    return logs


def _simulated_logs(checkout: CheckoutProcess, folder: Path, number: int) -> list[Log]:
    """Simulated logs of some tens to a few thousand events, with few or many suppliers and testers."""
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


def _moments_and_period(database: Path) -> tuple[dict[str, str], tuple[str, str]] | None:
    """Moments for `--as-of` by name, and a period (first day, last day); None if no event has a time."""
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "select max(occurred_at), quantile_disc(occurred_at, [1 / 3, 2 / 3]) from event_row"
        ).fetchone()
    if row is None or row[0] is None:
        return None
    last, (third, two_thirds) = row
    moments = {"last event": last + timedelta(hours=1), "two thirds": two_thirds, "late": AFTER_ALL}
    days = third.date().isoformat(), two_thirds.date().isoformat()
    return {name: moment.isoformat() for name, moment in moments.items()}, days


def _questions(
    moments: dict[str, str], period: tuple[str, str], trials: Sequence[dict[str, Any]]
) -> Iterator[Question]:
    """The questions after the first: trials and ranking at each moment, with and without filters."""
    supplier = _first_value_option(trials, "supplier")
    filters = {
        "none": (),
        "category": _first_value_option(trials, "category"),
        "round and tester": (*_first_value_option(trials, "round"), *_first_value_option(trials, "tester")),
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


def _first_value_option(trials: Sequence[dict[str, Any]], column: str) -> tuple[str, ...]:
    """The option that filters by the first value of a column; none if the column is empty."""
    values = sorted({trial[column] for trial in trials if trial[column]})
    # With `=`, since a value may begin with a dash.
    return tuple(f"--{column}={value}" for value in islice(values, 1))


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:97] + "..."


if __name__ == "__main__":
    sys.exit(main())
