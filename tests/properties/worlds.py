"""Small random worlds of trials, written as a log or as a sheet, and what the product makes of them."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.conftest import ZONE, new_store
from tests.people import by
from trialmetrics.analysis.ranking import Ranking, rank
from trialmetrics.engine import measure
from trialmetrics.export.documents import rank_document, trials_document
from trialmetrics.intake import Batch, Settings, read
from trialmetrics.store import Store

AS_OF = datetime(2026, 6, 30, 12)
EVENT = (
    "supplier", "trial_id", "event", "occurred_at", "round", "tester", "promised_at", "welcome", "courtesy", "helpfulness", "note",
)  # fmt: skip
SHEET = (
    "supplier", "trial_id", "requested_at", "tester", "first_reply_at", "promised_at", "delivered_at", "closed_at", "chases",
    "errors", "recoveries", "initiatives", "rude", "belittling", "complaints", "outcome", "welcome", "courtesy",
    "helpfulness",
)  # fmt: skip
Row = dict[str, Any]


def text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV; None is an empty cell, a moment is written in ISO 8601."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row.get(name)) for name in columns})
    return out.getvalue()


def _cell(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


@contextmanager
def taken(*files: str):
    """A store that has taken these files, one after the other."""
    with tempfile.TemporaryDirectory() as name, new_store(Path(name) / "trials.duckdb") as store:
        for number, content in enumerate(files):
            folder = Path(name) / str(number)
            folder.mkdir()
            path = folder / "log.csv"
            path.write_text(content, encoding="utf-8")
            store.uploads.add([_read(path, folder, store)], by("x"))
        yield store


# A word for nothing beside a reply is asked; these worlds mean that nothing was noted.
NOT_NOTED = Settings(answers={"delivered_at": {"NULL": "not noted"}})


def _read(path: Path, folder: Path, store: Store) -> Batch:
    remembered = store.uploads.remembered_settings()
    reading = read(path, folder, remembered=remembered, zone=ZONE)
    if reading.questions:
        reading = read(path, folder, NOT_NOTED, remembered=remembered, zone=ZONE)
    return reading.require_batch()


@cache
def documents(*files: str) -> str:
    """What `trials --json` and `rank --json` say after these files, but for the sentences."""
    with taken(*files) as store:
        found = rank(store, as_of=AS_OF)
        return json.dumps([trials_document(found), rank_document(found)], indent=1)


@cache
def ranked(*files: str) -> Ranking:
    """The ranking after these files; several tests ask of the same worlds."""
    with taken(*files) as store:
        return rank(store, as_of=AS_OF)


def knocks(*files: str) -> int:
    """k of the knock-outs after these files, summed over all candidates."""
    with taken(*files) as store, store.cursor() as cursor:
        return int(measure(cursor, store.policies.in_force(), AS_OF).candidate_knock_out_count["k"].sum())


def good_sheet(random: Random, suppliers: int = 4) -> list[Row]:
    """Rows of trials that were all fulfilled, every criterion at 60 or above."""
    rows, initiatives = [], random.choice([1, 2])
    for supplier in range(suppliers):
        for number in range(random.randint(1, 6)):
            asked = _workday(random, 10)
            flaw = random.choice(["none", "none", "chased", "error", "late"])
            promised = _after(asked, 3)
            rows.append(
                {
                    "supplier": f"Supplier {supplier}", "trial_id": f"{supplier}-{number}", "requested_at": asked,
                    "tester": random.choice(["Ann", "Bob"]),
                    "first_reply_at": asked + timedelta(hours=random.choice([1, 2, 5])),
                    "promised_at": promised, "delivered_at": _after(promised, 1 if flaw == "late" else 0),
                    "closed_at": _after(promised, 5), "chases": int(flaw == "chased"), "chased_first": "no",
                    "errors": int(flaw == "error"), "recoveries": int(flaw == "error"), "initiatives": initiatives,
                    "rude": 0, "belittling": 0, "complaints": int(flaw == "error"), "outcome": "fulfilled",
                    **{name: random.choice([3.4, 4, 5]) for name in ("welcome", "courtesy", "helpfulness")},
                }
            )  # fmt: skip
    return rows


def any_sheet(random: Random, suppliers: int = 3) -> list[Row]:
    """Rows of trials in which anything may have happened or have been noted."""
    rows = []
    for supplier in range(suppliers):
        for number in range(random.randint(1, 5)):
            asked = _workday(random, 10)
            rows.append(
                {
                    "supplier": f"Supplier {supplier}", "trial_id": f"{supplier}-{number}", "requested_at": asked,
                    "tester": random.choice(["Ann", "Bob"]),
                    "first_reply_at": random.choice([None, asked + timedelta(hours=2), _after(asked, 2), "geen reactie", "NULL"]),
                    "promised_at": random.choice([None, _after(asked, 3)]),
                    "delivered_at": random.choice([None, None, _after(asked, 4), "NULL", "nog niet"]),
                    "closed_at": random.choice([None, None, _after(asked, 20)]),
                    "chases": random.choice([None, 0, 0, 1, 3]),
                    "rude": random.choice([None, 0, 0, 1]),
                    "outcome": random.choice([None, None, None, "ignored", "dropped", "brushed_off", "declined", "fulfilled"]),
                    "courtesy": random.choice([None, 1, 3, 5]),
                }
            )  # fmt: skip
    return rows


def good_log(random: Random, suppliers: int = 4) -> list[Row]:
    """Events of trials that were all fulfilled without a quote, every criterion at 60 or above."""
    events = []
    for row in good_sheet(random, suppliers):
        names = {name: row[name] for name in ("supplier", "trial_id")}
        round_of = {"round": random.choice(["spring", "autumn"])}

        def add(event: str, at: datetime, names: Row = names, **more: Any) -> None:
            events.append({**names, "event": event, "occurred_at": at, **more})

        add("request", row["requested_at"], tester=row["tester"], **round_of)
        add("confirmation", row["first_reply_at"], promised_at=row["promised_at"])
        for number in range(row["chases"]):
            add("chase", row["first_reply_at"] + timedelta(hours=1 + number))
        if random.random() < 0.3:
            add("partial_delivery", row["promised_at"] - timedelta(hours=2))
        add("delivery", row["delivered_at"])
        for event in ("error", "complaint", "recovery"):
            if row["errors"]:
                add(event, row["delivered_at"] + timedelta(minutes=30))
        for number in range(row["initiatives"]):
            add("initiative", row["delivered_at"] + timedelta(minutes=40 + number))
        ratings = {name: row[name] for name in ("welcome", "courtesy", "helpfulness")}
        add("assessment", row["delivered_at"] + timedelta(hours=1), **ratings)
    return events


def any_log(random: Random, suppliers: int = 3) -> list[Row]:
    """Events of trials in which anything may have happened; no two rows are alike."""
    words = (
        "reply", "question", "quote", "confirmation", "decline", "brush_off", "delivery", "partial_delivery", "dispatch", "chase",
        "error", "recovery", "initiative", "rude", "closed", "void", "disclosed", "assessment", "auto_reply",
    )  # fmt: skip
    events = []
    for supplier in range(suppliers):
        for number in range(random.randint(1, 5)):
            at = _workday(random, 9)
            names = {"supplier": f"Supplier {supplier}", "trial_id": f"{supplier}-{number}"}
            chosen = {"round": random.choice([None, "spring"]), "tester": random.choice([None, "Ann", "Bob"])}
            events.append({**names, "event": "request", "occurred_at": at, **chosen})
            for _event in range(random.choice([0, 1, 2, 4])):
                at = at + timedelta(hours=random.choice([1, 3, 26, 75]), minutes=random.randint(0, 59))
                event = {**names, "event": random.choice(words), "occurred_at": at}
                if event["event"] == "confirmation":
                    event["promised_at"] = (at + timedelta(days=5)).date()
                if event["event"] in ("assessment", "delivery"):
                    event["courtesy"] = random.choice([1, 2.5, 4, 5])
                if event["event"] == "rude":
                    event["note"] = random.choice(["", "only a small one"])
                events.append(event)
    return list({json.dumps(each, default=str): each for each in events}.values())


def _workday(random: Random, hour: int) -> datetime:
    day = datetime(2026, 1, 5, hour) + timedelta(days=random.randint(0, 90))
    return _after(day, 0)


def _after(at: datetime, days: int) -> datetime:
    """So many weekdays later, at the same hour; on a weekday in any case."""
    while at.weekday() > 4:
        at += timedelta(days=1)
    for _day in range(days):
        at += timedelta(days=1)
        while at.weekday() > 4:
            at += timedelta(days=1)
    return at
