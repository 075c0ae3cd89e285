"""Keeps facts of settled trials on the cluster once a day while the dashboard runs, in a thread that nobody waits for."""

import asyncio
import logging
import threading
from datetime import datetime, timedelta

from trialmetrics.access import OPERATOR
from trialmetrics.analysis.ranking import now
from trialmetrics.cluster import settled
from trialmetrics.cluster.events import ClusterEvents
from trialmetrics.cluster.settings import configured
from trialmetrics.errors import TrialmetricsError
from trialmetrics.store import Store

INTERVAL = 600.0  # seconds between two looks whether it is due
DAY = timedelta(days=1)
_log = logging.getLogger("trialmetrics")


class DailyRefresh:
    """The facts of the cluster's events, beside the database that the server has open, once it has one."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._tried_at: datetime | None = None

    def serve(self, store: Store) -> None:
        """Keep facts beside this database from now on."""
        self._store = store

    def make(self) -> None:
        """Keep the facts of today, where the events are a folder on a cluster, unless it was done or tried within a day; what fails
        is logged, and the former facts stay."""
        try:
            cluster = configured()
            if self._store is None or cluster is None or not cluster.folder:
                return
            moment, kept = now(self._store.policies.in_force()), settled.latest(cluster)
            last = [self._tried_at, datetime.fromisoformat(kept.as_of) if kept else None]
            if any(each and moment - each < DAY for each in last):
                return
            self._tried_at = moment
            kept = ClusterEvents(self._store, cluster).refresh(OPERATOR, moment)
        except TrialmetricsError as error:
            _log.warning("The facts of settled trials were not kept: %s", error)
        else:
            _log.info("The facts of %s settled trials are kept", kept.trials)

    async def run(self) -> None:
        """Keep facts until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            # Not one that the end of the server would wait for.
            making = threading.Thread(target=self.make, daemon=True)
            making.start()
            while making.is_alive():
                await asyncio.sleep(1)


DAILY_REFRESH = DailyRefresh()
