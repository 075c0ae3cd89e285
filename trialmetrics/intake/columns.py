"""Cells become texts by our columns, and texts become values: what is regular in SQL, the rest once per different text."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import regular
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.memory import is_mended
from trialmetrics.intake.source import Source
from trialmetrics.intake.stage import BREAK, CELL, CONTINUED, LINE, LONGEST_LINE, NATIVE, PARTED, STRAY
from trialmetrics.intake.suppliers import supplier_key
from trialmetrics.intake.value import Notation
from trialmetrics.intake.values import read_value
from trialmetrics.language import _
from trialmetrics.vocabulary import ERRORS, NOT_OBSERVED, TOTALS

BATCH = 50_000
_BLANKS = " \t\r\n\u00a0\ufeff\u200b"


def load(
    database: duckdb.DuckDBPyConnection,
    path: Path,
    source: Source,
    kind: str,
    places: Mapping[int, str],
    given: Mapping[str, str],
) -> bool:
    """Make `given_row(line, origin, beyond, <our columns>)` of the staged lines under the header: texts trimmed, absent null.

    Blank lines, repeated headers and total lines are not rows. `origin`: the line in the file that this one mends.
    `beyond`: there is something right of the header, in text; in a workbook that is a remark beside the table.
    Returns whether all texts are plain: none has blanks around it, a control character in it, or says `n/a`.
    """
    header = source.header
    width = len(header)
    origin = f"nullif(c[{width - 1}], '')" if is_mended(header) else "null::varchar"
    right = f"trim(array_to_string(c[{width + 1} :], ''), {_quoted(_BLANKS)})"
    beyond = f"case when len(c) > {width} then {right} <> '' else false end"
    dated = [
        at
        for at, name in places.items()
        if COLUMNS[kind][name].needed and COLUMNS[kind][name].kind == "moment"
    ]
    undated = f"not regexp_matches(coalesce(c[{dated[0] + 1}], ''), '[0-9]')" if dated else "true"
    first = _quoted(LINE + CELL.join(header).replace("\n", BREAK).rstrip(CELL))
    lines = (
        f"read_csv({_quoted(str(path))}, columns = {{'l': 'VARCHAR'}}, header = false, auto_detect = false, "
        f"delim = '{PARTED}', quote = '', escape = '', nullstr = '\x03', new_line = '\\n', "
        f"max_line_size = {8 * LONGEST_LINE}, buffer_size = {16 * LONGEST_LINE})"
    )
    read, careful = database.execute(
        f"select count(*), count(*) filter (where regexp_matches(l, {_quoted(_NOT_PLAIN)})) from {lines}"
    ).fetchone() or (0, 0)
    if read != source.staged.lines:
        raise UnreadableFile(
            _("The file has {lines} lines, of which {read} could be read; save it anew as CSV.").format(
                lines=source.staged.lines, read=read
            )
        )
    columns = [f"{_cleaned(f'c[{at + 1}]', careful > 0)} as {name}" for at, name in places.items()]
    columns += [f"{_quoted(value)} as {name}" for name, value in given.items()]
    columns += [
        f"null::varchar as {name}" for name in COLUMNS[kind] if name not in {*places.values(), *given}
    ]
    # Rows are kept in the order of the lines, so a line's number is its place: no counting, all processors at work.
    database.execute(
        f"""
        create table given as
        select
            not regexp_full_match(l, {_quoted(_NOTHING)})
                and not (regexp_full_match(l, {_quoted(_TOTAL)}) and {undated})
                and case when starts_with(l, {first}) then rtrim(l, {_quoted(CELL)}) <> {first} else true end as is_row,
            {origin} as origin,
            {"false" if source.encoding == "xlsx" else beyond} as beyond,
            {", ".join(columns)}
        from (
            select l, string_split(substr(l, 2), {_quoted(CELL)}) as c
            from {lines}
        )
        """
    )
    database.execute(
        f"create view given_row as select rowid + 1 as line, * exclude (is_row) from given "
        f"where is_row and rowid >= {source.until}"
    )
    return careful == 0 and not given


def read(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    there: Sequence[str],
    notations: Mapping[str, Notation],
    answers: Mapping[str, Mapping[str, str]],
) -> set[str]:
    """Make `odd_<column>(text, value, bare, happened, after, seen, reason)` of the texts that are not regular.

    `there`: our columns that the file has. Returns those that have such texts.
    """
    odd = set()
    for name, column in COLUMNS[kind].items():
        sql_type = regular.TYPES.get(column.kind, "varchar")
        database.execute(
            f"create table odd_{name} (text varchar, value {sql_type}, bare boolean, happened boolean, "
            f"after interval, seen boolean, reason varchar)"
        )
        if name not in there:
            continue
        query = database.cursor().execute(
            f"select distinct {name} from given_row "
            f"where {name} is not null and ({regular.sql(name, column, notations[name])}) is null"
        )
        while texts := [text for (text,) in query.fetchmany(BATCH)]:
            read = [
                read_value(text, column.kind, name, notations[name], answers.get(name, {}))
                if column.kind != "text" or len(text) <= column.longest
                else regular.too_long(column.longest)
                for text in texts
            ]
            database.register(
                "odd", pa.table({"text": pa.array(texts, pa.string()), **regular.arrays(read, sql_type)})
            )
            database.execute(f"insert into odd_{name} select * from odd")
            database.unregister("odd")
            odd.add(name)
    return odd


def supplier_keys(database: duckdb.DuckDBPyConnection) -> None:
    """Make `supplier_key(text, key)` of every different name."""
    database.execute("create table supplier_key (text varchar, key varchar)")
    query = database.cursor().execute("select distinct supplier from given_row where supplier is not null")
    while names := [text for (text,) in query.fetchmany(BATCH)]:
        database.register("keys", pa.table({"text": names, "key": [supplier_key(each) for each in names]}))
        database.execute("insert into supplier_key select * from keys")
        database.unregister("keys")


# The first filled cell names a total, and all others are figures: `Total` may be a supplier's name.
_TOTAL = f"(?i){LINE}[ {CELL}]*(?:{'|'.join(TOTALS)})[ :=]*(?:{CELL}[0-9.,%€$£ :{NATIVE}-]*)*"
# What makes a look at every text worth its time: something around a cell that is not its own, a character that no text of
# ours holds or that is Excel's mark of a number, a cell that says `n/a`.
_NOT_PLAIN = (
    f"(?i)[{CELL}{LINE}][ ']| {CELL}| $|[\t\r{BREAK}{NATIVE}\u00a0\ufeff\u200b]"
    r"|[\x01-\x08\x0b\x0c\x0e-\x1b\x7f-\x{9f}\x{fffd}]"
    f"|[{CELL}{LINE}](?:{'|'.join(map(re.escape, filter(None, (*NOT_OBSERVED, *ERRORS))))})(?:{CELL}|$)"
)
# A blank line, or one that belongs to the record above it.
_NOTHING = f"{LINE}([{CELL}{BREAK}{_BLANKS}]*|{CONTINUED})"


def _cleaned(cell: str, padded: bool) -> str:
    """SQL of a cell without what is not its own: blanks around it, and the apostrophe that exports put before what a
    spreadsheet would take for a formula."""
    if not padded:
        return f"nullif({cell}, '')"
    trimmed = f"trim(replace({cell}, {_quoted(BREAK)}, chr(10)), {_quoted(_BLANKS)})"
    bared = (
        f"case when regexp_matches({cell}, '^''[=+@\\t\\r-]') then substr({trimmed}, 2) else {trimmed} end"
    )
    return f"nullif(case when starts_with({cell}, '''') then {bared} else {trimmed} end, '')"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\0", STRAY) + "'"
