"""Short notation for worked examples: a few lines of a trial log in, its measures out.

`"2026-03-02 10:00 reply"` is an event with a time, `"2026-03-02 reply"` one on a bare date, `"- reply"` one without a
time; `said("2026-03-02 10:00 reply", courtesy=4)` gives it attributes. Monday 2 March 2026 starts a month of plain
weeks; Good Friday is 3 April, Easter Monday 6 April, King's Day Monday 27 April.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from trialmetrics import vocabulary
from trialmetrics.engine import DuckDB, Measures, derive, measure
from trialmetrics.policy import Policy, load_policy, policy_of

AS_OF = "2026-03-31 12:00"
SHIPPED = load_policy()

TEXT, NUMBER, YES_NO, TIME = pa.string(), pa.float64(), pa.bool_(), pa.timestamp("us")
EVENT = pa.schema(
    {
        "line": pa.int64(),
        "supplier": TEXT,
        "supplier_key": TEXT,
        "trial_id": TEXT,
        "event": TEXT,
        "occurred_at": TIME,
        "bare": YES_NO,
        "category": TEXT,
        "round": TEXT,
        "tester": TEXT,
        "order_value": NUMBER,
        "currency": TEXT,
        "order_class": TEXT,
        "new_customer": YES_NO,
        "channel": TEXT,
        "promised_at": TIME,
        "promised_bare": YES_NO,
        "welcome": NUMBER,
        "courtesy": NUMBER,
        "helpfulness": NUMBER,
        "above_lowest": YES_NO,
        "rater": TEXT,
        "note": TEXT,
        "source": TEXT,
    }.items()
)
OBSERVABLE = vocabulary.OBSERVED
OBSERVED = pa.schema(
    [("supplier_key", TEXT), ("trial_id", TEXT), ("in_log", YES_NO), ("in_sheet", YES_NO)]
    + [("chased_first", YES_NO), ("outcome", TEXT), ("silence_stated", YES_NO), ("not_yet_at", TIME)]
    + [(each, YES_NO) for each in OBSERVABLE]
)
GAP = pa.schema(
    {"supplier_key": TEXT, "trial_id": TEXT, "source": TEXT, "kind": TEXT, "occurred_at": TIME}.items()
)

Event = str | dict[str, Any]


def said(line: Event, **attributes: Any) -> dict[str, Any]:
    """One event with attributes; `promised="2026-03-10"` promises a bare date or, with a time, a moment."""
    if isinstance(line, dict):
        return {**line, **attributes}
    *moment, word = line.split()
    at, bare = _moment(" ".join(moment))
    row = {"event": word, "occurred_at": at, "bare": bare, "source": "log"}
    if promised := attributes.pop("promised", None):
        row["promised_at"], row["promised_bare"] = _moment(promised)
    # Ratings of the examples are written from 1 to 5.
    row["above_lowest"] = any(attributes.get(name, 1) > 1 for name in vocabulary.RATINGS)
    return {**row, **attributes}


def log(*events: Event, supplier: str = "Acme", trial: str = "t1", **attributes: Any) -> list[dict[str, Any]]:
    """The events of one trial of one supplier; `attributes` stand on the first."""
    rows = [said(each) for each in events]
    rows[0] |= attributes
    names = {"supplier": supplier, "supplier_key": supplier.lower(), "trial_id": trial}
    return [{"line": number, **row, **names} for number, row in enumerate(rows, start=2)]


def sheet_row(
    *events: Event,
    observed: Iterable[str] = OBSERVABLE,
    chased_first: bool | None = None,
    outcome: str | None = None,
    silence_stated: bool | None = None,
    not_yet: str | None = None,
    in_log: bool = False,
    **names: Any,
):
    """The events of a sheet's row, and what it states and observed; what an outcome adds is among the events.

    `not_yet`: when the sheet was uploaded in which a date of the supplier's says so. `in_log`: a log has the trial too.
    """
    rows = [{**row, "source": "sheet"} for row in log(*events, **names)]
    key = {"supplier_key": rows[0]["supplier_key"], "trial_id": rows[0]["trial_id"]}
    seen = {name: name in set(observed) for name in OBSERVABLE}
    silent = outcome == "ignored" if silence_stated is None else silence_stated
    stated = {"chased_first": chased_first, "outcome": outcome, "silence_stated": silent}
    upload = {"not_yet_at": _moment(not_yet)[0] if not_yet else None}
    return rows, {**key, **seen, **stated, **upload, "in_log": in_log, "in_sheet": True}


def aside(
    kind: str | None, at: str | None = None, *, source: str = "log", supplier: str = "Acme", trial: str = "t1"
) -> dict[str, Any]:
    """A row or value that was set aside: of this kind of event (None: unreadable), at this moment (None: unreadable)."""
    moment = _moment(at)[0] if at else None
    names = {"supplier_key": supplier.lower(), "trial_id": trial}
    return {**names, "source": source, "kind": kind, "occurred_at": moment}


def measured(
    events: list[dict[str, Any]],
    observed: Iterable[Mapping[str, Any]] = (),
    gaps: Iterable[Mapping[str, Any]] = (),
    *,
    as_of: str = AS_OF,
    policy: Policy | None = None,
    rounds: Iterable[str] = (),
    testers: Iterable[str] = (),
    order_classes: Iterable[str] = (),
    start: Any = None,
    end: Any = None,
    relation: str = "",
) -> Any:
    """All measures of these events, or a `relation` that they are made of. A trial of which nothing is `observed` stands in a
    log only."""
    choice = SimpleNamespace(
        rounds=rounds, testers=testers, order_classes=order_classes, start=start, end=end
    )
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("current_event", pa.Table.from_pylist(events, schema=EVENT))
        connection.register("current_observed", pa.Table.from_pylist(list(observed), schema=OBSERVED))
        connection.register("current_gap", pa.Table.from_pylist(list(gaps), schema=GAP))
        asked = policy or SHIPPED, datetime.fromisoformat(as_of), choice
        if not relation:
            return measure(connection, *asked)
        engine = DuckDB(connection)
        derive(engine, *asked, until=relation)
        return engine.frame(relation)


def only(measures: Measures) -> dict[str, Any]:
    """The first trial; what is missing is None."""
    return rows(measures.trial)[0]


def noted(*kinds: str, round: str | None = None) -> list[dict[str, Any]]:
    """Another supplier's trial, which shows that the log of this round notes these events; by default, all it can show."""
    words = kinds or ("reply", "delivery", "chase", "error", "initiative")
    events = [f"2026-01-06 10:00 {word}" for word in words]
    return log("2026-01-05 10:00 request", *events, supplier="Zeta", trial=f"noted {round}", round=round)


def one(
    *events: Event,
    as_of: str = AS_OF,
    policy: Policy | None = None,
    gaps: Iterable[Mapping[str, Any]] = (),
    beside: Iterable[str] | None = None,
    **attributes: Any,
) -> dict[str, Any]:
    """The measures of one trial in a log in whose round such events are noted elsewhere; by default, all."""
    others = noted(*beside or (), round=attributes.get("round")) if beside != () else []
    return only(measured([*log(*events, **attributes), *others], (), gaps, as_of=as_of, policy=policy))


def many(
    stories: Iterable[Iterable[Event]], beside: Iterable[str] | None = None, **options: Any
) -> list[dict[str, Any]]:
    """The measures of several trials of one supplier, in one log as `one` has it, in the order given."""
    events = [
        event
        for number, story in enumerate(stories)
        for event in log(*story, supplier="Acme", trial=f"{number:03}")
    ]
    trials = rows(measured([*events, *noted(*beside or ())], **options).trial)
    return [trial for trial in trials if trial["supplier"] == "Acme"]


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as dictionaries; what is missing is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def policy_with(**changes: Any) -> Policy:
    """The shipped policy with changes, such as `enquiry_rounds=["spring"]` or `scoring__min_coverage=30`."""
    content = SHIPPED.model_dump()
    for name, value in changes.items():
        *path, last = name.split("__")
        part = content
        for step in path:
            part = part[step]
        part[last] = value
    return policy_of(content, "worked example")


def _moment(written: str) -> tuple[datetime | None, bool]:
    return (None, False) if written == "-" else (datetime.fromisoformat(written), ":" not in written)
