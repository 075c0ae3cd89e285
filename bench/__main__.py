"""`make bench`: the main job against DuckDB's plain reader, plain pandas and an empty page, as ratios within one run.

    python -m bench [--full | --ten-million]

`--full`: 1,000,000 events (about 1,000 suppliers, 10 testers) instead of a tenth of that. `--ten-million`: only a load of
so many events and the memory it takes (some minutes, 3 GB of disk). Each figure is the median of interleaved pairs. The
ratios count; seconds are only for orientation.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from bench import plain_pandas, ten_million
from bench.loads import load, read_csv
from bench.paired_timing import print_ratio
from trialmetrics.analysis.ranking import now, rank
from trialmetrics.policy import load_policy
from trialmetrics.simulation import simulate
from trialmetrics.store import Store
from trialmetrics.vocabulary import RATINGS

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run the benchmarks and print a table."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--ten-million", action="store_true")
    options = parser.parse_args()
    if options.ten_million:
        ten_million.run()
        return
    suppliers = 1000 if options.full else 100
    with tempfile.TemporaryDirectory() as folder:
        log, database = Path(folder) / "log.csv", Path(folder) / "trials.duckdb"
        events, _truth = simulate(suppliers=suppliers, trials=(135, 190), testers=10, seed=1)
        events.to_csv(log, index=False)
        print(f"{len(events):,} events, {log.stat().st_size / 1e6:.0f} MB, {suppliers} suppliers\n")
        peaks: list[int] = []
        print_ratio(
            "load / DuckDB read_csv",
            lambda: peaks.append(load(log, database)),
            lambda: read_csv(log, Path(folder) / "plain.duckdb"),
        )
        frame = _frame(log)
        with Store.open(database) as store:
            policy = load_policy()
            at = pd.Timestamp(now(policy))
            print_ratio(
                "rank / plain pandas measures",
                lambda: rank(store),
                lambda: plain_pandas.measure(frame, policy, at),
            )
        print_ratio(
            "ranking page rerun / empty page rerun", _rerun(database, "ranking"), _rerun(database, "empty"), 9
        )
    print(f"\npeak memory of a load, all processes together: {max(peaks) / 1e9:.2f} GB\n", flush=True)
    subprocess.run([sys.executable, "-m", "bench.evidence"], check=True, cwd=ROOT)


def _frame(log: Path) -> pd.DataFrame:
    frame = pd.read_csv(log, parse_dates=["occurred_at", "promised_at"])
    added = {"supplier_key": frame["supplier"].str.casefold(), "source": "log"}
    rated = frame[list(RATINGS)].max(axis=1) > 1
    return frame.assign(**added, bare=False, promised_bare=True, above_lowest=rated)


def _rerun(database: Path, page: str) -> Callable[[], object]:
    """A function that reruns a page with its results cached, as when a reader touches a filter."""
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
