"""Where events are read from: the dashboard's own database, or a cluster."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import pandas as pd

from trialmetrics.choices import Choices, choices_of
from trialmetrics.engine import DuckDB, Measures, TrialFilter, run
from trialmetrics.policy import Policy
from trialmetrics.store import Store


class Events(Protocol):
    """The current events, and what is made of them. Every method raises StoreError where they cannot be read."""

    @property
    def whole(self) -> bool:
        """Whether those of all suppliers can be had at once."""
        ...

    def measure(self, policy: Policy, as_of: datetime, chosen: TrialFilter | None = None) -> Measures:
        """The measures of the chosen trials as of a moment; see `engine.run`."""
        ...

    def choices(self, policy: Policy, as_of: datetime) -> Choices:
        """What filters can choose from, over all trials."""
        ...

    def of(self, supplier_key: str) -> pd.DataFrame:
        """The events of one supplier, by trial and moment; the key of any of its names will do."""
        ...

    def noted(self, supplier_keys: Iterable[str] | None = None) -> pd.DataFrame:
        """The events with a note of these suppliers, None: of all, by supplier, trial and moment."""
        ...

    def is_empty(self) -> bool:
        """Whether there are none."""
        ...

    def beside(self, store: Store) -> "Events":
        """The events as they are seen beside another state of the store."""
        ...

    def revision(self) -> int:
        """A number that grows when they, or the store, change."""
        ...

    def state(self) -> str:
        """As of when they are, where that is not now; a sentence, or nothing."""
        ...


class StoredEvents:
    """Those of a database of ours."""

    whole = True

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, supplier_key: str) -> pd.DataFrame:
        return self._store.events(supplier_key)

    def noted(self, supplier_keys: Iterable[str] | None = None) -> pd.DataFrame:
        noted = self._store.events_with_notes()
        return noted if supplier_keys is None else noted[noted["supplier_key"].isin([*supplier_keys])]

    def is_empty(self) -> bool:
        return self._store.is_empty()

    def beside(self, store: Store) -> "StoredEvents":
        return StoredEvents(store)

    def revision(self) -> int:
        return self._store.revision()

    def state(self) -> str:
        return ""

    def measure(self, policy: Policy, as_of: datetime, chosen: TrialFilter | None = None) -> Measures:
        with self._store.cursor() as cursor:
            return run(DuckDB(cursor), policy, as_of, chosen)

    def choices(self, policy: Policy, as_of: datetime) -> Choices:
        with self._store.cursor() as cursor:
            keys = cursor.execute("select name_key, supplier_key from current_spelling").fetchall()
            return choices_of(DuckDB(cursor), policy, as_of, dict(keys))


def events_of(store: Store) -> Events:
    """The events behind a store: on the cluster that the environment names, else its own. Raises UsageError, StoreError."""
    from trialmetrics.cluster.settings import configured

    cluster = configured()
    if cluster is None:
        return StoredEvents(store)
    from trialmetrics.cluster.events import ClusterEvents

    return ClusterEvents(store, cluster)
