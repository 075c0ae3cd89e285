"""Lines become records: cells, with the physical line on which each record begins."""

import csv
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from trialmetrics.errors import UnreadableFile
from trialmetrics.language import _

LONGEST_QUOTED = 4000  # characters; a quoted field that is still open then never closes
LONGEST_LINE = 64 << 20
_SCHEMA = pa.schema({"line": pa.int64(), "until": pa.int64(), "cells": pa.list_(pa.string())}.items())
_BATCH = 20_000

csv.field_size_limit(sys.maxsize)


def load_lines(database: duckdb.DuckDBPyConnection, staged: Path) -> None:
    """Make the table `physical(line, text)` of the staged copy's lines, counted from 1."""
    database.execute(
        "create or replace table physical as select row_number() over () as line, substr(text, 2) as text "
        "from read_csv(?, columns = {'text': 'VARCHAR'}, header = false, auto_detect = false, delim = '\x1e', "
        "quote = '', escape = '', nullstr = '\x1d', max_line_size = ?, buffer_size = ?, new_line = '\\n')",
        [str(staged), LONGEST_LINE, 2 * LONGEST_LINE],
    )


def split_lines(database: duckdb.DuckDBPyConnection, delimiter: str, after: int, width: int) -> None:
    """Make the table `record(line, cells)` of the lines after line `after`; `width`: cells of the header."""
    database.execute(
        "create or replace table record as select line, string_split(text, ?) as cells from physical "
        "where line > ? and not contains(text, '\"')",
        [delimiter, after],
    )
    for batch in _quoted(database, delimiter, after, width):
        database.register("quoted", batch)
        database.execute(
            "delete from record where line in (select unnest(range(line + 1, until + 1)) from quoted)"
        )
        database.execute("insert into record select line, cells from quoted")
        database.unregister("quoted")


def split(text: str, delimiter: str) -> list[str]:
    """The cells of one line; where its quotes are not as they should be, what lies between the delimiters."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [""])
    except csv.Error:
        return [cell.removeprefix('"') for cell in text.split(delimiter)]


def load_workbook(database: duckdb.DuckDBPyConnection, path: Path, sheet: str | None) -> str:
    """Make the table `record(line, cells)` of a workbook's sheet (the first, or the one named); its name.

    Dates and numbers are written as this package reads them without a question. Raises UnreadableFile.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        name = sheet or workbook.sheet_names[0]
        if name not in workbook.sheet_names:
            raise UnreadableFile(
                _("There is no sheet {name}; choose one of {names} with --sheet.").format(
                    name=name, names=", ".join(workbook.sheet_names)
                )
            )
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise UnreadableFile(
            _("The workbook cannot be read; save it as xlsx without a password, or as CSV.")
        ) from error
    cells = [[_written(cell) for cell in row] for row in rows]
    lines = list(range(1, len(cells) + 1))
    database.register("rows", pa.table([lines, lines, cells], schema=_SCHEMA))
    database.execute("create or replace table record as select line, cells from rows")
    database.unregister("rows")
    return name


def _quoted(
    database: duckdb.DuckDBPyConnection, delimiter: str, after: int, width: int
) -> Iterator[pa.Table]:
    """Records of the lines that have quotes, with the last line they reach; read on where a quote is still open."""
    reader = database.cursor().execute(
        """
        select line, text from (
            select line, text, contains(text, '"') as quoted,
                sum(length(text) - length(replace(text, '"', ''))) over (
                    order by line rows between unbounded preceding and 1 preceding
                ) % 2 = 1 as open
            from physical where line > ?
        ) where quoted or open order by line
        """,
        [after],
    )
    lines: list[tuple[int, str]] = []
    records: list[tuple[int, int, list[str]]] = []
    while fetched := reader.fetchmany(_BATCH):
        lines += fetched
        full = len(fetched) == _BATCH
        at = 0
        while at < len(lines) - (LONGEST_QUOTED if full else 0):
            line, text = lines[at]
            reach = 1
            if '"' in text:
                cells, reach = _record(lines, at, delimiter, width)
                records.append((line, line + reach - 1, cells))
            at += reach
        del lines[:at]
        yield pa.Table.from_pylist(
            [dict(zip(_SCHEMA.names, record, strict=True)) for record in records], schema=_SCHEMA
        )
        records = []


def _record(lines: list[tuple[int, str]], at: int, delimiter: str, width: int) -> tuple[list[str], int]:
    """The record that begins at `lines[at]`, and how many lines it takes."""
    first, text = lines[at]
    reach = 1
    while True:
        try:
            cells = next(csv.reader([text], delimiter=delimiter, strict=True), [""])
            if reach == 1 or len(cells) == width:
                return cells, reach
            break
        except csv.Error as error:
            following = lines[at + reach] if at + reach < len(lines) else None
            still_open = "unexpected end of data" in str(error)
            if not still_open or not following or following[0] != first + reach:
                break
            text = f"{text}\n{following[1]}"
            reach += 1
            if len(text) > LONGEST_QUOTED + len(lines[at][1]):
                break
    return split(lines[at][1], delimiter), 1


def _written(cell: object) -> str:
    match cell:
        case dt.datetime():
            midnight = cell.time() == dt.time()
            return cell.date().isoformat() if midnight else cell.replace(microsecond=0).isoformat(" ")
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case _:
            return str(cell)
