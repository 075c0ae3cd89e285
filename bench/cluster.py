"""Benchmark of a cluster of two workers on this machine: what a ranking takes as the events grow, and what memory.

    python -m bench.cluster [EVENTS ...]

The events are copies of a simulated log, each with trials of its own in other weeks; they are made on the cluster. The
suppliers stay the same, so the sums do as well. Each number of events (default: a thousand, which shows what the cluster
costs whatever the events, then one and ten million) is ranked in a process of its own: at first, later again as of another
moment, and once more when `refresh` has kept the facts of settled trials. Seconds are for orientation; the ratios count.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from bench.loads import load
from trialmetrics.cluster.export import export_events
from trialmetrics.cluster.loopback import loopback
from trialmetrics.cluster.settings import Cluster
from trialmetrics.simulation import simulate
from trialmetrics.store import Store

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 1_000_000, 10_000_000)
SUPPLIERS = 200
BASE = 100_000  # events that are copied
WEEKS = 52  # over which the copies are spread


def main() -> None:
    """Run the benchmark and print a line per number of events."""
    parser = argparse.ArgumentParser(prog="bench.cluster")
    parser.add_argument("events", nargs="*", type=int, default=[*SIZES])
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measure(**json.loads(options.measure))), flush=True)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fixed = 0.0
        for events in options.events:
            with loopback(memory="2g", settings={"spark.executor.memory": "1500m"}) as cluster:
                given = {"address": cluster.address, "folder": str(folder), "events": events}
                command = [sys.executable, "-m", "bench.cluster", "--measure", json.dumps(given)]
                said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
            found: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
            fixed = fixed or found["later"]
            print(
                f"{found['events']:>12,} events, {found['trials']:,} trials: first {found['first']:.0f} s, "
                f"later {found['later']:.0f} s (fixed: {min(1, fixed / found['later']):.0%}), "
                f"refresh {found['refresh']:.0f} s, then {found['refreshed']:.0f} s; "
                f"memory {found['python']:.0f} MB, its Java {found['java']:.0f} MB",
                flush=True,
            )


def _measure(address: str, folder: str, events: int) -> dict[str, Any]:
    from trialmetrics.access import OPERATOR
    from trialmetrics.analysis.ranking import now, rank
    from trialmetrics.cluster.events import ClusterEvents

    place = Path(folder) / f"events-{events}"
    cluster = Cluster(address, folder=str(place), scratch=str(Path(folder) / "scratch"))
    found: dict[str, Any] = {
        "events": _make(cluster, Path(folder) / f"base-{min(events, BASE)}", place, events)
    }
    with Store.open(Path(folder) / f"beside-{events}.duckdb") as store:
        there, at = ClusterEvents(store, cluster), now(store.policies.in_force())
        for number, name in enumerate(("first", "later", "refresh", "refreshed")):
            began = time.monotonic()
            if name == "refresh":
                there.refresh(OPERATOR, at)
            else:
                ranking = rank(store, events=there, as_of=at + timedelta(hours=number))
                found["trials"] = int(ranking.measures.candidate_total["trials"].sum())
            found[name] = time.monotonic() - began
            print(f"{events} {name} {found[name]:.1f} s", file=sys.stderr, flush=True)
    own = psutil.Process()
    java = [child for child in own.children(recursive=True) if child.name() == "java"]
    found["python"] = own.memory_info().rss / 1e6
    found["java"] = sum(each.memory_info().rss for each in java) / 1e6
    return found


def _make(cluster: Cluster, base: Path, place: Path, events: int) -> int:
    """Make the events on the cluster, if they are not there. Returns how many they are."""
    from trialmetrics.cluster.session import session

    own = session(cluster)
    if not place.exists():
        if not base.exists():
            _write_base(base, min(events, BASE))
        own.read.parquet(f"{base}/event").createOrReplaceTempView("base")
        copies = max(1, events // BASE)
        parts = max(1, events // 500_000)
        own.range(0, copies, 1, min(copies, parts)).createOrReplaceTempView("copies")
        columns = [
            "concat(trial_id, '-', id) as trial_id" if name == "trial_id"
            else f"{name} - make_interval(0, 0, cast(id % {WEEKS} as int)) as {name}" if name in ("occurred_at", "promised_at")
            else name
            for name in own.table("base").columns
        ]  # fmt: skip
        own.sql(
            f"select /*+ broadcast(base) */ {', '.join(columns)} from copies cross join base"
        ).write.parquet(f"{place}/event")
        for name in ("observed", "gap"):
            own.read.parquet(f"{base}/{name}").write.parquet(f"{place}/{name}")
    return int(own.read.parquet(f"{place}/event").count())


def _write_base(base: Path, events: int) -> None:
    """About so many simulated events as a table."""
    suppliers = min(SUPPLIERS, max(4, events // 40))
    trials = max(1, events // suppliers // 6)
    log, _truth = simulate(suppliers=suppliers, trials=(trials, trials), testers=10, seed=1)
    with tempfile.TemporaryDirectory() as name:
        file, database = Path(name) / "log.csv", Path(name) / "trials.duckdb"
        log.to_csv(file, index=False)
        load(file, database)
        with Store.open(database) as store:
            export_events(store, base)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
