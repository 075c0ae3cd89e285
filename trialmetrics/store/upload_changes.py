"""Adds, undoes and redoes an upload, and accounts for every row: taken, set aside or already known."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from trialmetrics.errors import Conflict, StoreError, UsageError
from trialmetrics.intake.batch import Batch
from trialmetrics.intake.rows.problems import ORDER
from trialmetrics.store import current_events, history, local_time, policies
from trialmetrics.store.database import VERSION
from trialmetrics.text import problem_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.number_text import count

SHOWN_PROBLEMS = 1000
# SQL: the number of file lines behind rows of `event_row`. A line of a log is one event, a line of a sheet several.
LINES = "count(*) filter (where source = 'log') + count(distinct line) filter (where source = 'sheet')"
# Database table -> the Parquet file of a batch that its rows come from.
TABLES = {
    "event_row": "events",
    "sheet_row": "sheet",
    "gap_row": "gaps",
    "mended_row": "mended",
    "set_aside_row": "set_aside",
    "problem": "problems",
}
# A row that was read before in another time zone keeps its earlier key.
_KEYED = """(
    select arriving.* replace (coalesce(before.row_key, arriving.row_key) as row_key)
    from read_parquet(?) as arriving
    left join (
        select instant_key, arg_min(row_key, upload_id) as row_key
        from {name}
        where instant_key is not null
        group by instant_key
    ) as before using (instant_key)
)"""
_TRIALS = """
insert into upload_trial
select ?, supplier_key, trial_id, true from read_parquet(?) group by supplier_key, trial_id
"""
# Trials all of whose rows were set aside: those rows may still matter beside another upload.
_TRIALS_SET_ASIDE = """
insert into upload_trial
select $id, supplier_key, trial_id, false
from (
    select supplier_key, trial_id from gap_row where upload_id = $id
    union
    select supplier_key, trial_id from mended_row where upload_id = $id
)
anti join (from upload_trial where upload_id = $id) as taken using (supplier_key, trial_id)
"""
_NAMES = """
insert into supplier_name
select ?, supplier_key, supplier, min(line) from read_parquet(?) group by supplier_key, supplier
"""
# The columns of an event itself; columns that describe its trial are not among them.
EVENT_VALUES = (
    "supplier_key, trial_id, event, occurred_at, bare, channel, promised_at, promised_bare, welcome, courtesy, "
    "helpfulness, rater, note"
)
# The columns of `event_row` with their times in the current zone; needs `local_time.create_macro`.
LOCAL_TIMES = (
    "* replace (local_moment(occurred_at, occurred_utc, upload_id) as occurred_at, "
    "local_moment(promised_at, promised_utc, upload_id) as promised_at)"
)
# Equal events of a log are known as often as they appear in any single active log.
_KNOWN_EVENTS = f"""
with log as (select upload_id from held where kind = 'events'),
shared as (
    select supplier_key, trial_id from upload_trial where upload_id = $id
    intersect
    select supplier_key, trial_id from upload_trial semi join log using (upload_id)
),
counted as (
    select upload_id, {EVENT_VALUES}, count(*) as copies
    from (
        select {LOCAL_TIMES}
        from event_row
        semi join shared using (supplier_key, trial_id)
        where upload_id = $id or upload_id in (from log)
    ) as event
    group by all
),
compared as (
    select
        {EVENT_VALUES},
        max(copies) filter (where upload_id = $id) as here,
        max(copies) filter (where upload_id <> $id) as there
    from counted
    group by all
)
select coalesce(sum(least(here, there)), 0) from compared where here is not null and there is not null
"""
# A row of a sheet is known when the upload with the trial's current row has it, or an earlier line of its own file.
_KNOWN_ROWS = """
with holding as (
    select supplier_key, trial_id, arg_max(upload_id, (rank, line)) as upload_id
    from sheet_row join held using (upload_id)
    group by supplier_key, trial_id
)
select count(*) from (
    select
        old.row_key is not null
        or row_number() over (partition by new.supplier_key, new.trial_id, new.row_key order by new.line) > 1
        as known
    from sheet_row as new
    left join (
        select distinct supplier_key, trial_id, row_key
        from sheet_row semi join holding using (supplier_key, trial_id, upload_id)
    ) as old using (supplier_key, trial_id, row_key)
    where new.upload_id = ?
) where known
"""

# Trials of earlier sheets that count no more, as a row of the file has their made-up number but asks on another day, and no row
# of the file asks on theirs: most probably other trials, such as those of the next month.
_DISPLACED = """
with arriving as (
    select distinct supplier_key, trial_id, occurred_at::date as day
    from event_row
    where upload_id = $id and event = 'request'
),
holding as (
    select supplier_key, trial_id, arg_max(upload_id, (rank, line)) as upload_id
    from sheet_row join held using (upload_id)
    where regexp_matches(trial_id, ' #[0-9]+$')
    group by supplier_key, trial_id
),
earlier as (
    select distinct supplier_key, trial_id, occurred_at::date as day
    from event_row semi join holding using (supplier_key, trial_id, upload_id)
    where source = 'sheet' and event = 'request'
)
select count(*)
from earlier semi join arriving using (supplier_key, trial_id) anti join arriving using (supplier_key, day)
"""


@dataclass(frozen=True)
class UploadReport:
    """What happened to one file: its rows by outcome, and the first SHOWN_PROBLEMS problems.

    `displaced`: trials of earlier sheets that count no more, as rows without an order number took their place.
    """

    upload_id: int
    file: str
    sha256: str
    kind: str
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    rows: int
    taken: int
    set_aside: int
    already_known: int
    warnings: int
    problems: list[dict[str, Any]] = field(repr=False)
    displaced: int = 0

    def document(self) -> dict[str, Any]:
        """The object of `load --json`, its problems in the reader's language."""
        facts = {name: value for name, value in self.__dict__.items() if name != "displaced"}
        return {**facts, "problems": problem_text.with_sentences(self.problems)}


def add(
    cursor: duckdb.DuckDBPyConnection,
    batch: Batch,
    folder: Path,
    user: str,
    replaces: int | None,
    step: Callable[[str], None] = lambda _sentence: None,
) -> UploadReport:
    """Store one batch, its tables taken from the folder `arrived`, within the caller's transaction; `step` is
    called with a sentence at the start of each step."""
    step(
        ngettext("{file}: storing {rows} row", "{file}: storing {rows} rows", batch.rows).format(
            file=batch.name, rows=count(batch.rows)
        )
    )
    current_events.move_to_zone(cursor, policies.zone(cursor)[0].key)
    upload_id = history.next_number(cursor, "upload", "upload_id")
    _store_tables(cursor, upload_id, batch.kind, folder)
    step(_("{file}: looking for rows that are known already").format(file=batch.name))
    content = _content(cursor, upload_id) if batch.kind == "sheet" else None
    known = _already_known(cursor, upload_id, batch, content)
    displaced = 0
    if batch.kind == "sheet" and replaces is None and known < batch.rows - batch.set_aside:
        displaced = _displaced(cursor, upload_id)
    row_counts: dict[str, Any] = {
        "rows": batch.rows,
        "taken": batch.rows - batch.set_aside - known,
        "set_aside": batch.set_aside,
        "already_known": known,
        "warnings": batch.warnings,
    }
    file_facts: dict[str, Any] = {
        "file": batch.name,
        **{name: getattr(batch, name) for name in ("sha256", "kind", "encoding", "delimiter")},
    }
    upload_row = {
        **file_facts,
        **row_counts,
        "header": batch.header,
        "mapping": json.dumps(batch.mapping),
        "settings": json.dumps(batch.settings),
        "content": content,
        "replaces": replaces,
        "read_at": batch.read_at,
        "read_version": VERSION,
        "zone": batch.zone,
    }
    marks = ", ".join(f"${name}" for name in upload_row)
    cursor.execute(
        f"insert into upload (upload_id, {', '.join(upload_row)}) values ($upload_id, {marks})",
        {"upload_id": upload_id, **upload_row},
    )
    step(_("{file}: bringing the figures up to date").format(file=batch.name))
    history.record(cursor, user, "taken", upload_id)
    current_events.refresh(cursor, upload_id)
    return UploadReport(
        upload_id=upload_id,
        **file_facts,
        mapping=batch.mapping,
        **row_counts,
        problems=problems(cursor, upload_id, SHOWN_PROBLEMS),
        displaced=displaced,
    )


def set_active(cursor: duckdb.DuckDBPyConnection, upload_id: int, user: str, *, active: bool) -> None:
    """Undo (`active` false) or redo an upload, within the caller's transaction. Raises UsageError where that changes nothing."""
    row = cursor.execute("select holds from upload_state where upload_id = ?", [upload_id]).fetchone()
    if row is None:
        raise UsageError(_("There is no upload {id}; `uploads` lists them.").format(id=upload_id))
    if row[0] == active:
        sentence = _("Upload {id} holds already.") if active else _("Upload {id} is undone already.")
        raise Conflict(sentence.format(id=upload_id))
    history.record(cursor, user, "redone" if active else "undone", upload_id)
    current_events.refresh(cursor, upload_id)


def verify(cursor: duckdb.DuckDBPyConnection, report: UploadReport) -> None:
    """Read back what was committed; raises StoreError where rows are missing."""
    row = cursor.execute(
        f"""
        select
            (select count(*) from upload where upload_id = $id),
            (select {LINES} from event_row where upload_id = $id),
            (select count(*) from set_aside_row where upload_id = $id)
        """,
        {"id": report.upload_id},
    ).fetchone()
    if row != (1, report.taken + report.already_known, report.set_aside):
        raise StoreError(
            _("Upload {id} was not kept whole; undo it and load {file} again.").format(
                id=report.upload_id, file=report.file
            )
        )


def problems(
    cursor: duckdb.DuckDBPyConnection, upload_id: int, most: int | None = None
) -> list[dict[str, Any]]:
    """The problems of an upload, by line, at most `most`: `line`, `column`, `value`, `code`, `parts`, `severity` (row or value)."""
    return (
        cursor.execute(
            'select line, "column", value, code, parts, severity from problem where upload_id = ? '
            f"order by {ORDER} limit ?",
            [upload_id, most],
        )
        .to_arrow_table()
        .to_pylist()
    )


def _store_tables(cursor: duckdb.DuckDBPyConnection, upload_id: int, kind: str, folder: Path) -> None:
    source = "log" if kind == "events" else "sheet"
    select_lists = {
        "event_row": f", '{source}' as source, * exclude (supplier)",
        "gap_row": f", '{source}' as source, *",
    }
    for name, file in TABLES.items():
        path = folder / f"{file}.parquet"
        if path.exists():
            cursor.execute(
                f"insert into {name} by name select ?::integer as upload_id{select_lists.get(name, ', *')} "
                f"from {_KEYED.format(name=name) if name in ('gap_row', 'sheet_row') else 'read_parquet(?)'}",
                [upload_id, str(path)],
            )
    for query in (_TRIALS, _NAMES):
        cursor.execute(query, [upload_id, str(folder / "events.parquet")])
    cursor.execute(_TRIALS_SET_ASIDE, {"id": upload_id})


def _content(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> str:
    row = cursor.execute(
        "select md5(string_agg(supplier_key || chr(0) || trial_id || chr(0) || row_key::varchar, chr(0) "
        "order by supplier_key, trial_id, row_key, line)) from sheet_row where upload_id = ?",
        [upload_id],
    ).fetchone()
    return (row[0] if row else None) or ""


def _already_known(
    cursor: duckdb.DuckDBPyConnection, upload_id: int, batch: Batch, content: str | None
) -> int:
    if batch.kind != "sheet":
        local_time.create_macro(cursor, (upload_id, batch.zone))
        row = cursor.execute(_KNOWN_EVENTS, {"id": upload_id}).fetchone()
        local_time.drop_macro(cursor)
        return int(row[0]) if row else 0
    same = "select 1 from upload_state where holds and kind = 'sheet' and content = ?"
    if cursor.execute(same, [content]).fetchone():
        return batch.rows - batch.set_aside
    row = cursor.execute(_KNOWN_ROWS, [upload_id]).fetchone()
    return row[0] if row else 0


def _displaced(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> int:
    """Trials of active sheets whose place the sheet, not yet among them, takes by a made-up number alone."""
    row = cursor.execute(_DISPLACED, {"id": upload_id}).fetchone()
    return int(row[0]) if row else 0
