"""A hash chain over the history: each entry is hashed with its row counts and the hash of the entry before it."""

import hashlib
import json
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Mark:
    """A point in the history: the number of an entry, and the hash over everything up to it."""

    number: int
    hash: str


START = Mark(0, hashlib.sha256(b"").hexdigest())
_ENTRIES = """
select number, epoch_us(done_at), done_by, done, upload_id, policy_version, tallied
from history
left join (
    select number, list({'table': table_name, 'rows': rows} order by table_name, rows) as tallied
    from tally
    group by number
) using (number)
where number > ?
order by all
"""


def marks(cursor: duckdb.DuckDBPyConnection, start: Mark = START) -> dict[int, str]:
    """Entry number -> hash, from `start` on."""
    mark = start.hash
    hashes = {start.number: mark}
    for entry in cursor.execute(_ENTRIES, [start.number]).fetchall():
        mark = hashlib.sha256(f"{mark} {json.dumps(entry)}".encode()).hexdigest()
        hashes[entry[0]] = mark
    return hashes


def end(cursor: duckdb.DuckDBPyConnection, start: Mark = START) -> Mark:
    """The mark at the end of the history; `start` is an earlier one of the same history."""
    return Mark(*max(marks(cursor, start).items()))


def last_number(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the last entry; 0 in an empty history."""
    row = cursor.execute("select coalesce(max(number), 0) from history").fetchone()
    return row[0] if row else 0
