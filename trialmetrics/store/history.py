"""The history: one entry per change, with who made it, when, to what and why."""

from datetime import UTC, datetime

import duckdb
import pandas as pd


def record(
    cursor: duckdb.DuckDBPyConnection,
    user: str,
    kind: str,
    upload_id: int | None = None,
    policy_version: int | None = None,
) -> int:
    """Add an entry, within the caller's transaction. Returns its number."""
    number = next_number(cursor, "history", "number")
    cursor.execute(
        "insert into history values (?, ?, ?, ?, ?, ?)",
        [number, datetime.now(UTC).replace(tzinfo=None), user, kind, upload_id, policy_version],
    )
    return number


def next_number(cursor: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    """The largest number in a column plus one; 1 in an empty table."""
    row = cursor.execute(f"select coalesce(max({column}), 0) + 1 from {table}").fetchone()
    assert row is not None
    return row[0]


def rows(cursor: duckdb.DuckDBPyConnection, after: int = 0) -> pd.DataFrame:
    """The changes with a number above `after`; see `Store.record`. Moments are in UTC, without an offset."""
    return cursor.execute(
        """
        with decided as (
            select number, supplier, category, supplier_key, decision.decision, verdict, policy_version, reason from decision

            union all

            select objection.number, supplier, category, supplier_key, null, null, null, note
            from objection join decision on objection.decision = decision.number
        ),
        concerned as (
            select history.number, supplier_key from history join upload_trial using (upload_id)
            union
            select number, one from naming
            union
            select number, other from naming
            union
            select number, supplier_key from decided
        ),
        suppliers as (
            select number, list_sort(list(distinct coalesce(merged_key, supplier_key))) as supplier_keys
            from concerned left join kept_member using (supplier_key)
            where number > $after
            group by number
        )
        select
            history.number,
            coalesce(changed_at, done_at) as moment,
            done_by as who,
            done as kind,
            coalesce(
                upload_id || ': ' || file,
                policy_version.version::varchar,
                one_name || ' / ' || other_name,
                decided.supplier,
                person || coalesce(': ' || role, '')
            ) as subject,
            decided.category,
            decided.decision,
            decided.verdict,
            decided.policy_version,
            nullif(coalesce(note, decided.reason), '') as reason,
            coalesce(supplier_keys, []) as supplier_keys
        from history
        left join upload using (upload_id)
        left join policy_version on policy_version.version = history.policy_version
        left join naming using (number)
        left join decided using (number)
        left join person_change using (number)
        left join suppliers using (number)
        where history.number > $after
        order by history.number desc
        """,
        {"after": after},
    ).df()


def last(cursor: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """See `Store.last_change`."""
    row = cursor.execute("select done, done_by from history order by number desc limit 1").fetchone()
    return row or ("", "")
