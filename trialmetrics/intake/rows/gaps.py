"""Write gaps: rows set aside that may hide a supplier's action. In a trial with a gap, absence of an event proves nothing."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from trialmetrics.intake.rows.row_checks import fetch_count, parquet_path
from trialmetrics.intake.values.typed_texts import Typed
from trialmetrics.vocabulary import EVENTS

SUPPLIER_EVENTS = tuple(name for name, word in EVENTS.items() if word.by == "supplier")
# These identify a row within its trial: by their value, so that notation does not matter, else by their text.
IDENTIFYING_COLUMNS = (
    "event",
    "occurred_at",
    "channel",
    "promised_at",
    "welcome",
    "courtesy",
    "helpfulness",
    "rater",
    "note",
)

MOMENTS = ("occurred_at", "promised_at")


def row_key(texts: Iterable[str]) -> str:
    """SQL of a hash that a row has in any file, from the SQL of its identifying texts, none of them null."""
    return f"md5_number_lower(concat_ws(chr(31), {', '.join(texts)}))"


def write_log_gaps(database: duckdb.DuckDBPyConnection, folder: Path, typed: Typed) -> None:
    """Write gaps.parquet of a log: rows set aside that may be a supplier's event, and unreadable promises, where supplier and
    trial are known.

    `kind`: the event, `promise`, or null if unreadable; `occurred_at`: null if unknown; `instant_key`: for a row with a UTC
    offset, a hash that is the same whatever time zone it is read in. Writes no file if there are no gaps.
    """
    target = folder / "gaps.parquet"
    target.unlink(missing_ok=True)
    if not fetch_count(
        database,
        "select (select count(*) from set_aside_line) + (select count(*) from irregular_promised_at where code is not null)",
    ):
        return
    rows = (
        "(select * from raw_row where line in (select line from set_aside_line) "
        "or promised_at in (select text from irregular_promised_at where code is not null))"
    )
    identifying_cells = {
        name: f"coalesce(typed.{name}::varchar, raw_row.{name}, '')" for name in IDENTIFYING_COLUMNS
    }
    instant_cells = {
        name: f"coalesce('z' || typed.{name}_utc::varchar, {identifying_cells[name]})" for name in MOMENTS
    }
    with_offset = " or ".join(f"typed.{name}_utc is not null" for name in MOMENTS)
    maybe_supplier_event = f"typed.event is null or list_contains({[*SUPPLIER_EVENTS]}, typed.event)"
    database.execute(
        f"""
        copy (
            select
                typed.line, typed.supplier_key, typed.trial_id,
                case when is_aside and ({maybe_supplier_event}) then typed.event else 'promise' end as kind,
                case when typed.line not in (select line from future_line) then typed.occurred_at end as occurred_at,
                typed.occurred_at is not null and typed.occurred_at_bare as bare,
                {row_key(identifying_cells.values())} as row_key,
                case when typed.line not in (select line from future_line) then typed.occurred_at_utc end as occurred_utc,
                case when {with_offset} then {row_key((identifying_cells | instant_cells).values())} end as instant_key
            from (select *, line in (select line from set_aside_line) as is_aside from ({typed.sql(rows)})) as typed
            join raw_row using (line)
            where typed.supplier is not null and typed.trial_id is not null and (
                typed.promised_at_bad or is_aside and (typed.promised_at is not null or {maybe_supplier_event})
            )
        ) to '{parquet_path(folder, "gaps")}' (format parquet)
        """
    )


def write_mended(database: duckdb.DuckDBPyConnection, folder: Path, typed: Typed) -> None:
    """Write mended.parquet: the line that each row had in the file it was set aside from, and its trial."""
    database.execute(
        f"""
        copy (
            select try_cast(origin as bigint) as line, typed.supplier_key, typed.trial_id
            from ({typed.sql(selected=("supplier", "trial_id"))}) as typed
            join raw_row using (line)
            where typed.supplier is not null and typed.trial_id is not null and try_cast(origin as bigint) is not null
        ) to '{parquet_path(folder, "mended")}' (format parquet)
        """
    )
