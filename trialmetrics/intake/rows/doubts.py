"""Signs that an answer is wrong for the file: a column of dates that holds none, a request after its replies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.rows.row_checks import fetch_count, parquet_path
from trialmetrics.vocabulary import EVENTS

_HARDLY = 0.1  # share of readable dates below which a column does not seem to hold dates
_MOST = 0.5  # share of trials that are out of order
_SUPPLIER_EVENTS = tuple(name for name, word in EVENTS.items() if word.by == "supplier")


def find(
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    kind: str,
    headings: Mapping[str, str],
    *,
    answered: bool,
) -> list[dict[str, Any]]:
    """Codes with figures, worded by `text.question_text.doubt`. `headings`: our column -> theirs; `answered`: a person chose a
    column of dates or their order, so that the order of events is looked at."""
    doubts = []
    for name, heading in headings.items():
        if COLUMNS[kind][name].kind != "moment":
            continue
        bad = fetch_count(
            database,
            f"select count(*) from raw_row join irregular_{name} as irregular on {name} = irregular.text where code is not null",
        )
        filled = bad and fetch_count(database, f"select count({name}) from raw_row")
        if bad and bad >= (1 - _HARDLY) * filled:
            doubts.append(
                {"code": "hardly_dates", "heading": heading, "ours": name, "bad": bad, "filled": filled}
            )
    early, trials = 0, 0
    if answered:
        early, trials = _early_trials(database, folder) if kind == "events" else _early_rows(database)
    if early > _MOST * trials:
        requested = headings.get("requested_at") or headings["occurred_at"]
        doubts.append({"code": "request_after_reply", "heading": requested, "early": early, "trials": trials})
    return doubts


def _early_rows(database: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many rows of a sheet have a date of the supplier's before the request, and how many have such a date."""
    early = fetch_count(database, "select count(distinct line) from out_of_time where not ahead")
    if not early:
        return 0, 0
    timely = fetch_count(
        database,
        "select count(*) from trial_row where (replied is not null or delivered is not null) "
        "and line not in (select line from out_of_time where not ahead)",
    )
    return early, early + timely


def _early_trials(database: duckdb.DuckDBPyConnection, folder: Path) -> tuple[int, int]:
    """How many trials of a log have all the supplier's events on days before the request, and how many have both."""
    row = database.execute(
        f"""
        select count(*) filter (where answered::date < requested::date), count(*)
        from (
            select
                min(occurred_at) filter (where event = 'request') as requested,
                max(occurred_at) filter (where list_contains({[*_SUPPLIER_EVENTS]}, event)) as answered
            from read_parquet('{parquet_path(folder, "events")}')
            group by supplier_key, trial_id
        )
        where requested is not null and answered is not null
        """
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)
