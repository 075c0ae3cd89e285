"""Read the irregular texts of every column, once per distinct text, into lookup tables; `regular_texts` reads the rest in SQL."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values import regular_texts
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import read_value, too_long
from trialmetrics.names.keys import supplier_key

BATCH_SIZE = 50_000


def read_irregular(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    columns: Sequence[str],
    notations: Mapping[str, Notation],
    answers: Mapping[str, Mapping[str, str]],
) -> set[str]:
    """Make `irregular_<column>(text, value, bare, happened, after, seen, code, parts, pending, utc,
    instead)` for texts that `regular_texts` cannot read.

    `columns`: our columns that the file has. Returns those with such texts.
    """
    irregular = set()
    for name, column in COLUMNS[kind].items():
        sql_type = regular_texts.SQL_TYPES.get(column.kind, "varchar")
        database.execute(
            f"create table irregular_{name} (text varchar, value {sql_type}, bare boolean, happened boolean, "
            f"after interval, seen boolean, code varchar, parts varchar, pending boolean, utc timestamp, "
            "instead varchar)"
        )
        if name not in columns:
            continue
        query = database.cursor().execute(
            f"select distinct {name} from raw_row "
            f"where {name} is not null and ({regular_texts.sql(name, column, notations[name])}) is null"
        )
        while texts := [text for (text,) in query.fetchmany(BATCH_SIZE)]:
            values = [
                read_value(text, column.kind, name, notations[name], answers.get(name, {}))
                if column.kind != "text" or len(text) <= column.longest
                else too_long(column.longest)
                for text in texts
            ]
            database.register(
                "irregular",
                pa.table({"text": pa.array(texts, pa.string()), **regular_texts.arrays(values, sql_type)}),
            )
            database.execute(f"insert into irregular_{name} select * from irregular")
            database.unregister("irregular")
            irregular.add(name)
    return irregular


def write_supplier_keys(database: duckdb.DuckDBPyConnection) -> None:
    """Make `supplier_key(text, key)`, one row per distinct supplier name."""
    database.execute("create table supplier_key (text varchar, key varchar)")
    query = database.cursor().execute("select distinct supplier from raw_row where supplier is not null")
    while names := [text for (text,) in query.fetchmany(BATCH_SIZE)]:
        database.register("keys", pa.table({"text": names, "key": [supplier_key(name) for name in names]}))
        database.execute("insert into supplier_key select * from keys")
        database.unregister("keys")
