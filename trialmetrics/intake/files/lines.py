"""Present a file's lines as an SQL relation: of the file itself if it is regular, else of a staged copy."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb

from trialmetrics.intake.files import staging
from trialmetrics.intake.files.shape import LONGEST_LINE, regular_shape
from trialmetrics.intake.files.source import Source, stage_source
from trialmetrics.intake.files.staging import BREAK, CELL, LINE, NATIVE, NO_DELIMITER

STAGED = "staged.txt"
# A link to the original under a fixed name, so that a hostile file name never reaches SQL.
ORIGINAL = "itself.txt"
BLANKS = " \t\r\n\u00a0\ufeff\u200b"
# Blanks or a guard around a cell, a control character, or the mark of a native Excel number.
_PADDED = (
    f"[{CELL}{LINE}][ ']| {CELL}| $|[\t\r{BREAK}{NATIVE}\u00a0\ufeff\u200b]"
    r"|[\x01-\x08\x0b\x0c\x0e-\x1b\x7f-\x{9f}\x{fffd}]"
)


class Lines(NamedTuple):
    """`relation` has one row per line, in order: it skips the first `lines_skipped` lines and ends with line number `last`.

    SQL expressions: `line`, a whole line in staged form; `cell(n)`, its n-th cell from 0; `beyond`, whether it has text right
    of the header. `padded`: cells may contain blanks or marks to strip. `path`: the file with the text; `split_cells`
    splits one of its lines; `unclosed`: numbers of the lines with a quote that never closes -> whether it took in other cells.
    """

    relation: str
    line: str
    cell: Callable[[int], str]
    beyond: str
    lines_skipped: int
    last: int
    padded: bool
    path: Path
    split_cells: Callable[[str], list[str]]
    unclosed: dict[int, bool]


def of_original(source: Source, folder: Path) -> Lines | None:
    """The lines of the original file, all as wide as its header; None if it is not regular."""
    if source.encoding not in ("utf-8", "utf-8-sig") or not source.header_end:
        return None
    if not str(source.path.resolve()).isprintable():
        # DuckDB accepts only file names that are valid text.
        return None
    shape = regular_shape(source.path, source.delimiter)
    if shape is None:
        return None
    link = folder / ORIGINAL
    link.unlink(missing_ok=True)
    link.symlink_to(source.path.resolve())
    width = len(source.header)
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(width))
    cells = ", ".join(f"coalesce(c{at}, '')" for at in range(width))
    end = shape.end.replace("\r", "\\r").replace("\n", "\\n")
    return Lines(
        relation=f"read_csv({quoted(str(link))}, columns = {{{columns}}}, header = false, auto_detect = false, "
        f"delim = {quoted(source.delimiter)}, quote = '', escape = '', new_line = '{end}', skip = {source.header_end}, "
        f"compression = 'none', max_line_size = {LONGEST_LINE})",
        line=f"concat({quoted(LINE)}, concat_ws({quoted(CELL)}, {cells}))",
        cell=lambda at: f"c{at}",
        beyond="false",
        lines_skipped=source.header_end,
        last=shape.lines,
        padded=False,
        path=source.path,
        split_cells=lambda line: line.rstrip("\r\n").split(source.delimiter),
        unclosed={},
    )


def of_staged_copy(database: duckdb.DuckDBPyConnection, source: Source, folder: Path) -> Lines:
    """Write a staged copy and return its lines."""
    path = folder / STAGED
    staged = stage_source(source, path)
    relation = (
        f"read_csv({quoted(str(path))}, columns = {{'l': 'VARCHAR'}}, header = false, auto_detect = false, "
        f"delim = '{NO_DELIMITER}', quote = '', escape = '', nullstr = '\x03', new_line = '\\n', "
        f"max_line_size = {8 * staging.LONGEST_LINE}, buffer_size = {16 * staging.LONGEST_LINE})"
    )
    padded = database.execute(
        f"select bool_or(regexp_matches(l, {quoted(_PADDED)})) from {relation}"
    ).fetchone()
    width = len(source.header)
    right = f"trim(array_to_string(c[{width + 1} :], ''), {quoted(BLANKS)})"
    beyond = f"case when len(c) > {width} then {right} <> '' else false end"
    return Lines(
        relation=f"(select l, string_split(substr(l, 2), {quoted(CELL)}) as c from {relation})",
        line="l",
        cell=lambda at: f"c[{at + 1}]",
        beyond="false" if source.encoding == "xlsx" else beyond,
        lines_skipped=0,
        last=staged.lines,
        padded=bool(padded and padded[0]),
        path=path,
        split_cells=staging.unstage,
        unclosed=staged.unclosed,
    )


def quoted(text: str) -> str:
    """A text as an SQL string literal."""
    return "'" + text.replace("'", "''").replace("\0", staging.REPLACED) + "'"
