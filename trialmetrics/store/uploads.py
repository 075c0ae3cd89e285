"""`Uploads`: adds, undoes and redoes uploads, and reports on them."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from trialmetrics import temporary_files
from trialmetrics.access import Action, Person, require
from trialmetrics.errors import StoreError
from trialmetrics.intake.batch import Batch
from trialmetrics.intake.lines_aside import with_lines_aside
from trialmetrics.intake.remembered_settings import signature
from trialmetrics.intake.rows.problems import COLUMNS as PROBLEM_COLUMNS
from trialmetrics.store import overlap, policies, set_aside, upload_changes, upload_rights
from trialmetrics.store.database import arrivals_folder
from trialmetrics.store.originals import Originals
from trialmetrics.store.overlap import Overlap
from trialmetrics.store.reader import Reader
from trialmetrics.store.tombstones import Tombstones
from trialmetrics.store.upload_changes import UploadReport
from trialmetrics.store.writer import Writer

_log = logging.getLogger("trialmetrics")
# Since this database version a sheet row records what it observed: an empty cell differs from a word for "nothing".
_OBSERVATIONS_SINCE = 4


class Uploads:
    """`store.uploads`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer
        self.originals = Originals(reader)

    def add(
        self,
        batches: Sequence[Batch],
        person: Person,
        *,
        replace: int | Sequence[int | None] | None = None,
        step: Callable[[str], None] = lambda _step: None,
    ) -> list[UploadReport]:
        """Store batches, all or none, and report on each; then keep their files as they came, where that is possible.

        `replace`: the upload that they replace, or one per batch (None: none); it is undone in the same transaction. `step` is
        called with a sentence at the start of each step. Lines that void, burn or replace a trial of somebody else are set aside
        where that needs a lead. Raises NotAllowed where this person may not add the batches, or may not replace those uploads.
        """
        require(person, Action.UPLOAD)
        batches = [*batches]
        replaced = [replace] * len(batches) if replace is None or isinstance(replace, int) else [*replace]
        with self._writer.transaction() as cursor, self._arriving(batches) as folders:
            for upload_id in dict.fromkeys(number for number in replaced if number is not None):
                upload_rights.require_change(cursor, upload_id, person)
                upload_changes.set_active(cursor, upload_id, person.recorded, active=False)
            stones, unkept = Tombstones.of(cursor), _unkept(cursor)
            for at, folder in enumerate(folders):
                batches[at], had_words = _admitted(cursor, batches[at], folder, stones, person)
                if had_words:
                    unkept.add(batches[at].sha256)
            reports = [
                upload_changes.add(cursor, batch, folder, person.recorded, upload_id, step)
                for batch, folder, upload_id in zip(batches, folders, replaced, strict=True)
            ]
        self._verify(reports)
        for batch in batches:
            if batch.original and batch.sha256 not in unkept:
                self.originals.keep(batch.sha256, batch.original)
        self._remove_unkept()
        return reports

    def _verify(self, reports: Sequence[UploadReport]) -> None:
        """Read back what was committed; raises StoreError where rows are missing. Where nothing can be read just now, that is
        logged: nobody is told that the uploads are not there."""
        try:
            with self._reader.cursor() as cursor:
                for report in reports:
                    upload_changes.verify(cursor, report)
        except StoreError as error:
            if not isinstance(error.__cause__, duckdb.Error):
                raise
            _log.warning("What was stored could not be read back: %s", error)

    def _remove_unkept(self) -> None:
        """Remove kept files whose words somebody redacted between their upload and now; what fails is logged, and done when the
        database is opened again."""
        try:
            with self._reader.cursor() as cursor:
                unkept = _unkept(cursor)
            for sha256 in unkept:
                self.originals.remove(sha256)
        except StoreError as error:
            _log.warning("Uploaded files whose words were redacted are still kept: %s", error)

    def undo(self, upload_id: int, person: Person) -> None:
        """Take an upload out of every figure; it stays stored and can be redone."""
        self._set_active(upload_id, person, active=False)

    def redo(self, upload_id: int, person: Person) -> None:
        """Make an undone upload active again."""
        self._set_active(upload_id, person, active=True)

    def _set_active(self, upload_id: int, person: Person, *, active: bool) -> None:
        require(person, Action.UNDO_OWN)
        with self._writer.transaction() as cursor:
            upload_rights.require_change(cursor, upload_id, person, redo=active)
            upload_changes.set_active(cursor, upload_id, person.recorded, active=active)

    def all(self) -> pd.DataFrame:
        """One row per upload, newest first: the columns of `upload` in schema.sql, `active`, `uploaded_at`, `uploaded_by`,
        `changed_at`, `changed_by`. Times are in the policy's time zone."""
        with self._reader.cursor() as cursor:
            rows = cursor.execute(
                "select * rename (holds as active) from upload_state order by upload_id desc"
            ).df()
            for name in ("uploaded_at", "changed_at"):
                rows[name] = policies.local(cursor, rows[name])
        return rows

    def remembered_settings(self) -> dict[str, dict[str, Any]]:
        """Signature of a header -> settings of the latest active upload with that header, for reading the next such file."""
        with self._reader.cursor() as cursor:
            rows = cursor.execute(
                "select header, arg_max(settings, upload_id) from upload_state where holds group by header "
                "order by max(upload_id)"
            ).fetchall()
        return {signature(header): json.loads(settings) for header, settings in rows}

    def sheets_to_reload(self) -> list[tuple[int, str]]:
        """Id and file of every trial sheet to load again, oldest first.

        An older release read it without recording what each row observed, and the state of some trial still depends on it.
        """
        with self._reader.cursor() as cursor:
            return _sheets_to_reload(cursor)

    def problems(self, upload_id: int, most: int | None = None) -> pd.DataFrame:
        """The problems of an upload, by line, at most `most`: `line`, `column`, `value`, `code`, `parts`, `severity`."""
        with self._reader.cursor() as cursor:
            rows = upload_changes.problems(cursor, upload_id, most)
        return pd.DataFrame(rows, columns=PROBLEM_COLUMNS)

    def problem_kinds(self, upload_id: int) -> pd.DataFrame:
        """The problems of an upload by kind, counted: see `intake.rows.problems.count_kinds`."""
        with self._reader.cursor() as cursor:
            return set_aside.problem_kinds(cursor, upload_id)

    def set_aside(self, upload_id: int) -> str:
        """The rows of an upload that were set aside, as CSV text to correct and load again."""
        with self._reader.cursor() as cursor:
            return set_aside.csv_text(cursor, upload_id)

    def set_aside_workbook(self, upload_id: int) -> bytes:
        """The same rows as a workbook, which opens the same in every language."""
        with self._reader.cursor() as cursor:
            return set_aside.workbook(cursor, upload_id)

    def overlaps(self, batch: Batch) -> list[Overlap]:
        """Active uploads that this batch may be a corrected version of, the likeliest first."""
        with self._reader.cursor() as cursor:
            return overlap.find(cursor, batch)

    @contextmanager
    def _arriving(self, batches: Sequence[Batch]) -> Iterator[list[Path]]:
        """One folder per batch with its Parquet files, in the only place that the database may read; removed afterwards."""
        place = arrivals_folder(self._reader.path)
        folders = [place / str(number) for number in range(len(batches))]
        shutil.rmtree(place, ignore_errors=True)
        try:
            for batch, folder in zip(batches, folders, strict=True):
                _bring(batch, folder)
            yield folders
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _bring(batch: Batch, folder: Path) -> None:
    """Copy the tables of a batch to a folder, in the place of all that was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for table in batch.tables.glob("*.parquet"):
        shutil.copyfile(table, folder / table.name)


def _admitted(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, folder: Path, stones: Tombstones, person: Person
) -> tuple[Batch, bool]:
    """A batch, whose tables are in `folder`, with the lines set aside that need a lead, and without words that were redacted; and
    whether it had such words. Raises NotAllowed where its file, to read it anew, is not there any more."""
    admitted, had_words = stones.applied(batch, folder)
    lines = upload_rights.needing_lead(cursor, folder, person)
    if not lines:
        return admitted, had_words
    with temporary_files.folder() as place:
        again = with_lines_aside(batch, lines, Path(place))
        if again is None:
            raise upload_rights.refusal(batch.name, lines)
        _bring(again, folder)
    admitted, had_words = stones.applied(again, folder)
    # Without them other rows of the file may be the ones that count.
    if lines := upload_rights.needing_lead(cursor, folder, person):
        raise upload_rights.refusal(batch.name, lines)
    return admitted, had_words


def _unkept(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The hashes of the files that are not kept, as they have words that were redacted."""
    return {sha256 for (sha256,) in cursor.execute("select sha256 from unkept_file").fetchall()}


def _sheets_to_reload(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """See `Uploads.sheets_to_reload`."""
    return cursor.execute(
        """
        select upload_id, file
        from upload
        semi join (
            select arg_max(upload_id, (rank, line)) as upload_id
            from sheet_row
            join held using (upload_id)
            group by supplier_key, trial_id
        ) as holding using (upload_id)
        where read_version < ?
        order by upload_id
        """,
        [_OBSERVATIONS_SINCE],
    ).fetchall()
