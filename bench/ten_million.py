"""Benchmark of loading ten million events: time against DuckDB's own reader, and peak memory of all processes."""

import tempfile
from pathlib import Path

import duckdb

from bench.loads import load, read_csv
from bench.paired_timing import print_ratio
from trialmetrics.simulation import simulate

COPIES = 10


def run() -> None:
    """Run the benchmark and print its figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "log.csv"
        events = write_log(log)
        print(f"{events:,} events, {log.stat().st_size / 1e6:.0f} MB\n", flush=True)
        peaks: list[int] = []
        print_ratio(
            "load / DuckDB read_csv",
            lambda: peaks.append(load(log, folder / "trials.duckdb")),
            lambda: read_csv(log, folder / "plain.duckdb"),
        )
    print(f"\npeak memory of a load, all processes together: {max(peaks) / 1e9:.2f} GB")


def write_log(target: Path) -> int:
    """Write COPIES copies of a simulated million-event log, each with its own suppliers and trials. Returns how many events."""
    log, _truth = simulate(suppliers=1000, trials=(135, 190), testers=10, seed=1)
    with duckdb.connect() as database:
        database.register("log", log)
        database.execute(
            f"""
            copy (
                select
                    format('{{}}-{{}}', supplier, copy) as supplier,
                    format('{{}}-{{}}', trial_id, copy) as trial_id,
                    log.* exclude (supplier, trial_id)
                from range({COPIES}) as copies(copy), log
                order by copy
            ) to '{target}' (format csv)
            """
        )
    return len(log) * COPIES
