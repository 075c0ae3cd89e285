"""The events that count, of trials that are in several uploads, kept up to date for the trials that an upload touches."""

from pathlib import Path

import duckdb

_RULES = Path(__file__).with_name("current.sql").read_text(encoding="utf-8")

_TOUCHED = """
create or replace temp table touched as select supplier_key, trial_id from upload_trial where upload_id = ?
"""
# The trials touched that do not count as one upload has them: more than one upload that holds has them, or a sheet that
# holds has several rows of them.
_SHARED = """
create or replace temp table fresh_trial as
    select supplier_key, trial_id
    from upload_trial
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
    where upload_id <> $id
    group by supplier_key, trial_id
    having count(*) + (select count(*) from held where upload_id = $id) > 1

    union

    select supplier_key, trial_id
    from sheet_row
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
    group by supplier_key, trial_id
    having count(*) > 1
"""
_EVERY_TRIAL = """
create or replace temp table fresh_trial as
    select distinct supplier_key, trial_id from event_row semi join held using (upload_id)
"""
KEPT = ("trial", "event", "observed")
_LEFT_BEHIND = ("touched", "fresh_trial", "fresh_sheet", "counted", "fresh_event", "fresh_observed")


def refresh(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> None:
    """Bring what is kept up to date for the trials of this upload; within the caller's transaction."""
    cursor.execute(_TOUCHED, [upload_id])
    cursor.execute(_SHARED, {"id": upload_id})
    for name in KEPT:
        cursor.execute(
            f"delete from kept_{name} where (supplier_key, trial_id) in (select supplier_key, trial_id from touched)"
        )
    if cursor.execute("select 1 from fresh_trial limit 1").fetchone():
        cursor.execute(_RULES)
        for name in KEPT:
            cursor.execute(f"insert into kept_{name} by name select * from fresh_{name}")
    drop(cursor)


def derive_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive what counts afresh, of every trial, as temporary tables `fresh_event` and `fresh_observed`."""
    cursor.execute(_EVERY_TRIAL)
    cursor.execute(_RULES)


def drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget what deriving left behind."""
    for name in _LEFT_BEHIND:
        cursor.execute(f"drop table if exists temp.{name}")
