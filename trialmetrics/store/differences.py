"""Compares an upload with a file that may correct it: which values on which line differ."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

import duckdb

from trialmetrics.store.upload_changes import LOCAL_TIMES

MAX_EVENTS = 2000  # differing events; beyond it they are only counted
_MOMENTS = {"occurred_at": "bare", "promised_at": "promised_bare"}
_VALUES = (
    "channel", "category", "round", "tester", "order_value", "currency", "order_class", "new_customer", "promised_at", "welcome",
    "courtesy", "helpfulness", "rater", "note",
)  # fmt: skip
_COMPARED = (
    "supplier_key",
    "trial_id",
    "event",
    *_MOMENTS,
    *_MOMENTS.values(),
    *(name for name in _VALUES if name not in ("occurred_at", "promised_at")),
)
# What a sheet's row states of its trial beside its events, and the events that an outcome stands for.
_STATED = ("outcome", "chased_first")
_FROM_OUTCOME = ("decline", "brush_off", "void", "closed")
# What two events share where one may be the other corrected, the surest first.
_SAME: tuple[tuple[str, ...], ...] = (
    ("supplier_key", "trial_id", "event"),
    ("supplier_key", "trial_id", "occurred_at"),
    ("trial_id", "event", "occurred_at"),
    ("supplier_key", "event", "occurred_at"),
)
# And on lines whose request is of the same moment: a sheet's trials may be known by their supplier.
_SAME_OF_SHEETS: tuple[tuple[str, ...], ...] = (("line", "event", "occurred_at"), ("line", "event"))
_Event = dict[str, Any]


class Difference(NamedTuple):
    """One value that differs.

    `line`: of the file; of the upload where the file lacks the event (`is_gone`). `supplier`: its supplier. `event`: the event
    that the value belongs to. `column`: our column. Moments are ISO texts, only their day where the time is unknown; of an event
    that only one side has, the other side's value is None. `more`: of events without a moment, such as the chases of a sheet,
    how many more the file has (negative: fewer), else 0.
    """

    line: int
    supplier: str
    event: str
    column: str
    old: Any
    new: Any
    more: int = 0
    is_gone: bool = False


class Differences(NamedTuple):
    """What differs between an upload and a file: the `lines` that do, and their `values` by line; none where there are too many.

    Trials that only the file has are no difference.
    """

    lines: int
    values: list[Difference]


def find(cursor: duckdb.DuckDBPyConnection, upload_id: int, kind: str) -> Differences:
    """The differences between an upload and the file whose tables are registered as `new_event` and, for a sheet, `new_sheet`.

    Needs `local_time.create_macro`.
    """
    compared = ", ".join(_COMPARED)
    cursor.execute(
        f"""
        create or replace temp table differing as
        select * exclude (content, copy)
        from (
            select *, row_number() over (partition by is_new, content order by line) as copy
            from (
                select *, hash({compared}) as content
                from (
                    select false as is_new, line, {compared}
                    from (select {LOCAL_TIMES} from event_row where upload_id = $id)
                    union all
                    select true, line, {compared} from new_event
                )
            )
        )
        qualify count(*) over (partition by content, copy) = 1
        """,
        {"id": upload_id},
    )
    events, lines = cursor.execute(
        "select count(*), greatest(count(distinct line) filter (is_new), count(distinct line) filter (not is_new)) from differing"
    ).fetchone() or (0, 0)
    if events > MAX_EVENTS:
        return Differences(lines, [])
    rows = (
        cursor.execute(
            """
            select
                differing.*,
                name.supplier,
                not exists (
                    select 1 from event_row as old
                    where old.upload_id = $id and old.supplier_key = differing.supplier_key
                        and old.trial_id = differing.trial_id
                ) as is_of_new_trial
            from differing
            left join (
                select true as is_new, supplier_key, any_value(supplier) as supplier from new_event group by supplier_key
                union all
                select false, supplier_key, any_value(supplier) from supplier_name where upload_id = $id group by supplier_key
            ) as name using (is_new, supplier_key)
            order by line, event
            """,
            {"id": upload_id},
        )
        .to_arrow_table()
        .to_pylist()
    )
    values = [*_stated(cursor, upload_id)] if kind == "sheet" else []
    values += _differences(rows, kind)
    unique = sorted(dict.fromkeys(values), key=lambda value: (value.is_gone, value.line))
    return Differences(len({(value.is_gone, value.line) for value in unique}), unique)


def _stated(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> Iterator[Difference]:
    """What rows of a sheet state differently of the same trial."""
    for column in _STATED:
        rows = cursor.execute(
            f"""
            select new.line, new.supplier, old.{column}, new.{column}
            from new_sheet as new join sheet_row as old using (supplier_key, trial_id)
            where old.upload_id = ? and old.{column} is distinct from new.{column}
            limit {MAX_EVENTS}
            """,
            [upload_id],
        ).fetchall()
        yield from (
            Difference(line, supplier, "request", column, old, new) for line, supplier, old, new in rows
        )


def _differences(rows: Sequence[_Event], kind: str) -> Iterator[Difference]:
    """The differences between events that only one side has."""
    old, new = ([row for row in rows if row["is_new"] == side] for side in (False, True))
    for names in _SAME:
        for before, after in _pairs(old, new, itemgetter(*names)):
            yield from _of_pair(before, after, kind)
    if kind == "sheet":
        yield from _of_renamed(old, new)
    counts: defaultdict[tuple[str, str, str], list[_Event]] = defaultdict(list)
    for row in (*old, *new):
        if row["is_of_new_trial"]:
            continue  # the file grew
        if row["occurred_at"]:
            ends = (
                (None, _moment(row, "occurred_at")) if row["is_new"] else (_moment(row, "occurred_at"), None)
            )
            yield _difference(row, "occurred_at", *ends)
        elif kind != "sheet" or row["event"] not in _FROM_OUTCOME:
            counts[row["supplier_key"], row["trial_id"], row["event"]].append(row)
    for group in counts.values():
        more = sum(1 if row["is_new"] else -1 for row in group)
        yield _difference(group[-1], "occurred_at", None, None)._replace(more=more)


def _of_renamed(old: list[_Event], new: list[_Event]) -> Iterator[Difference]:
    """The differences on lines of a sheet that have a request of the same moment, taken out of both lists."""
    asked = [
        {(row["line"], row["occurred_at"]) for row in side if row["event"] == "request"}
        for side in (old, new)
    ]
    lines = {line for line, _moment in asked[0] & asked[1]}
    ours = [[row for row in side if row["line"] in lines] for side in (old, new)]
    for side in (old, new):
        side[:] = [row for row in side if row["line"] not in lines]
    for names in _SAME_OF_SHEETS:
        for before, after in _pairs(ours[0], ours[1], itemgetter(*names)):
            yield from _of_pair(before, after, "sheet")
    for side, rest in zip((old, new), ours, strict=True):
        side += rest


def _pairs(
    old: list[_Event], new: list[_Event], key: Callable[[_Event], Hashable]
) -> list[tuple[_Event, _Event]]:
    """Events of equal `key`, in the order of their lines; taken out of both lists."""
    waiting: defaultdict[Hashable, list[_Event]] = defaultdict(list)
    for row in old:
        waiting[key(row)].append(row)
    pairs = [(waiting[key(row)].pop(0), row) for row in new if waiting[key(row)]]
    taken = {id(row) for pair in pairs for row in pair}
    for side in (old, new):
        side[:] = [row for row in side if id(row) not in taken]
    return pairs


def _of_pair(old: _Event, new: _Event, kind: str) -> Iterator[Difference]:
    if old["supplier_key"] != new["supplier_key"]:
        yield _difference(new, "supplier", old["supplier"], new["supplier"])
    elif old["trial_id"] != new["trial_id"] and kind != "sheet":
        yield _difference(new, "trial_id", old["trial_id"], new["trial_id"])
    if old["event"] != new["event"]:
        yield _difference(new, "event", old["event"], new["event"])
    for name in ("occurred_at", *_VALUES):
        before, after = _moment(old, name), _moment(new, name)
        if before != after:
            yield _difference(new, name, before, after)


def _difference(row: _Event, column: str, old: Any, new: Any) -> Difference:
    return Difference(
        row["line"],
        row["supplier"] or row["supplier_key"],
        row["event"],
        column,
        old,
        new,
        is_gone=not row["is_new"],
    )


def _moment(row: _Event, name: str) -> Any:
    """A value; a moment as ISO text."""
    value = row[name]
    if not isinstance(value, datetime):
        return value
    return value.strftime("%Y-%m-%d" if row[_MOMENTS[name]] else "%Y-%m-%d %H:%M")
