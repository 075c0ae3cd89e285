"""`Store`: the entry point to the database."""

import os
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import StoreError
from trialmetrics.store import backup, backups, checks, hash_chain, history, originals, policies
from trialmetrics.store.candidate_decisions import Decisions
from trialmetrics.store.connection import SharedConnection
from trialmetrics.store.database import open_database, unusable_message
from trialmetrics.store.name_decisions import Names
from trialmetrics.store.person_changes import PersonChanges
from trialmetrics.store.policies import Policies
from trialmetrics.store.reader import Reader
from trialmetrics.store.redaction import Redactions
from trialmetrics.store.seal import seal_of
from trialmetrics.store.uploads import Uploads
from trialmetrics.store.writer import Writer

REWRITES = ("redacted", "expired")  # kinds of change that rewrite earlier rows
DEFAULT = Path("data/trials.duckdb")


def default_path() -> Path:
    """The default path of the database: TRIALMETRICS_DATABASE, else data/trials.duckdb."""
    return Path(os.environ.get("TRIALMETRICS_DATABASE") or DEFAULT)


class Store:
    """An open database: its `uploads`, the `names` of suppliers, its `policies`, the `decisions`, and the current events.

    Many threads may read while one writes. What changes or hands out something takes the person who does it, and raises NotAllowed
    where that person's role may not. Every method raises StoreError or UsageError with a sentence for the user; after an
    error nothing has changed.
    """

    known_at: datetime | None = None  # of the past, in UTC and without an offset; see `store.past`

    def __init__(self, path: Path, live: SharedConnection) -> None:
        self._connect(path, live, Writer(path, live))

    def _connect(self, path: Path, live: SharedConnection, writer: Writer) -> None:
        self.path = path
        self._live = live
        self._reader = Reader(path, live)
        self._writer = writer
        self.uploads = Uploads(self._reader, self._writer)
        self.names = Names(self._reader, self._writer)
        self.policies = Policies(self._reader, self._writer)
        self.decisions = Decisions(self._reader, self._writer)
        self.person_changes = PersonChanges(self._reader, self._writer)
        self.redactions = Redactions(self._reader, self._writer)

    @classmethod
    def open(cls, path: Path | str | None = None, *, create: bool = True) -> "Store":
        """Open the database file; `create`: create it where it is missing."""
        path = Path(path) if path else default_path()
        live = SharedConnection(lambda: open_database(path, create=create))
        try:
            store = cls(path, live)
            store.redactions.finish()
            return store
        except BaseException as error:
            live.close()
            if isinstance(error, duckdb.Error):
                raise StoreError(unusable_message(path)) from error
            raise

    def close(self) -> None:
        """Close the database."""
        self._live.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor that sees one consistent state; its temporary tables are dropped afterwards. Raises StoreError where the
        database cannot be read."""
        return self._reader.cursor()

    def events(self, supplier_key: str) -> pd.DataFrame:
        """The current events of one supplier, by trial and moment; the key of any of its names will do."""
        with self.cursor() as cursor:
            return cursor.execute(
                """
                select * from current_event
                where supplier_key = coalesce(
                    (select merged_key from kept_member where supplier_key = $key), $key
                )
                order by trial_id, occurred_at nulls last, event
                """,
                {"key": supplier_key},
            ).df()

    def events_with_notes(self) -> pd.DataFrame:
        """The current events with a note, by supplier, trial and moment."""
        with self.cursor() as cursor:
            return cursor.execute(
                "select supplier_key, trial_id, event, occurred_at, note from current_event where note is not null "
                "order by supplier_key, trial_id, occurred_at nulls last, event"
            ).df()

    def is_empty(self) -> bool:
        """Whether there are no current events."""
        with self.cursor() as cursor:
            return cursor.execute("select 1 from current_observed limit 1").fetchone() is None

    def record(self, after: int = 0) -> pd.DataFrame:
        """One row per change with a number above `after`, newest first.

        `number`, `moment` (in the policy's time zone), `who`, `kind`: `taken`, `undone`, `redone` (`subject`: number and file of
        the upload), `policy` (its version), `merged`, `refused`, `parted` (both names), `decided` (the supplier, with `category`,
        `decision`, and the `verdict` and `policy_version` then), `objected` (the supplier, with `category`), `redacted`,
        `expired` (words removed, by age), those of `person_changes.KINDS` (the person, and after a colon the new role; the moment
        is that of the change and not of its copy), or `unsealed`: changes before it could not be verified, as the seal was
        missing. `reason`: why, or the objection. `supplier_keys`: the suppliers it is about; empty: all, or none where `kind` is
        one of `person_changes.ABOUT_NO_SUPPLIER`. Missing values are null.
        """
        with self.cursor() as cursor:
            rows = history.rows(cursor, after)
            return rows.assign(moment=policies.local(cursor, rows["moment"]))

    def newest_change(self) -> int:
        """The number of the newest change in the record; 0 where nothing was changed yet."""
        with self.cursor() as cursor:
            return hash_chain.last_number(cursor)

    def rewrites(self, since: datetime | None = None) -> int:
        """How many changes rewrote earlier rows, as redactions do, and so changed the past; `since`: after that moment, in UTC."""
        with self.cursor() as cursor:
            row = cursor.execute(
                "select count(*) from history where done in (select unnest($kinds)) "
                "and ($since::timestamp is null or done_at > $since)",
                {"kinds": [*REWRITES], "since": since},
            ).fetchone()
        return int(row[0]) if row else 0

    def last_change(self) -> tuple[str, str]:
        """`kind` and `who` of the newest change; see `record`. Both are empty where nothing was changed yet."""
        with self.cursor() as cursor:
            return history.last(cursor)

    def revision(self) -> int:
        """A number that grows with every change, so results computed at one revision stay valid until it grows.

        It is counted in the process and costs no query.
        """
        return self._writer.revision

    def backup(self, target: Path, person: Person) -> None:
        """Write a consistent copy, all names and notes in it, while others read and write, and the uploaded files beside it.

        Raises UsageError where `target` exists.
        """
        _require_all(person)
        with self.cursor() as cursor:
            backup.write(cursor, target)
        originals.copy_all(self.path, target)
        backups.remember(self.path, target)

    def export(self, target: Path, person: Person) -> None:
        """Write a consistent copy that is handed on, without the uploaded files; nobody here knows where it ends up."""
        _require_all(person)
        with self.cursor() as cursor:
            backup.write(cursor, target)

    def backup_now(self, person: Person) -> Path:
        """Make a backup beside the daily ones; see `backups.copies`."""
        _require_all(person)
        target = backups.place_for(self.path, datetime.now())
        with self.cursor() as cursor:
            backup.write(cursor, target)
        originals.copy_all(self.path, target)
        return target

    def backups(self, person: Person) -> list[backups.Copy]:
        """Every backup that is known and still there, the newest first."""
        require(person, Action.BACKUP)
        return backups.copies(self.path)

    def check(self) -> list[str]:
        """Check the consistency of the database: a sentence per finding, empty where it is sound."""
        with self.cursor() as cursor:
            return [*checks.findings(cursor, self.path, seal_of(self.path)), *policies.findings(cursor)]

    def history_finding(self) -> str | None:
        """A sentence on what is wrong with the end of the history, such as lost changes; None where nothing is."""
        return self._writer.finding()


def _require_all(person: Person) -> None:
    """Raises NotAllowed where this person may not have a copy of everything, names that a setting hides included."""
    require(person, Action.BACKUP)
    require(person, Action.SEE_NAMES)
