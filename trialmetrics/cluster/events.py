"""The events on a cluster, and what is made of them there."""

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa

from trialmetrics.access import Action, Person, require
from trialmetrics.choices import Choices, choices_of
from trialmetrics.cluster import event_table, settled
from trialmetrics.cluster.event_table import EVENT, Opened
from trialmetrics.cluster.session import asking, in_words, session
from trialmetrics.cluster.settings import EVENTS, Cluster
from trialmetrics.cluster.settled import SettledSpark
from trialmetrics.engine import Measures, Spark, TrialFilter, run
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.names.keys import supplier_key
from trialmetrics.policy import Policy
from trialmetrics.store import Store
from trialmetrics.text import date_text
from trialmetrics.text.language import _

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
        self._seen_at: datetime | None = None
        self._lost = False
        _sweep(Path(cluster.scratch))

    def measure(self, policy: Policy, as_of: datetime, chosen: TrialFilter | None = None) -> Measures:
        """See `Events.measure`."""
        return self._ask(lambda engine, _opened: run(engine, policy, as_of, chosen), as_of)

    def choices(self, policy: Policy, as_of: datetime) -> Choices:
        """See `Events.choices`."""
        return self._ask(lambda engine, opened: choices_of(engine, policy, as_of, opened.keys), as_of)

    def refresh(self, person: Person, as_of: datetime | None = None) -> settled.Kept:
        """Keep the facts of the trials that are settled as of a moment (default: now).

        Raises NotAllowed, StoreError; UsageError where the events are no folder of files.
        """
        require(person, Action.REFRESH)
        if not self._cluster.folder:
            raise UsageError(
                _(
                    "Facts are kept of a folder of Parquet files, where a new file tells what is new: set {name} to parquet:/path."
                ).format(name=EVENTS)
            )
        policy = self._store.policies.in_force()
        moment = as_of or datetime.now(policy.clock.zone).replace(tzinfo=None, microsecond=0)
        return self._ask(
            lambda engine, opened: settled.keep(engine, self._cluster, policy, moment, opened),
            moment,
        )

    def of(self, supplier: str) -> pd.DataFrame:
        """See `Events.of`."""

        def ask(engine: Spark, opened: Opened) -> pd.DataFrame:
            return _events(engine, [opened.keys.get(supplier, supplier)], _EVENTS_OF)

        found = self._ask(ask)
        return found.sort_values(["trial_id", "occurred_at", "event"], na_position="last", ignore_index=True)

    def noted(self, supplier_keys: Iterable[str] | None = None) -> pd.DataFrame:
        """See `Events.noted`; only of suppliers that are named."""
        wanted = [*(supplier_keys or ())]
        found = self._ask(
            lambda engine, _opened: _events(engine, wanted, _EVENTS_OF + " where e.note is not null")
        )
        columns = ["supplier_key", "trial_id", "event", "occurred_at", "note"]
        return found[columns].sort_values(
            columns[:1] + columns[1:2] + ["occurred_at", "event"], na_position="last"
        )

    def is_empty(self) -> bool:
        """See `Events.is_empty`."""
        return self._ask(lambda engine, _opened: engine.is_empty("current_event"))

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
                self._state, self._seen_at, self._lost = state, datetime.now(UTC), False
            except StoreError:
                self._lost = True
            finally:
                self._looking.release()
        return self._store.revision() + self._states

    def state(self) -> str:
        """See `Events.state`."""
        if self._seen_at is None:
            return _("The cluster was not reached yet.") if self._lost else ""
        local = self._seen_at.astimezone(self._store.policies.in_force().clock.zone).replace(tzinfo=None)
        template = (
            _("Events as the table had them on {moment}; since then it was not reached.")
            if self._lost
            else _("Events as the table had them on {moment}.")
        )
        return template.format(moment=date_text.moment(local))

    def _fingerprint(self) -> str:
        """Tells one state of the table from another: by its files, with size and time where this machine sees them, else by
        how many events there are and the latest of them."""
        with in_words(self._cluster):
            own = session(self._cluster)
        known: list[str] = []
        with asking(self._cluster, own, PATIENCE_TO_LOOK):
            for _name, frame in event_table.tables(own, self._cluster):
                files = event_table.files(frame)
                if files and all(files.values()):
                    known.append(str(sorted(files.items())))
                else:
                    latest = ["max(occurred_at)"] if "occurred_at" in frame.columns else []
                    known.append(str(frame.selectExpr("count(*)", *latest).first()))
        return hashlib.sha256("\n".join(known).encode()).hexdigest()

    def _ask(self, ask: Callable[[SettledSpark, Opened], Result], as_of: datetime | None = None) -> Result:
        """What the cluster says, on one state of the table; asked again where something got lost on the way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with in_words(self._cluster):
                    own = session(self._cluster)
                    guard = partial(self._asking, own)
                    with guard():
                        engine = SettledSpark(own, Path(self._cluster.scratch), guard)
                        # What was kept may be what cannot be read.
                        return ask(engine, self._open(engine, as_of if attempt < ATTEMPTS else None))
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

    def _open(self, engine: SettledSpark, as_of: datetime | None = None) -> Opened:
        """Make the events, as the names are merged here, relations of an engine; for a look as of a moment with the facts of
        settled trials in the place of their events, where such are kept."""
        zone = self._store.policies.in_force().clock.zone.key
        tables = dict(event_table.tables(engine.session, self._cluster))
        # Looked at once: what is added later is not read either.
        files = event_table.files(tables[EVENT])
        kept = settled.latest(self._cluster) if as_of and self._cluster.folder else None
        if kept and as_of and settled.holds(kept, tables, files, zone, as_of):
            new = event_table.part(engine.session, self._cluster, tables, files.keys() - kept.files.keys())
            has_key = event_table.read(engine, {**tables, EVENT: new}, zone)
            settled.add_names(engine, kept)
            opened = self._named(engine, tables, files, has_key)
            if kept.keys.items() <= opened.sources.items():
                settled.add_facts(engine, kept, self._cluster, tables, zone)
                event_table.make_current(engine, opened.merged)
                return opened
        opened = self._named(engine, tables, files, event_table.read(engine, tables, zone))
        event_table.make_current(engine, opened.merged)
        return opened

    def _named(
        self, engine: SettledSpark, tables: dict[str, Any], files: dict[str, str], has_key: bool
    ) -> Opened:
        names = event_table.names(engine)
        with self._store.cursor() as cursor:
            merged = dict(cursor.execute("select supplier_key, merged_key from kept_member").fetchall())
        # A key of the table's own is taken as it is: two that differ in case may be two suppliers.
        own = {source: source if has_key else supplier_key(source) for source in names}
        shown = {own[source]: names[source] for source in sorted(names, reverse=True)}
        keys = {key: merged.get(key, key) for key in own.values()}
        event_table.name(
            engine,
            {source: (keys[key], key, shown.get(keys[key], shown[key])) for source, key in own.items()},
        )
        return Opened(
            tables,
            files,
            {source: keys[key] for source, key in own.items()},
            {supplier_key(name): keys[own[source]] for source, name in names.items()} | keys,
            len({*keys.values()}) < len(keys),
        )


def _events(engine: Spark, keys: list[str], query: str) -> pd.DataFrame:
    engine.register("asked_supplier", pa.table({"supplier_key": pa.array(keys, pa.string())}))
    engine.create("asked_event", query)
    return engine.frame("asked_event")


def _sweep(scratch: Path) -> None:
    """Remove what a dashboard left there that was killed: whatever is kept is made anew each midnight."""
    for folder in scratch.glob("[0-9a-f]" * 32):
        with suppress(OSError):
            state = folder.lstat()
            if state.st_uid == os.getuid() and time.time() - state.st_mtime > 2 * DAY:
                shutil.rmtree(folder)
