"""Trials of a sheet of which a row is set aside: remember their other rows, and recall them when that row comes back mended."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

MAX_REMEMBERED_ROWS = 2_000  # rows taken, of trials that miss one
MAX_WAITING_ROWS = 10_000  # rows set aside
_WAITING = ("line", "supplier_key", "trial_id")


def recall(database: duckdb.DuckDBPyConnection, incomplete: Mapping[str, Any]) -> None:
    """Make `waiting`, and add the remembered rows of trials that have rows here to `line_row`. `incomplete`: see `remember`."""
    database.execute("create table waiting (line bigint, supplier_key varchar, trial_id varchar)")
    waiting = [dict(zip(_WAITING, row, strict=True)) for row in incomplete.get("waiting", ())]
    insert_rows(database, "waiting", waiting, _WAITING)
    names = _remembered_columns(database)
    rows = [
        {name: row.get(name, _default(name)) for name in names} | {"line": str(-number), "remembered": "true"}
        for number, row in enumerate(incomplete.get("rows", ()), start=1)
    ]
    database.execute("create table recalled as from line_row limit 0")
    insert_rows(database, "recalled", rows, (*names, "line", "remembered"))
    database.execute(
        "insert into line_row from recalled where (supplier_key, trial_id) in (select supplier_key, trial_id from line_row)"
    )


def remember(database: duckdb.DuckDBPyConnection, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Trials of which a row is set aside, JSON-able: `waiting`, the lines of such rows with their supplier key and trial id, and
    `rows`, the other rows of those trials.

    Without those, a mended row would stand for its whole trial. What `earlier` remembers of trials that are not in this file
    is carried over. Trials beyond a limit are not remembered.
    """
    database.execute(
        f"""
        create table remembered_trial as
        select supplier_key, trial_id
        from (
            select
                supplier_key, trial_id,
                sum(waits) over in_order as waiting_so_far,
                sum(coalesce(reads, 0)) over in_order as rows_so_far
            from (select supplier_key, trial_id, count(*) as waits from missing_row group by all) as waiting
            left join (
                select supplier_key, trial_id, count(*) as reads from read_row
                where (supplier_key, trial_id) in (select supplier_key, trial_id from missing_row) group by all
            ) as taken using (supplier_key, trial_id)
            window in_order as (order by supplier_key, trial_id rows unbounded preceding)
        )
        where waiting_so_far <= {MAX_WAITING_ROWS} and rows_so_far <= {MAX_REMEMBERED_ROWS}
        """
    )
    waiting = database.execute(
        "select place, supplier_key, trial_id from missing_row as missing where exists (from remembered_trial as trial "
        "where trial.supplier_key is not distinct from missing.supplier_key and trial.trial_id is not distinct from "
        "missing.trial_id) order by supplier_key, trial_id, place"
    ).fetchall()
    names = _remembered_columns(database)
    taken = database.execute(
        f"select {', '.join(names)} from line_row where line in (select line from read_row) and (supplier_key, trial_id) in "
        "(select supplier_key, trial_id from remembered_trial) order by supplier_key, trial_id, place"
    ).fetchall()
    rows = [
        {name: str(value) for name, value in zip(names, row, strict=True) if _is_set(name, value)}
        for row in taken
    ]
    others = _trials_elsewhere(database, earlier)
    other_rows = [row for row in earlier.get("rows", ()) if (row["supplier_key"], row["trial_id"]) in others]
    other_waiting = [row for row in earlier.get("waiting", ()) if (row[1], row[2]) in others]
    if (
        len(rows) + len(other_rows) <= MAX_REMEMBERED_ROWS
        and len(waiting) + len(other_waiting) <= MAX_WAITING_ROWS
    ):
        rows += other_rows
        waiting += [row for row in other_waiting if tuple(row) not in {*waiting}]
    return {"waiting": [list(row) for row in waiting], "rows": rows}


def _trials_elsewhere(
    database: duckdb.DuckDBPyConnection, earlier: Mapping[str, Any]
) -> set[tuple[str | None, str | None]]:
    """The trials that `earlier` remembers and that have no row in this file, as (supplier key, trial id)."""
    trials = {(supplier, trial) for _line, supplier, trial in earlier.get("waiting", ())}
    database.execute("create table earlier_trial (supplier_key varchar, trial_id varchar)")
    names = ("supplier_key", "trial_id")
    insert_rows(database, "earlier_trial", [dict(zip(names, trial, strict=True)) for trial in trials], names)
    here = database.execute(
        "from earlier_trial where (supplier_key, trial_id) in (select supplier_key, trial_id from line_row where not remembered)"
    ).fetchall()
    return trials - {*here}


def _remembered_columns(database: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of `line_row` to remember: all but how its moments were written."""
    return [
        name
        for name, kind in database.execute(
            "select column_name, column_type from (describe line_row)"
        ).fetchall()
        if kind != "INTERVAL" and name not in ("line", "origin", "day", "remembered", "repeated")
    ]


def _is_set(name: str, value: object) -> bool:
    """Whether a row says this value; others are as in an empty row."""
    return value is not None and str(value).casefold() != _default(name)


def _default(name: str) -> str | None:
    if name.endswith("_seen"):
        return "true"
    unset = ("_bad", "_bare", "_pending", "_day", "_ahead", "_early", "_lowest")
    return "false" if name.endswith(unset) else None


def insert_rows(
    database: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> None:
    """Insert rows, whose texts become values of the table's types."""
    arrived = {
        name: pa.array([None if row[name] is None else str(row[name]) for row in rows], pa.string())
        for name in names
    }
    database.register("arrived", pa.table(arrived))
    database.execute(f"insert into {table} by name select * from arrived")
    database.unregister("arrived")
