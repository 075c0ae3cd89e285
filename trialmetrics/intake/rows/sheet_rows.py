"""Write the events of a trial sheet, and what it observed of each trial."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.rows import missing_rows, repeated_rows
from trialmetrics.intake.rows.log_rows import ATTRIBUTES
from trialmetrics.intake.rows.row_checks import IN_FUTURE, fetch_count, parquet_path
from trialmetrics.intake.values.typed_texts import Typed
from trialmetrics.intake.values.value import Problem

_LINES, _TRIALS, _EVENTS = (
    Path(__file__).with_name(f"{name}.sql") for name in ("sheet_rows", "repeated_rows", "sheet_events")
)
MAX_REMEMBERED_IDS = 10_000  # ids assigned to rows set aside, remembered until those are mended


def write_sheet(
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    typed: Typed,
    headings: Mapping[str, str],
    filled: Sequence[str],
    assigned_ids: Mapping[str, str],
    today: date,
    *,
    repeated: str | None,
    covered: Sequence[tuple[str, int, int]],
    incomplete: Mapping[str, Any],
    mended: bool,
) -> tuple[dict[str, str], dict[str, Any]]:
    """Write events.parquet, sheet.parquet and gaps.parquet from the rows taken; contradictions and dates after `today` are
    reported as problems.

    `filled`: our columns with a value in any row; `assigned_ids`: line of the file that this one mends -> trial id assigned
    then; `repeated`: what several rows of one trial are (`repeated_rows.TREATMENTS`; None: none differ); `covered`: our
    column, first and last line of cells that repeat the merged cell above them; `incomplete`: trials remembered of an earlier
    file, of which a row was set aside (`missing_rows.remember`). Returns what to remember now: line (as text) -> trial id of
    the rows set aside here, and the incomplete trials.
    """
    database.execute(
        "create table value_row as select typed.*, raw_row.origin "
        f"from (select *, {typed.above_lowest()} as above_lowest from ({typed.sql()})) as typed "
        "join raw_row using (line)"
    )
    database.execute("create table today as select ?::date as day", [today])
    database.execute("create table treatment as select ?::varchar as repeated", [repeated])
    for name, values in (
        ("filled_column", {"name": list(filled)}),
        ("known_id", {"origin": [*assigned_ids], "trial_id": [*assigned_ids.values()]}),
    ):
        database.register(
            "values", pa.table({key: pa.array(texts, pa.string()) for key, texts in values.items()})
        )
        database.execute(f'create table {name} as from "values"')
        database.unregister("values")
    heading_of = {**{name: name for name in COLUMNS["sheet"]}, **headings}
    database.execute(_LINES.read_text(encoding="utf-8"))
    if repeated == "lines":
        repeated_rows.count_merged_cells_once(database, covered)
    missing_rows.recall(database, incomplete if mended else {})
    database.execute(_TRIALS.read_text(encoding="utf-8"))
    _set_stray_lines_aside(database, heading_of["trial_id"])
    database.execute(_EVENTS.read_text(encoding="utf-8"))
    for moment in ("first_reply_at", "delivered_at"):
        for ahead, problem in ((True, IN_FUTURE), (False, Problem("before_request"))):
            database.execute(
                f"insert into problem select line, ?, {moment}, ?, ?, false "
                "from out_of_time join raw_row using (line) where moment = ? and ahead = ?",
                [heading_of[moment], *problem.stored, moment, ahead],
            )
    if repeated == "lines":
        _find_differences(database, heading_of)
    for name, table in (("events", "events_out"), ("sheet", "sheet_out"), ("gaps", "gap_out")):
        database.execute(f"copy (from {table}) to '{parquet_path(folder, name)}' (format parquet)")
    rows = database.execute(
        f"select line, trial_id from new_id order by line limit {MAX_REMEMBERED_IDS}"
    ).fetchall()
    remembered = missing_rows.remember(database, incomplete) if repeated in ("lines", "corrections") else {}
    return {str(line): trial_id for line, trial_id in rows}, remembered


def _set_stray_lines_aside(database: duckdb.DuckDBPyConnection, heading: str) -> None:
    """Set mended rows aside whose trial has other rows that are not known here."""
    database.execute(
        "insert into problem select line, ?, raw_row.trial_id, ?, ?, true from stray_line join raw_row using (line)",
        [heading, *Problem("rows_elsewhere").stored],
    )
    database.execute("insert into set_aside_line from stray_line")


def _find_differences(database: duckdb.DuckDBPyConnection, headings: Mapping[str, str]) -> None:
    """Report lines of an order that describe it otherwise than its earliest line."""
    for name in ATTRIBUTES:
        if name not in ("order_value", "new_customer"):
            database.execute(
                f"insert into problem select raw_row.line, ?, raw_row.{name}, ?, ?, false from order_line "
                f"join order_state using (supplier_key, trial_id) join raw_row on order_line.line = raw_row.line "
                f"where order_line.{name} <> order_state.{name}",
                [headings[name], *Problem("differs_within_trial").stored],
            )


def filled_columns(database: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> list[str]:
    """Those of our `columns` with more than empty cells, `n/a` and failed formulas: those show nobody who looked."""
    return [
        name
        for name in columns
        if fetch_count(
            database,
            f"select count(*) from raw_row where {name} is not null "
            f"and {name} not in (select text from irregular_{name} where not seen or code = 'spreadsheet_error')",
        )
    ]
