"""The current events of a database as Parquet, in the form of an organisation's event table."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from trialmetrics.cluster.event_table import COLUMNS, EVENT, GAP, KEY, OBSERVATION
from trialmetrics.errors import UsageError
from trialmetrics.store import Store
from trialmetrics.text.language import _

ROWS = 100_000  # held in memory at once
ROWS_PER_FILE = 1_000_000
_SELECTED = {
    EVENT: f"select {KEY}, {', '.join(COLUMNS)} from current_event",
    OBSERVATION: "select * from current_observed",
    GAP: "select * from current_gap",
}


def export_events(store: Store, folder: Path) -> int:
    """Write the events and what sheets observed and what was set aside to folders in `folder`. Returns the number of events.

    All of it is of one state. Raises UsageError where the folder is there already; what was written before an error is removed.
    """
    if folder.exists():
        raise UsageError(_("{path} is there already; name a folder that is not.").format(path=folder))
    events = 0
    try:
        with store.cursor() as cursor:
            for name, query in _SELECTED.items():
                (folder / name).mkdir(parents=True)
                rows = _write(cursor.execute(query).to_arrow_reader(ROWS), folder / name)
                events += rows if name == EVENT else 0
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return events


def _write(batches: pa.RecordBatchReader, folder: Path) -> int:
    rows, number = 0, 0
    writer: pq.ParquetWriter | None = None
    try:
        for batch in batches:
            if writer is None or rows >= number * ROWS_PER_FILE:
                if writer is not None:
                    writer.close()
                writer = pq.ParquetWriter(folder / f"part-{number:05}.parquet", batches.schema)
                number += 1
            writer.write_batch(batch)
            rows += batch.num_rows
        if writer is None:
            pq.write_table(batches.schema.empty_table(), folder / "part-00000.parquet")
    finally:
        if writer is not None:
            writer.close()
    return rows
