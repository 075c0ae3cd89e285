"""The events that count, kept up to date for the trials that an upload touches."""

from pathlib import Path

import duckdb

_RULES = Path(__file__).with_name("current.sql").read_text(encoding="utf-8")

# Sheets rank by when they were first uploaded: the same content again takes the place of its first upload that holds.
_HELD = """
create or replace temp table held as
    select upload_id, min(upload_id) over (partition by coalesce(content, upload_id::varchar)) as rank
    from upload_state where holds
"""
KEPT = {
    "event": ("supplier_key", "trial_id"),
    "observed": ("supplier_key", "trial_id"),
    "supplier": ("supplier_key",),
}


def refresh(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> None:
    """Bring what is kept up to date for the trials of this upload; within the caller's transaction."""
    cursor.execute(
        "create or replace temp table touched as "
        "select distinct supplier_key, trial_id from event_row where upload_id = ?",
        [upload_id],
    )
    derive(cursor)
    for name, keys in KEPT.items():
        cursor.execute(
            f"delete from kept_{name} where ({', '.join(keys)}) in (select {', '.join(keys)} from touched)"
        )
        cursor.execute(f"insert into kept_{name} by name select * from fresh_{name}")
    drop(cursor)


def derive_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive what counts afresh, of all trials, as temporary tables `fresh_event`, `fresh_observed`, `fresh_supplier`."""
    cursor.execute(
        "create or replace temp table touched as select distinct supplier_key, trial_id from event_row"
    )
    derive(cursor)


def derive(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive what counts of the trials in `touched`."""
    hold(cursor)
    cursor.execute(_RULES)


def hold(cursor: duckdb.DuckDBPyConnection) -> None:
    """The uploads that hold and their ranks, as the temporary table `held`."""
    cursor.execute(_HELD)


def drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget what deriving left behind."""
    for name in (
        "held", "touched", "held_row", "held_sheet", "counted", "fresh_event", "fresh_observed", "fresh_supplier",
    ):  # fmt: skip
        cursor.execute(f"drop table if exists temp.{name}")
