"""Several rows of one trial in a sheet: detect them, ask what they are, and count merged cells once."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from trialmetrics.intake.files.lines import quoted
from trialmetrics.intake.reading import Question
from trialmetrics.intake.rows.missing_rows import insert_rows
from trialmetrics.intake.rows.row_checks import fetch_count
from trialmetrics.vocabulary import NOT_OBSERVED

# What the rows may be; `repeated_rows.sql` has the rules of each.
TREATMENTS = ("lines", "corrections", "trials")
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
            min(content) over same_trial <> max(content) over same_trial
                or bool_or(adds) over same_trial and min(rest) over same_trial <> max(rest) over same_trial
        from (select {trial} as trial, line, hash({read}) as content, rest, {added} as adds from {trial_rows}) as row
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
    insert_rows(database, "covered", added, names)
    for name in {cells["name"] for cells in added}:
        database.execute(
            f"update line_row set {name} = null from covered where name = ? and line between first_line and last_line",
            [name],
        )
