"""The first rows of a file, as written and as read, and one example per column of how its values were turned."""

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from trialmetrics.intake.files.lines import BLANKS, Lines
from trialmetrics.intake.files.staging import BREAK, NATIVE
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values.typed_texts import Typed

ROWS = 10
LONGEST = 300
EXAMPLE_ROWS = 500  # rows in which examples are looked for
FIRST_ROWS = f"(select * from raw_row order by line limit {ROWS})"
_YES_NO = {True: "yes", False: "no"}
_EXAMPLE_ROWS = f"(select * from raw_row order by line limit {EXAMPLE_ROWS})"


def as_written(database: duckdb.DuckDBPyConnection, file_lines: Lines, width: int) -> list[list[Any]]:
    """The first rows as the file has them: the line, then the texts under all of its `width` headings, None where empty.

    Texts are cut at LONGEST characters.
    """
    shown = [line for (line,) in database.execute(f"select line from {FIRST_ROWS}").fetchall()]
    if not shown:
        return []
    cells = ", ".join(file_lines.cell(position) for position in range(width))
    first = file_lines.lines_skipped + 1
    # Lines are read in order, so their place gives their number.
    query = database.execute(
        f"select {cells} from {file_lines.relation} limit {max(shown) - file_lines.lines_skipped}"
    )
    texts = {line: row for line, row in enumerate(query.fetchall(), first) if line in {*shown}}
    return [[line, *map(_cut, map(_text, texts[line]))] for line in sorted(shown)]


def as_read(
    database: duckdb.DuckDBPyConnection, typed: Typed, columns: Collection[str]
) -> list[dict[str, Any]]:
    """The first rows as read: `line`, and the value under each of our `columns`; unreadable dates as written."""
    names = [name for name in COLUMNS[typed.kind] if name in columns]
    selected = ", ".join(
        f"coalesce({_value(typed.kind, name)}, "
        f"(select first.{name} from {FIRST_ROWS} as first where first.line = typed.line)) as {name}"
        if COLUMNS[typed.kind][name].kind == "moment"
        else name
        for name in names
    )
    rows = database.execute(
        f"select line, {selected} from ({typed.sql(FIRST_ROWS)}) as typed order by line"
    ).fetchall()
    return [dict(zip(["line", *names], map(_without_mark, row), strict=True)) for row in rows]


def examples(
    database: duckdb.DuckDBPyConnection, typed: Typed, heading_of: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Per column the first text that was turned into another value: `heading`, `column` (ours), `text`, `value`.

    A column of moments may have a second one: a word for whether it happened, with the value `yes` or `no`.
    """
    columns = COLUMNS[typed.kind]
    names = [name for name in columns if name in heading_of and columns[name].kind != "text"]
    if not names:
        return []
    moments = [name for name in names if columns[name].kind == "moment"]
    values = [f"{_value(typed.kind, name)} as {name}" for name in names]
    values += [f"{name}_happened" for name in moments]
    texts = ", ".join(f"{name} as {name}_text" for name in names)
    rows = (
        database.execute(
            f"select {', '.join(values)}, columns('_text$') from ({typed.sql(_EXAMPLE_ROWS)}) as typed "
            f"join (select line, {texts} from {_EXAMPLE_ROWS}) as written using (line) order by line"
        )
        .to_arrow_table()
        .to_pylist()
    )
    found = []
    for name in names:
        written = [(_text(row[f"{name}_text"]), row) for row in rows]
        values_read = ((text, row[name]) for text, row in written)
        words = ((text, _YES_NO.get(row.get(f"{name}_happened"))) for text, row in written)
        for pairs in (values_read, words):
            example = next(((text, value) for text, value in pairs if text and _is_turned(text, value)), None)
            if example:
                found.append(
                    {"heading": heading_of[name], "column": name, "text": example[0], "value": example[1]}
                )
    return found


def _value(kind: str, name: str) -> str:
    """SQL expression: a value as it is shown, moments in ISO notation, only their day where the time is unknown."""
    if COLUMNS[kind][name].kind != "moment":
        return name
    return (
        f"case when {name}_bare then strftime({name}, '%Y-%m-%d') else strftime({name}, '%Y-%m-%d %H:%M') end"
    )


def _is_turned(text: str, value: Any) -> bool:
    return value is not None and str(value).casefold() != text.casefold()


def _text(cell: str | None) -> str | None:
    """A cell without marks and surrounding blanks; None where empty."""
    return (cell or "").replace(BREAK, "\n").replace(NATIVE, "").strip(BLANKS) or None


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _without_mark(value: Any) -> Any:
    return value.replace(NATIVE, "") if isinstance(value, str) else value
