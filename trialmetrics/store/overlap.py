"""Which earlier upload a file may be the corrected version of: proposed, and decided by a person."""

from typing import NamedTuple

import duckdb
import pyarrow.dataset

from trialmetrics.intake.batch import Batch
from trialmetrics.intake.remembered_settings import is_mended, signature
from trialmetrics.store import local_time
from trialmetrics.store.adding import LOCAL, OWN

MOST = 3  # uploads that are proposed
MOST_ROWS = 2_000_000  # beyond, comparing takes longer than anybody waits for a proposal

# What one row of a file says, in the file and in an upload; a row of a sheet replaces that of its trial anyway.
_SAYS = {
    "events": ("events", f"(select {LOCAL} from event_row)", OWN, "except all"),
    "sheet": ("sheet", "sheet_row", "supplier_key, trial_id", "except"),
}


class Overlap(NamedTuple):
    """An upload that holds; `shared`: of the file's `trials` so many are in it too; `lost`: rows of it that the file does
    not have, and that no longer count when the file takes its place."""

    upload_id: int
    file: str
    trials: int
    shared: int
    lost: int


def find(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> list[Overlap]:
    """Uploads that hold of the same name, or of the same header and some of the same trials, where it makes a difference.

    Where the file has everything that the upload has, taking its place or standing beside it is the same; rows that were
    set aside and mended stand beside.
    """
    if is_mended(batch.header) or batch.rows > MOST_ROWS:
        return []
    name, table, says, without = _SAYS[batch.kind]
    own = signature(batch.header)
    candidates = [
        (upload_id, file)
        for upload_id, file, header in cursor.execute(
            "select upload_id, file, header from upload_state where holds and kind = ? and rows <= ? "
            "and sha256 <> ? order by file = ? desc, upload_id desc",
            [batch.kind, MOST_ROWS, batch.sha256, batch.name],
        ).fetchall()
        if file == batch.name or signature(header) == own
    ]
    local_time.prepare(cursor)
    cursor.register("arriving", pyarrow.dataset.dataset(batch.tables / f"{name}.parquet"))
    found = []
    for upload_id, file in candidates[: 2 * MOST]:
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
            found.append(Overlap(upload_id, file, trials, shared, lost))
    cursor.unregister("arriving")
    return sorted(found, key=lambda each: (each.file != batch.name, -each.shared))[:MOST]
