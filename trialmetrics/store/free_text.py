"""Where the database holds words that people wrote, and how such a value is rewritten."""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import duckdb

# Columns of text that hold no words: codes and hashes, what figures are counted by (supplier, trial, category), the policy itself,
# and who did what in the record. Every other column of text, also of a table that is added later, is taken for words.
CODES = frozenset({
    "sha256", "kind", "encoding", "delimiter", "content", "zone", "table_name", "database_id", "sealed_hash", "key", "hash",
    "replacement", "source", "event", "currency", "order_class", "channel", "outcome", "code", "severity", "said",
    "supplier", "supplier_key", "trial_id", "category", "merged_key", "as_supplier_key", "as_trial_id", "one", "other",
    "one_name", "other_name", "policy", "done", "done_by",
})  # fmt: skip
_JSON = {("upload", "mapping"), ("upload", "settings"), ("problem", "parts")}
_LETTER = re.compile(r"[^\W\d_]")
_MARK = re.compile(r"\[redacted \d+\]")
Replace = Callable[[str], str]


class Column(NamedTuple):
    """A column with words: plain `text`, a `list` of texts, or `json` with texts in it."""

    table: str
    name: str
    form: str


def columns(cursor: duckdb.DuckDBPyConnection, *, codes: bool = False) -> list[Column]:
    """Every column with words; `codes`: the other columns of text."""
    rows = cursor.execute(
        "select table_name, column_name, data_type from duckdb_columns() join duckdb_tables() using (table_name) "
        "where not duckdb_tables.temporary and data_type in ('VARCHAR', 'VARCHAR[]') order by table_name, column_index"
    ).fetchall()
    return [
        Column(
            table,
            name,
            "json" if (table, name) in _JSON else "list" if data_type.endswith("[]") else "text",
        )
        for table, name, data_type in rows
        if (name in CODES) == codes
    ]


def rewritten(value: Any, form: str, replace: Replace) -> Any:
    """The value of a column of this form with each text in it replaced; the very same value where nothing changes."""
    if form == "json":
        before = json.loads(value)
        after = _walk(before, replace)
        return value if after == before else json.dumps(after)
    if form == "list":
        after = [text if text is None else replace(text) for text in value]
        return value if after == value else after
    return replace(value)


def folded(text: str) -> str:
    """The text whatever its case and blanks."""
    return " ".join(text.split()).casefold()


def has_letter(text: str) -> bool:
    """Whether there is a letter in it, so that it may be words rather than a number or a date."""
    return _LETTER.search(text) is not None


def phrase(words: str) -> re.Pattern[str]:
    """Finds these words in a text, whatever their case and the blanks between them, but not within longer words."""
    inner = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)


def is_mark(text: str) -> bool:
    """Whether nothing but the mark of redacted words is left of a text."""
    return _MARK.fullmatch(text) is not None


def _walk(value: Any, replace: Replace) -> Any:
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, list):
        return [_walk(item, replace) for item in value]
    if isinstance(value, dict):
        return {replace(name): _walk(item, replace) for name, item in value.items()}
    return value
