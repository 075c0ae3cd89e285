"""Writes all that a cursor sees to a new database file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import duckdb

from trialmetrics.store.database import TABLES, create_schema, transaction
from trialmetrics.store.durable_files import flush


@contextmanager
def copied(
    cursor: duckdb.DuckDBPyConnection, target: Path, sources: Mapping[str, str] = MappingProxyType({})
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor in a new database file with all rows that `cursor` sees; committed and flushed at the end.

    `sources`: table -> the query of its rows, where it is not the table itself. Raises OSError where rows are missing.
    """
    with duckdb.connect(str(target)) as connection:
        with transaction(connection) as copy:
            create_schema(copy)
            for table in TABLES:
                query = sources.get(table, f"select * from {table}")
                copy.register("arrived", cursor.execute(query).to_arrow_reader())
                copy.execute(f"insert into {table} by name select * from arrived")
                copy.unregister("arrived")
                count = "select count(*) from ({})"
                arrived = copy.execute(count.format(f"from {table}")).fetchone()
                if arrived != cursor.execute(count.format(query)).fetchone():
                    raise OSError(f"not all rows of {table} arrived")
            yield copy
        connection.execute("checkpoint")
    flush(target)
