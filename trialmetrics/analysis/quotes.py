"""Selects quotes from the notes of trials: the most telling one per trial, and those behind a decision."""

from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.analysis.candidates import places
from trialmetrics.analysis.verdict import REJECT
from trialmetrics.records import records
from trialmetrics.vocabulary import EVENTS

# An incident or a refusal tells most, then other things the supplier did; the note of a request is our own words.
TELLING = ("rude", "belittling", "brush_off", "decline", "disclosed")
BAD, GOOD = (*TELLING, "error"), ("initiative", "recovery", "advice")


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


def deciding(rows: pd.DataFrame, said: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Per candidate of `rows` its deciding quotes, incidents first and then the latest first.

    `said`: the measure `candidate_quote`. Each quote has `event`, `words`, `tester`, `on` (day, ISO 8601) and `trial_id`; None
    where one is unknown.
    """
    quotes_by_candidate: list[list[dict[str, Any]]] = [[] for _row in range(len(rows))]
    ordered = said.sort_values(["incident", "place"], ascending=[False, True], kind="stable")
    for place, row in zip(places(rows, ordered), records(ordered), strict=True):
        quotes_by_candidate[place].append(_quote(row["said_at"], row))
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
            quotes.append(_quote(row["at"], row))
    return quotes


def _quote(at: Any, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "event": row["event"], "words": row["note"], "tester": None if pd.isna(row["tester"]) else row["tester"],
        "on": None if pd.isna(at) else at.date().isoformat(), "trial_id": row["trial_id"],
    }  # fmt: skip
