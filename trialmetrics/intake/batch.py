"""What any source of events hands over to be stored, be it a file, a form or a request: tables and their accounting."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Batch:
    """Events of one source, ready to be stored.

    `name` tells a person which one it is (of a file its name), `sha256` whether it is the same again. `kind`: `events`, one
    row per event, or `sheet`, one row per trial. `read_at`: the local moment of reading in `zone`, after whose day nothing in
    it can have happened. `rows` = rows taken + `set_aside`; `warnings` counts the single values that were left out.

    `tables` is a folder with events.parquet, sheet.parquet (sheets only), gaps.parquet, mended.parquet (logs that mend
    another only), set_aside.parquet and problems.parquet; their columns stand in `trialmetrics/store/schema.sql`.

    To be remembered for the next batch with the same `header`: `settings`, JSON-able, and `mapping`, their name -> our
    column. `encoding` and `delimiter`: how the source writes a table, and is given back what was set aside.
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
