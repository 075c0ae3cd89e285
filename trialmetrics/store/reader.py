"""Lends cursors that read one consistent state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from trialmetrics.error_messages import is_disk_full
from trialmetrics.errors import StoreError
from trialmetrics.store.connection import SharedConnection
from trialmetrics.text.language import _


class Reader:
    """Reads the database `path`, from many threads at once, also while one writes."""

    def __init__(self, path: Path, live: SharedConnection) -> None:
        self.path = path
        self._live = live

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees one consistent state; its temporary tables are dropped afterwards. Raises StoreError where the
        database cannot be read."""
        try:
            with self._live.cursor() as cursor:
                cursor.execute("begin")
                try:
                    yield cursor
                finally:
                    cursor.execute("rollback")
        except (duckdb.IOException, duckdb.FatalException) as error:
            sentence = (
                _(
                    "The database {path} cannot be read or written: {reason}; make room on the disk and try again."
                )
                if is_disk_full(error)
                else _(
                    "The database {path} cannot be read or written: {reason}; try again, then check the disk or restore a "
                    "backup."
                )
            )
            raise StoreError(
                sentence.format(path=self.path, reason=str(error).splitlines()[0].rstrip("."))
            ) from error
