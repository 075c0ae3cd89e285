"""Makes a backup a day while the dashboard runs, in a thread that only reads: nobody waits for it."""

import asyncio
import logging
from datetime import datetime

from trialmetrics.cluster.settings import elsewhere
from trialmetrics.errors import TrialmetricsError
from trialmetrics.store import Store, backups

INTERVAL = 600.0  # seconds between two looks whether one is due
_log = logging.getLogger("trialmetrics")


class DailyBackup:
    """The backups of the database that the server has open, once it has one."""

    def __init__(self) -> None:
        self._store: Store | None = None

    def serve(self, store: Store) -> None:
        """Back this database up from now on."""
        self._store = store

    def make(self) -> None:
        """Make the backup of today unless it is there, and delete those past their days; what fails is logged."""
        store, today, made = self._store, datetime.now().date(), None
        if store is None:
            return
        try:
            # Also while nothing counts: what was removed since may be in them.
            backups.delete_expired(store.path, today)
            if not store.is_empty() or (elsewhere() and store.newest_change()):
                with store.cursor() as cursor:
                    made = backups.make_daily(cursor, store.path, today)
        except TrialmetricsError as error:
            _log.warning("The daily backup was not made: %s", error)
        else:
            if made:
                _log.info("The daily backup is %s", made)

    async def run(self) -> None:
        """Make backups until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await asyncio.to_thread(self.make)
            except Exception:
                _log.exception("the daily backup failed")


DAILY = DailyBackup()
