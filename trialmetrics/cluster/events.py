"""The events on a cluster, and what is made of them there."""

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import pandas as pd
import pyarrow as pa

from trialmetrics.choices import Choices, choices_of
from trialmetrics.cluster import event_table
from trialmetrics.cluster.session import asking, in_words, session
from trialmetrics.cluster.settings import Cluster
from trialmetrics.engine import Measures, Spark, TrialFilter, run
from trialmetrics.errors import StoreError
from trialmetrics.names.keys import supplier_key
from trialmetrics.policy import Policy
from trialmetrics.store import Store

LOOK_AGAIN = 60.0  # seconds between two looks whether the table has changed
PATIENCE_TO_LOOK = 30.0  # seconds
DAY = 24 * 3600.0
ATTEMPTS = 2  # a worker that is lost takes what it had with it; the next attempt has the others
_EVENTS_OF = """
    select e.* from current_event as e
    join asked_supplier as a on a.supplier_key = e.supplier_key
"""
Result = TypeVar("Result")


class ClusterEvents:
    """The events of an organisation's own table. Policies, names, decisions and the record stay in the store."""

    whole = False

    def __init__(self, store: Store, cluster: Cluster) -> None:
        self._store, self._cluster = store, cluster
        self._looking = threading.Lock()
        self._looked_at = float("-inf")
        self._state, self._states = "", 0
        _sweep(Path(cluster.scratch))

    def measure(self, policy: Policy, as_of: datetime, chosen: TrialFilter | None = None) -> Measures:
        """See `Events.measure`."""
        return self._ask(lambda engine, _keys: run(engine, policy, as_of, chosen))

    def choices(self, policy: Policy, as_of: datetime) -> Choices:
        """See `Events.choices`."""
        return self._ask(lambda engine, keys: choices_of(engine, policy, as_of, keys))

    def of(self, supplier: str) -> pd.DataFrame:
        """See `Events.of`."""

        def ask(engine: Spark, keys: dict[str, str]) -> pd.DataFrame:
            return _events(engine, [keys.get(supplier, supplier)], _EVENTS_OF)

        found = self._ask(ask)
        return found.sort_values(["trial_id", "occurred_at", "event"], na_position="last", ignore_index=True)

    def noted(self, supplier_keys: Iterable[str] | None = None) -> pd.DataFrame:
        """See `Events.noted`; only of suppliers that are named."""
        wanted = [*(supplier_keys or ())]
        found = self._ask(
            lambda engine, _keys: _events(engine, wanted, _EVENTS_OF + " where e.note is not null")
        )
        columns = ["supplier_key", "trial_id", "event", "occurred_at", "note"]
        return found[columns].sort_values(
            columns[:1] + columns[1:2] + ["occurred_at", "event"], na_position="last"
        )

    def is_empty(self) -> bool:
        """See `Events.is_empty`."""
        return self._ask(lambda engine, _keys: engine.is_empty("current_event"))

    def beside(self, store: Store) -> "ClusterEvents":
        """See `Events.beside`."""
        return ClusterEvents(store, self._cluster)

    def revision(self) -> int:
        """See `Events.revision`."""
        # Nobody waits for whoever looks; and whether the cluster can be reached, the next question tells.
        if time.monotonic() - self._looked_at >= LOOK_AGAIN and self._looking.acquire(blocking=False):
            try:
                self._looked_at = time.monotonic()
                state = self._fingerprint()
                self._states += state != self._state
                self._state = state
            except StoreError:
                pass
            finally:
                self._looking.release()
        return self._store.revision() + self._states

    def _fingerprint(self) -> str:
        """Tells one state of the table from another: by its files, with size and time where this machine sees them, else by
        how many events there are and the latest of them."""
        with in_words(self._cluster):
            own = session(self._cluster)
        known: list[str] = []
        with asking(self._cluster, own, PATIENCE_TO_LOOK):
            for _name, frame in event_table.tables(own, self._cluster):
                files = [Path(unquote(file).removeprefix("file://")) for file in sorted(frame.inputFiles())]
                if files and all(file.is_file() for file in files):
                    known += [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
                else:
                    latest = ["max(occurred_at)"] if "occurred_at" in frame.columns else []
                    known.append(str(frame.selectExpr("count(*)", *latest).first()))
        return hashlib.sha256("\n".join(known).encode()).hexdigest()

    def _ask(self, ask: Callable[[Spark, dict[str, str]], Result]) -> Result:
        """What the cluster says, on one state of the table; asked again where something got lost on the way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with in_words(self._cluster):
                    own = session(self._cluster)
                    guard = partial(self._asking, own)
                    with guard():
                        engine = Spark(own, Path(self._cluster.scratch), guard)
                        return ask(engine, self._open(engine))
            except StoreError:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt raises")

    @contextmanager
    def _asking(self, own: Any) -> Iterator[None]:
        try:
            with asking(self._cluster, own):
                yield
        except StoreError:
            # What is kept may stand on a session that is lost: measure anew.
            self._states += 1
            raise

    def _open(self, engine: Spark) -> dict[str, str]:
        """Make the events, as the names are merged here, relations of an engine. Returns supplier key by the key of each name."""
        zone = self._store.policies.in_force().clock.zone.key
        names, has_key = event_table.read(engine, self._cluster, zone)
        with self._store.cursor() as cursor:
            merged = dict(cursor.execute("select supplier_key, merged_key from kept_member").fetchall())
        # A key of the table's own is taken as it is: two that differ in case may be two suppliers.
        own = {source: source if has_key else supplier_key(source) for source in names}
        shown = {own[source]: names[source] for source in sorted(names, reverse=True)}
        keys = {key: merged.get(key, key) for key in own.values()}
        event_table.name(
            engine,
            {source: (keys[key], shown.get(keys[key], shown[key])) for source, key in own.items()},
        )
        return keys | {supplier_key(name): keys[own[source]] for source, name in names.items()}


def _events(engine: Spark, keys: list[str], query: str) -> pd.DataFrame:
    engine.register("asked_supplier", pa.table({"supplier_key": pa.array(keys, pa.string())}))
    engine.create("asked_event", query)
    return engine.frame("asked_event")


def _sweep(scratch: Path) -> None:
    """Remove what a dashboard left there that was killed: whatever is kept is made anew each midnight."""
    for folder in scratch.glob("[0-9a-f]" * 32):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > 2 * DAY:
                shutil.rmtree(folder)
