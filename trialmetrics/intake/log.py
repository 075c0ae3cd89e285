"""The rows of an event log become events: each its key, which of the equal ones it is, and what differs in its trial."""

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from trialmetrics.intake.rows import one, parquet
from trialmetrics.intake.typed import Typed
from trialmetrics.language import _

ATTRIBUTES = ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer")
# An event's own values as read; what belongs to the trial is not in it. What is absent adds nothing, so that a file
# without a column gives the keys of one where it is empty; the letters keep values of different columns apart.
_OWN = {
    "channel": "'c' || channel",
    "promised_at": "'p' || epoch_us(promised_at) || promised_at_bare",
    "welcome": "'w' || welcome",
    "courtesy": "'y' || courtesy",
    "helpfulness": "'h' || helpfulness",
    "rater": "'r' || rater",
    "note": "'n' || note",
}


def _key(there: Collection[str]) -> str:
    """SQL of an event's key: 64 bits of an MD5, the same on every machine and version."""
    identity = (
        "supplier_key, chr(31), trial_id, chr(31), event, chr(31), epoch_us(occurred_at), occurred_at_bare"
    )
    own = "".join(f", chr(31) || {value}" for name, value in _OWN.items() if name in there)
    return f"md5_number_lower(concat({identity}{own}))"


def write_log(
    database: duckdb.DuckDBPyConnection, folder: Path, typed: Typed, headings: Mapping[str, str]
) -> None:
    """Write events.parquet of the rows that are taken; values that differ within a trial become problems."""
    taken = (
        "where line not in (select line from aside)" if one(database, "select count(*) from aside") else ""
    )
    key = _key(typed.there)
    # Most events are there once: only those of equal trial, kind and moment are looked at closer.
    identity = typed.sql(wanted=("supplier", "trial_id", "event", "occurred_at"))
    database.execute(
        f"create table moment as select line, hash(supplier_key, trial_id, event, occurred_at) as moment "
        f"from ({identity}) {taken}"
    )
    database.execute(
        """
        create table alike as
        select line from moment
        semi join (select moment from moment group by moment having count(*) > 1) using (moment)
        """
    )
    database.execute(
        f"""
        create table repeated as
        from (
            select line, row_number() over (partition by {key} order by line)::integer as copy
            from ({typed.sql("(from given_row semi join alike using (line))")})
        ) where copy > 1
        """
    )
    copies = "left join repeated using (line)" if one(database, "select count(*) from repeated") else ""
    database.execute(
        f"""
        copy (
            select
                line, supplier, supplier_key, trial_id, event, occurred_at, occurred_at_bare as bare,
                category, round, tester, order_value, currency, order_class, new_customer, channel,
                promised_at, promised_at_bare as promised_bare, welcome, courtesy, helpfulness, rater, note, {key} as key,
                {"coalesce(repeated.copy, 1)" if copies else "1"}::integer as copy
            from ({typed.sql()}) {copies} {taken}
        ) to '{parquet(folder, "events")}' (format parquet)
        """
    )
    _find_conflicts(database, f"read_parquet('{parquet(folder, 'events')}')", headings)


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
        f"create table differing as select * from (select hash(supplier_key, trial_id) as trial, {differs} from {event} "
        f"group by trial) where {' or '.join(there)}"
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
                from {event}
                where {name} is not null and hash(supplier_key, trial_id) in (select trial from differing where {name})
            ) as event
            join given_row using (line)
            where event.{name} <> holds
            """,
            [
                headings[name],
                _("is not what the earliest row of the trial says, which holds; make them the same"),
            ],
        )
