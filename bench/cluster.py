"""Benchmark of a cluster of two workers on this machine: what a ranking takes as the events grow, and what memory.

    python -m bench.cluster [EVENTS ...] [--relations]

The events are copies of a simulated log, each with trials of its own in other weeks; they are made on the cluster. The
suppliers stay the same, so the sums do as well. Each number of events (default: a thousand, which shows what the cluster
costs whatever the events, then one and ten million) is ranked in a process of its own, at first and later again as of
another moment. `--relations`: what each relation takes of the first. Seconds are for orientation; the ratios count.
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
    parser.add_argument("--relations", action="store_true")
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
                said = subprocess.run(
                    [sys.executable, "-m", "bench.cluster", "--measure", json.dumps(given | {"relations": options.relations})],
                    cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
                )  # fmt: skip
            found: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
            fixed = fixed or found["later"]
            print(
                f"{found['events']:>12,} events, {found['trials']:,} trials: first {found['first']:.0f} s, "
                f"later {found['later']:.0f} s (fixed: {min(1, fixed / found['later']):.0%}), "
                f"memory {found['python']:.0f} MB, its Java {found['java']:.0f} MB",
                flush=True,
            )
            for relation, seconds in found["relations"]:
                print(f"{seconds:18.1f} s  {relation}", flush=True)


def _measure(address: str, folder: str, events: int, relations: bool) -> dict[str, Any]:
    from trialmetrics.analysis.ranking import now, rank
    from trialmetrics.cluster.events import ClusterEvents
    from trialmetrics.engine import Spark

    place = Path(folder) / f"events-{events}"
    cluster = Cluster(address, folder=str(place), scratch=str(Path(folder) / "scratch"))
    number = _make(cluster, Path(folder) / f"base-{min(events, BASE)}", place, events)
    taken: dict[str, float] = {}
    if relations:
        for what in ("create", "register", "frame"):
            _timed(Spark, what, taken)
    with Store.open(Path(folder) / f"beside-{events}.duckdb") as store:
        policy = store.policies.in_force()
        at = now(policy)
        seconds, trials = [], 0
        for moment in (at, at + timedelta(hours=1)):
            began = time.monotonic()
            ranking = rank(store, events=ClusterEvents(store, cluster), as_of=moment)
            seconds.append(time.monotonic() - began)
            trials = int(ranking.measures.candidate_total["trials"].sum())
            if len(seconds) == 1:
                found = sorted(taken.items(), key=lambda each: -each[1])
    own = psutil.Process()
    java = [child for child in own.children(recursive=True) if child.name() == "java"]
    return {
        "events": number, "trials": trials, "first": seconds[0], "later": seconds[1], "relations": found[:40],
        "python": own.memory_info().rss / 1e6, "java": sum(each.memory_info().rss for each in java) / 1e6,
    }  # fmt: skip


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


def _timed(kind: type, what: str, taken: dict[str, float]) -> None:
    """Add what a method takes to `taken`, by the relation that is its first argument."""
    plain = getattr(kind, what)

    def timed(self: object, name: str, *rest: Any) -> Any:
        began = time.monotonic()
        try:
            return plain(self, name, *rest)
        finally:
            key = f"{what} {name}"
            taken[key] = taken.get(key, 0.0) + time.monotonic() - began

    setattr(kind, what, timed)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
