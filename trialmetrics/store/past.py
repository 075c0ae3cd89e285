"""The database as it was at a moment: what had been uploaded, undone, named, saved and decided by then.

It is made anew in memory from the rows that are there, as these are never changed but by a redaction: words that were redacted
since are gone from the past, too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import duckdb

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.names.groups import groups
from trialmetrics.store import current_events, name_decisions, policies
from trialmetrics.store.connection import SharedConnection
from trialmetrics.store.database import SETTINGS, create_schema, transaction
from trialmetrics.store.originals import Originals
from trialmetrics.store.store import Store
from trialmetrics.store.table_counts import COUNTED
from trialmetrics.store.writer import Writer
from trialmetrics.text.language import _

_BY_NUMBER = "number <= $number"
_UPLOADED = f"upload_id in (select upload_id from history where {_BY_NUMBER})"
# Rows of uploads that did not count then are not needed: nothing can be redone in the past.
_COUNTED_THEN = f"""
upload_id in (
    select upload_id from history where {_BY_NUMBER} group by upload_id
    having arg_max(done, number) in ('taken', 'redone')
)
"""
# Which rows of each table were there; of other tables all.
_WAS_THERE = {
    **dict.fromkeys(("history", "naming", "decision", "objection", "person_change"), _BY_NUMBER),
    **dict.fromkeys(("upload", "set_aside_row", "problem"), _UPLOADED),
    **dict.fromkeys(
        ("event_row", "upload_trial", "supplier_name", "gap_row", "mended_row", "sheet_row"), _COUNTED_THEN
    ),
    # A version whose author is not known is older than the history.
    "policy_version": "version not in (select policy_version from history where number > $number and policy_version is not null)",
}
_DERIVED = ("kept_zone", "kept_member", "kept_trial", "kept_event", "kept_observed", "kept_gap")


class PastStore(Store):
    """A store as it was known at a moment: every read of `Store`, and no change or copy.

    `known_at`: the moment, in UTC and without an offset; `number`: of the last change by then.
    """

    def __init__(self, present: Store, known_at: datetime) -> None:
        self.known_at = known_at
        self.number = _last_number(present, known_at)
        live = SharedConnection(lambda: _copy(present, self.number))
        self._connect(present.path, live, _NoWriter())
        self.uploads.originals = _KeptOriginals(self._reader)

    # A copy of the past would stand among the backups as one of the day on which it was made.
    def backup(self, target: Path, person: Person) -> None:
        self._refuse_copy(person)

    def export(self, target: Path, person: Person) -> None:
        self._refuse_copy(person)

    def backup_now(self, person: Person) -> Path:
        self._refuse_copy(person)

    def _refuse_copy(self, person: Person) -> NoReturn:
        require(person, Action.BACKUP)
        raise UsageError(_refusal())


class _NoWriter(Writer):
    """Refuses every change; see `Writer`."""

    def __init__(self) -> None:
        pass

    @property
    def revision(self) -> int:
        return 0

    def finding(self) -> str | None:
        return None

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        raise UsageError(_refusal())
        yield

    def rewrite_file(self, write: Callable[[duckdb.DuckDBPyConnection, Path], None]) -> None:
        raise UsageError(_refusal())


class _KeptOriginals(Originals):
    def delete(self, sha256: str, person: Person) -> None:
        raise UsageError(_refusal())


def _refusal() -> str:
    return _("You are looking at the past, which cannot be changed; go back to today first.")


def in_utc(moment: datetime, store: Store) -> datetime:
    """A moment in UTC, without an offset; one without an offset is local in the policy's time zone. Raises UsageError."""
    local = moment if moment.tzinfo else moment.replace(tzinfo=store.policies.zone())
    try:
        utc = local.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise UsageError(
            _("{time} is beyond the calendar; write a time like 2026-11-24T09:30.").format(time=moment)
        ) from error
    if utc > datetime.now(UTC).replace(tzinfo=None):
        raise UsageError(
            _("{time} lies ahead; nobody knows yet what will be known then.").format(time=moment)
        )
    return utc


def _last_number(store: Store, known_at: datetime) -> int:
    """The number of the last change by a moment, compared in whole seconds."""
    with store.cursor() as cursor:
        row = cursor.execute(
            "select coalesce(max(number), 0) from history where date_trunc('second', done_at) <= ?",
            [known_at],
        ).fetchone()
    return int(row[0]) if row else 0


def _copy(store: Store, number: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    try:
        with store.cursor() as source, transaction(connection) as cursor:
            create_schema(cursor)
            for table in COUNTED:
                if table not in _DERIVED:
                    _copy_table(source, cursor, table, number)
            current_events.move_to_zone(cursor, policies.zone(cursor)[0].key)
            current_events.regroup(cursor, (), groups(name_decisions.latest_decisions(cursor)))
            current_events.rebuild(cursor)
        for name, value in SETTINGS.items():
            connection.execute(f"set {name} = {value}")
    except BaseException as error:
        connection.close()
        if isinstance(error, duckdb.OutOfMemoryException):
            raise StoreError(_("There is too little memory to look back in so large a database.")) from error
        raise
    return connection


def _copy_table(
    source: duckdb.DuckDBPyConnection, cursor: duckdb.DuckDBPyConnection, table: str, number: int
) -> None:
    where = _WAS_THERE.get(table, "true")
    parameters = {"number": number} if "$number" in where else {}
    rows = source.execute(f"select * from {table} where {where}", parameters)
    cursor.register("arrived", rows.to_arrow_reader())
    cursor.execute(f"insert into {table} by name select * from arrived")
    cursor.unregister("arrived")


def as_known(store: Store, moment: datetime) -> PastStore:
    """The store as it was known at a moment; without an offset it is local in the policy's time zone. Close it after use."""
    return PastStore(store, in_utc(moment, store))
