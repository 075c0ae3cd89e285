"""Benchmark of the ranking of a million events: processor time next to another checkout and to plain pandas.

    python -m bench.million [--before CHECKOUT] [--rounds 3] [--suppliers 1000]

The first look, the look after 10,000 new rows (the newest of the log), a look at what is cached, and `rank` in a process of its
own. Medians of seconds of processor time, without that of taking the rows in; the checkouts take turns within each round. The
module is also the process in which a checkout looks: it reads commands on stdin and answers with seconds on stdout.
"""

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

NEW_ROWS = 10_000
LOOKER = "looker"
FIRST, AFTER, WARM, FRESH = (
    "first look",
    "look after 10,000 new rows",
    "look at what is cached",
    "rank, a fresh process",
)
PANDAS = "plain pandas, measures only"


def _person() -> Any:
    """Who adds; checkouts from before there were roles take a name."""
    try:
        from trialmetrics.access import OPERATOR
    except ImportError:
        return "bench"
    return OPERATOR


def main() -> None:
    """Run the benchmark and print a table."""
    import pandas as pd

    from bench.checkouts import checkouts, ending_now
    from trialmetrics.simulation import simulate

    parser = argparse.ArgumentParser(prog="bench.million")
    parser.add_argument("--before", type=Path, help="another checkout, to compare with")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--suppliers", type=int, default=1000)
    options = parser.parse_args()
    costs: dict[tuple[str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulate(suppliers=options.suppliers, trials=(135, 190), testers=10, seed=1)[0].to_csv(
            folder / "log.csv"
        )
        log = ending_now(pd.read_csv(folder / "log.csv", dtype=str, index_col=0))
        log = log.sort_values("occurred_at", kind="stable")
        first = len(log) - options.rounds * NEW_ROWS
        log[:first].to_csv(folder / "log.csv", index=False)
        for number in range(options.rounds):
            begin = first + number * NEW_ROWS
            log[begin : begin + NEW_ROWS].to_csv(folder / f"new-{number}.csv", index=False)
        print(f"{first:,} events of {options.suppliers:,} suppliers\n", flush=True)
        sides = checkouts(options.before)
        databases = {side.name: side.fill(folder / "log.csv", folder / side.name) for side in sides}
        for number in range(options.rounds):
            for side in sides:
                command = [sys.executable, str(Path(__file__).resolve()), LOOKER, str(databases[side.name])]
                command.append(str(folder / f"new-{number}.csv"))
                looker = subprocess.run(command, cwd=side.folder, check=True, capture_output=True, text=True)
                for what, seconds in zip((FIRST, AFTER, WARM), looker.stdout.split()[-3:], strict=True):
                    costs[what, side.name].append(float(seconds))
                rank = [
                    sys.executable,
                    "-m",
                    "trialmetrics",
                    "--database",
                    databases[side.name],
                    "rank",
                    "--json",
                ]
                costs[FRESH, side.name].append(_child_seconds(rank, side.folder))
            costs[PANDAS, "this"].append(_plain_pandas(folder / "log.csv"))
    for what in (FIRST, AFTER, WARM, FRESH, PANDAS):
        medians = {
            side.name: statistics.median(costs[what, side.name]) for side in sides if costs[what, side.name]
        }
        ratio = f"{medians['before'] / medians['this']:9.1f} x" if len(medians) == 2 else ""
        print(
            f"{what:32}" + "".join(f"{name} {seconds:8.3f} s   " for name, seconds in medians.items()) + ratio
        )
    if importlib.util.find_spec("polars") is None:
        print("polars is not installed here: nothing is compared with it")


def _child_seconds(command: list[Any], folder: Path) -> float:
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def _plain_pandas(log: Path) -> float:
    import pandas as pd

    from bench import plain_pandas
    from bench.__main__ import _frame
    from trialmetrics.policy import load_policy

    frame, policy = _frame(log), load_policy()
    return _seconds(lambda: plain_pandas.measure(frame, policy, pd.Timestamp.now().floor("s")))


def _seconds(run: Callable[[], object]) -> float:
    begin = time.process_time()
    run()
    return time.process_time() - begin


def look(database: str, new_rows: str) -> None:
    """Look three times, with the code of the checkout in the current folder; print the seconds of each."""
    from trialmetrics.commands import main as command
    from trialmetrics.store import Store

    def load() -> None:
        command(["--database", database, "load", new_rows])

    try:
        from trialmetrics.workspace import Workspace
    except ImportError:  # a checkout that caches nothing
        from trialmetrics.ranking import rank

        with Store.open(database) as store:
            first = _seconds(lambda: rank(store))
        load()
        with Store.open(database) as store:
            print(first, _seconds(lambda: rank(store)), _seconds(lambda: rank(store)))
        return
    from trialmetrics.intake import read

    with Store.open(database) as store, tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(store)
        first = _seconds(workspace.ranking)
        remembered, zone = store.uploads.remembered_settings(), store.policies.zone()
        batch = read(Path(new_rows), Path(folder), remembered=remembered, zone=zone).require_batch()
        store.uploads.add([batch], _person())
        print(first, _seconds(workspace.ranking), _seconds(workspace.ranking))


if __name__ == "__main__":
    if sys.argv[1:2] == [LOOKER]:
        sys.path[0] = os.getcwd()  # the checkout's own code, not that beside this file
        look(*sys.argv[2:])
    else:
        main()
