"""The rows of an event log become events: each its key, which of the equal ones it is, and what differs in its trial."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from trialmetrics.intake.rows import one, parquet
from trialmetrics.language import _

ATTRIBUTES = ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer")
# An event's own values as read; what belongs to the trial is not in it. The marks keep absent values apart.
_KEY = """
md5_number_lower(concat_ws(chr(31), supplier_key, trial_id, event, occurred_at, occurred_at_bare, 'c', channel,
    'p', promised_at, promised_at_bare, 'w', welcome, 'y', courtesy, 'h', helpfulness, 'r', rater, 'n', note))
"""


def write_log(
    database: duckdb.DuckDBPyConnection, folder: Path, value_row: str, headings: Mapping[str, str]
) -> None:
    """Write events.parquet of the rows that are taken; values that differ within a trial become problems."""
    rows = value_row
    if one(database, "select count(*) from aside"):
        rows = f"select * from ({value_row}) as taken where line not in (select line from aside)"
    database.execute(
        f"""
        copy (
            select
                line, supplier, supplier_key, trial_id, event, occurred_at, occurred_at_bare as bare,
                category, round, tester, order_value, currency, order_class, new_customer, channel,
                promised_at, promised_at_bare as promised_bare, welcome, courtesy, helpfulness, rater, note, {_KEY} as key
            from ({rows}) as taken
        ) to '{parquet(folder, "keyed")}' (format parquet)
        """
    )
    event = f"read_parquet('{parquet(folder, 'keyed')}')"
    _find_conflicts(database, event, headings)
    # Most keys are there once: only the others are counted through.
    database.execute(
        f"""
        create table repeated as
        select line, row_number() over (partition by key order by line)::integer as copy
        from {event} semi join (select key from {event} group by key having count(*) > 1) using (key)
        """
    )
    database.execute(
        f"copy (select event.*, coalesce(repeated.copy, 1) as copy from {event} as event left join repeated using (line)) "
        f"to '{parquet(folder, 'events')}' (format parquet)"
    )
    (folder / "keyed.parquet").unlink()


def _find_conflicts(database: duckdb.DuckDBPyConnection, event: str, headings: Mapping[str, str]) -> None:
    there = [name for name in ATTRIBUTES if name in headings]
    if not there:
        return
    differs = ", ".join(
        f"min(hash({name})) filter (where {name} is not null) <> max(hash({name})) filter (where {name} is not null) "
        f"as {name}"
        for name in there
    )
    database.execute(
        f"create table differing as select * from (select supplier_key, trial_id, {differs} from {event} "
        f"group by supplier_key, trial_id) where {' or '.join(there)}"
    )
    for name in there:
        database.execute(
            f"""
            insert into problem
            select line, ?, given_row.{name}, ?, false
            from (
                select line, {name}, first_value({name}) over (
                    partition by supplier_key, trial_id order by occurred_at, {name}::varchar
                ) as holds
                from {event} semi join (from differing where {name}) using (supplier_key, trial_id)
                where {name} is not null
            ) as event
            join given_row using (line)
            where event.{name} <> holds
            """,
            [
                headings[name],
                _("is not what the earliest row of the trial says, which holds; make them the same"),
            ],
        )
