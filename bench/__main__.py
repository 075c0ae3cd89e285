"""`make bench`: the main job against DuckDB's plain reader, plain pandas and an empty page, as ratios within one run.

    python -m bench [--full]

`--full`: 1,000,000 events (about 1,000 suppliers, 10 testers); else a tenth. Each figure is the median of interleaved
pairs; seconds are shown for orientation only, the ratios are what counts.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from bench import plain_pandas
from trialmetrics.policy import load_policy
from trialmetrics.ranking import now, rank
from trialmetrics.simulate import simulate
from trialmetrics.store import Store

PAIRS = 3
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run the benchmarks and print a table."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--full", action="store_true")
    suppliers = 1000 if parser.parse_args().full else 100
    with tempfile.TemporaryDirectory() as folder:
        log, database = Path(folder) / "log.csv", Path(folder) / "trials.duckdb"
        events, _truth = simulate(suppliers=suppliers, trials=(135, 190), testers=10, seed=1)
        events.to_csv(log, index=False)
        print(f"{len(events):,} events, {log.stat().st_size / 1e6:.0f} MB, {suppliers} suppliers\n")
        _pairs("load / DuckDB read_csv", lambda: _load(log, database), lambda: _read_csv(log, folder))
        frame = _frame(log)
        with Store.open(database) as store:
            policy = load_policy()
            at = pd.Timestamp(now(policy))
            _pairs(
                "rank / plain pandas measures",
                lambda: rank(store),
                lambda: plain_pandas.measure(frame, policy, at),
            )
        _pairs(
            "ranking page rerun / empty page rerun", _rerun(database, "ranking"), _rerun(database, "empty"), 9
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"\npeak memory of a load: {peak:.2f} GB\n", flush=True)
    subprocess.run([sys.executable, "-m", "bench.evidence"], check=True, cwd=ROOT)


def _pairs(name: str, ours: Callable[[], object], other: Callable[[], object], pairs: int = PAIRS) -> None:
    times: list[tuple[float, float]] = [(_time(ours), _time(other)) for _ in range(pairs)]
    ratio = statistics.median(a / b for a, b in times)
    mine, theirs = (statistics.median(each) for each in zip(*times, strict=True))
    print(f"{name:40} {ratio:7.2f}   ({mine:.3f} s / {theirs:.3f} s)")


def _time(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _load(log: Path, database: Path) -> None:
    database.unlink(missing_ok=True)
    command = [sys.executable, "-m", "trialmetrics", "--database", str(database), "load", str(log)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)


def _read_csv(log: Path, folder: str) -> None:
    target = Path(folder) / "plain.duckdb"
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as database:
        database.execute("create table plain as select * from read_csv(?)", [str(log)])


def _frame(log: Path) -> pd.DataFrame:
    frame = pd.read_csv(log, parse_dates=["occurred_at", "promised_at"])
    return frame.assign(supplier_key=frame["supplier"].str.casefold(), bare=False, promised_bare=True)


def _rerun(database: Path, page: str) -> Callable[[], object]:
    """Rerun a page as a reader does who touches a filter: the script from the top, its results already known."""
    from streamlit.testing.v1 import AppTest

    os.environ["TRIALMETRICS_DATABASE"] = str(database)
    if page == "empty":
        app = AppTest.from_string("import streamlit as st; st.title('empty')")
    else:
        app = AppTest.from_file(str(ROOT / "pages" / "_router.py"))

    def rerun() -> None:
        app.run(timeout=300)
        if app.exception or not app.title:
            raise RuntimeError(f"the page {page} failed: {app.exception}")

    rerun()
    return rerun


if __name__ == "__main__":
    main()
