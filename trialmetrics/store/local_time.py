"""Converts moments with a UTC offset to local times in the current policy's zone, also in files read under another zone.

A row stores the local time as read and, where the file gave an offset, the moment in UTC beside it. `kept_zone` is the zone of
all kept results.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from trialmetrics.intake.values.moments import FIRST_YEAR, LAST_YEAR

_DAY = timedelta(days=1)
# Per day in UTC: the zone's offset at its start, when it changes within the day, and the offset from then on.
_SHIFTS = pa.schema(
    {
        "day": pa.date32(),
        "shift": pa.duration("s"),
        "changes_at": pa.timestamp("s"),
        "shift_after": pa.duration("s"),
    }.items()
)
_AS_READ = "create or replace temp macro local_moment(moment, utc, upload) as moment"
_IN_ZONE = """
create or replace temp macro local_moment(moment, utc, upload) as
    case when utc is not null and upload in (from moved_upload)
        then utc + (
            select case when utc < changes_at then shift else shift_after end from zone_shift where day = utc::date
        )
        else moment
    end
"""


def kept_zone(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """The time zone of the kept results; None while there are none."""
    row = cursor.execute("select zone from kept_zone").fetchone()
    return row[0] if row else None


def create_macro(cursor: duckdb.DuckDBPyConnection, arriving: tuple[int, str] | None = None) -> None:
    """Create the temporary macro `local_moment(moment, utc, upload)`, which gives a row's local time in the kept zone.

    `moment`: the local time as read; `utc`: the moment in UTC, null where the file gave no offset. `arriving`: id and zone of
    an upload that is not in the table `upload` yet.
    """
    zone = kept_zone(cursor)
    moved = "select upload_id from (select upload_id, zone from upload union all select ?, ?) where zone <> ?"
    values = [*(arriving or (None, None)), zone]
    if zone is None or not cursor.execute(f"{moved} limit 1", values).fetchone():
        cursor.execute(_AS_READ)
        return
    cursor.execute(f"create or replace temp table moved_upload as {moved}", values)
    cursor.register("arrived", _shifts(zone))
    cursor.execute("create or replace temp table zone_shift as from arrived")
    cursor.unregister("arrived")
    cursor.execute(_IN_ZONE)


def drop_macro(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the macro and its temporary tables."""
    cursor.execute("drop macro if exists temp.local_moment")
    for name in ("moved_upload", "zone_shift"):
        cursor.execute(f"drop table if exists temp.{name}")


@lru_cache(maxsize=4)
def _shifts(zone: str) -> pa.Table:
    """How far a zone is ahead of UTC: one row per day, columns as in `_SHIFTS`."""
    day, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _DAY, datetime(LAST_YEAR + 1, 1, 2, tzinfo=UTC)
    rows = []
    zone_info = ZoneInfo(zone)
    shift = _offset(day, zone_info)
    while day < end:
        after = _offset(day + _DAY, zone_info)
        changes_at = day if after == shift else _offset_change(day, zone_info)
        rows.append((day.date(), shift, changes_at.replace(tzinfo=None), after))
        day, shift = day + _DAY, after
    return pa.table(
        [
            pa.array(column, field.type)
            for column, field in zip(zip(*rows, strict=True), _SHIFTS, strict=True)
        ],
        schema=_SHIFTS,
    )


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    shift = at.astimezone(zone).utcoffset()
    assert shift is not None
    return shift


def _offset_change(day: datetime, zone: ZoneInfo) -> datetime:
    """The second of this day, in UTC, at which the zone changes to the offset that the day ends with."""
    before, after = 0, 24 * 60 * 60
    last = _offset(day + _DAY, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(day + timedelta(seconds=middle), zone) == last:
            after = middle
        else:
            before = middle
    return day + timedelta(seconds=after)
