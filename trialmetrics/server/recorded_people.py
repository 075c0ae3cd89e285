"""Copies changes of people into the record of the database that the server has open, also those made on the command line."""

import asyncio
import logging

from trialmetrics.access.store import FILE, open_access
from trialmetrics.errors import TrialmetricsError
from trialmetrics.store import Store

INTERVAL = 5.0  # seconds between two looks for changes
_log = logging.getLogger("trialmetrics")


def copy(store: Store) -> int:
    """Copy the changes that the record of this database does not have. Returns how many."""
    if not store.path.with_name(FILE).exists():  # nobody signs in here
        return 0
    return store.person_changes.copy(open_access(store.path).people.changes())


class RecordedPeople:
    """The changes of people of the database that the server has open, once it has one."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._last = 0  # change that was copied

    def serve(self, store: Store) -> None:
        """Copy into this database from now on."""
        self._store, self._last = store, 0
        self.copy()

    def copy(self) -> None:
        """Copy what is new; what fails is logged, and tried again by `run`."""
        store = self._store
        if store is None or not store.path.with_name(FILE).exists():
            return
        try:
            last = open_access(store.path).people.last_change()
            if last != self._last:
                copy(store)
                self._last = last
        except TrialmetricsError as error:
            _log.warning("Changes of people were not copied into the record: %s", error)

    async def run(self) -> None:
        """Copy until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await asyncio.to_thread(self.copy)
            except Exception:
                _log.exception("changes of people were not copied into the record")


RECORDED_PEOPLE = RecordedPeople()
