"""Where the database holds words that people wrote, and how such a value is rewritten."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import duckdb

from trialmetrics.vocabulary import EVENT_COLUMNS, EVENTS, OUTCOMES, SHEET_COLUMNS

# Columns of text that hold no words: codes and hashes, what figures are counted by (supplier, category), the policy itself, and who
# did what in the record. Every other column of text, also of a table that is added later, is taken for words.
CODES = frozenset({
    "sha256", "kind", "encoding", "content", "zone", "table_name", "database_id", "sealed_hash", "key", "hash",
    "source", "event", "currency", "order_class", "channel", "outcome", "code", "severity", "said",
    "supplier", "supplier_key", "category", "one", "other",
    "one_name", "other_name", "policy", "done", "done_by", "decision", "verdict", "change_id", "person", "role",
})  # fmt: skip
# Ids of trials: those that a sheet lacks are made of its round and tester. All rows with one id change alike.
IDS = frozenset({"trial_id"})
# Columns of JSON, and the keys under which there are words.
EVERYTHING, VALUES = (
    frozenset({"*"}),
    frozenset({"*: *"}),
)  # no key is ours; every key is ours, and has words under it
_JSON: dict[tuple[str, str], frozenset[str]] = {
    ("upload", "mapping"): EVERYTHING,
    ("upload", "settings"): frozenset({"columns", "values", "answers", "sheet", "grades", "made"}),
    ("problem", "parts"): VALUES,
    ("decision", "basis"): frozenset({"rounds", "testers", "round", "tester", "trial", "trial_id"}),
}
# Of what was found: rows remembered of a sheet; see `without_rows`.
_ROWS = "incomplete"
# Names of ours among them.
_OURS = frozenset({*EVENT_COLUMNS, *SHEET_COLUMNS, *EVENTS, *OUTCOMES})
_LETTER = re.compile(r"[^\W\d_]")
_MARK = re.compile(r"\[redacted \d+\]")
Replace = Callable[[str], str]


class Column(NamedTuple):
    """A column with words: plain `text`, a `list` of texts, or `json` with texts in it."""

    table: str
    name: str
    form: str


def columns(cursor: duckdb.DuckDBPyConnection, *, codes: bool = False) -> list[Column]:
    """Every column with words; `codes`: the other columns of text, but those of `ids`."""
    return [each for each in _text_columns(cursor) if each.name not in IDS and (each.name in CODES) == codes]


def ids(cursor: duckdb.DuckDBPyConnection) -> list[Column]:
    """Every column with ids of trials."""
    return [each for each in _text_columns(cursor) if each.name in IDS]


def _text_columns(cursor: duckdb.DuckDBPyConnection) -> list[Column]:
    """Every column of text, but those of tables that are derived from others."""
    rows = cursor.execute(
        "select table_name, column_name, data_type from duckdb_columns() join duckdb_tables() using (table_name) "
        "where not duckdb_tables.temporary and table_name not like 'kept_%' "
        "and data_type in ('VARCHAR', 'VARCHAR[]') order by table_name, column_index"
    ).fetchall()
    return [
        Column(
            table,
            name,
            "json" if (table, name) in _JSON else "list" if data_type.endswith("[]") else "text",
        )
        for table, name, data_type in rows
    ]


def rewritten(value: Any, column: Column, replace: Replace) -> Any:
    """The value of a column with each text in it replaced; the very same value where nothing changes."""
    if column.form == "json":
        before, words_under = json.loads(value), _JSON[column.table, column.name]
        after = _walk(before, replace, words_under, inside=words_under == EVERYTHING)
        return value if after == before else json.dumps(after)
    if column.form == "list":
        after = [text if text is None else replace(text) for text in value]
        return value if after == value else after
    return replace(value)


def has_letter(text: str) -> bool:
    """Whether there is a letter in it, so that it may be words rather than a number or a date."""
    return _LETTER.search(text) is not None


def phrase(*words: str) -> re.Pattern[str]:
    """Finds one of these words in a text, whatever their case and the blanks between them, but not within longer words."""
    inner = "|".join(r"\s+".join(map(re.escape, each.split())) for each in words)
    return re.compile(rf"(?<!\w)(?:{inner})(?!\w)", re.IGNORECASE)


def is_mark(text: str) -> bool:
    """Whether nothing but the mark of redacted words is left of a text."""
    return _MARK.fullmatch(text) is not None


def without_rows(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an upload without the rows remembered of trials of which other rows were set aside: those have the notes."""
    found = settings.get("found", {})
    return {**settings, "found": {**found, _ROWS: {}}} if found.get(_ROWS) else {**settings}


def _walk(value: Any, replace: Replace, words_under: frozenset[str], *, inside: bool) -> Any:
    """JSON with its texts replaced, those under some keys alone unless already `inside`."""
    if isinstance(value, str):
        return replace(value) if inside and value not in _OURS else value
    if isinstance(value, list):
        return [_walk(item, replace, words_under, inside=inside) for item in value]
    if isinstance(value, dict):
        within = {name: inside or words_under == VALUES or name in words_under for name in value}
        return {
            _walk(name, replace, words_under, inside=inside): _walk(
                item, replace, words_under, inside=within[name]
            )
            for name, item in value.items()
        }
    return value
