"""Selects quotes from the notes of trials: the most telling one per trial, and those behind a decision."""

from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from trialmetrics.analysis.candidates import KEY, places
from trialmetrics.analysis.verdict import REJECT
from trialmetrics.records import records
from trialmetrics.vocabulary import EVENTS

# An incident or a refusal tells most, then other things the supplier did; the note of a request is our own words.
TELLING = ("rude", "belittling", "brush_off", "decline", "disclosed")
INCIDENTS = ("rude", "belittling")
BAD, GOOD = (*TELLING, "error"), ("initiative", "recovery", "advice")
MAX_QUOTED = 3  # at most this many incidents of a candidate are quoted


def quotes(noted: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(supplier key, trial id) -> its most telling note.

    `noted`: events with a note (`supplier_key`, `trial_id`, `event`, `note`), ordered by time within a trial.
    """
    own = noted["event"].isin(
        [name for name, event in EVENTS.items() if event.by in ("supplier", "observed")]
    )
    place = np.select([noted["event"].isin(TELLING), own, noted["event"] != "request"], [0, 1, 2], 3)
    ordered = noted.assign(place=place).query("place < 3").sort_values("place", kind="stable")
    first = ordered.drop_duplicates(["supplier_key", "trial_id"])
    return dict(zip(zip(first["supplier_key"], first["trial_id"], strict=True), first["note"], strict=True))


def deciding_words(cursor: duckdb.DuckDBPyConnection, as_of: datetime) -> pd.DataFrame:
    """The notes of all incidents and brush-offs up to a moment: `supplier_key`, `trial_id`, `event`, `occurred_at`, `note`,
    by supplier and time. An event of a sheet has the note of its row."""
    return cursor.execute(
        """
        with decisive as (
            select supplier_key, trial_id, event, occurred_at, note, source from current_event
            where event in ('rude', 'belittling', 'brush_off') and (occurred_at is null or occurred_at <= $as_of)
        ),
        row_note as (
            select supplier_key, trial_id, any_value(note) as note from current_event
            where source = 'sheet' and event = 'assessment' and note is not null
                and (supplier_key, trial_id) in (select supplier_key, trial_id from decisive)
            group by all
        )
        select d.supplier_key, d.trial_id, d.event, d.occurred_at,
            coalesce(d.note, case when d.source = 'sheet' then row_note.note end) as note
        from decisive as d
        left join row_note on row_note.supplier_key = d.supplier_key and row_note.trial_id = d.trial_id
        where coalesce(d.note, case when d.source = 'sheet' then row_note.note end) is not null
        order by d.supplier_key, d.occurred_at nulls first, d.trial_id, d.event, note
        """,
        {"as_of": as_of},
    ).df()


def deciding(
    rows: pd.DataFrame, trial: pd.DataFrame, words: pd.DataFrame | None
) -> list[list[dict[str, Any]]]:
    """Per candidate its deciding quotes: of its latest incidents, at most MAX_QUOTED, and of its latest brush-off.

    `rows`: the candidates; `trial`: the measure of that name; `words`: see `deciding_words`, None: no quotes. Each quote has
    `event`, `words`, `tester`, `on` (day, ISO 8601) and `trial_id`; None where one is unknown.
    """
    quotes_by_candidate: list[list[dict[str, Any]]] = [[] for _row in range(len(rows))]
    if words is None or words.empty:
        return quotes_by_candidate
    spoken = words.merge(
        trial[["supplier_key", "trial_id", "category", "tester", "state", "requested_at"]],
        on=["supplier_key", "trial_id"],
    )
    spoken = spoken[~spoken["state"].isin(["void", "burnt", "incomplete"])]
    spoken = spoken.assign(incident=spoken["event"].isin(INCIDENTS))
    # A brush-off decides where it is the state of its trial.
    spoken = spoken[spoken["incident"] | (spoken["state"] == "brushed_off")]
    # Latest first: `words` are ordered by time.
    spoken = spoken.iloc[::-1].sort_values("incident", ascending=False, kind="stable")
    # All events of a sheet row share its note, which is quoted once.
    spoken = spoken.drop_duplicates(["supplier_key", "trial_id", "note"])
    place = spoken.groupby([*KEY, "incident"]).cumcount()
    latest = spoken[place < np.where(spoken["incident"], MAX_QUOTED, 1)]
    for place, row in zip(places(rows, latest), records(latest), strict=True):
        quotes_by_candidate[place].append(_quote(row))
    return quotes_by_candidate


def strongest(
    candidate: dict[str, Any], events: pd.DataFrame, trials: pd.DataFrame, most: int = 2
) -> list[dict[str, Any]]:
    """The quotes to read first: those that decide, filled up to `most` with the most telling notes of its judged trials.

    `candidate`: its row of the ranking; `events`, `trials`: its current events and trials. What it did badly comes first where it
    is left out, what it did well elsewhere; then what else it did, then other notes, the latest first. A note on a request is
    our own words. Quotes have the form of `deciding`.
    """
    quotes: list[dict[str, Any]] = candidate["quotes"][:most]
    judged = trials.loc[
        (trials["judged"] & trials["ended"]).to_numpy(dtype=bool), ["trial_id", "tester", "requested_at"]
    ]
    is_noted = events["note"].notna() & (events["event"] != "request")
    noted = events.loc[is_noted, ["trial_id", "event", "occurred_at", "note"]].merge(judged, on="trial_id")
    first, last = (GOOD, BAD) if candidate["verdict"] != REJECT else (BAD, GOOD)
    own = noted["event"].isin(
        [name for name, event in EVENTS.items() if event.by in ("supplier", "observed")]
    )
    noted = noted.assign(
        place=np.select([noted["event"].isin(first), noted["event"].isin(last), own], [0, 3, 1], 2),
        at=noted["occurred_at"].fillna(noted["requested_at"]),
    ).sort_values(["place", "at"], ascending=[True, False], kind="stable")
    read = {quote["words"] for quote in quotes}
    # Those read already, and as many as are wanted.
    for row in records(noted.drop_duplicates("note").head(len(read) + most)):
        if len(quotes) < most and row["note"] not in read:
            quotes.append(_quote(row))
    return quotes


def _quote(row: dict[str, Any]) -> dict[str, Any]:
    at = row["requested_at"] if pd.isna(row["occurred_at"]) else row["occurred_at"]
    return {
        "event": row["event"], "words": row["note"], "tester": None if pd.isna(row["tester"]) else row["tester"],
        "on": None if pd.isna(at) else at.date().isoformat(), "trial_id": row["trial_id"],
    }  # fmt: skip
