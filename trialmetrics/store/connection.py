"""The one connection to the database: lends a cursor to each caller, and reconnects after DuckDB shut the database down."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import duckdb

from trialmetrics.errors import StoreError
from trialmetrics.text.language import _

# Seconds to wait for other cursors: after a shutdown they fail at their next step and come back.
RENEWAL_TIMEOUT = 10.0


class SharedConnection:
    """Lends cursors of one connection.

    A checkpoint on a full disk makes DuckDB invalidate the database for every cursor, although committed changes are stored.
    Once all cursors are returned, the next caller reopens it.
    """

    def __init__(self, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._connect = connect
        self._connection: duckdb.DuckDBPyConnection | None = connect()
        self.renewals = 0  # how often it was reopened; meanwhile another process may have written
        self._ended = False
        self._paused = False
        self._lent = 0
        self._changed = threading.Condition()
        self._own = threading.local()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for the caller alone. Raises StoreError where the database cannot be reopened."""
        cursor = self._lend()
        try:
            yield cursor
        except duckdb.FatalException:
            self._ended = True
            raise
        finally:
            with suppress(duckdb.Error):
                cursor.close()
            with self._changed:
                self._lent -= 1
                self._own.lent -= 1
                self._changed.notify_all()

    def renew(self) -> None:
        """Reopen the database once all cursors are returned. Raises StoreError."""
        with self._changed:
            self._renew()

    def replace_file(self, replace: Callable[[], None]) -> None:
        """Close the database once all cursors are returned, let `replace` put another file in its place, and open that one.

        Meanwhile whoever wants a cursor waits. Raises StoreError where a cursor is not returned in time, and what `replace` raises;
        then the former file is open again.
        """
        with self._changed:
            self._paused = True
            try:
                self._renew(replace)
            finally:
                self._paused = False
                self._changed.notify_all()

    def is_read_only(self) -> bool:
        """Whether it could only be opened for reading."""
        with self.cursor() as cursor:
            row = cursor.execute(
                "select readonly from duckdb_databases() where database_name = current_database()"
            ).fetchone()
        return bool(row and row[0])

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            # Where the disk is too full for a checkpoint, the changes stay in the write-ahead file.
            with suppress(duckdb.FatalException, duckdb.IOException):
                self._connection.close()

    def _lend(self) -> duckdb.DuckDBPyConnection:
        with self._changed:
            if getattr(self._own, "lent", 0) == 0:  # whoever has one already must be able to finish
                self._changed.wait_for(lambda: not self._paused)
            if self._ended or self._connection is None:
                self._renew()
            assert self._connection is not None
            try:
                cursor = self._connection.cursor()
            except duckdb.FatalException:
                self._renew()
                cursor = self._connection.cursor()
            self._lent += 1
            self._own.lent = getattr(self._own, "lent", 0) + 1
            return cursor

    def _renew(self, replace: Callable[[], None] = lambda: None) -> None:
        alone = getattr(self._own, "lent", 0) == 0
        if not alone or not self._changed.wait_for(lambda: self._lent == 0, RENEWAL_TIMEOUT):
            raise StoreError(_("The database is being opened anew; try again in a moment."))
        self.close()
        self._connection = None
        try:
            replace()
        finally:
            self._connection = self._connect()
            self.renewals += 1
            self._ended = False
