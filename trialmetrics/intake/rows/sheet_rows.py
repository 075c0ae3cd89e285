"""Write the events of a trial sheet, and what it observed of each trial."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.rows.row_checks import IN_FUTURE, fetch_count, parquet_path
from trialmetrics.intake.values.typed_texts import Typed
from trialmetrics.intake.values.value import Problem

_RULES = Path(__file__).with_name("sheet_rows.sql")
MAX_REMEMBERED_IDS = 10_000  # ids assigned to rows set aside, remembered until those are mended


def write_sheet(
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    typed: Typed,
    headings: Mapping[str, str],
    filled: Sequence[str],
    assigned_ids: Mapping[str, str],
    today: date,
) -> dict[str, str]:
    """Write events.parquet, sheet.parquet and gaps.parquet from the rows taken; contradictions and dates after `today` are
    reported as problems.

    `filled`: our columns with a value in any row; `assigned_ids`: line of the file that this one mends -> trial id assigned
    then. Returns the same for the rows set aside here: line (as text) -> trial id.
    """
    database.execute(
        "create table value_row as select typed.*, raw_row.origin "
        f"from (select *, {typed.above_lowest()} as above_lowest from ({typed.sql()})) as typed "
        "join raw_row using (line)"
    )
    database.execute("create table today as select ?::date as day", [today])
    for name, values in (
        ("filled_column", {"name": list(filled)}),
        ("known_id", {"origin": [*assigned_ids], "trial_id": [*assigned_ids.values()]}),
    ):
        database.register(
            "values", pa.table({key: pa.array(texts, pa.string()) for key, texts in values.items()})
        )
        database.execute(f'create table {name} as from "values"')
        database.unregister("values")
    database.execute(_RULES.read_text(encoding="utf-8"))
    heading_of = {**{name: name for name in COLUMNS["sheet"]}, **headings}
    for moment in ("first_reply_at", "delivered_at"):
        for ahead, problem in ((True, IN_FUTURE), (False, Problem("before_request"))):
            database.execute(
                f"insert into problem select line, ?, {moment}, ?, ?, false "
                "from out_of_time join raw_row using (line) where moment = ? and ahead = ?",
                [heading_of[moment], *problem.stored, moment, ahead],
            )
    database.execute(
        "insert into problem select line, ?, trial_id, ?, ?, false from conflicting_line",
        [heading_of["trial_id"], *Problem("stands_twice").stored],
    )
    for name, table in (("events", "events_out"), ("sheet", "sheet_out"), ("gaps", "gap_out")):
        database.execute(f"copy (from {table}) to '{parquet_path(folder, name)}' (format parquet)")
    rows = database.execute(
        f"select line, trial_id from new_id order by line limit {MAX_REMEMBERED_IDS}"
    ).fetchall()
    return {str(line): trial_id for line, trial_id in rows}


def filled_columns(database: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> list[str]:
    """Those of our `columns` that are neither empty nor `n/a` in every row."""
    return [
        name
        for name in columns
        if fetch_count(
            database,
            f"select count(*) from raw_row where {name} is not null "
            f"and {name} not in (select text from irregular_{name} where not seen)",
        )
    ]
