"""Resolved events of trials that appear in several uploads or under merged names, kept up to date as uploads change."""

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from trialmetrics.store import local_time

_RULES = Path(__file__).with_name("current_events.sql").read_text(encoding="utf-8")

# Trials that changed, and the trials with the same ids under the other names of a merged supplier.
_TOUCHED = """
create or replace temp table touched as
    with own as ({own})

    select supplier_key, trial_id from own

    union

    select others.supplier_key, own.trial_id
    from own
    join kept_member as member using (supplier_key)
    join kept_member as others using (merged_key)
"""
_TOUCHED_BY_UPLOAD = _TOUCHED.format(
    own="select supplier_key, trial_id from upload_trial where upload_id = $id"
)
_TOUCHED_BY_ZONE = _TOUCHED.format(
    own="select supplier_key, trial_id from event_row where occurred_utc is not null or promised_utc is not null "
    "union select supplier_key, trial_id from gap_row where occurred_utc is not null"
)
_TOUCHED_BY_NAME = """
create or replace temp table touched as
    select distinct supplier_key, trial_id from upload_trial where supplier_key in $keys
"""
# The touched trials whose events have to be resolved: they are in several active uploads, in several rows of an active sheet,
# of a supplier with several names, or were read in another time zone. The upload $id itself is counted without joining its
# rows: it may be large, and contains every touched trial.
_DERIVED = """
create or replace temp table derived as
    select supplier_key, trial_id
    from upload_trial
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
    where upload_id is distinct from $id
    group by supplier_key, trial_id
    having count(*) + (select count(*) from held where upload_id = $id) > 1

    union

    select supplier_key, trial_id
    from upload_trial
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
    semi join kept_member using (supplier_key)

    union

    select supplier_key, trial_id
    from sheet_row
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
    group by supplier_key, trial_id
    having count(*) > 1

    union

    select supplier_key, trial_id
    from (
        select upload_id, supplier_key, trial_id from event_row
        where occurred_utc is not null or promised_utc is not null

        union all

        select upload_id, supplier_key, trial_id from gap_row where occurred_utc is not null
    )
    semi join (from upload where zone <> (select zone from kept_zone)) using (upload_id)
    semi join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
"""
_EVERY_TRIAL = """
create or replace temp table derived as
    select distinct supplier_key, trial_id from upload_trial semi join held using (upload_id)
"""
_MEMBER = pa.schema({"supplier_key": pa.string(), "merged_key": pa.string()})
_TEMPORARY_TABLES = (
    "touched",
    "derived",
    "fresh_trial",
    "fresh_sheet",
    "counted",
    "fresh_event",
    "fresh_observed",
    "fresh_gap",
)
# The tables kept_NAME of trials whose events have to be resolved.
KEPT = ("event", "observed", "gap")
# The query of each kept table, without rows; `rebuild` derives them anew.
NOTHING_KEPT = {
    name: f"select * from {name} limit 0" for name in ("kept_trial", *(f"kept_{each}" for each in KEPT))
}


def refresh(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> None:
    """Update the kept tables for the trials of an upload, within the caller's transaction."""
    cursor.execute(_TOUCHED_BY_UPLOAD, {"id": upload_id})
    _replace(cursor, upload_id)


def regroup(cursor: duckdb.DuckDBPyConnection, keys: Collection[str], members: Mapping[str, str]) -> None:
    """Update the kept tables for all trials under these supplier keys, within the caller's transaction.

    `members`: merged supplier key -> key of the supplier it belongs to; replaces all earlier members.
    """
    cursor.execute("delete from kept_member")
    columns = {"supplier_key": [*members], "merged_key": [*members.values()]}
    cursor.register("arrived", pa.table(columns, schema=_MEMBER))
    cursor.execute("insert into kept_member by name select * from arrived")
    cursor.unregister("arrived")
    cursor.execute(_TOUCHED_BY_NAME, {"keys": [*keys]})
    _replace(cursor, None)


def move_to_zone(cursor: duckdb.DuckDBPyConnection, zone: str) -> None:
    """Convert the kept tables to the time zone of the policy in force, within the caller's transaction."""
    if local_time.kept_zone(cursor) == zone:
        return
    cursor.execute("delete from kept_zone")
    cursor.execute("insert into kept_zone values (?)", [zone])
    cursor.execute(_TOUCHED_BY_ZONE)
    _replace(cursor, None)


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive the kept tables of all trials again, within the caller's transaction."""
    cursor.execute(_EVERY_TRIAL.replace("derived", "touched"))
    _replace(cursor, None)


def derive_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Resolve the events of every trial into the temporary tables `fresh_event`, `fresh_observed` and `fresh_gap`."""
    cursor.execute(_EVERY_TRIAL)
    local_time.create_macro(cursor)
    cursor.execute(_RULES)


def _replace(cursor: duckdb.DuckDBPyConnection, upload_id: int | None) -> None:
    """Replace the kept rows of the trials in `touched`; `upload_id`: the upload that touched them, if one did."""
    if _has_rows(cursor, "touched"):
        cursor.execute(_DERIVED, {"id": upload_id})
        if _has_rows(cursor, "kept_trial"):
            _remove_touched(cursor)
        if _has_rows(cursor, "derived"):
            local_time.create_macro(cursor)
            cursor.execute(_RULES)
            for name in ("trial", *KEPT):
                cursor.execute(f"insert into kept_{name} by name select * from fresh_{name}")
    drop_temporary_tables(cursor)


def _remove_touched(cursor: duckdb.DuckDBPyConnection) -> None:
    for name in KEPT:
        cursor.execute(
            f"delete from kept_{name} where (supplier_key, trial_id) in "
            "(select as_supplier_key, as_trial_id from kept_trial semi join touched using (supplier_key, trial_id))"
        )
    cursor.execute(
        "delete from kept_trial where (supplier_key, trial_id) in (select supplier_key, trial_id from touched)"
    )


def _has_rows(cursor: duckdb.DuckDBPyConnection, table: str) -> bool:
    return cursor.execute(f"select 1 from {table} limit 1").fetchone() is not None


def drop_temporary_tables(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary tables of a derivation."""
    cursor.execute("drop view if exists temp.own_row")
    local_time.drop_macro(cursor)
    for name in _TEMPORARY_TABLES:
        cursor.execute(f"drop table if exists temp.{name}")
