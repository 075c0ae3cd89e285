"""Load a file's lines as rows of texts under our columns: trimmed, empty as null, lines that are no rows left out."""

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import date_and_time
from trialmetrics.intake.files import lines
from trialmetrics.intake.files.lines import BLANKS, Lines, quoted
from trialmetrics.intake.files.source import Source
from trialmetrics.intake.files.staging import BREAK, CELL, CONTINUED, LINE, NATIVE
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.remembered_settings import MENDED_COLUMNS, is_mended
from trialmetrics.intake.rows.formula_guards import may_hold_guards
from trialmetrics.text.language import _
from trialmetrics.vocabulary import ERRORS, NOT_OBSERVED, TOTALS

# The first filled cell says `total` and all others are figures, or formulas that gave none; a supplier may be called Total.
_TOTAL = (
    f"(?i){LINE}[ {CELL}]*(?:{'|'.join(TOTALS)})[ :=]*(?:{CELL}(?:[0-9.,%€$£ :{NATIVE}-]*|#[a-z/0]+[!?]?))*"
)
# A blank line, or one that continues the record above it.
_NOTHING = f"{LINE}([{CELL}{BREAK}{BLANKS}]*|{CONTINUED})"
_NO_TIME = f"[{', '.join(map(quoted, NOT_OBSERVED))}]"
_NOT_OBSERVED = f"(?i)(?:{'|'.join(map(re.escape, filter(None, (*NOT_OBSERVED, *ERRORS))))})"


def load(
    database: duckdb.DuckDBPyConnection,
    source: Source,
    folder: Path,
    kind: str,
    places: Mapping[int, str],
    values: Mapping[str, str],
    times: Mapping[str, int],
) -> tuple[Lines, bool]:
    """Make `raw_row(line, origin, beyond, rest, <our columns>)` of the lines below the header.

    Left out: blank lines, repeated headers, totals. `origin`: the row's line in the file that it was set aside from.
    `beyond`: the line has text right of the header (ignored in workbooks, where it is a remark beside the table). `rest`: a hash
    of the cells under other headings, in sheets with trial ids.
    `places`: position -> our column; `values`: our column -> one value for the whole file; `times`: our column -> position of the
    times of day that belong to its dates. Returns the lines, and whether all
    texts are plain: no surrounding blanks, no control characters, no `n/a`.
    """
    file_lines = None if may_hold_guards(source.path, source.header) else lines.of_original(source, folder)
    if file_lines is None or not _can_load(database, file_lines, source, kind, places, values, times):
        file_lines = lines.of_staged_copy(database, source, folder)
        read = _load_lines(database, file_lines, source, kind, places, values, times)
        if read != file_lines.last:
            raise UnreadableFile(
                _(
                    "Of the lines of the file, {lines} in all, only {read} could be read; save it anew as CSV."
                ).format(lines=file_lines.last, read=read)
            )
    database.execute(
        f"create view raw_row as select rowid + {file_lines.lines_skipped + 1} as line, * exclude (is_row) from raw_line "
        f"where is_row and rowid >= {source.header_end - file_lines.lines_skipped}"
    )
    return file_lines, not file_lines.padded and not values and _all_observed(
        database, kind, [*places.values()]
    )


def _can_load(database: duckdb.DuckDBPyConnection, file_lines: Lines, *rest: object) -> bool:
    """Load the lines if DuckDB can read them all; it cannot if some are blank or of another width."""
    try:
        return _load_lines(database, file_lines, *rest) == file_lines.last - file_lines.lines_skipped  # type: ignore[arg-type]
    except duckdb.InvalidInputException:
        return False


def _load_lines(
    database: duckdb.DuckDBPyConnection,
    file_lines: Lines,
    source: Source,
    kind: str,
    places: Mapping[int, str],
    values: Mapping[str, str],
    times: Mapping[str, int],
) -> int:
    """Make `raw_line`, one row per line, in order; returns their number."""
    header = source.header

    def stripped_cell(at: int) -> str:
        return _stripped_sql(file_lines.cell(at), file_lines.padded)

    columns = [
        f"{date_and_time.sql(stripped_cell(at), stripped_cell(times[name]), _NO_TIME) if name in times else stripped_cell(at)}"
        f" as {name}"
        for at, name in places.items()
    ]
    columns += [f"{quoted(value)} as {name}" for name, value in values.items()]
    columns += [
        f"null::varchar as {name}" for name in COLUMNS[kind] if name not in {*places.values(), *values}
    ]
    origin = (
        f"nullif({file_lines.cell(len(header) - len(MENDED_COLUMNS))}, '')"
        if is_mended(header)
        else "null::varchar"
    )
    # Insertion order is kept, so rowid gives the line number without a window function, and all cores can work.
    database.execute(
        f"""
        create or replace table raw_line as
        select
            {_is_row(file_lines, header, kind, places)} as is_row,
            {origin} as origin,
            {file_lines.beyond} as beyond,
            {_rest(file_lines, header, kind, places)} as rest,
            {", ".join(columns)}
        from {file_lines.relation}
        """
    )
    row = database.execute("select count(*) from raw_line").fetchone()
    return row[0] if row else 0


def _rest(file_lines: Lines, header: list[str], kind: str, places: Mapping[int, str]) -> str:
    """SQL expression: a hash of the cells that are not read, which tells apart rows of one trial of a sheet."""
    width = len(header) - (len(MENDED_COLUMNS) if is_mended(header) else 0)
    unread = [file_lines.cell(at) for at in range(width) if at not in places]
    if kind != "sheet" or "trial_id" not in places.values() or not unread:
        return "0::ubigint"
    return (
        f"hash(concat_ws({quoted(CELL)}, {', '.join(f'coalesce({cell}, {chr(39) * 2})' for cell in unread)}))"
    )


def _is_row(file_lines: Lines, header: list[str], kind: str, places: Mapping[int, str]) -> str:
    """SQL expression: is a line a row, so neither blank, nor a total, nor the header repeated? A line with a date always is."""
    date_position = next(
        (at for at, name in places.items() if (c := COLUMNS[kind][name]).needed and c.kind == "moment"), None
    )
    line, first = (
        f"lower({text})"
        for text in (file_lines.line, quoted(LINE + CELL.join(header).replace("\n", BREAK).rstrip(CELL)))
    )
    undated = (
        "true"
        if date_position is None
        else f"not regexp_matches(coalesce({file_lines.cell(date_position)}, ''), '[0-9]')"
    )
    checks = (
        f"not regexp_full_match({file_lines.line}, {quoted(_NOTHING)}) "
        f"and not (regexp_full_match({file_lines.line}, {quoted(_TOTAL)}) and {undated}) "
        f"and case when starts_with({line}, {first}) then rtrim({line}, {quoted(CELL)}) <> {first} else true end"
    )
    if date_position is None or any(map(str.isdigit, header[date_position])):
        return checks
    date = file_lines.cell(date_position)
    return f"case when {date} >= '0' and {date} < ':' then true else {checks} end"


def _all_observed(database: duckdb.DuckDBPyConnection, kind: str, columns: list[str]) -> bool:
    """Whether no text stands for not observed, such as `n/a`."""
    texts = [name for name in columns if COLUMNS[kind][name].kind == "text"]
    is_not_observed = " or ".join(f"regexp_full_match({name}, {quoted(_NOT_OBSERVED)})" for name in texts)
    return not database.execute(
        f"select 1 from raw_line where {is_not_observed or 'false'} limit 1"
    ).fetchone()


def stripped(cell: str) -> str:
    """A cell without surrounding blanks and formula guard: the Python twin of `_stripped_sql`."""
    text = cell.strip(BLANKS)
    return text[1:] if re.match(r"'[=+@\t\r＝＋－＠-]", cell) else text


def _stripped_sql(cell: str, padded: bool) -> str:
    """SQL of a cell without surrounding blanks and formula guard (the apostrophe that exports put before a formula sign)."""
    if not padded:
        return f"nullif({cell}, '')"
    trimmed = f"trim(replace({cell}, {quoted(BREAK)}, chr(10)), {quoted(BLANKS)})"
    stripped = f"case when regexp_matches({cell}, '^''[=+@\\t\\r＝＋－＠-]') then substr({trimmed}, 2) else {trimmed} end"
    return f"nullif(case when starts_with({cell}, '''') then {stripped} else {trimmed} end, '')"
