"""Cells become texts by our columns, and texts become values: what is regular in SQL, the rest once per different text."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values import FIRST_YEAR, LAST_YEAR, Notation, read_value, supplier_key
from trialmetrics.language import _
from trialmetrics.vocabulary import NOT_OBSERVED, TOTALS

_TYPES = {
    "moment": "timestamp",
    "number": "double",
    "rating": "double",
    "count": "integer",
    "yes_no": "boolean",
}
_ARROW = {
    "timestamp": pa.timestamp("us"),
    "double": pa.float64(),
    "integer": pa.int32(),
    "boolean": pa.bool_(),
    "varchar": pa.string(),
}
_TRIMMED = "trim({cell}, ' \t\r\n\u00a0\ufeff')"
# Exports put an apostrophe before what a spreadsheet would take for a formula.
_CELL = (
    "case when starts_with({cell}, '''') and regexp_matches({cell}, '^''[=+\\-@]') "
    "then substr({cell}, 2) else {cell} end"
)
# The same notations as `values._date`, where they are regular; anything odd is left to it.
_REGULAR = {
    None: (r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$", "%Y-%m-%d"),
    "dmy": (r"^\d{1,2}-\d{1,2}-\d{4}( \d{1,2}:\d{2}(:\d{2})?)?$", "%d-%m-%Y"),
    "mdy": (r"^\d{1,2}-\d{1,2}-\d{4}( \d{1,2}:\d{2}(:\d{2})?)?$", "%m-%d-%Y"),
}


def texts(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    places: Mapping[int, str],
    given: Mapping[str, str],
    header: Sequence[str],
) -> None:
    """Make `given_row(line, cells, beyond, <our columns>)` of the records that are rows, texts trimmed, absent ones null.

    Blank records, repeated headers and total lines are not rows. `beyond`: there is something right of the header.
    """
    columns = [f"nullif({_cleaned(f'cells[{at + 1}]')}, '') as {name}" for at, name in places.items()]
    columns += [f"${name} as {name}" for name in given]
    columns += [
        f"null::varchar as {name}" for name in COLUMNS[kind] if name not in {*places.values(), *given}
    ]
    database.execute(
        f"""
        create or replace table given_row as
        select line, cells,
            len(cells) > $width and trim(array_to_string(cells[$width + 1 :], '')) <> '' as beyond,
            {", ".join(columns)}
        from record
        where trim(array_to_string(cells, ''), ' \t\r\n\u00a0') <> ''
            and not (cells[1] = $first and list_transform(cells[: $width], lambda cell: trim(cell)) = $header)
        """,
        {
            "width": len(header),
            "header": [each.strip() for each in header],
            "first": header[0] if header else "",
            **given,
        },
    )
    moment = "occurred_at" if kind == "events" else "requested_at"
    database.execute(
        f"delete from given_row where {moment} is null and "
        f"list_has_any(list_transform(cells[:2], lambda cell: lower(rtrim(trim(cell), ':'))), $totals)",
        {"totals": list(TOTALS)},
    )
    for name in COLUMNS[kind]:
        database.execute(
            f"create or replace table text_{name} as select distinct {name} as text from given_row "
            f"where {name} is not null and lower({name}) not in (select unnest($none))",
            {"none": list(NOT_OBSERVED)},
        )


def values(database: duckdb.DuckDBPyConnection, kind: str, notations: Mapping[str, Notation]) -> None:
    """Make `read_<column>(text, value, bare, happened, after, seen, reason)` of every column's different texts."""
    for name, column in COLUMNS[kind].items():
        notation = notations[name]
        sql_type = _TYPES.get(column.kind, "varchar")
        database.execute(
            f"create or replace table read_{name} as select text, {_regular(column.kind, notation)}::{sql_type} as value, "
            f"{'length(text) <= 10' if column.kind == 'moment' else 'false'} as bare, null::boolean as happened, "
            f"null::interval as after, true as seen, {_too_long(column.kind, column.longest)} as reason from text_{name}"
        )
        rest = database.execute(
            f"select text from read_{name} where value is null and reason is null"
        ).fetchall()
        odd = [(text, read_value(text, column.kind, name, notation)) for (text,) in rest]
        if not odd:
            continue
        database.register(
            "odd",
            pa.table(
                {
                    "text": pa.array([text for text, _value in odd], pa.string()),
                    "value": pa.array([each.value for _text, each in odd], _ARROW[sql_type]),
                    "bare": [each.bare for _text, each in odd],
                    "happened": pa.array([each.happened for _text, each in odd], pa.bool_()),
                    "after": pa.array([each.after for _text, each in odd], pa.duration("us")),
                    "seen": [each.seen for _text, each in odd],
                    "reason": pa.array([each.reason for _text, each in odd], pa.string()),
                }
            ),
        )
        database.execute(f"delete from read_{name} where value is null and reason is null")
        database.execute(f"insert into read_{name} select * from odd")
        database.unregister("odd")


def supplier_keys(database: duckdb.DuckDBPyConnection) -> None:
    """Make `supplier_key(text, key)` of every different name."""
    names = [text for (text,) in database.execute("select text from text_supplier").fetchall()]
    keys = pa.table({"text": names, "key": [supplier_key(each) for each in names]}) if names else None
    database.execute("create or replace table supplier_key (text varchar, key varchar)")
    if keys:
        database.register("keys", keys)
        database.execute("insert into supplier_key select * from keys")
        database.unregister("keys")


def _cleaned(cell: str) -> str:
    trimmed = _TRIMMED.format(cell=cell)
    return _CELL.format(cell=trimmed)


def _regular(kind: str, notation: Notation) -> str:
    """SQL that reads a regular text of this kind, null where it is not regular."""
    if kind == "text":
        # Control characters are for the reader of odd texts to name.
        return "case when not regexp_matches(text, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]') then text end"
    if kind == "number" and notation.decimal == ".":
        return r"case when regexp_full_match(text, '\d{1,12}(\.\d+)?') then text::double end"
    if kind == "number":
        return (
            r"case when regexp_full_match(text, '\d{1,12}(,\d+)?') then replace(text, ',', '.')::double end"
        )
    if kind == "moment":
        return (
            "case when "
            + " when ".join(_moment(order) for order in _REGULAR if order in (None, notation.date_order))
            + " end"
        )
    return "null"


def _moment(order: str | None) -> str:
    pattern, form = _REGULAR[order]
    plain = "replace(replace(text, 'T', ' '), '/', '-')"
    forms = ", ".join(f"'{form}{time}'" for time in ("", " %H:%M", " %H:%M:%S"))
    read = f"try_strptime({plain}, [{forms}])"
    return (
        f"regexp_matches({plain}, '{pattern}') then "
        f"case when year({read}) between {FIRST_YEAR} and {LAST_YEAR} then {read} end"
    )


def _too_long(kind: str, longest: int) -> str:
    if kind != "text":
        return "null::varchar"
    reason = _("is longer than {most} characters; shorten it").format(most=longest).replace("'", "''")
    return f"case when length(text) > {longest} then '{reason}' end"
