"""Collects what a redaction changes: new values by row, and the tombstones of what they replace."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa

from trialmetrics.policy import folded
from trialmetrics.store.free_text import Column, rewritten, without_rows
from trialmetrics.store.tombstones import Tombstone, hash_of, of_line, of_trial

Row = dict[str, Any]
Replace = Callable[[str, Row], str]
_SETTINGS = Column("upload", "settings", "json")
_PLACES = ("upload_id", "line", "supplier_key", "trial_id")
_TYPES = {"text": pa.string(), "list": pa.list_(pa.string()), "json": pa.string()}


class Edits:
    """The changes of one redaction, read from one consistent state. `key`: of the hashes; `first`: the number of the first mark.

    `uploads`: those whose rows change; `changed`: table -> number of its rows that change; `quoted`: the words of quotes;
    `everywhere`: words that go wherever they stand in kept files, too.
    """

    def __init__(self, key: str, first: int) -> None:
        self.key, self._next = key, first
        self._marks: dict[str, str] = {}
        # Column -> row id -> new value.
        self._values: defaultdict[Column, dict[int, Any]] = defaultdict(dict)
        self.tombstones: dict[str, Tombstone] = {}
        self.uploads: set[int] = set()
        self.quoted: set[str] = set()
        self.everywhere: set[str] = set()

    @property
    def changed(self) -> Counter[str]:
        rows: defaultdict[str, set[int]] = defaultdict(set)
        for column, values in self._values.items():
            rows[column.table] |= values.keys()
        return Counter({table: len(ids) for table, ids in rows.items() if ids})

    def mark(self, text: str) -> str:
        """What stands in the place of a text: a number of its own, so that two texts never become equal, not even those that
        differ in case alone: two events, testers or trials would be one."""
        if text not in self._marks:
            self._marks[text] = f"[redacted {self._next}]"
            self._next += 1
        return self._marks[text]

    def rewrite(
        self,
        cursor: duckdb.DuckDBPyConnection,
        column: Column,
        replace: Replace,
        *,
        where: str = "true",
        values: Mapping[str, Any] | None = None,
        scope: Callable[[Row], str] | None = None,
    ) -> None:
        """Replace texts in the rows `where`; leave a tombstone for each in the `scope` of its row, without one none."""
        existing = {name for (name, *_rest) in cursor.execute(f"describe {column.table}").fetchall()}
        places = [name for name in _PLACES if name in existing]
        found = cursor.execute(
            f'select rowid, "{column.name}", {", ".join(places) or "null"} from {column.table} '
            f'where "{column.name}" is not null and ({where})',
            dict(values or {}),
        )
        while rows := found.fetchmany(10_000):
            for row_id, before, *place in rows:
                row = dict(zip(places, place, strict=False))
                before = self._values[column].get(row_id, before)
                after = rewritten(before, column, partial(self._replaced, replace, row, scope))
                if after != before:
                    self._values[column][row_id] = after
                    if "upload_id" in row:
                        self.uploads.add(row["upload_id"])

    def leaves(
        self, cursor: duckdb.DuckDBPyConnection, column: Column, is_sought: Callable[[str], bool]
    ) -> bool:
        """Whether such a text is in a column after the changes."""
        found = False

        def look(text: str, _row: Row) -> str:
            nonlocal found
            found = found or is_sought(text)
            return text

        self.rewrite(cursor, column, look)
        return found

    def _replaced(self, replace: Replace, row: Row, scope: Callable[[Row], str] | None, text: str) -> str:
        replacement = replace(text, row)
        if replacement != text and scope is not None:
            trial = (row["supplier_key"], row["trial_id"]) if "trial_id" in row else ()
            stone = Tombstone(replacement, *trial)
            self.tombstones[hash_of(self.key, scope(row), text)] = stone
            self.tombstones.setdefault(hash_of(self.key, scope(row), folded(text)), stone)
        return replacement

    def forget_rows(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Forget the rows remembered of the changed uploads; to mend another row of such a trial takes the whole file."""
        rows = cursor.execute(
            "select rowid, settings from upload where upload_id in $uploads", {"uploads": [*self.uploads]}
        ).fetchall()
        for row_id, text in rows:
            before = json.loads(self._values[_SETTINGS].get(row_id, text))
            if (after := without_rows(before)) != before:
                self._values[_SETTINGS][row_id] = json.dumps(after)

    def rename_trials(self, rename: Callable[[str], str]) -> None:
        """Let the tombstones name their trials by the ids that these have from now on."""
        self.tombstones = {
            digest: stone if stone.trial_id is None else stone._replace(trial_id=rename(stone.trial_id))
            for digest, stone in self.tombstones.items()
        }

    def tombstone_rows(self, number: int) -> list[tuple[Any, ...]]:
        """The rows of the table `redaction` for entry `number` of the history."""
        return [(number, self._next - 1, digest, *stone) for digest, stone in self.tombstones.items()]

    def sources(self, cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
        """Table -> the query with its rows as they are after the redaction; needs this cursor."""
        by_table: defaultdict[str, list[Column]] = defaultdict(list)
        for column, values in self._values.items():
            if values:
                by_table[column.table].append(column)
        queries = {}
        for table, columns in by_table.items():
            joins, new_values = [], []
            for number, column in enumerate(columns):
                values = self._values[column]
                name = f"edited_{table}_{number}"
                edited = {
                    "row_id": pa.array([*values], pa.int64()),
                    "value": pa.array([*values.values()], _TYPES[column.form]),
                }
                cursor.register(name, pa.table(edited))
                joins.append(f"left join {name} as e{number} on e{number}.row_id = t.rowid")
                new_values.append(f'coalesce(e{number}.value, t."{column.name}") as "{column.name}"')
            queries[table] = (
                f"select t.* replace ({', '.join(new_values)}) from {table} as t {' '.join(joins)}"
            )
        return queries


def trial_of(row: Row) -> str:
    """The scope of a note: the trial of its row."""
    return of_trial(row["supplier_key"], row["trial_id"])


def line_of(row: Row) -> str:
    """The scope of what was set aside: its line."""
    return of_line(row["line"])
