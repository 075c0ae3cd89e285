"""What is wrong in a file, by line and counted by kind: the same before anything of it is stored and afterwards."""

import duckdb
import pandas as pd

from trialmetrics.intake.reading import Reading
from trialmetrics.intake.rows.row_checks import parquet_path

COLUMNS = ["line", "column", "value", "code", "parts", "severity"]
# SQL of the order in which problems are told; within a line those of a value come first, as in their sentences.
ORDER = "line, severity, coalesce(value, '') = '', value, \"column\", code, parts"


def count_kinds(cursor: duckdb.DuckDBPyConnection, problem: str) -> pd.DataFrame:
    """The rows of `problem` (SQL) counted by column and by what is wrong, whatever the value, the most frequent first.

    Columns `column`, `code`, `parts` (JSON), `of_value` (it is a value that is wrong, and not that there is none),
    `severity` (row: set aside; value: left out alone), `rows`, `first_line`.
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
    """What is wrong in a file that was read, counted: see `kinds_of`."""
    with duckdb.connect() as database:
        return count_kinds(database, f"read_parquet('{parquet_path(reading.folder, 'problems')}')")


def first(reading: Reading, limit: int) -> pd.DataFrame:
    """The first `most` things wrong in a file that was read: `line`, `column`, `value`, `code`, `parts`, `severity`."""
    with duckdb.connect() as database:
        return database.execute(
            f"select * from read_parquet('{parquet_path(reading.folder, 'problems')}') order by {ORDER} limit ?",
            [limit],
        ).df()[COLUMNS]
