"""Write the events of a log, and report values that differ within a trial."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb

from trialmetrics.intake.rows import gaps
from trialmetrics.intake.rows.row_checks import IN_FUTURE, fetch_count, parquet_path
from trialmetrics.intake.values.typed_texts import Typed
from trialmetrics.intake.values.value import Problem

ATTRIBUTES = ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer")
MAX_DICTIONARY = 1000  # distinct values; with more, plain encoding is faster


def write_log(
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    typed: Typed,
    headings: Mapping[str, str],
    today: date,
    *,
    mended: bool,
) -> None:
    """Write events.parquet from the rows taken and gaps.parquet from those set aside. Rows after `today` are set aside;
    values that differ within a trial are reported.

    If the file is `mended`, also write mended.parquet.
    """
    _write_events(database, folder, typed)
    events = f"read_parquet('{parquet_path(folder, 'events')}')"
    database.execute(
        f"create table future_line as select line from {events} where occurred_at >= ?",
        [today + timedelta(days=1)],
    )
    if fetch_count(database, "select count(*) from future_line"):
        database.execute(
            "insert into problem select line, ?, occurred_at, ?, ?, true from future_line join raw_row using (line)",
            [headings["occurred_at"], *IN_FUTURE.stored],
        )
        database.execute("insert into set_aside_line from future_line")
        _write_events(database, folder, typed)
    gaps.write_log_gaps(database, folder, typed)
    if mended:
        gaps.write_mended(database, folder, typed)
    _find_conflicts(database, events, headings)


def _write_events(database: duckdb.DuckDBPyConnection, folder: Path, typed: Typed) -> None:
    condition = (
        "where line not in (select line from set_aside_line)"
        if fetch_count(database, "select count(*) from set_aside_line")
        else ""
    )
    database.execute(
        f"""
        copy (
            select
                line, supplier, supplier_key, trial_id, event, occurred_at, occurred_at_bare as bare,
                category, round, tester, order_value, currency, order_class, new_customer, channel,
                promised_at, promised_at_bare as promised_bare, welcome, courtesy, helpfulness, rater, note,
                {typed.above_lowest()} as above_lowest,
                occurred_at_utc as occurred_utc, promised_at_utc as promised_utc
            from ({typed.sql()}) {condition}
        ) to '{parquet_path(folder, "events")}' (format parquet, dictionary_size_limit {MAX_DICTIONARY})
        """
    )


def _find_conflicts(database: duckdb.DuckDBPyConnection, event: str, headings: Mapping[str, str]) -> None:
    columns = [name for name in ATTRIBUTES if name in headings]
    if not columns:
        return
    differing_columns = ", ".join(
        f"min(hash({name})) filter (where {name} is not null) <> max(hash({name})) filter (where {name} is not null) "
        f"as {name}"
        for name in columns
    )
    database.execute(
        f"create table differing as select * from (select hash(supplier_key, trial_id) as trial, {differing_columns} from {event} "
        f"where {' or '.join(f'{name} is not null' for name in columns)} group by trial) where {' or '.join(columns)}"
    )
    for name in columns:
        database.execute(
            f"""
            insert into problem
            select line, ?, raw_row.{name}, ?, ?, false
            from (
                select line, {name}, first_value({name}) over (
                    partition by supplier_key, trial_id order by occurred_at, {name}
                ) as first_text
                from {event}
                where {name} is not null and hash(supplier_key, trial_id) in (select trial from differing where {name})
            ) as event
            join raw_row using (line)
            where event.{name} <> first_text
            """,
            [headings[name], *Problem("differs_within_trial").stored],
        )
