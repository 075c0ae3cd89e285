"""Several rows of one trial in a sheet: detect them, ask what they are, and remember trials of which a row is set aside."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from trialmetrics.intake.files.lines import quoted
from trialmetrics.intake.reading import Question
from trialmetrics.intake.rows.row_checks import fetch_count
from trialmetrics.vocabulary import NOT_OBSERVED

# What the rows may be; `repeated_rows.sql` has the rules of each.
TREATMENTS = ("lines", "corrections", "trials")
MAX_REMEMBERED_ROWS = 2_000  # rows taken, of trials that miss one
MAX_WAITING_ROWS = 10_000  # rows set aside
_WAITING = ("line", "supplier_key", "trial_id")
# Columns that lines of one order add up: there a repeated row and another line differ.
_ADDED = ("order_value", "errors", "recoveries")
_MAX_SHOWN = 3


def find(database: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> bool:
    """Make `repeated_raw(trial, line, differs)`: the rows of trials that have several; returns whether rows of one differ.

    They are compared as written. Rows that differ only in columns that are not read are the same, unless values are added up.
    """
    database.execute("create table repeated_raw (trial ubigint, line bigint, differs boolean)")
    if not {"supplier", "trial_id"} <= {*columns}:
        return False
    trial = "hash(key, trial_id)"
    trial_rows = (
        "raw_row join supplier_key on raw_row.supplier = supplier_key.text "
        f"where trial_id is not null and lower(trial_id) not in ({', '.join(map(quoted, NOT_OBSERVED))})"
    )
    read = ", ".join(name for name in columns if name != "supplier")
    added = " or ".join(f"{name} is not null" for name in _ADDED if name in columns) or "false"
    database.execute(
        f"""
        insert into repeated_raw
        with repeated as (select {trial} as trial from {trial_rows} group by trial having count(*) > 1)
        select
            trial, line,
            min(said) over same_trial <> max(said) over same_trial
                or bool_or(adds) over same_trial and min(rest) over same_trial <> max(rest) over same_trial
        from (select {trial} as trial, line, hash({read}) as said, rest, {added} as adds from {trial_rows}) as row
        semi join repeated using (trial)
        window same_trial as (partition by trial)
        """
    )
    return fetch_count(database, "select count(*) from repeated_raw where differs") > 0


def question(database: duckdb.DuckDBPyConnection, headings: Mapping[str, str]) -> Question:
    """Ask what rows that share a trial id are. `headings`: our column -> theirs, of the columns in the file."""
    trials, rows = database.execute(
        "select count(distinct trial), count(*) from repeated_raw where differs"
    ).fetchone() or (0, 0)
    first, second = (
        line
        for (line,) in database.execute(
            "select line from repeated_raw where trial = (select arg_min(trial, line) from repeated_raw where differs) "
            "order by line limit 2"
        ).fetchall()
    )
    example = database.execute("select trial_id from raw_row where line = ?", [first]).fetchone() or ("",)
    differing = _differing(database, headings)
    return Question(
        "repeated",
        "repeated_rows",
        {
            "heading": headings["trial_id"],
            "trials": trials,
            "rows": rows,
            "example": example[0],
            "first": first,
            "second": second,
            "differing": [headings[name] for name in [*differing][:_MAX_SHOWN]],
        },
        TREATMENTS,
        ("trial_id",),
        guess=_likely(database, differing, trials),
    )


def decision(database: duckdb.DuckDBPyConnection, treatment: str, why: Mapping[str, str]) -> dict[str, Any]:
    """How several rows of one trial were read."""
    trials, rows = database.execute(
        "select count(distinct trial), count(*) from repeated_raw"
    ).fetchone() or (0, 0)
    return {"code": "repeated_read", "treatment": treatment, "trials": trials, "rows": rows, **why}


def _differing(database: duckdb.DuckDBPyConnection, headings: Mapping[str, str]) -> dict[str, int]:
    """Our columns in which rows of one trial differ -> in how many trials, most first."""
    names = [name for name in headings if name not in ("supplier", "trial_id")]
    counts = database.execute(
        f"select {', '.join(f'count(*) filter (where {name} > 1)' for name in names)} from (select "
        + ", ".join(f"count(distinct coalesce({name}, '')) as {name}" for name in names)
        + " from raw_row join repeated_raw using (line) where differs group by trial)"
    ).fetchone()
    in_trials = dict(zip(names, counts or (), strict=True))
    return {
        name: in_trials[name] for name in sorted(names, key=lambda name: -in_trials[name]) if in_trials[name]
    }


def _likely(database: duckdb.DuckDBPyConnection, differing: Mapping[str, int], trials: int) -> str:
    """The likeliest of the TREATMENTS: other requests are other trials, other values or unread columns other lines."""
    if 2 * differing.get("requested_at", 0) > trials:
        return "trials"
    other_lines = fetch_count(
        database,
        "select count(*) from (select min(rest) <> max(rest) as other from raw_row join repeated_raw using (line) "
        "where differs group by trial) where other",
    )
    return "lines" if 2 * max(other_lines, differing.get("order_value", 0)) > trials else "corrections"


def count_merged_cells_once(
    database: duckdb.DuckDBPyConnection, covered: Sequence[tuple[str, int, int]]
) -> None:
    """Take values that lines add up out of lines whose cell only repeats the merged cell above it."""
    names = ("name", "first_line", "last_line")
    database.execute("create table covered (name varchar, first_line bigint, last_line bigint)")
    added = [dict(zip(names, cells, strict=True)) for cells in covered if cells[0] in _ADDED]
    _insert(database, "covered", added, names)
    for name in {cells["name"] for cells in added}:
        database.execute(
            f"update line_row set {name} = null from covered where name = ? and line between first_line and last_line",
            [name],
        )


def recall(database: duckdb.DuckDBPyConnection, incomplete: Mapping[str, Any]) -> None:
    """Make `waiting`, and add the remembered rows of trials that have rows here to `line_row`. `incomplete`: see `remember`."""
    database.execute("create table waiting (line bigint, supplier_key varchar, trial_id varchar)")
    waiting = [dict(zip(_WAITING, row, strict=True)) for row in incomplete.get("waiting", ())]
    _insert(database, "waiting", waiting, _WAITING)
    names = _remembered_columns(database)
    rows = [
        {name: row.get(name, _default(name)) for name in names} | {"line": str(-number), "remembered": "true"}
        for number, row in enumerate(incomplete.get("rows", ()), start=1)
    ]
    database.execute("create table recalled as from line_row limit 0")
    _insert(database, "recalled", rows, (*names, "line", "remembered"))
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
        {name: str(value) for name, value in zip(names, row, strict=True) if _is_told(name, value)}
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
    _insert(database, "earlier_trial", [dict(zip(names, trial, strict=True)) for trial in trials], names)
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


def _is_told(name: str, value: object) -> bool:
    """Whether a remembered row says this value: others are as in an empty row."""
    return value is not None and str(value).casefold() != _default(name)


def _default(name: str) -> str | None:
    if name.endswith("_seen"):
        return "true"
    unset = ("_bad", "_bare", "_pending", "_day", "_ahead", "_early", "_lowest")
    return "false" if name.endswith(unset) else None


def _insert(
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
