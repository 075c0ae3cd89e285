"""The store: the door to everything that is kept."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from trialmetrics.errors import StoreError
from trialmetrics.failures import is_no_room
from trialmetrics.intake.memory import signature
from trialmetrics.intake.reading import Reading
from trialmetrics.policy import Policy
from trialmetrics.store import backup, checks, current_events, merges, overlap, policies, set_aside, uploads
from trialmetrics.store.connection import Live
from trialmetrics.store.database import arrivals, open_database, unusable
from trialmetrics.store.overlap import Overlap
from trialmetrics.store.seal import seal_of
from trialmetrics.store.uploads import UploadReport
from trialmetrics.store.writer import Writer
from trialmetrics.text.language import _

DEFAULT = Path("data/trials.duckdb")


def default_path() -> Path:
    """Where the database is when nobody says: TRIALMETRICS_DATABASE, else data/trials.duckdb."""
    return Path(os.environ.get("TRIALMETRICS_DATABASE") or DEFAULT)


class Store:
    """An open database. Many threads may read; one writes at a time, and readers are not held up.

    Every method raises StoreError or UsageError with a sentence for the reader; after an error nothing has changed.
    """

    def __init__(self, path: Path, live: Live) -> None:
        self.path = path
        self._live = live
        self._writer = Writer(path, live)

    @classmethod
    def open(cls, path: Path | str | None = None, *, create: bool = True) -> "Store":
        """Open the database file, made if it is not there and `create`."""
        path = Path(path) if path else default_path()
        live = Live(lambda: open_database(path, create=create))
        try:
            return cls(path, live)
        except BaseException as error:
            live.close()
            if isinstance(error, duckdb.Error):
                raise StoreError(unusable(path)) from error
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._live.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees one consistent moment; what it makes (temporary tables) is gone afterwards."""
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
                if is_no_room(error)
                else _(
                    "The database {path} cannot be read or written: {reason}; try again, then check the disk or restore a "
                    "backup."
                )
            )
            raise StoreError(
                sentence.format(path=self.path, reason=str(error).splitlines()[0].rstrip("."))
            ) from error

    def take(
        self,
        readings: list[Reading],
        user: str,
        *,
        replace: int | Sequence[int | None] | None = None,
        step: Callable[[str], None] = lambda _said: None,
    ) -> list[UploadReport]:
        """Store readings: all of them or none.

        `replace`: the upload that they (or one by one, each of them) take the place of; it is undone in the same step.
        `step` is told in words what begins.
        """
        replaced = [replace] * len(readings) if replace is None or isinstance(replace, int) else [*replace]
        with self._writing() as cursor, self._arriving(readings) as folders:
            for upload_id in dict.fromkeys(each for each in replaced if each is not None):
                uploads.switch(cursor, upload_id, user, holds=False)
            reports = [
                uploads.take(cursor, reading, folder, user, upload_id, step)
                for reading, folder, upload_id in zip(readings, folders, replaced, strict=True)
            ]
        with self.cursor() as cursor:
            for report in reports:
                uploads.verify(cursor, report)
        return reports

    def undo(self, upload_id: int, user: str) -> None:
        """Take an upload out of every figure; it stays, and can be redone."""
        with self._writing() as cursor:
            uploads.switch(cursor, upload_id, user, holds=False)

    def redo(self, upload_id: int, user: str) -> None:
        """Let an undone upload hold again."""
        with self._writing() as cursor:
            uploads.switch(cursor, upload_id, user, holds=True)

    def remembered(self) -> dict[str, dict[str, Any]]:
        """What was said and found out about the files that hold, by the signature of their headers; the latest counts."""
        with self.cursor() as cursor:
            rows = cursor.execute(
                "select header, arg_max(settings, upload_id) from upload_state where holds group by header "
                "order by max(upload_id)"
            ).fetchall()
        return {signature(header): json.loads(settings) for header, settings in rows}

    def uploads(self) -> pd.DataFrame:
        """One row per upload, newest first, with `holds`, `uploaded_at`, `uploaded_by`, `changed_at`, `changed_by`.

        Its times are in the policy's time zone.
        """
        with self.cursor() as cursor:
            found = cursor.execute("select * from upload_state order by upload_id desc").df()
        return found.assign(**{name: self._local(found[name]) for name in ("uploaded_at", "changed_at")})

    def sheets_to_load_again(self) -> list[tuple[int, str]]:
        """Upload and file of every trial sheet taken before it was kept what a row observed, while it still tells how any
        trial stands; loaded again they say so. The oldest first."""
        with self.cursor() as cursor:
            return uploads.sheets_of_old(cursor)

    def problems(self, upload_id: int, most: int | None = None) -> pd.DataFrame:
        """What was wrong in an upload, by line (the first `most`): `line`, `column`, `value`, `reason`, `severity`."""
        with self.cursor() as cursor:
            rows = uploads.problems(cursor, upload_id, most)
        return pd.DataFrame(rows, columns=["line", "column", "value", "reason", "severity"])

    def problem_kinds(self, upload_id: int) -> pd.DataFrame:
        """What was wrong in an upload, counted: `column`, `reason` without the value, `severity`, `rows`, `first_line`."""
        with self.cursor() as cursor:
            return set_aside.problem_kinds(cursor, upload_id)

    def set_aside(self, upload_id: int) -> str:
        """What was set aside of an upload, as CSV text to mend and load again."""
        with self.cursor() as cursor:
            return set_aside.csv_text(cursor, upload_id)

    def set_aside_workbook(self, upload_id: int) -> bytes:
        """What was set aside of an upload, as a workbook, which opens the same in every language."""
        with self.cursor() as cursor:
            return set_aside.workbook(cursor, upload_id)

    def corrects(self, reading: Reading) -> list[Overlap]:
        """The uploads that hold and that this file may be the corrected version of, the likeliest first."""
        with self.cursor() as cursor:
            return overlap.find(cursor, reading)

    def names(self) -> list[str]:
        """Every supplier name with current events, as first spelled, sorted; of a merged supplier all its names."""
        with self.cursor() as cursor:
            found = cursor.execute("select supplier from current_spelling").fetchall()
        return sorted((name for (name,) in found), key=str.casefold)

    def proposals(self, most: int = 50) -> pd.DataFrame:
        """Pairs of names that may be one supplier and of which nobody has said whether they are, the likeliest first.

        At most `most` rows: `one`, `other`, `one_trials`, `other_trials` (of the supplier each belongs to) and `alike`,
        0-100. Only suppliers with current events; of two suppliers of several names, the likeliest pair.
        """
        with self.cursor() as cursor:
            return merges.proposals(cursor, most)

    def merge(self, one: str, other: str, user: str) -> None:
        """Say that two names are one supplier: every figure is as if they always had been."""
        self._say(one, other, merges.ONE, user)

    def refuse(self, one: str, other: str, user: str) -> None:
        """Say that two names are two suppliers: they are not proposed again, and a merge of the two is undone."""
        self._say(one, other, merges.TWO, user)

    def part(self, one: str, other: str, user: str) -> None:
        """Take back what was said of two names last: every figure is as if it never had been said."""
        self._say(one, other, merges.OPEN, user)

    def namings(self) -> pd.DataFrame:
        """What was said of which two names, newest first, whose times are in the policy's time zone.

        Columns `one`, `other`, `said` (`one` supplier, `two` suppliers, `open`: nothing any more), `holds` (whether it is
        the last word on this pair), `said_at`, `said_by`.
        """
        with self.cursor() as cursor:
            found = merges.said(cursor)
        return found.assign(said_at=self._local(found["said_at"]))

    def _say(self, one: str, other: str, said: str, user: str) -> None:
        with self._writing() as cursor:
            keys = merges.say(cursor, one, other, said, user)
            current_events.regroup(cursor, keys, merges.groups(merges.last_words(cursor)))

    def events(self, supplier_key: str) -> pd.DataFrame:
        """The current events of one supplier, by trial and moment; of a merged one under the key of any of its names."""
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

    def noted(self) -> pd.DataFrame:
        """The current events that have words, by supplier, trial and moment."""
        with self.cursor() as cursor:
            return cursor.execute(
                "select supplier_key, trial_id, event, occurred_at, note from current_event where note is not null "
                "order by supplier_key, trial_id, occurred_at nulls last, event"
            ).df()

    def is_empty(self) -> bool:
        """Whether no event counts yet."""
        with self.cursor() as cursor:
            return cursor.execute("select 1 from current_observed limit 1").fetchone() is None

    def policy(self, as_of: datetime | None = None) -> Policy:
        """The policy in force: the latest saved, else the shipped one; or the one that was in force at a moment, which without
        an offset is local in the time zone of that policy. Raises PolicyError where it cannot be used."""
        with self.cursor() as cursor:
            return policies.in_force(cursor, as_of)[0]

    def policy_notes(self, as_of: datetime | None = None) -> list[str]:
        """What changes in that policy because an earlier version saved it, in sentences; none where this one did."""
        with self.cursor() as cursor:
            return policies.in_force(cursor, as_of)[1]

    def policy_version(self) -> int:
        """The number of the policy in force, whether or not it can be used."""
        with self.cursor() as cursor:
            return policies.version(cursor)

    def zone(self) -> ZoneInfo:
        """The time zone in which moments are read and shown: the policy's, whether or not it can be used."""
        with self.cursor() as cursor:
            return policies.zone(cursor)[0]

    def zone_notes(self) -> list[str]:
        """Why that is not simply the zone of the policy in force, in sentences: it cannot be used."""
        with self.cursor() as cursor:
            return policies.zone(cursor)[1]

    def save_policy(self, policy: Policy, user: str, *, expected_version: int, reason: str) -> int:
        """Put a policy in force as a new version; the number of that version.

        `expected_version`: the one in force when whoever saves looked. Raises UsageError, and saves nothing, where another one
        is meanwhile, no reason is given, or nothing would change.
        """
        with self._writing() as cursor:
            return policies.save(cursor, policy, user, expected_version=expected_version, reason=reason)

    def policy_changed_since(self, seen: int) -> str:
        """Who saved the policy in force, when and why, and what it changes in the version `seen`, in sentences."""
        with self.cursor() as cursor:
            return policies.changed_since(cursor, seen)

    def policies(self) -> pd.DataFrame:
        """One row per saved policy, newest first: `version`, `note`, `saved_at`, `saved_by`.

        Its times are in the policy's time zone.
        """
        with self.cursor() as cursor:
            versions = policies.history(cursor)
        return versions.assign(saved_at=self._local(versions["saved_at"]))

    def revision(self) -> int:
        """A number that grows with everything that is done: what was computed for it stays true until it grows.

        It is counted in the process and costs no query.
        """
        return self._writer.revision

    def backup(self, target: Path) -> None:
        """Write a consistent copy, while others read and write. Raises UsageError where the file exists."""
        with self.cursor() as cursor:
            backup.write(cursor, target)

    def check(self) -> list[str]:
        """Whether the store holds together: findings in words, none if it does."""
        with self.cursor() as cursor:
            return [*checks.findings(cursor, self.path, seal_of(self.path)), *policies.findings(cursor)]

    def lost(self) -> str | None:
        """What is wrong with the end of the history, such as changes that were acknowledged and are not there."""
        return self._writer.finding()

    def _local(self, moments: pd.Series) -> pd.Series:
        return moments.dt.tz_localize("UTC").dt.tz_convert(self.zone())

    @contextmanager
    def _arriving(self, readings: list[Reading]) -> Iterator[list[Path]]:
        """The tables of each reading in a folder that the database may read."""
        place = arrivals(self.path)
        folders = [place / str(number) for number in range(len(readings))]
        shutil.rmtree(place, ignore_errors=True)
        try:
            for reading, folder in zip(readings, folders, strict=True):
                folder.mkdir(parents=True)
                for table in reading.folder.glob("*.parquet"):
                    shutil.copyfile(table, folder / table.name)
            yield folders
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _writing(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self._writer.transaction()
