"""What any source of events (a file, a form, a request) hands over for storing: its tables and row counts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Batch:
    """Events of one source, ready to be stored.

    `name` is shown to people (for a file, its name); `sha256` identifies the content. `kind`: `events`, one row per event, or
    `sheet`, one row per trial. `read_at`: local time of reading in `zone`; events on a later day are rejected. `rows` = rows
    taken + `set_aside`; `warnings` counts single values left out of rows that were taken.

    `tables` is a folder with events.parquet, sheet.parquet (sheets only), gaps.parquet, mended.parquet (only logs
    that mend another), set_aside.parquet and problems.parquet; see `trialmetrics/store/schema.sql` for their columns.

    Remembered for the next batch with the same `header`: `settings`, JSON-able, and `mapping`, their heading -> our column.
    `encoding` and `delimiter`: how the source writes tables; rows set aside are exported in the same form.

    `original`: the file itself, to be kept beside the database; None where there is none.
    """

    name: str
    kind: str
    sha256: str
    read_at: datetime
    zone: str
    tables: Path
    rows: int
    set_aside: int
    warnings: int
    header: list[str]
    mapping: dict[str, str]
    settings: dict[str, Any]
    encoding: str
    delimiter: str
    original: Path | None = None
