"""Texts become values: what is regular in SQL, the rest once per different text."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values import regular_texts
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import read_value, too_long
from trialmetrics.names.keys import supplier_key

BATCH = 50_000


def read(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    there: Sequence[str],
    notations: Mapping[str, Notation],
    answers: Mapping[str, Mapping[str, str]],
) -> set[str]:
    """Make `odd_<column>(text, value, bare, happened, after, seen, code, parts, pending, utc)` of the texts that are not regular.

    `there`: our columns that the file has. Returns those that have such texts.
    """
    odd = set()
    for name, column in COLUMNS[kind].items():
        sql_type = regular_texts.TYPES.get(column.kind, "varchar")
        database.execute(
            f"create table odd_{name} (text varchar, value {sql_type}, bare boolean, happened boolean, "
            f"after interval, seen boolean, code varchar, parts varchar, pending boolean, utc timestamp)"
        )
        if name not in there:
            continue
        query = database.cursor().execute(
            f"select distinct {name} from given_row "
            f"where {name} is not null and ({regular_texts.sql(name, column, notations[name])}) is null"
        )
        while texts := [text for (text,) in query.fetchmany(BATCH)]:
            read = [
                read_value(text, column.kind, name, notations[name], answers.get(name, {}))
                if column.kind != "text" or len(text) <= column.longest
                else too_long(column.longest)
                for text in texts
            ]
            database.register(
                "odd",
                pa.table({"text": pa.array(texts, pa.string()), **regular_texts.arrays(read, sql_type)}),
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
