"""Values become rows: what is wrong with each, what is set aside, and the events that the others stand for."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.language import _

ATTRIBUTES = ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer")
_RULES = Path(__file__).parent


def find_problems(
    database: duckdb.DuckDBPyConnection, kind: str, headings: Mapping[str, str], width: int
) -> None:
    """Make `value_row`, every row with its values, and `problem(line, column, value, reason, severity)`.

    A bad or missing needed value sets its row aside; any other bad value is set aside alone. `headings`: our column
    -> theirs; `width`: cells of the header.
    """
    database.execute(
        'create or replace table problem (line bigint, "column" varchar, value varchar, reason varchar, needed boolean)'
    )
    database.execute("create or replace table heading (ours varchar, theirs varchar)")
    database.executemany(
        "insert into heading values (?, ?)", [[name, headings.get(name, name)] for name in COLUMNS[kind]]
    )
    for name, column in COLUMNS[kind].items():
        heading = headings.get(name, name)
        database.execute(
            f"insert into problem select line, ?, {name}, reason, ? from given_row join read_{name} as read "
            f"on {name} = read.text where reason is not null",
            [heading, column.needed],
        )
        if column.needed:
            database.execute(
                f"insert into problem select line, ?, coalesce({name}, ''), ?, true from given_row "
                f"left join read_{name} as read on {name} = read.text where read.text is null or not read.seen",
                [heading, _("is missing; fill it in")],
            )
    database.execute(
        "insert into problem select line, null, array_to_string(cells[?:], ' '), ?, true from given_row where beyond",
        [
            width + 1,
            _("stands right of the last column; put quotes around a text that holds the delimiter"),
        ],
    )
    joins, columns = [], []
    for name, column in COLUMNS[kind].items():
        joins.append(f"left join read_{name} as r_{name} on given_row.{name} = r_{name}.text")
        columns.append(f"r_{name}.value as {name}")
        columns.append(f"coalesce(r_{name}.reason is not null, false) as {name}_bad")
        # An empty cell of a column that is there says something; a text such as n/a says nothing.
        columns.append(
            f"given_row.{name} is null or r_{name}.text is not null and r_{name}.seen as {name}_seen"
        )
        if column.kind == "moment":
            columns.append(f"coalesce(r_{name}.bare, false) as {name}_bare")
            columns.append(f"r_{name}.happened as {name}_happened")
            columns.append(f"r_{name}.after as {name}_after")
    database.execute(
        f"create or replace table value_row as select given_row.line, {', '.join(columns)}, "
        f"supplier_key.key as supplier_key from given_row "
        f"left join supplier_key on given_row.supplier = supplier_key.text {' '.join(joins)}"
    )


def set_aside(database: duckdb.DuckDBPyConnection) -> None:
    """Make `aside(line, cells)`, and take its rows out of `value_row`."""
    database.execute(
        "create or replace table aside as select line, cells from given_row "
        "where line in (select line from problem where needed)"
    )
    database.execute("delete from value_row where line in (select line from aside)")


def write_log(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write events.parquet of a log; values that differ within a trial become problems."""
    database.execute(
        """
        create or replace table event as
        select
            line, supplier, supplier_key, trial_id, event, occurred_at, occurred_at_bare as bare,
            category, round, tester, order_value, currency, order_class, new_customer, channel,
            promised_at, promised_at_bare as promised_bare, welcome, courtesy, helpfulness, rater, note,
            md5_number_lower(concat_ws(chr(31), occurred_at_bare, channel, promised_at, promised_at_bare,
                'w', welcome, 'c', courtesy, 'h', helpfulness, 'r', rater, 'n', note,
                supplier_key, trial_id, event, occurred_at)) as key
        from value_row
        """
    )
    for name in ATTRIBUTES:
        database.execute(
            f"""
            insert into problem
            select line, (select theirs from heading where ours = '{name}'), {name}::varchar, ?, false
            from (
                select line, {name}, first_value({name}) over (
                    partition by supplier_key, trial_id order by occurred_at, {name}::varchar
                ) as holds
                from event where {name} is not null
            )
            where {name} <> holds
            """,
            [_("is not what the earliest row of the trial says, which holds; make them the same")],
        )
    database.execute(
        f"copy (select *, row_number() over (partition by supplier_key, trial_id, event, occurred_at, key order by line)"
        f"::integer as copy from event order by line) to '{_path(folder, 'events')}' (format parquet)"
    )


def write_sheet(database: duckdb.DuckDBPyConnection, folder: Path, mapped: set[str]) -> None:
    """Write events.parquet and sheet.parquet of a sheet: each row becomes the events that it stands for."""
    there = {
        name
        for name in COLUMNS["sheet"]
        if name in mapped and _one(database, f"select count(*) from text_{name}")
    }
    database.execute("create or replace table there (name varchar)")
    for name in there:
        database.execute("insert into there values (?)", [name])
    database.execute((_RULES / "sheet.sql").read_text(encoding="utf-8"))
    database.execute(
        "insert into problem select line, theirs, "
        "case moment when 'first_reply_at' then first_reply_at else delivered_at end, ?, false "
        "from too_early join heading on ours = moment join given_row using (line)",
        [_("is before the request; mend the one or the other")],
    )
    database.execute(
        "insert into problem select line, theirs, trial_id, ?, false from twice join heading on ours = 'trial_id'",
        [_("stands on an earlier line too and says something else there; the later line holds")],
    )
    for name in ("events", "sheet"):
        database.execute(f"copy (from {name}_out) to '{_path(folder, name)}' (format parquet)")


def write_problems(database: duckdb.DuckDBPyConnection, folder: Path) -> tuple[int, int]:
    """Write set_aside.parquet and problems.parquet; how many rows were set aside, and how many single values."""
    database.execute(f"copy (from aside order by line) to '{_path(folder, 'set_aside')}' (format parquet)")
    database.execute(
        f"""
        copy (
            select line, "column", value,
                coalesce('''' || nullif(left(value, 60), '') || '''', "column", '') || ' ' || reason as reason,
                case when line in (select line from aside) then 'row' else 'value' end as severity
            from problem order by line, "column"
        ) to '{_path(folder, "problems")}' (format parquet)
        """
    )
    warnings = _one(database, "select count(*) from problem where line not in (select line from aside)")
    return _one(database, "select count(*) from aside"), warnings


def _path(folder: Path, name: str) -> str:
    return str(folder / f"{name}.parquet").replace("'", "''")


def _one(database: duckdb.DuckDBPyConnection, query: str) -> int:
    row = database.execute(query).fetchone()
    return row[0] if row else 0
