"""Cells become texts by our columns, and texts become values: what is regular in SQL, the rest once per different text."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import regular
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.memory import is_mended
from trialmetrics.intake.source import Source
from trialmetrics.intake.stage import BREAK, CELL, CONTINUED, LINE, LONGEST_LINE, NATIVE
from trialmetrics.intake.suppliers import supplier_key
from trialmetrics.intake.value import Notation
from trialmetrics.intake.values import read_value
from trialmetrics.language import _
from trialmetrics.vocabulary import TOTALS

BATCH = 50_000
_BLANKS = " \t\r\n\u00a0\ufeff\u200b"


def load(
    database: duckdb.DuckDBPyConnection,
    path: Path,
    source: Source,
    kind: str,
    places: Mapping[int, str],
    given: Mapping[str, str],
) -> None:
    """Make `given_row(line, origin, beyond, <our columns>)` of the staged lines under the header: texts trimmed, absent null.

    Blank lines, repeated headers and total lines are not rows. `origin`: the line in the file that this one mends.
    `beyond`: there is something right of the header, in text; in a workbook that is a remark beside the table.
    """
    header, staged = source.header, source.staged
    width = len(header)
    origin = f"nullif(c[{width - 1}], '')" if is_mended(header) else "null::varchar"
    beyond = f"len(c) > {width} and trim(array_to_string(c[{width + 1} :], ''), {_quoted(_BLANKS)}) <> ''"
    columns = [f"{_cleaned(f'c[{at + 1}]', staged.padded)} as {name}" for at, name in places.items()]
    columns += [f"{_quoted(value)} as {name}" for name, value in given.items()]
    columns += [
        f"null::varchar as {name}" for name in COLUMNS[kind] if name not in {*places.values(), *given}
    ]
    blanks = _quoted(LINE + CELL + BREAK + _BLANKS)
    # Rows are kept in the order of the lines, so a line's number is its place: no counting, all processors at work.
    database.execute(
        f"""
        create table given as
        select
            trim(l, {blanks}) <> '' and l <> {_quoted(LINE + CONTINUED)}
                and rtrim(l, {_quoted(CELL)}) <> {_quoted(LINE + CELL.join(header).rstrip(CELL))}
                and not regexp_matches(l, {_quoted(_TOTAL)}, 'i') as is_row,
            {origin} as origin,
            {"false" if source.encoding == "xlsx" else beyond} as beyond,
            {", ".join(columns)}
        from (
            select l, string_split(substr(l, 2), {_quoted(CELL)}) as c
            from read_csv({_quoted(str(path))}, columns = {{'l': 'VARCHAR'}}, header = false, auto_detect = false,
                delim = '\x1b', quote = '', escape = '', nullstr = '\x03', new_line = '\\n',
                max_line_size = {8 * LONGEST_LINE}, buffer_size = {16 * LONGEST_LINE})
        )
        """
    )
    (lines,) = database.execute("select count(*) from given").fetchone() or (0,)
    if lines != staged.lines:
        raise UnreadableFile(
            _("The file has {lines} lines, of which {read} could be read; save it anew as CSV.").format(
                lines=staged.lines, read=lines
            )
        )
    database.execute(
        f"create view given_row as select rowid + 1 as line, * exclude (is_row) from given "
        f"where is_row and rowid >= {source.until}"
    )


def read(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    there: Sequence[str],
    notations: Mapping[str, Notation],
    answers: Mapping[str, Mapping[str, str]],
) -> None:
    """Make `odd_<column>(text, value, bare, happened, after, seen, reason)` of the texts that are not regular.

    `there`: our columns that the file has.
    """
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


def supplier_keys(database: duckdb.DuckDBPyConnection) -> None:
    """Make `supplier_key(text, key)` of every different name."""
    database.execute("create table supplier_key (text varchar, key varchar)")
    query = database.cursor().execute("select distinct supplier from given_row where supplier is not null")
    while names := [text for (text,) in query.fetchmany(BATCH)]:
        database.register("keys", pa.table({"text": names, "key": [supplier_key(each) for each in names]}))
        database.execute("insert into supplier_key select * from keys")
        database.unregister("keys")


def typed(kind: str, notations: Mapping[str, Notation], there: Sequence[str]) -> str:
    """SQL of `value_row`: line, supplier_key, and of every column its value, `_bad`, `_seen`, for moments `_bare`,
    `_happened`, `_after`."""
    joins, columns = ["join supplier_key on given_row.supplier = supplier_key.text"], []
    for name, column in COLUMNS[kind].items():
        if name in there:
            joins.append(f"left join odd_{name} as o_{name} on given_row.{name} = o_{name}.text")
            value = f"coalesce({regular.sql(f'given_row.{name}', column, notations[name])}, o_{name}.value)"
            bad, seen = f"coalesce(o_{name}.reason is not null, false)", f"coalesce(o_{name}.seen, true)"
        else:
            value = f"null::{regular.TYPES.get(column.kind, 'varchar')}"
            bad, seen = "false", "true"
        columns += [f"{value} as {name}", f"{bad} as {name}_bad", f"{seen} as {name}_seen"]
        if column.kind == "moment" and name in there:
            bare = regular.bare(f"given_row.{name}", notations[name])
            columns += [
                f"coalesce(o_{name}.bare, given_row.{name} is not null and {bare}) as {name}_bare",
                f"o_{name}.happened as {name}_happened",
                f"o_{name}.after as {name}_after",
            ]
        elif column.kind == "moment":
            columns += [
                f"false as {name}_bare",
                f"null::boolean as {name}_happened",
                f"null::interval as {name}_after",
            ]
    return (
        f"select given_row.line, supplier_key.key as supplier_key, {', '.join(columns)} "
        f"from given_row {' '.join(joins)}"
    )


# The first filled cell names a total, and all others are figures: `Total` may be a supplier's name.
_TOTAL = f"^{LINE}[ {CELL}]*(?:{'|'.join(TOTALS)})[ :=]*(?:{CELL}[0-9.,%€$£ :{NATIVE}-]*)*$"


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
    return "'" + text.replace("'", "''") + "'"
