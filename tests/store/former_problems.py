"""Problems as databases up to version 5 held them: one English sentence each."""

import duckdb

from trialmetrics.store import Store
from trialmetrics.text import problem_text


def insert_as_sentences(database: duckdb.DuckDBPyConnection, source: str) -> None:
    """Fill the table `problem` of an older database from an attached one of today."""
    for row in database.execute(f"from {source}.problem").to_arrow_table().to_pylist():
        values = [row[name] for name in ("upload_id", "line", "column", "value")]
        database.execute(
            "insert into problem values (?, ?, ?, ?, ?, ?)",
            [*values, problem_text.text(row), row["severity"]],
        )


def sentences(store: Store) -> list[str]:
    """What a reader sees of every problem in a database."""
    return [
        row["reason"]
        for upload in store.uploads.all()["upload_id"]
        for row in problem_text.with_sentences(store.uploads.problems(int(upload)).to_dict("records"))
    ]
