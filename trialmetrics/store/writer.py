"""Runs write transactions one at a time: atomic, recorded in the history, and sealed before they are acknowledged."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from trialmetrics.error_messages import is_disk_full
from trialmetrics.errors import StoreError
from trialmetrics.store import hash_chain, history, lost_changes, table_counts
from trialmetrics.store.connection import SharedConnection
from trialmetrics.store.durable_files import discard, replace_database
from trialmetrics.store.hash_chain import Mark
from trialmetrics.store.lost_changes import Standing
from trialmetrics.store.seal import Seal, latest, prepare, seal_of, write
from trialmetrics.text.language import _

UNSEALED = "unsealed"
_SYSTEM_USER = "trialmetrics"


def rewriting(path: Path) -> Path:
    """Where a new file of a database is written before it takes its place; a kill may leave it there."""
    return Path(f"{path}.rewriting")


class Writer:
    """Writes to the database `path`; opening it updates a seal that fell behind.

    `revision`: the number of the last change. It is counted here, as nobody else writes while the file is open, and read anew
    after the connection was reopened.
    """

    def __init__(self, path: Path, live: SharedConnection) -> None:
        self._path = path
        self._seal = seal_of(path)
        self._live = live
        self._one_at_a_time = threading.Lock()
        self._standing: Standing | None = None
        self._catch_up_seal()
        self._renewals = live.renewals
        self._revision = self._last_number()

    @property
    def revision(self) -> int:
        self._notice_renewal()
        return self._revision

    def _notice_renewal(self) -> None:
        """After the file was closed for a moment: forget what was known of it, if it was changed or another is in its place."""
        renewals = self._live.renewals
        if renewals == self._renewals:
            return
        known = self._standing
        with self._live.cursor() as cursor:
            # Before the first change that is sealed, its number is all that is known.
            same = (
                (lost_changes.identity(cursor), hash_chain.end(cursor)) == (known.identity, known.end)
                if known
                else hash_chain.last_number(cursor) == self._revision
            )
        if not same:
            self._standing = None
            self._revision = max(self._last_number(), self._revision + 1)
        self._renewals = renewals

    def _last_number(self) -> int:
        with self._live.cursor() as cursor:
            return hash_chain.last_number(cursor)

    def finding(self) -> str | None:
        """A sentence on what is wrong with the end of the history; None where nothing is."""
        self._notice_renewal()
        known = self._standing
        if known and latest(self._seal, known.identity.database_id) == known.end:
            return None
        return self._read_standing().finding

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor in a transaction: committed and sealed at the end, rolled back on any exception.

        Raises StoreError where the change cannot be stored. After an error nothing has changed, unless its sentence says
        otherwise.
        """
        with self._one_at_a_time:
            end: Mark | None = None
            try:
                standing = self._writable_standing()
                with self._live.cursor() as cursor:
                    cursor.execute("begin")
                    try:
                        before = table_counts.counts(cursor)
                        if standing.unsealed:
                            history.record(cursor, _SYSTEM_USER, UNSEALED)
                        yield cursor
                        end = _record_tally(cursor, standing.end, before)
                    except BaseException:
                        # After an error COMMIT would succeed silently and store nothing.
                        cursor.execute("rollback")
                        raise
                    cursor.execute("commit")
            except (duckdb.Error, OSError, RuntimeError, KeyboardInterrupt) as error:
                if end is None or not self._is_stored(end):
                    if isinstance(error, (duckdb.Error, OSError)):
                        raise StoreError(_refusal(error)) from error
                    raise
            assert end is not None
            # Only once it is stored: results computed meanwhile from the old state must not be cached under the new number.
            self._revision = max(end.number, self._revision + 1)
            self._acknowledge(Standing(standing.identity, end))

    def rewrite_file(self, write: Callable[[duckdb.DuckDBPyConnection, Path], None]) -> None:
        """Put a new file in the place of the database, so that nothing of the former one is left in unused blocks.

        `write(cursor, fresh)` writes all that the cursor sees, and what changes, to the new file `fresh`, with an entry in the
        history. A kill at any moment leaves the former file or the new one. Raises StoreError; then nothing has changed, unless its
        sentence says otherwise.
        """
        fresh = rewriting(self._path)
        with self._one_at_a_time:
            end: Mark | None = None
            try:
                standing = self._writable_standing()
                if standing.unsealed:
                    raise StoreError(standing.finding)
                discard(fresh)
                with self._live.cursor() as cursor:
                    cursor.execute("begin")
                    try:
                        write(cursor, fresh)
                    finally:
                        cursor.execute("rollback")
                with duckdb.connect(str(fresh)) as connection:
                    end = hash_chain.end(connection, standing.end)
                    lost_changes.identify(connection, standing.identity)
                self._live.replace_file(lambda: replace_database(fresh, self._path))
            except (duckdb.Error, OSError, StoreError) as error:
                # It may be in its place all the same, and only could not be opened at once.
                if end is None or not self._is_stored(end):
                    if isinstance(error, StoreError):
                        raise
                    raise StoreError(_refusal(error)) from error
            finally:
                with suppress(OSError):
                    discard(fresh)
            self._revision = max(end.number, self._revision + 1)
            self._renewals = self._live.renewals
            self._acknowledge(Standing(standing.identity, end))

    def _writable_standing(self) -> Standing:
        """The standing of the database before a change. Raises StoreError where writing is forbidden."""
        if self._live.is_read_only():
            self._live.renew()
        self._notice_renewal()
        known = self._standing
        if not (known and latest(self._seal, known.identity.database_id) == known.end):
            known = self._read_standing()
        if known.forbids:
            raise StoreError(known.finding)
        prepare(self._seal)
        if known.identity.sealed:
            known = self._hand_over_to_seal(known)
        return known

    def _hand_over_to_seal(self, standing: Standing) -> Standing:
        """Let the seal beside the database confirm its history from now on, instead of the mark inside a backup."""
        own = replace(standing.identity, sealed=None)
        if latest(self._seal, own.database_id) is None:
            write(self._seal, Seal(own.database_id, standing.end))
        with self._live.cursor() as cursor:
            cursor.execute("begin")
            lost_changes.identify(cursor, own)
            cursor.execute("commit")
            # Otherwise the file would, without its write-ahead file, still carry its own mark.
            with suppress(duckdb.TransactionException):
                cursor.execute("checkpoint")
        return replace(standing, identity=own)

    def _read_standing(self) -> Standing:
        with self._live.cursor() as cursor:
            cursor.execute("begin")
            try:
                return lost_changes.standing(cursor, self._path, self._seal)
            finally:
                cursor.execute("rollback")

    def _catch_up_seal(self) -> None:
        """Seal changes that were committed but not sealed before a kill: readers see them from now on."""
        standing = self._read_standing()
        sealed_mark = latest(self._seal, standing.identity.database_id)
        if sealed_mark and not standing.forbids:
            if sealed_mark != standing.end:
                with suppress(OSError):
                    write(self._seal, Seal(standing.identity.database_id, standing.end))
            self._standing = standing

    def _is_stored(self, end: Mark) -> bool:
        """Whether a change whose commit failed was stored all the same. Raises StoreError where that cannot be determined."""
        try:
            with self._live.cursor() as cursor:
                return hash_chain.end(cursor) == end
        except (StoreError, duckdb.Error) as error:
            self._revision += 1  # it may have been stored
            raise StoreError(
                _(
                    "The database cannot be opened just now, and whether the change was stored shows once it can be: {reason}"
                ).format(reason=str(error).splitlines()[0])
            ) from error

    def _acknowledge(self, standing: Standing) -> None:
        try:
            write(self._seal, Seal(standing.identity.database_id, standing.end))
        except OSError as error:
            raise StoreError(
                _("It was stored, but its seal {seal} could not be written: {reason}.").format(
                    seal=self._seal, reason=error.strerror or error
                )
            ) from error
        self._standing = standing


def _record_tally(cursor: duckdb.DuckDBPyConnection, start: Mark, before: dict[str, int]) -> Mark:
    """Record the rows added since `before`. Returns the new end of the history."""
    rows_added = table_counts.added(cursor, before)
    row = cursor.execute("select max(number) from history").fetchone()
    if rows_added and row:
        if "history" not in rows_added:
            raise ValueError("rows were changed, and the history does not say so")
        table_counts.record(cursor, row[0], rows_added)
    return hash_chain.end(cursor, start)


def _refusal(error: BaseException) -> str:
    reason = str(error).splitlines()[0]
    if is_disk_full(error):
        return _(
            "The database did not take it, and nothing was changed: {reason}; make room on the disk and try again."
        ).format(reason=reason.rstrip("."))
    return _("The database did not take it, and nothing was changed: {reason}").format(reason=reason)
