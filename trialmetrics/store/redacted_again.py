"""Redacts in a restored backup what was redacted after it was made, by the tombstones of the database that it replaces."""

from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from trialmetrics.store import current_events, hash_chain, history, lost_changes, table_counts, tombstones
from trialmetrics.store.copying import copied
from trialmetrics.store.durable_files import discard
from trialmetrics.store.free_text import columns, ids
from trialmetrics.store.hash_chain import Mark
from trialmetrics.store.redaction_edits import Edits, Row
from trialmetrics.store.tombstones import Tombstones

SINCE = 9  # the first version of the database with tombstones
_SYSTEM_USER = "trialmetrics"


class Redacted(NamedTuple):
    """What was redacted in a database: the rows of `redaction` by hash, their key, and the files that are not kept."""

    key: str | None
    stones: dict[str, tuple[Any, ...]]
    files: list[str]


def remove_leftover(path: Path) -> None:
    """Remove what a kill may have left beside the database `path`."""
    discard(_clean_of(path))


def read(cursor: duckdb.DuckDBPyConnection) -> Redacted:
    """What was redacted in a database."""
    rows = cursor.execute(
        "select hash, last_mark, replacement, supplier_key, trial_id from redaction"
    ).fetchall()
    files = [sha256 for (sha256,) in cursor.execute("select sha256 from unkept_file").fetchall()]
    return Redacted(tombstones.key_of(cursor), {digest: tuple(rest) for digest, *rest in rows}, files)


def redact(path: Path, redacted: Redacted) -> Mark:
    """Redact the same in the database `path`, written anew where that changes anything. Returns the end of its history."""
    clean = _clean_of(path)
    with duckdb.connect(str(path)) as connection:
        cursor = connection.cursor()
        cursor.execute("begin")
        own = read(cursor)
        stones = {digest: rest for digest, rest in redacted.stones.items() if digest not in own.stones}
        files = [sha256 for sha256 in redacted.files if sha256 not in own.files]
        # Of another database: its hashes say nothing here.
        if not (stones or files) or own.key not in (None, redacted.key):
            return hash_chain.end(cursor)
        edits = Edits(redacted.key or "", 1)
        known = Tombstones(redacted.key, {digest: rest[1] for digest, rest in stones.items()})

        def replace(text: str, row: Row) -> str:
            return known.replaced(text, known.scopes_of(row))

        for column in (*columns(cursor), *ids(cursor)):
            edits.rewrite(cursor, column, replace)
        edits.forget_rows(cursor)
        sources = edits.sources(cursor) | current_events.NOTHING_KEPT
        before = table_counts.counts(cursor)
        discard(clean)
        with copied(cursor, clean, sources) as copy:
            lost_changes.identify(copy, lost_changes.identity(cursor))
            number = history.record(copy, _SYSTEM_USER, "redacted")
            if own.key is None:
                copy.execute("insert into redaction_key values (?)", [redacted.key])
            for digest, (last_mark, *rest) in stones.items():
                copy.execute(
                    "insert into redaction values (?, ?, ?, ?, ?, ?)", [number, last_mark, digest, *rest]
                )
            copy.execute("insert into unkept_file select unnest(?::varchar[])", [files])
            current_events.rebuild(copy)
            table_counts.record(copy, number, table_counts.added(copy, before))
            end = hash_chain.end(copy)
    clean.replace(path)
    return end


def _clean_of(path: Path) -> Path:
    """Where a database is written anew."""
    return Path(f"{path}.clean")
