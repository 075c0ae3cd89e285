"""Records how many rows each change added to each table, so that the history says how many every table must have."""

import duckdb

from trialmetrics.text.language import _

# The number under which creation and migrations of the database are recorded; no entry of the history has it.
CREATED = 0
# The tables whose rows are counted.
COUNTED = (
    "schema_version",
    "upload",
    "history",
    "event_row",
    "upload_trial",
    "supplier_name",
    "gap_row",
    "mended_row",
    "sheet_row",
    "set_aside_row",
    "problem",
    "policy_version",
    "naming",
    "decision",
    "objection",
    "person_change",
    "redaction_key",
    "redaction",
    "unkept_file",
    "kept_zone",
    "kept_member",
    "kept_trial",
    "kept_event",
    "kept_observed",
    "kept_gap",
)


def counts(cursor: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The number of rows of each counted table that exists."""
    existing = {name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()}
    queries = [f"select '{name}', count(*) from {name}" for name in COUNTED if name in existing]
    return dict(cursor.execute(" union all ".join(queries)).fetchall())


def added(cursor: duckdb.DuckDBPyConnection, before: dict[str, int]) -> dict[str, int]:
    """Rows added per table since `before`; negative where derived rows were replaced by fewer; unchanged tables left out."""
    more = {name: rows - before.get(name, 0) for name, rows in counts(cursor).items()}
    return {name: rows for name, rows in more.items() if rows}


def record(cursor: duckdb.DuckDBPyConnection, number: int, rows_added: dict[str, int]) -> None:
    """Record the rows that a change added, within its transaction."""
    cursor.execute(
        "insert into tally select ?, unnest(?::varchar[]), unnest(?::bigint[])",
        [number, [*rows_added], [*rows_added.values()]],
    )


def findings(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence per table whose number of rows differs from the tally."""
    expected = dict(cursor.execute("select table_name, sum(rows)::bigint from tally group by all").fetchall())
    actual = counts(cursor)
    differing = [
        _("The rows of {table} number {rows}; the history says {expected}.").format(
            table=name, rows=actual.get(name, 0), expected=expected.get(name, 0)
        )
        for name in sorted({*COUNTED, *expected})
        if actual.get(name, 0) != expected.get(name, 0)
    ]
    row = cursor.execute(
        "select count(*) from tally where rows = 0 or number <> ? and number not in (select number from history)",
        [CREATED],
    ).fetchone()
    if row and row[0]:
        differing.append(_("The history counts rows of something that was never done."))
    row = cursor.execute("select count(*), coalesce(max(number), 0) from history").fetchone()
    if row and row[0] != row[1]:
        differing.append(
            _("The lines of the history are {rows}, and the last one is number {number}.").format(
                rows=row[0], number=row[1]
            )
        )
    return differing
