"""The one workspace of the server, for its pages and its routes: one process holds the database, and all share what is cached."""

import threading

from trialmetrics.server.daily_backup import DAILY
from trialmetrics.server.daily_refresh import DAILY_REFRESH
from trialmetrics.server.recorded_people import RECORDED_PEOPLE
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace


class SharedWorkspace:
    """Opens the default database when it is first needed. Thread-safe."""

    def __init__(self) -> None:
        self._opened: Workspace | None = None
        self._opening = threading.Lock()

    def get(self) -> Workspace:
        """The workspace, with names and notes. Raises StoreError where the database cannot be opened; the next call tries again."""
        with self._opening:
            if self._opened is None:
                self._opened = Workspace(Store.open())
                DAILY.serve(self._opened.store)
                DAILY_REFRESH.serve(self._opened.store)
                RECORDED_PEOPLE.serve(self._opened.store)
            return self._opened

    def forget(self) -> None:
        """Open the database anew when it is next needed; whoever has it open closes it."""
        with self._opening:
            self._opened = None


SHARED = SharedWorkspace()
