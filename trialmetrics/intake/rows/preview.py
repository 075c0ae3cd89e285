"""The first rows of a file, to show before it is stored: as written while questions are open, else as read."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values.typed_texts import Typed

PREVIEW_ROWS = 10
_FIRST_ROWS = f"(select * from raw_row order by line limit {PREVIEW_ROWS})"


def as_written(
    database: duckdb.DuckDBPyConnection, places: Mapping[int, str], names: Sequence[str]
) -> list[dict[str, Any]]:
    """The first rows as written, keyed by their headings."""
    selected = ", ".join(["line", *(f'{ours} as "{ours}"' for ours in places.values())])
    rows = database.execute(f"select {selected} from {_FIRST_ROWS}").fetchall()
    labels = ["line", *(names[position] for position in places)]
    return [dict(zip(labels, map(_without_mark, row), strict=True)) for row in rows]


def as_read(
    database: duckdb.DuckDBPyConnection, typed: Typed, kind: str, heading_of: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The first rows as read, keyed by our columns; unreadable dates as written."""
    names = [name for name in COLUMNS[kind] if name in heading_of]
    selected = ", ".join(
        f"coalesce(case when {name}_bare then strftime({name}, '%Y-%m-%d') else strftime({name}, '%Y-%m-%d %H:%M') end, "
        f"(select first.{name} from {_FIRST_ROWS} as first where first.line = typed.line)) as {name}"
        if COLUMNS[kind][name].kind == "moment"
        else name
        for name in names
    )
    rows = database.execute(
        f"select line, {selected} from ({typed.sql(_FIRST_ROWS)}) as typed order by line"
    ).fetchall()
    return [dict(zip(["line", *names], map(_without_mark, row), strict=True)) for row in rows]


def _without_mark(value: Any) -> Any:
    return value.replace(NATIVE, "") if isinstance(value, str) else value
