"""Finds earlier uploads that a file may be a corrected version of; a person decides whether it replaces one."""

from typing import NamedTuple

import duckdb
import pyarrow.dataset

from trialmetrics.intake.batch import Batch
from trialmetrics.intake.remembered_settings import is_mended, signature
from trialmetrics.store import differences, local_time
from trialmetrics.store.differences import Differences
from trialmetrics.store.upload_changes import EVENT_VALUES, LOCAL_TIMES

MAX_PROPOSED = 3  # uploads proposed
MAX_ROWS = 2_000_000  # larger files take too long to compare

# Kind -> registered table of the batch, table, compared columns, set operation. A sheet row replaces its trial's row anyway, so
# only the trials of sheets are compared.
_COMPARED = {
    "events": ("new_event", f"(select {LOCAL_TIMES} from event_row)", EVENT_VALUES, "except all"),
    "sheet": ("new_sheet", "sheet_row", "supplier_key, trial_id", "except"),
}


class Overlap(NamedTuple):
    """An active upload that a file may correct.

    `trials`: trials in the file; `shared`: those that are in the upload too; `rows`: rows of the upload (of a sheet: trials);
    `lost`: those that the file does not have, which would no longer count if the file replaced it; `differences`: in which
    values both differ.
    """

    upload_id: int
    file: str
    trials: int
    shared: int
    lost: int
    rows: int
    differences: Differences

    @property
    def is_correction(self) -> bool:
        """Whether the file has most of the upload, as it was or changed, so that it is a new version of it, not further rows."""
        gone = {value.line for value in self.differences.values if value.is_gone and not value.more}
        return 2 * (len(gone) if self.differences.values else self.lost) <= self.rows


def find(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> list[Overlap]:
    """Active uploads with the same file name, or with the same header and shared trials; at most MAX_PROPOSED.

    Uploads whose rows are all in the file are left out: replacing them changes nothing. Of a sheet's trials the file's rows hold
    anyway, so only trials are `lost`. A file of corrected rows that were set aside never replaces an upload.
    """
    if is_mended(batch.header) or batch.rows > MAX_ROWS:
        return []
    name, table, says, without = _COMPARED[batch.kind]
    own = signature(batch.header)
    candidates = [
        (upload_id, file)
        for upload_id, file, header in cursor.execute(
            "select upload_id, file, header from upload_state where holds and kind = ? and rows <= ? "
            "and sha256 <> ? order by file = ? desc, upload_id desc",
            [batch.kind, MAX_ROWS, batch.sha256, batch.name],
        ).fetchall()
        if file == batch.name or signature(header) == own
    ]
    local_time.create_macro(cursor)
    cursor.register("new_event", pyarrow.dataset.dataset(batch.tables / "events.parquet"))
    if batch.kind == "sheet":
        cursor.register("new_sheet", pyarrow.dataset.dataset(batch.tables / "sheet.parquet"))
    overlaps = []
    for upload_id, file in candidates[: 2 * MAX_PROPOSED]:
        trials, shared, lost, rows = cursor.execute(
            f"""
            with old as (select * from {table} where upload_id = $upload_id),
                old_trial as (select distinct supplier_key, trial_id from old),
                new_trial as (select distinct supplier_key, trial_id from {name})
            select
                (select count(*) from new_trial),
                (select count(*) from new_trial semi join old_trial using (supplier_key, trial_id)),
                (select count(*) from (select {says} from old {without} select {says} from {name})),
                (select count(*) from old)
            """,
            {"upload_id": upload_id},
        ).fetchone() or (0, 0, 0, 0)
        if not (shared or file == batch.name) or not (lost or batch.kind == "sheet"):
            continue
        found = differences.find(cursor, upload_id, batch.kind)
        if lost or found.lines:
            overlaps.append(Overlap(upload_id, file, trials, shared, lost, rows, found))
    for registered in ("new_event", "new_sheet"):
        cursor.unregister(registered)
    return sorted(overlaps, key=lambda overlap: (overlap.file != batch.name, -overlap.shared))[:MAX_PROPOSED]
