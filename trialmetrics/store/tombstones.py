"""Tombstones: keyed hashes of words that were redacted. An arriving file that has such words is stored without them.

A hash covers where the words stood, so that the same words of somebody else stay: anywhere, in a trial, or on a line that was set
aside. Without the key, which is in the database, nobody can try words against a list of hashes.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from trialmetrics.intake.batch import Batch
from trialmetrics.policy import folded
from trialmetrics.store.free_text import Column, rewritten, without_rows

ANYWHERE = ""
_SEPARATOR = "\x1f"
# File of a batch -> the columns with words of the table that it becomes.
_COLUMNS = {
    "events": [Column("event_row", name, "text") for name in ("note", "tester", "rater", "round", "trial_id")],
    "sheet": [Column("sheet_row", "trial_id", "text")],
    "gaps": [Column("gap_row", "trial_id", "text")],
    "mended": [Column("mended_row", "trial_id", "text")],
    "set_aside": [Column("set_aside_row", "cells", "list")],
    "problems": [
        Column("problem", "value", "text"), Column("problem", "parts", "json"), Column("problem", "column", "text")
    ],
}  # fmt: skip
_HEADER = Column("upload", "header", "list")
_MAPPING, _SETTINGS = Column("upload", "mapping", "json"), Column("upload", "settings", "json")


class Tombstone(NamedTuple):
    """What stands in the place of a text; `supplier_key` and `trial_id`: of the trial that it was noted of."""

    replacement: str
    supplier_key: str | None = None
    trial_id: str | None = None


def of_trial(supplier_key: str, trial_id: str) -> str:
    """The scope of a note of a trial."""
    return _SEPARATOR.join(("trial", supplier_key, trial_id))


def of_line(line: int) -> str:
    """The scope of what stood on a line that was set aside, or has a problem."""
    return _SEPARATOR.join(("line", str(line)))


def hash_of(key: str, scope: str, text: str) -> str:
    """The hash of a whole text within a scope."""
    message = _SEPARATOR.join((scope, text.strip())).encode()
    return hmac.new(bytes.fromhex(key), message, hashlib.sha256).hexdigest()


def key_of(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """The key of the hashes; None where nothing was redacted yet."""
    row = cursor.execute("select key from redaction_key").fetchone()
    return row[0] if row else None


def new_key() -> str:
    """A new key."""
    return secrets.token_hex(32)


class Tombstones:
    """The tombstones of a database; empty in most."""

    def __init__(self, key: str | None, by_hash: dict[str, str]) -> None:
        """`by_hash`: hash -> replacement."""
        self._key, self._by_hash = key or "", by_hash
        self._ids: dict[str, set[str]] = {}  # of a trial: its id as it arrives, and as it is by now

    @classmethod
    def of(cls, cursor: duckdb.DuckDBPyConnection) -> "Tombstones":
        """Those of a database."""
        return cls(key_of(cursor), dict(cursor.execute("select hash, replacement from redaction").fetchall()))

    def replaced(self, text: str, scopes: Iterable[str]) -> str:
        """The text, or what stands in its place; that may have been redacted in its turn."""
        before = None
        while text != before:
            before = text
            # As it was written, else whatever its case and blanks.
            hashes = (
                hash_of(self._key, scope, each)
                for each in dict.fromkeys((text, folded(text)))
                for scope in (ANYWHERE, *scopes)
            )
            text = next((self._by_hash[digest] for digest in hashes if digest in self._by_hash), text)
        return text

    def scopes_of(self, row: Mapping[str, Any]) -> list[str]:
        """The scopes of what stands in a row: its trial, under the id that it has by now, too, and its line."""
        scopes = [] if row.get("line") is None else [of_line(row["line"])]
        if (trial_id := row.get("trial_id")) is not None:
            if trial_id not in self._ids:
                self._ids[trial_id] = {trial_id, self.replaced(trial_id, ())}
            scopes += [of_trial(row["supplier_key"], each) for each in self._ids[trial_id]]
        return scopes

    def applied(self, batch: Batch, folder: Path) -> tuple[Batch, bool]:
        """The batch, whose tables in `folder` are rewritten, without redacted words; and whether it had any."""
        if not self._by_hash:
            return batch, False
        cleaned = replace(
            batch,
            name=self.replaced(batch.name, ()),
            delimiter=self.replaced(batch.delimiter, ()),  # of a workbook: the name of its sheet
            header=self._cleaned(batch.header, _HEADER, ()),
            mapping=json.loads(self._cleaned(json.dumps(batch.mapping), _MAPPING, ())),
            settings=json.loads(self._cleaned(json.dumps(batch.settings), _SETTINGS, ())),
        )
        changed = [self._rewrite(folder / f"{file}.parquet", columns) for file, columns in _COLUMNS.items()]
        if had_words := cleaned != batch or any(changed):
            cleaned = replace(cleaned, settings=without_rows(cleaned.settings))
        return cleaned, had_words

    def _rewrite(self, path: Path, columns: list[Column]) -> bool:
        if not path.exists():
            return False
        table, changed = pq.read_table(path), False
        names = [name for name in ("supplier_key", "trial_id", "line") if name in table.column_names]
        scopes = [self.scopes_of(place) for place in table.select(names).to_pylist()]
        for column in columns:
            name = column.name
            if name not in table.column_names:
                continue
            before = table[name].to_pylist()
            after = [
                None if value is None else self._cleaned(value, column, of_row)
                for value, of_row in zip(before, scopes, strict=True)
            ]
            if after != before:
                at = table.column_names.index(name)
                table = table.set_column(at, table.field(name), pa.array(after, table.field(name).type))
                changed = True
        if changed:
            pq.write_table(table, path)
        return changed

    def _cleaned(self, value: Any, column: Column, scopes: Iterable[str]) -> Any:
        return rewritten(value, column, lambda text: self.replaced(text, scopes))
