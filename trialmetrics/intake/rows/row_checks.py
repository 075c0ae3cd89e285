"""Check the rows: find their problems, decide which are set aside, write both tables."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.files.lines import Lines
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values.value import Problem
from trialmetrics.text import problem_text
from trialmetrics.text.language import _

MAX_SET_ASIDE = 2_500_000  # rows; a file that is mostly wrong is refused beyond this
IN_FUTURE = Problem("lies_ahead")  # after the day of the upload
_BATCH = 20_000
_SET_ASIDE_SCHEMA = pa.schema({"line": pa.int64(), "cells": pa.list_(pa.string())}.items())


def find_problems(
    database: duckdb.DuckDBPyConnection, kind: str, headings: Mapping[str, str], unclosed: Mapping[int, bool]
) -> None:
    """Make `problem(line, column, value, code, parts, needed)` and `set_aside_line(line)`: rows set aside.

    A bad or missing value in a needed column sets the row aside; any other bad value is left out alone. `headings`: our
    column -> theirs, of the columns in the file. `unclosed`: line with a quote that never closes -> whether it took in other
    cells: nobody knows what they said, so the row is set aside.
    """
    database.execute(
        'create table problem (line bigint, "column" varchar, value varchar, code varchar, parts varchar, needed boolean)'
    )
    for name, column in COLUMNS[kind].items():
        heading = headings.get(name, name)
        if name in headings:
            database.execute(
                f"insert into problem select line, ?, {name}, code, parts, ? from raw_row join irregular_{name} as irregular "
                f"on {name} = irregular.text where code is not null",
                [heading, column.needed],
            )
        if column.needed:
            database.execute(
                f"insert into problem select line, ?, '', ?, ?, true from raw_row "
                f"where {name} is null or {name} in (select text from irregular_{name} where not seen)",
                [heading, *Problem("missing").stored],
            )
    database.execute(
        "insert into problem select line, null, '', ?, ?, true from raw_row where beyond",
        [*Problem("beyond_header").stored],
    )
    if unclosed:
        database.register(
            "unclosed",
            pa.table(
                {
                    "line": pa.array([*unclosed], pa.int64()),
                    "needed": pa.array([*unclosed.values()], pa.bool_()),
                }
            ),
        )
        database.execute(
            "insert into problem select line, null, '', ?, ?, needed from raw_row join unclosed using (line)",
            [*Problem("unclosed_quote").stored],
        )
        database.unregister("unclosed")
    database.execute("create table set_aside_line as select distinct line from problem where needed")
    _refuse_mostly_wrong(database)


def set_aside_for_lead(database: duckdb.DuckDBPyConnection, lines: Collection[int]) -> None:
    """Set aside the lines that need a lead."""
    for table, columns in (("problem", "line, null, '', ?, ?, true"), ("set_aside_line", "line")):
        database.execute(
            f"insert into {table} select {columns} from raw_row where list_contains(?, line)",
            [*(Problem("needs_lead").stored if table == "problem" else ()), [*lines]],
        )


def _refuse_mostly_wrong(database: duckdb.DuckDBPyConnection) -> None:
    """Raise UnreadableFile if too many rows to mend would be set aside: it is the wrong file, or wrongly mapped."""
    aside = fetch_count(database, "select count(*) from set_aside_line")
    if aside <= MAX_SET_ASIDE:
        return
    rows = fetch_count(database, "select count(*) from raw_row")
    if 2 * aside <= rows:
        return
    first = database.execute(
        'select line, "column", code, parts from problem where needed order by line, "column" limit 1'
    ).fetchone()
    assert first is not None
    line, column, code, parts = first
    sentence = problem_text.text({"column": column, "value": "", "code": code, "parts": parts})
    raise UnreadableFile(
        _(
            "{aside} of {rows} rows cannot be taken, more than anybody can mend. The first, on line {line}: {sentence}."
        ).format(aside=f"{aside:,}", rows=f"{rows:,}", line=line, sentence=sentence)
    )


def write_problems(database: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Write problems.parquet; returns the number of single values left out of rows that are taken."""
    database.execute(
        f"""
        copy (
            select line, "column", replace(left(value, 4000), '{NATIVE}', '') as value, code, parts,
                case when line in (select line from set_aside_line) then 'row' else 'value' end as severity
            from problem order by line, "column"
        ) to '{parquet_path(folder, "problems")}' (format parquet)
        """
    )
    return fetch_count(
        database, "select count(*) from problem where line not in (select line from set_aside_line)"
    )


def write_set_aside(
    database: duckdb.DuckDBPyConnection, folder: Path, lines: Lines, signs: Mapping[int, str]
) -> int:
    """Write set_aside.parquet, the rows as they came; returns the count. `signs`: decimal sign by column, for Excel's numbers."""
    query = database.cursor().execute("select line from set_aside_line order by line")
    with pq.ParquetWriter(folder / "set_aside.parquet", _SET_ASIDE_SCHEMA) as writer:
        written = 0
        for batch in _batches(_read_lines(lines, _fetch_lines(query)), _BATCH):
            cells = [
                [_as_written(cell, signs.get(at)) for at, cell in enumerate(row)] for _line, row in batch
            ]
            writer.write_table(pa.table([[line for line, _row in batch], cells], schema=_SET_ASIDE_SCHEMA))
            written += len(batch)
    return written


def parquet_path(folder: Path, name: str) -> str:
    """The path of a table to hand over, escaped for use in an SQL string."""
    return str(folder / f"{name}.parquet").replace("'", "''")


def fetch_count(database: duckdb.DuckDBPyConnection, query: str) -> int:
    """The single number that a query returns; 0 for none."""
    row = database.execute(query).fetchone()
    return row[0] if row and row[0] is not None else 0


def _fetch_lines(query: duckdb.DuckDBPyConnection) -> Iterable[int]:
    while rows := query.fetchmany(_BATCH):
        yield from (line for (line,) in rows)


def _read_lines(lines: Lines, wanted: Iterable[int]) -> Iterable[tuple[int, list[str]]]:
    """(line number, cells) of the wanted lines, whose numbers ascend."""
    numbers = iter(wanted)
    next_number = next(numbers, None)
    with lines.path.open(encoding="utf-8", newline="\n") as file:
        for number, text in enumerate(file, start=1):
            if number == next_number:
                yield number, lines.split_cells(text)
                next_number = next(numbers, None)
            if next_number is None:
                return


def _batches(rows: Iterable[tuple[int, list[str]]], size: int) -> Iterable[list[tuple[int, list[str]]]]:
    batch: list[tuple[int, list[str]]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _as_written(cell: str, sign: str | None) -> str:
    """A cell with its column's decimal sign, so that it reads the same when it comes back as CSV."""
    if not cell.startswith(NATIVE):
        return cell
    return cell.removeprefix(NATIVE).replace(".", sign or ".")
