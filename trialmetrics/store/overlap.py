"""Finds earlier uploads that a file may be a corrected version of; a person decides whether it replaces one."""

from typing import NamedTuple

import duckdb
import pyarrow.dataset

from trialmetrics.intake.batch import Batch
from trialmetrics.intake.remembered_settings import is_mended, signature
from trialmetrics.store import local_time
from trialmetrics.store.upload_changes import EVENT_VALUES, LOCAL_TIMES

MAX_PROPOSED = 3  # uploads proposed
MAX_ROWS = 2_000_000  # larger files take too long to compare

# Kind -> file of the batch, table, compared columns, set operation. A sheet row replaces its trial's row anyway, so only
# the trials of sheets are compared.
_COMPARED = {
    "events": ("events", f"(select {LOCAL_TIMES} from event_row)", EVENT_VALUES, "except all"),
    "sheet": ("sheet", "sheet_row", "supplier_key, trial_id", "except"),
}


class Overlap(NamedTuple):
    """An active upload that a file may correct.

    `trials`: trials in the file; `shared`: those that are in the upload too; `lost`: rows of the upload that the file does not
    have, which would no longer count if the file replaced it.
    """

    upload_id: int
    file: str
    trials: int
    shared: int
    lost: int


def find(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> list[Overlap]:
    """Active uploads with the same file name, or with the same header and shared trials; at most MAX_PROPOSED.

    Uploads whose rows are all in the file are left out: replacing them changes nothing. A file of corrected rows that were set
    aside never replaces an upload.
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
    cursor.register("arriving", pyarrow.dataset.dataset(batch.tables / f"{name}.parquet"))
    overlaps = []
    for upload_id, file in candidates[: 2 * MAX_PROPOSED]:
        trials, shared, lost = cursor.execute(
            f"""
            with old as (select * from {table} where upload_id = $upload_id),
                old_trial as (select distinct supplier_key, trial_id from old),
                new_trial as (select distinct supplier_key, trial_id from arriving)
            select
                (select count(*) from new_trial),
                (select count(*) from new_trial semi join old_trial using (supplier_key, trial_id)),
                (select count(*) from (select {says} from old {without} select {says} from arriving))
            """,
            {"upload_id": upload_id},
        ).fetchone() or (0, 0, 0)
        if lost and (shared or file == batch.name):
            overlaps.append(Overlap(upload_id, file, trials, shared, lost))
    cursor.unregister("arriving")
    return sorted(overlaps, key=lambda overlap: (overlap.file != batch.name, -overlap.shared))[:MAX_PROPOSED]
