"""The events on a cluster, and what is made of them there."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

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
        with self._looking:
            if time.monotonic() - self._looked_at >= LOOK_AGAIN:
                state = self._fingerprint()
                self._states += state != self._state
                self._state, self._looked_at = state, time.monotonic()
            return self._store.revision() + self._states

    def _fingerprint(self) -> str:
        """Tells one state of the table from another: by its files, with size and time where this machine sees them."""
        with in_words(self._cluster):
            files = sorted(event_table.files(session(self._cluster), self._cluster))
        known = []
        for name in files:
            path = Path(name.removeprefix("file://"))
            stat = path.stat() if name.startswith("file:") and path.exists() else None
            known.append(f"{name} {stat.st_size} {stat.st_mtime_ns}" if stat else name)
        return hashlib.sha256("\n".join(known).encode()).hexdigest()

    def _ask(self, ask: Callable[[Spark, dict[str, str]], Result]) -> Result:
        """What the cluster says, on one state of the table; asked again where something got lost on the way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with in_words(self._cluster):
                    own = session(self._cluster)
                    guard = partial(asking, self._cluster, own)
                    with guard():
                        engine = Spark(own, Path(self._cluster.scratch), guard)
                        return ask(engine, self._open(engine))
            except StoreError:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt raises")

    def _open(self, engine: Spark) -> dict[str, str]:
        """Make the events, as the names are merged here, relations of an engine. Returns supplier key by the key of each name."""
        names = event_table.read(engine, self._cluster)
        with self._store.cursor() as cursor:
            merged = dict(cursor.execute("select supplier_key, merged_key from kept_member").fetchall())
        own = {source: supplier_key(source) for source in names}
        shown = {own[source]: names[source] for source in sorted(names, reverse=True)}
        keys = {key: merged.get(key, key) for key in own.values()}
        event_table.name(
            engine,
            {source: (keys[key], shown.get(keys[key], shown[key])) for source, key in own.items()},
        )
        return keys


def _events(engine: Spark, keys: list[str], query: str) -> pd.DataFrame:
    engine.register("asked_supplier", pa.table({"supplier_key": pa.array(keys, pa.string())}))
    engine.create("asked_event", query)
    return engine.frame("asked_event")
