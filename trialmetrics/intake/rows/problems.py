"""What is wrong in a file, by line and counted by kind: the same before anything of it is stored and afterwards."""

import duckdb
import pandas as pd

from trialmetrics.intake.reading import Reading
from trialmetrics.intake.rows.row_checks import LONGEST_SHOWN, parquet

COLUMNS = ["line", "column", "value", "reason", "severity"]


def kinds_of(cursor: duckdb.DuckDBPyConnection, problem: str) -> pd.DataFrame:
    """The rows of `problem` (SQL) counted by column and by reason without the value, the most frequent first.

    Columns `column`, `reason`, `severity` (row: set aside; value: left out alone), `rows`, `first_line`.
    """
    return cursor.execute(
        f"""
        select
            "column",
            case when starts_with(reason, shown) then substr(reason, length(shown) + 1) else reason end as reason,
            severity,
            count(distinct line) as rows,
            min(line) as first_line
        from (
            select *, '''' || left(replace(value, chr(10), ' '), {LONGEST_SHOWN}) || ''' ' as shown from {problem}
        )
        group by all
        order by rows desc, first_line, "column", reason
        """
    ).df()


def kinds(reading: Reading) -> pd.DataFrame:
    """What is wrong in a file that was read, counted: see `kinds_of`."""
    with duckdb.connect() as database:
        return kinds_of(database, f"read_parquet('{parquet(reading.folder, 'problems')}')")


def first(reading: Reading, most: int) -> pd.DataFrame:
    """The first `most` things wrong in a file that was read: `line`, `column`, `value`, `reason`, `severity`."""
    with duckdb.connect() as database:
        return database.execute(
            f"select line, \"column\", value, reason, severity from read_parquet('{parquet(reading.folder, 'problems')}') "
            "order by line, severity, reason limit ?",
            [most],
        ).df()[COLUMNS]
