"""Redaction: words go for good, from the database, the kept files and every later backup; the rows and all figures stay.

In the place of each text stands a mark with a number, `[redacted 7]`. The database is rewritten into a new file that takes its
place, so that no block of the former one is left; a tombstone keeps the same words out when the same file is uploaded again.
"""

import logging
import re
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

import duckdb

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import StoreError, TrialmetricsError, UsageError
from trialmetrics.policy import folded
from trialmetrics.store import (
    backups,
    current_events,
    history,
    kept_redactions,
    redacted_again,
    table_counts,
    tombstones,
)
from trialmetrics.store.backups import Copy
from trialmetrics.store.copying import copied
from trialmetrics.store.durable_files import discard
from trialmetrics.store.free_text import Column, columns, has_letter, ids, is_mark, phrase
from trialmetrics.store.originals import Originals
from trialmetrics.store.reader import Reader
from trialmetrics.store.redaction_edits import Edits, Row, line_of, trial_of
from trialmetrics.store.writer import Writer, rewriting
from trialmetrics.text.language import _

_log = logging.getLogger("trialmetrics")

REDACTED, EXPIRED = "redacted", "expired"  # kinds of changes in the history
# Of words that are looked for everywhere: characters, and digits where there is no letter.
SHORTEST, FEWEST_DIGITS = 3, 6
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( +\d+:.*)?|(19|20)\d{6}")
LONG = 12  # letters of a quote that is the same words wherever a whole cell says it
_NOTE = Column("event_row", "note", "text")
# What an earlier redaction put in the place of a text, of which it may have left a part.
_REPLACEMENT = Column("redaction", "replacement", "text")
_CELLS = Column("set_aside_row", "cells", "list")
_VALUE, _PARTS = Column("problem", "value", "text"), Column("problem", "parts", "json")
# What people wrote on suppliers and policies, where they may quote what was noted.
_REASONS = (
    Column("decision", "reason", "text"), Column("objection", "note", "text"), Column("policy_version", "note", "text"),
)  # fmt: skip
FILES = "file"  # beside the tables in `Redaction.elsewhere`
# A trial under all names of its supplier and all its ids.
_IDENTITIES = """
    select supplier_key, trial_id from kept_trial where as_supplier_key = $supplier_key and as_trial_id = $trial_id
    union
    select $supplier_key, $trial_id
"""
_OF_TRIAL = f"(supplier_key, trial_id) in ({_IDENTITIES})"
_OF_ITS_UPLOADS = f"upload_id in (select upload_id from upload_trial where {_OF_TRIAL})"
# Notes of trials whose last event was before a day, and what uploads that were read before it set aside.
_OLD_TRIAL = """
    (supplier_key, trial_id) in (
        select supplier_key, trial_id
        from event_row
        join upload using (upload_id)
        group by supplier_key, trial_id
        having max(coalesce(occurred_at, read_at)) < $before
    )
"""
_OLD_UPLOAD = "upload_id in (select upload_id from upload where read_at < $before)"


@dataclass(frozen=True)
class Quote:
    """Words noted of a trial: a whole note. `supplier_key`: of any of the supplier's names."""

    supplier_key: str
    trial_id: str
    words: str


@dataclass(frozen=True)
class Line:
    """All words that one line of an upload brought, taken or set aside."""

    upload_id: int
    line: int


@dataclass(frozen=True)
class Words:
    """Words wherever they stand, such as the name of a person."""

    words: str


@dataclass(frozen=True)
class Older:
    """The notes of trials that had their last event before a moment, and what files that were read before it set aside."""

    before: datetime


What = Quote | Line | Words | Older


@dataclass(frozen=True)
class Redaction:
    """What a redaction changes, or would change: the number of `rows` by table, and the kept `files` to delete (their hashes).

    `copies`: of the database, made before, which may still have the words. `stays`: names of columns in which the words stay,
    because the figures (a supplier, a category) or the record (who did it) depend on them. `elsewhere`: tables, and `FILES`, in
    which the same words stand beside those of a quote, and stay.
    """

    rows: dict[str, int]
    files: tuple[str, ...]
    copies: tuple[Copy, ...]
    stays: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to redact."""
        return not self.rows and not self.files


class Cache(Protocol):
    """What has results that were computed from the database."""

    def forget(self) -> None:
        """Drop them."""


class Redactions:
    """`store.redactions`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer
        self._originals = Originals(reader)
        self.caches: WeakSet[Cache] = WeakSet()  # told after each redaction
        self._keeping = threading.Lock()

    def preview(self, what: What, person: Person) -> Redaction:
        """What `redact` would change; changes nothing."""
        require(person, _action(what))
        with self._reader.cursor() as cursor:
            edits = self._edits(cursor, what)
            return self._report(cursor, edits, what)

    def redact(self, what: What, person: Person) -> Redaction:
        """Remove these words for good. Raises UsageError where there are none; after an error nothing has changed."""
        require(person, _action(what))
        report = None

        def write(cursor: duckdb.DuckDBPyConnection, fresh: Path) -> None:
            nonlocal report
            edits = self._edits(cursor, what)
            report = self._report(cursor, edits, what)
            if report.is_empty:
                raise UsageError(_("These words are not there (any more); nothing was changed."))
            kind = EXPIRED if isinstance(what, Older) else REDACTED
            _write(cursor, fresh, edits, report.files, person, kind)

        self._writer.rewrite_file(write)
        assert report is not None
        for cache in [*self.caches]:
            cache.forget()
        self._keep_list()
        try:
            self._delete_files()
        except StoreError as error:
            raise StoreError(
                _("The words are gone from the database, but not yet from all uploaded files; those are deleted when it is opened "
                  "again. {reason}").format(reason=error)
            ) from error  # fmt: skip
        # Named anew: one may have been made while the database was rewritten.
        return replace(report, copies=tuple(backups.copies(self._reader.path)))

    def finish(self) -> None:
        """Finish what a kill may have left of a redaction: files with words that are gone; what fails is logged."""
        self._keep_list()
        try:
            discard(rewriting(self._reader.path))
            self._delete_files()
        except (OSError, TrialmetricsError) as error:
            _log.warning("A redaction could not be finished: %s", error)

    def _keep_list(self) -> None:
        """Keep beside the database what was redacted in it; what fails is logged, and is tried again when it is opened."""
        try:
            with self._keeping, self._reader.cursor() as cursor:
                kept_redactions.keep(self._reader.path, redacted_again.read(cursor))
        except (OSError, TrialmetricsError) as error:
            _log.warning("What was redacted was not noted beside the database: %s", error)

    def _delete_files(self) -> None:
        """Delete the kept files whose words were redacted. Raises StoreError."""
        with self._reader.cursor() as cursor:
            unkept = cursor.execute("select sha256 from unkept_file").fetchall()
        for (sha256,) in unkept:
            self._originals.remove(sha256)

    def _edits(self, cursor: duckdb.DuckDBPyConnection, what: What) -> Edits:
        number = history.next_number(cursor, "redaction", "last_mark")
        edits = Edits(tombstones.key_of(cursor) or tombstones.new_key(), number)
        match what:
            case Quote():
                _quote(cursor, edits, what)
            case Line():
                _line(cursor, edits, what)
            case Words():
                _words(cursor, edits, what)
            case Older():
                _older(cursor, edits, what)
        edits.forget_rows(cursor)
        return edits

    def _files(self, cursor: duckdb.DuckDBPyConnection, edits: Edits, what: What) -> tuple[str, ...]:
        """The hashes of the files whose rows change, or that have the words in a part that was never read."""
        hashes = dict(cursor.execute("select upload_id, sha256 from upload").fetchall())
        own = {hashes[number] for number in edits.uploads}
        if isinstance(what, Older):
            old = cursor.execute(f"select sha256 from upload where {_OLD_UPLOAD}", vars(what)).fetchall()
            own |= {sha256 for (sha256,) in old}
        if edits.everywhere:
            own |= {*self._originals.with_words(phrase(*edits.everywhere))}
        done = {sha256 for (sha256,) in cursor.execute("select sha256 from unkept_file").fetchall()}
        return tuple(sorted(own - done))

    def _report(self, cursor: duckdb.DuckDBPyConnection, edits: Edits, what: What) -> Redaction:
        stays = _columns_of_codes(cursor, what.words) if isinstance(what, Words) else ()
        files = self._files(cursor, edits, what)
        elsewhere = self._elsewhere(cursor, edits, files)
        return Redaction(
            dict(edits.changed), files, tuple(backups.copies(self._reader.path)), stays, elsewhere
        )

    def _elsewhere(
        self, cursor: duckdb.DuckDBPyConnection, edits: Edits, files: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Where the words of quotes stand beside what goes."""
        if not edits.quoted:
            return ()
        found = phrase(*edits.quoted)
        tables = [
            column.table
            for column in (_NOTE, _CELLS, *_REASONS)
            if edits.leaves(cursor, column, lambda text: found.search(text) is not None)
        ]
        # Files with longer ones go.
        short = edits.quoted - edits.everywhere
        kept = {*self._originals.with_words(phrase(*short))} - {*files} if short else set()
        return (*tables, FILES) if kept else (*tables,)


def _action(what: What) -> Action:
    return Action.RETENTION if isinstance(what, Older) else Action.REDACT


def _quote(cursor: duckdb.DuckDBPyConnection, edits: Edits, quote: Quote) -> None:
    same = folded(quote.words)
    merged = dict(cursor.execute("select supplier_key, merged_key from kept_member").fetchall())
    trial = {
        "supplier_key": merged.get(quote.supplier_key, quote.supplier_key),
        "trial_id": quote.trial_id,
    }

    def replace(text: str, _row: Row) -> str:
        return edits.mark(text) if folded(text) == same else text

    edits.quoted.add(quote.words)
    edits.rewrite(cursor, _NOTE, replace, where=_OF_TRIAL, values=trial, scope=trial_of)
    edits.rewrite(cursor, _REPLACEMENT, replace)
    if len(same) < LONG:
        for column in (_CELLS, _VALUE, _PARTS):
            edits.rewrite(cursor, column, replace, where=_OF_ITS_UPLOADS, values=trial, scope=line_of)
        return
    edits.everywhere.add(quote.words)
    found = phrase(quote.words)

    def replace_part(text: str, _row: Row) -> str:
        return found.sub(lambda match: edits.mark(match[0]), text)

    for column in (_CELLS, _VALUE, _PARTS):
        edits.rewrite(cursor, column, replace_part, scope=line_of)
    for column in _REASONS:
        edits.rewrite(cursor, column, replace_part, scope=lambda _row: tombstones.ANYWHERE)
    edits.rewrite(cursor, _REPLACEMENT, replace_part, where="trial_id is null")  # of one of these


def _line(cursor: duckdb.DuckDBPyConnection, edits: Edits, line: Line) -> None:
    place = vars(line)
    noted = cursor.execute(
        """
        select distinct coalesce(as_supplier_key, supplier_key), coalesce(as_trial_id, trial_id), note
        from event_row left join kept_trial using (supplier_key, trial_id)
        where upload_id = $upload_id and line = $line and note is not null
        """,
        place,
    ).fetchall()
    for words in noted:
        _quote(cursor, edits, Quote(*words))
    _lettered(cursor, edits, "upload_id = $upload_id and line = $line", place)


def _words(cursor: duckdb.DuckDBPyConnection, edits: Edits, what: Words) -> None:
    if not _can_be_looked_for(folded(what.words)):
        raise UsageError(
            _("Words that are looked for everywhere need {n} characters with a letter among them, or {digits} digits that are "
              "no date; redact a line or a quote instead.").format(n=SHORTEST, digits=FEWEST_DIGITS)
        )  # fmt: skip
    edits.everywhere.add(what.words)
    found = phrase(what.words)

    def replace(text: str, _row: Row) -> str:
        return found.sub(lambda match: edits.mark(match[0]), text)

    for column in (*columns(cursor), *ids(cursor)):
        edits.rewrite(cursor, column, replace, scope=lambda _row: tombstones.ANYWHERE)
    edits.rename_trials(lambda trial_id: replace(trial_id, {}))


def _can_be_looked_for(words: str) -> bool:
    """Whether these are words or a number such as that of a telephone; a count or a date would go from rows of anybody."""
    if has_letter(words):
        return len(words) >= SHORTEST
    return sum(map(str.isdecimal, words)) >= FEWEST_DIGITS and not _DATE.fullmatch(words)


def _columns_of_codes(cursor: duckdb.DuckDBPyConnection, words: str) -> tuple[str, ...]:
    """The columns that are never rewritten and have these words."""
    found = phrase(words)
    have = (
        column.name
        for column in columns(cursor, codes=True)
        for (text,) in cursor.execute(f'select distinct "{column.name}" from {column.table}').fetchall()
        if text and found.search(text)
    )
    return tuple(dict.fromkeys(have))


def _older(cursor: duckdb.DuckDBPyConnection, edits: Edits, what: Older) -> None:
    before = vars(what)

    def replace(text: str, _row: Row) -> str:
        return text if is_mark(text) else edits.mark(text)

    edits.rewrite(cursor, _NOTE, replace, where=_OLD_TRIAL, values=before, scope=trial_of)
    edits.rewrite(cursor, _REPLACEMENT, replace, where=_OLD_TRIAL, values=before)
    _lettered(cursor, edits, _OLD_UPLOAD, before)


def _lettered(cursor: duckdb.DuckDBPyConnection, edits: Edits, where: str, values: dict) -> None:
    """What was set aside there, but numbers and dates; and the sentences of problems that repeat it."""
    texts: set[str] = set()

    def replace(text: str, _row: Row) -> str:
        if not has_letter(text) or is_mark(text):
            return text
        texts.add(text)
        return edits.mark(text)

    for column in (_CELLS, _VALUE):
        edits.rewrite(cursor, column, replace, where=where, values=values, scope=line_of)

    def repeat(text: str, _row: Row) -> str:
        for longest in sorted(texts, key=len, reverse=True):
            text = phrase(longest).sub(edits.mark(longest), text)
        return text

    edits.rewrite(cursor, _PARTS, repeat, where=where, values=values, scope=line_of)
    edits.rewrite(cursor, _REPLACEMENT, lambda text, _row: edits.mark(text) if text in texts else text)


def _write(
    cursor: duckdb.DuckDBPyConnection,
    fresh: Path,
    edits: Edits,
    files: tuple[str, ...],
    person: Person,
    kind: str,
) -> None:
    """Write the database as it is after the redaction to a new file."""
    before = table_counts.counts(cursor)
    # What is derived is derived anew: of two texts that contradict each other the smaller one holds, and a mark is another text.
    sources = edits.sources(cursor) | current_events.NOTHING_KEPT
    with copied(cursor, fresh, sources) as copy:
        number = history.record(copy, person.recorded, kind)
        if tombstones.key_of(copy) is None:
            copy.execute("insert into redaction_key values (?)", [edits.key])
        if rows := edits.tombstone_rows(number):
            copy.executemany("insert into redaction values (?, ?, ?, ?, ?, ?)", rows)
        copy.execute("insert into unkept_file select unnest(?::varchar[])", [[*files]])
        current_events.rebuild(copy)
        table_counts.record(copy, number, table_counts.added(copy, before))
