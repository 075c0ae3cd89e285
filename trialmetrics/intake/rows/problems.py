"""List and count the problems of a file; the counts are the same before and after it is stored."""

import duckdb
import pandas as pd

from trialmetrics.intake.reading import Reading
from trialmetrics.intake.rows.row_checks import parquet_path

COLUMNS = ["line", "column", "value", "code", "parts", "severity"]
# SQL `order by` for showing problems; within a line, problems with a value come first.
ORDER = "line, severity, coalesce(value, '') = '', value, \"column\", code, parts"


def count_kinds(cursor: duckdb.DuckDBPyConnection, problem: str) -> pd.DataFrame:
    """Problems (an SQL relation) counted by column and code, whatever the value; the most frequent first.

    Columns `column`, `code`, `parts` (JSON), `of_value` (a wrong value, not a missing one),
    `severity` (`row`: row set aside; `value`: only the value left out), `rows`, `first_line`.
    """
    return cursor.execute(
        f"""
        select
            "column",
            code,
            parts,
            coalesce(value, '') <> '' as of_value,
            severity,
            count(distinct line) as rows,
            min(line) as first_line
        from {problem}
        group by all
        order by rows desc, first_line, "column", code, parts
        """
    ).df()


def kinds(reading: Reading) -> pd.DataFrame:
    """The problems of a reading, counted: see `count_kinds`."""
    with duckdb.connect() as database:
        return count_kinds(database, f"read_parquet('{parquet_path(reading.folder, 'problems')}')")


def first(reading: Reading, limit: int) -> pd.DataFrame:
    """The first `limit` problems of a reading: `line`, `column`, `value`, `code`, `parts`, `severity`."""
    with duckdb.connect() as database:
        return database.execute(
            f"select * from read_parquet('{parquet_path(reading.folder, 'problems')}') order by {ORDER} limit ?",
            [limit],
        ).df()[COLUMNS]
