"""The events that count, kept up to date for the trials that an upload touches."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

_RULES = Path(__file__).with_name("current.sql").read_text(encoding="utf-8")

# Sheets rank by when they were first uploaded: the same content again takes the place of its first upload that holds.
_HELD = """
create or replace temp table held as
    select upload_id, min(upload_id) over (partition by coalesce(content, upload_id::varchar)) as rank
    from upload_state where holds
"""
_MEMBER = pa.schema({"supplier_key": pa.string(), "merged_key": pa.string()})
KEPT = ("event", "observed", "supplier")


def refresh(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> None:
    """Bring what is kept up to date for the trials of this upload; within the caller's transaction."""
    _touch(cursor, "upload_id = ?", [upload_id])
    # A trial of a merged supplier may be in other uploads under another of its names.
    cursor.execute(
        """
        insert into touched
        select distinct other.supplier_key, other.trial_id
        from touched
        join kept_member as own using (supplier_key)
        join kept_member as others using (merged_key)
        join event_row as other on other.supplier_key = others.supplier_key and other.trial_id = touched.trial_id
        except select * from touched
        """
    )
    derive(cursor)
    _replace(cursor)


def regroup(cursor: duckdb.DuckDBPyConnection, keys: Collection[str], members: Mapping[str, str]) -> None:
    """Bring what is kept up to date for all trials under these supplier keys; within the caller's transaction.

    `members`: of every key that was merged, the key of its supplier.
    """
    _touch(cursor, "supplier_key in ?", [list(keys)])
    for name in ("event", "observed"):
        cursor.execute(f"delete from kept_{name} where supplier_key in ?", [list(keys)])
    cursor.execute("delete from kept_member")
    cursor.register(
        "arrived", pa.table({"supplier_key": [*members], "merged_key": [*members.values()]}, schema=_MEMBER)
    )
    cursor.execute("insert into kept_member by name select * from arrived")
    cursor.unregister("arrived")
    derive(cursor)
    _replace(cursor)


def derive_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive what counts afresh, of all trials, as temporary tables `fresh_event`, `fresh_observed`, `fresh_supplier`."""
    _touch(cursor, "true", [])
    derive(cursor)


def derive(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive what counts of the trials in `touched`."""
    hold(cursor)
    cursor.execute(_RULES)


def hold(cursor: duckdb.DuckDBPyConnection) -> None:
    """The uploads that hold and their ranks, as the temporary table `held`."""
    cursor.execute(_HELD)


def _touch(cursor: duckdb.DuckDBPyConnection, which: str, values: list[Any]) -> None:
    cursor.execute(
        f"create or replace temp table touched as select distinct supplier_key, trial_id from event_row where {which}",
        values,
    )


def _replace(cursor: duckdb.DuckDBPyConnection) -> None:
    """Put what was derived in the place of what was kept of the same trials."""
    for name in ("event", "observed"):
        cursor.execute(
            f"delete from kept_{name} where (supplier_key, written_id) in (select supplier_key, written_id from own_trial)"
        )
    cursor.execute("delete from kept_supplier where supplier_key in (select supplier_key from touched)")
    for name in KEPT:
        cursor.execute(f"insert into kept_{name} by name select * from fresh_{name}")
    drop(cursor)


def drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget what deriving left behind."""
    for name in (
        "held", "touched", "own_trial", "held_row", "held_sheet", "counted", "fresh_event", "fresh_observed", "fresh_supplier",
    ):  # fmt: skip
        cursor.execute(f"drop table if exists temp.{name}")
