"""Runs the measures on a DuckDB cursor; the trials are kept in memory."""

from collections.abc import Iterable, Mapping

import duckdb
import pandas as pd
import pyarrow as pa

from trialmetrics.engine.trials import KeptTrials

# A scan of an Arrow table costs DuckDB more than a thousand rows do: fewer, of plain types, are handed over as lists.
FEW_ROWS = 1000
SQL_TYPES = {
    pa.string(): "varchar",
    pa.bool_(): "boolean",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
}


class DuckDB:
    """Runs on a DuckDB cursor: each relation becomes a temporary table that only this cursor sees."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def register(self, name: str, table: pa.Table) -> None:
        if table.num_rows <= FEW_ROWS and set(table.schema.types) <= set(SQL_TYPES):
            lists = [column.to_pylist() for column in table.columns]
            columns = (f"unnest(?::{SQL_TYPES[field.type]}[]) as {field.name}" for field in table.schema)
            self._cursor.execute(f"create or replace temp table {name} as select {', '.join(columns)}", lists)
        else:
            self._cursor.register("incoming", table)
            self.create(name, "select * from incoming")
            self._cursor.unregister("incoming")

    def create(self, name: str, query: str) -> None:
        self._cursor.execute(f"create or replace temp table {name} as {query}")

    def frame(self, name: str) -> pd.DataFrame:
        return (
            self._cursor.execute(f"select * from temp.{name} order by 1, 2, 3, 4")
            .to_arrow_table()
            .to_pandas()
        )

    def create_all(self, queries: Mapping[str, str]) -> None:
        for name, query in queries.items():
            self.create(name, query)

    def frames(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        return {name: self.frame(name) for name in names}

    def drop(self, names: Iterable[str]) -> None:
        self._cursor.execute("; ".join(f"drop table if exists temp.{name}" for name in names))

    def trials(self) -> KeptTrials:
        return KeptTrials(self.frame("trial"), self.frame("defect"))
