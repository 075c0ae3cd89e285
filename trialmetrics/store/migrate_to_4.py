"""The Python part of the migration to version 4: rereads rows set aside, to record the gaps that they leave."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from trialmetrics.intake import headings
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.notation.column_evidence import DetectedNotations
from trialmetrics.intake.notation.detection import notations
from trialmetrics.intake.rows.gaps import IDENTIFYING_COLUMNS, SUPPLIER_EVENTS, row_key
from trialmetrics.intake.rows.raw_rows import stripped
from trialmetrics.intake.values.value import Value
from trialmetrics.intake.values.words import normalised_word, read_value
from trialmetrics.names.keys import supplier_key
from trialmetrics.policy import load_policy, saved_zone
from trialmetrics.vocabulary import NOT_OBSERVED, NOT_YET

_BATCH = 20_000
_GAP = pa.schema(
    {
        "upload_id": pa.int32(), "line": pa.int64(), "supplier_key": pa.string(), "trial_id": pa.string(),
        "kind": pa.string(), "occurred_at": pa.timestamp("us"), "bare": pa.bool_(),
        **{f"told_{name}": pa.string() for name in IDENTIFYING_COLUMNS},
    }.items()
)  # fmt: skip


def migrate(cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Bring a database of version 3 to version 4 by `sql`, within the caller's transaction."""
    uploads = cursor.execute(
        "select upload_id, kind, header, mapping, settings, (select min(done_at) from history "
        "where history.upload_id = upload.upload_id) from upload order by upload_id"
    ).fetchall()
    zone = _zone(cursor)
    read_before = [
        (upload_id, kind, header, json.loads(mapping), json.loads(settings), _local(done_at, zone))
        for upload_id, kind, header, mapping, settings, done_at in uploads
    ]
    _describe(cursor, read_before)
    cursor.execute(sql)
    for upload_id, kind, header, mapping, settings, _read_at in read_before:
        if kind == "events":
            _reread(cursor, upload_id, header, mapping, settings, zone)
    cursor.execute(
        "insert into upload_trial select distinct upload_id, supplier_key, trial_id, false from gap_row "
        "anti join upload_trial using (upload_id, supplier_key, trial_id)"
    )
    for name in ("was_read", "headed", "said_word", "supplier_event"):
        cursor.execute(f"drop table temp.{name}")


def _zone(cursor: duckdb.DuckDBPyConnection) -> ZoneInfo:
    row = cursor.execute("select policy from policy_version order by version desc limit 1").fetchone()
    return (saved_zone(row[0]) if row else None) or load_policy().clock.zone


def _local(done_at: datetime, zone: ZoneInfo) -> datetime:
    return done_at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _describe(cursor: duckdb.DuckDBPyConnection, uploads: list[tuple[Any, ...]]) -> None:
    """Create the temporary tables that migrations/4.sql reads."""
    there = {upload[0]: upload[4].get("found", {}).get("there", ()) for upload in uploads}
    headed = [
        (upload_id, heading, ours)
        for upload_id, _kind, _header, mapping, settings, _read_at in uploads
        for heading, ours in [*mapping.items(), *((name, name) for name in settings.get("values", {}))]
    ]
    words = [*((word, "not_yet") for word in NOT_YET), *((word, "nothing") for word in NOT_OBSERVED)]
    tables: dict[str, tuple[dict[str, pa.DataType], list[tuple[Any, ...]]]] = {
        "was_read": (
            {
                "upload_id": pa.int32(), "read_at": pa.timestamp("us"),
                "reply_there": pa.bool_(), "delivery_there": pa.bool_(), "outcome_there": pa.bool_(),
            },
            [
                (
                    upload[0],
                    upload[5],
                    *(name in there[upload[0]] for name in ("first_reply_at", "delivered_at", "outcome")),
                )
                for upload in uploads
            ],
        ),
        "headed": ({"upload_id": pa.int32(), "heading": pa.string(), "name": pa.string()}, headed),
        "said_word": ({"word": pa.string(), "means": pa.string()}, words),
        "supplier_event": ({"event": pa.string()}, [(event,) for event in SUPPLIER_EVENTS]),
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        schema = pa.schema(columns.items())
        _insert(cursor, f"create temp table {name} as from arrived", _table(rows, schema))


def _reread(
    cursor: duckdb.DuckDBPyConnection,
    upload_id: int,
    header: list[str],
    mapping: Mapping[str, str],
    settings: Mapping[str, Any],
    zone: ZoneInfo,
) -> None:
    """Record the gaps left by the rows of a log that were set aside."""
    values = settings.get("values", {})
    places = {
        mapping[name]: at
        for at, name in enumerate(headings.names(header))
        if name in mapping and mapping[name] not in values
    }
    known = {field.name for field in fields(DetectedNotations)}
    found = DetectedNotations(
        **{name: each for name, each in settings.get("found", {}).items() if name in known}
    )
    column_notations = notations("events", found, {}, zone, plain_texts=False)
    answers = {
        ours: {normalised_word(theirs): meant for theirs, meant in each.items() if meant is not None}
        for ours, each in settings.get("answers", {}).items()
    }

    @cache
    def read(name: str, text: str) -> Value:
        if COLUMNS["events"][name].kind == "text" and len(text) > COLUMNS["events"][name].longest:
            return Value()
        return read_value(
            text, COLUMNS["events"][name].kind, name, column_notations[name], answers.get(name, {})
        )

    # A second cursor can stream these rows in batches: this transaction does not change them.
    query = cursor.cursor().execute(
        "select line, cells from set_aside_row where upload_id = ? order by line", [upload_id]
    )
    while rows := query.fetchmany(_BATCH):
        gaps = []
        for line, cells in rows:
            texts = {name: stripped(cells[at]) for name, at in places.items() if at < len(cells)} | values
            if gap := _gap(texts, read):
                gaps.append((upload_id, line, *gap))
        _insert(
            cursor,
            "insert into gap_row select upload_id, 'log', line, supplier_key, trial_id, kind, occurred_at, bare, "
            f"{row_key(f'told_{name}' for name in IDENTIFYING_COLUMNS)} from arrived",
            _table(gaps, _GAP),
        )


def _gap(texts: Mapping[str, str], read: Callable[[str, str], Value]) -> tuple[Any, ...] | None:
    """The gap that a row of a log leaves when set aside: supplier key, trial, kind, moment, whether that is a date only, and
    the values that identify the row. None where it hides nothing a supplier did, or its supplier or trial is unreadable."""
    values = {name: read(name, text) if text else Value() for name, text in texts.items()}
    supplier, trial, event, moment, promise = (
        values.get(name, Value()) for name in ("supplier", "trial_id", "event", "occurred_at", "promised_at")
    )
    if supplier.value is None or trial.value is None:
        return None
    if event.value is None or event.value in SUPPLIER_EVENTS:
        kind = event.value
    elif promise.value is not None or promise.problem:
        kind = "promise"
    else:
        return None
    told = [
        str(values[name].value) if name in values and values[name].value is not None else texts.get(name, "")
        for name in IDENTIFYING_COLUMNS
    ]
    bare = moment.value is not None and moment.date_only
    return supplier_key(supplier.value), trial.value, kind, moment.value, bare, *told


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _insert(cursor: duckdb.DuckDBPyConnection, sql: str, arrived: pa.Table) -> None:
    cursor.register("arrived", arrived)
    cursor.execute(sql)
    cursor.unregister("arrived")
