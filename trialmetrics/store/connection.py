"""The connection that everybody shares: a cursor for each, and a new connection where the database ended itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import duckdb

from trialmetrics.errors import StoreError
from trialmetrics.text.language import _

# Readers of a database that ended itself fail at their next step.
RENEWAL_TIMEOUT = 10.0


class SharedConnection:
    """Lends cursors of one connection.

    A checkpoint that finds no room ends the database for every cursor, though what was committed is stored. Once all
    cursors are back it is opened anew, by whoever comes next.
    """

    def __init__(self, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._connect = connect
        self._connection: duckdb.DuckDBPyConnection | None = connect()
        self._ended = False
        self._lent = 0
        self._changed = threading.Condition()
        self._own = threading.local()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own. Raises StoreError where the database cannot be opened anew."""
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
        """Open the database anew, once nobody uses the old connection. Raises StoreError."""
        with self._changed:
            self._renew()

    def is_read_only(self) -> bool:
        """Whether it could only be opened for reading."""
        with self.cursor() as cursor:
            row = cursor.execute(
                "select readonly from duckdb_databases() where database_name = current_database()"
            ).fetchone()
        return bool(row and row[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            # What a checkpoint finds no room for stays in the write-ahead file.
            with suppress(duckdb.FatalException, duckdb.IOException):
                self._connection.close()

    def _lend(self) -> duckdb.DuckDBPyConnection:
        with self._changed:
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

    def _renew(self) -> None:
        alone = getattr(self._own, "lent", 0) == 0
        if not alone or not self._changed.wait_for(lambda: self._lent == 0, RENEWAL_TIMEOUT):
            raise StoreError(_("The database is being opened anew; try again in a moment."))
        self.close()
        self._connection = None
        self._connection = self._connect()
        self._ended = False
