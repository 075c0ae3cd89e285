"""Redacted words are gone from every place; the rows and all figures stay; the same file brings them back without the words."""

import gzip
import stat
import tempfile
import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.people import by
from tests.saving import put_in_force
from trialmetrics import temporary_files
from trialmetrics.access import LOCAL, OPERATOR, Person, Role
from trialmetrics.analysis.ranking import rank
from trialmetrics.commands import main
from trialmetrics.errors import NotAllowed, StoreError, UsageError
from trialmetrics.export import documents
from trialmetrics.intake import Settings
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, durable_files, free_text, kept_redactions
from trialmetrics.store.backup import restore
from trialmetrics.store.backups import copies
from trialmetrics.store.originals import Originals
from trialmetrics.store.redaction import Line, Older, Quote, Redaction, Words
from trialmetrics.store.seal import seal_of
from trialmetrics.store.writer import rewriting
from trialmetrics.text import redaction_text
from trialmetrics.workspace import Workspace

CANARY = "Zebedee Quux"
LOG = "supplier,trial_id,event,occurred_at,category,round,tester,rated by,note,remark of zebedee quux,phone of the buyer\n"
FIRST = (
    LOG
    + f"Adam,1,request,2026-03-02,Paper,Round of {CANARY},{CANARY},,,,\n"
    + f"Adam,1,rude,2026-03-03,Paper,Round of {CANARY},{CANARY},{CANARY},You again ZEBEDEE  quux?,,called {CANARY}\n"
    + f"Bakker,1,reply,soon {CANARY},Paper,,{CANARY},,{CANARY} wrote,,\n"
)
ADMIN, TESTER = Person("Ann", Role.ADMIN, verified=True), Person("Tess", Role.TESTER, verified=True)


@pytest.fixture
def uncompressed(monkeypatch) -> None:
    """Databases whose blocks have texts as they are, unused blocks included: DuckDB compresses them otherwise."""
    connect = duckdb.connect

    def plainly(*args: object, **named: object) -> duckdb.DuckDBPyConnection:
        connection = connect(*args, **named)
        if not named.get("read_only"):
            connection.execute("set force_compression = 'uncompressed'")
        return connection

    monkeypatch.setattr(duckdb, "connect", plainly)


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """Folder of a database, with the temporary folder of this process in it."""
    folder = tmp_path / "place"
    (folder / "tmp").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))
    monkeypatch.setattr(temporary_files, "_process_folder", None)
    return folder


def load(database: Path, file: Path, *options: str) -> None:
    assert main(["--database", str(database), "load", str(file), *options]) in (0, 1)


def has_canary(content: bytes) -> bool:
    """Whether it is in these bytes, also case by case and split by blanks."""
    return b"zebedee" in content.lower() or b"quux" in content.lower()


def files_with_canary(folder: Path) -> set[str]:
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            content = gzip.decompress(content) if path.suffix == ".gz" else content
            if has_canary(content):
                found.add(str(path.relative_to(folder)))
    return found


def columns_with_canary(database: Path) -> set[str]:
    """A scan of every column of every table."""
    found = set()
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, column in connection.execute(
            "select table_name, column_name from duckdb_columns() join duckdb_tables() using (table_name)"
        ).fetchall():
            values = connection.execute(f'select "{column}"::varchar from {table}').fetchall()
            if any(value and has_canary(value.encode()) for (value,) in values):
                found.add(f"{table}.{column}")
    return found


def figures(store: Store) -> str:
    """Everything that the ranking of this moment says, but words and names."""
    ranking = Workspace(store).ranking(as_of=datetime(2026, 4, 1))
    trials = ranking.trials.drop(columns=["tester", "round", "trial_id"])
    candidates = ranking.suppliers.drop(columns=["quotes", "reasons"])
    return candidates.to_json(date_format="iso") + "".join(
        sorted(row.to_json(date_format="iso") for _index, row in trials.iterrows())
    )


def test_a_quote_goes_from_its_trial_and_the_same_words_elsewhere_stay(store, takes):
    log = "supplier,trial_id,event,occurred_at,note\n"
    takes(
        log
        + "Adam,1,rude,2026-03-03,too small\nAdam,2,rude,2026-03-03,too small\nAdam,,rude,2026-03-03,too small\n"
    )
    takes(
        log
        + "ADAM BV,1,rude,2026-03-03,too small\nADAM BV,1,request,2026-03-02,\nBert,1,rude,2026-03-03,too small\n"
    )
    store.names.merge("Adam", "ADAM BV", OPERATOR)
    store.redactions.redact(Quote("adam bv", "1", "Too  small"), OPERATOR)
    with store.cursor() as cursor:
        notes = cursor.execute(
            "select upload_id, supplier_key, trial_id, note from event_row where event = 'rude' order by all"
        ).fetchall()
        (cells,) = cursor.execute("select cells from set_aside_row").fetchone()
    assert notes == [
        (1, "adam", "1", "[redacted 1]"), (1, "adam", "2", "too small"),
        (2, "adam bv", "1", "[redacted 1]"), (2, "bert", "1", "too small"),
    ]  # fmt: skip
    assert cells == ["Adam", "", "rude", "2026-03-03", "[redacted 1]"]
    assert store.check() == []
    with pytest.raises(UsageError, match="not there"):
        store.redactions.redact(Quote("adam", "1", "too small"), OPERATOR)


LONG_WORDS = "They laughed at me on the telephone"


def quoted_elsewhere(store, takes, words: str) -> tuple[str, str]:
    """A note, the same words in two reasons and an objection, and in a column of another file that is not read; their hashes."""
    log = "supplier,trial_id,event,occurred_at,category,note,remark\n"
    own = takes(
        f"{log}Adam,1,request,2026-03-02,Paper,,\nAdam,1,rude,2026-03-03,Paper,{words},\nAdam,2,rude,2026-03-03,Paper,{words},\n"
    )
    other = takes(f"{log}Bert,1,request,2026-03-02,Paper,,Adam said: {words.upper()}!\n")
    basis = documents.decision_basis(rank(store), "adam", "Paper")
    number = store.decisions.decide(
        "Adam", "Paper", "hold", by(), basis=basis, seen=store.newest_change(), reason=f"As noted: {words}"
    )
    store.decisions.object(number, f"Nobody said “{words}”.", by())
    put_in_force(store, load_policy().with_threshold(70), user="lead", reason=f"{words}, so stricter")
    return own.sha256, other.sha256


def reasons(store: Store) -> list[str]:
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select reason from decision union all select note from objection union all "
            "select note from policy_version where note is not null order by all"
        ).fetchall()
    return [text for (text,) in rows]


@pytest.mark.parametrize("what", [Quote("adam", "1", LONG_WORDS.upper()), Line(1, 3)])
def test_a_long_quote_goes_from_reasons_and_other_files_too(store, takes, tmp_path, what):
    hashes = quoted_elsewhere(store, takes, LONG_WORDS)
    store.redactions.redact(Words("so stricter"), OPERATOR)  # which leaves a part of a reason
    store.backup(tmp_path / "copy.duckdb", OPERATOR)
    preview = store.redactions.preview(what, OPERATOR)
    done = store.redactions.redact(what, OPERATOR)
    assert (done.rows, done.files) == (preview.rows, preview.files)
    assert {name: done.rows[name] for name in ("decision", "objection", "policy_version")} == dict.fromkeys(
        ("decision", "objection", "policy_version"), 1
    )
    assert done.files == tuple(sorted(hashes))
    assert not any(map(store.uploads.originals.has, hashes))
    # Another trial may have the same words for another reason, which is said.
    assert done.elsewhere == ("event_row",)
    told = " ".join(redaction_text.sentences(done, done_already=True))
    assert "1 reason for a decision, 1 objection" in told
    assert "The same words also stand in other notes" in told
    for _again in range(2):
        assert [text[:9] for text in reasons(store)] == ["As noted:", "Nobody sa", "[redacted"]
        assert not any("laughed" in text for text in reasons(store))
        with store.cursor() as cursor:
            left = cursor.execute("select replacement from redaction where trial_id is null").fetchall()
        assert not any("laughed" in text for (text,) in left)
        assert store.check() == []
        store.close()
        restore(tmp_path / "copy.duckdb", store.path, OPERATOR)
        store = Store.open(store.path)
    store.close()


def test_of_a_short_quote_is_said_where_the_same_words_stay(store, takes):
    own, other = quoted_elsewhere(store, takes, "too small")
    what = Quote("adam", "1", "too small")
    preview = store.redactions.preview(what, OPERATOR)
    assert preview == replace(store.redactions.redact(what, OPERATOR), copies=preview.copies)
    assert preview.rows == {"event_row": 1}
    assert preview.files == (own,)
    assert preview.elsewhere == ("event_row", "decision", "objection", "policy_version", "file")
    told = " ".join(redaction_text.sentences(preview, done_already=False))
    assert "other notes, reasons for decisions, objections, reasons for policies and other kept files" in told
    assert store.uploads.originals.has(other)
    assert len(reasons(store)) == 3
    takes("supplier,trial_id,event,occurred_at,note\nAdam,3,rude,2026-03-03,only here\n")
    assert store.redactions.preview(Quote("adam", "3", "only here"), OPERATOR).elsewhere == ()


def test_a_line_loses_its_words_and_keeps_its_numbers(store, takes):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,soon,call 06-12345\nBert,1,rude,soon,fine\n")
    store.redactions.redact(Line(1, 2), OPERATOR)
    with store.cursor() as cursor:
        rows = cursor.execute("select line, cells from set_aside_row order by line").fetchall()
    assert rows == [
        (2, ["[redacted 1]", "1", "[redacted 2]", "[redacted 3]", "[redacted 4]"]),
        (3, ["Bert", "1", "rude", "soon", "fine"]),
    ]
    assert "Adam" not in store.uploads.set_aside(1)
    assert store.check() == []


def test_of_a_certain_age_notes_and_rows_set_aside_go_and_younger_ones_stay(store, takes):
    log = "supplier,trial_id,event,occurred_at,note\n"
    old, young = "Adam,1,request,2024-03-02,\nAdam,1,rude,2024-03-03,old\n", "Bert,1,rude,2026-03-03,young\n"
    takes(log + old + young)
    what = Older(datetime(2025, 1, 1))
    assert store.redactions.preview(what, OPERATOR).rows == {"event_row": 1}
    revision = store.revision()
    store.redactions.preview(what, OPERATOR)
    assert store.revision() == revision
    store.redactions.redact(what, OPERATOR)
    assert sorted(store.events_with_notes()["note"]) == ["[redacted 1]", "young"]
    assert store.redactions.preview(what, OPERATOR).is_empty
    takes(log + old)
    assert sorted(store.events_with_notes()["note"]) == ["[redacted 1]", "young"]
    assert [*store.record()["kind"]] == ["taken", "expired", "taken"]


def test_two_texts_never_become_one(store, takes):
    log = "supplier,trial_id,event,occurred_at,note\nAdam,1,request,2026-03-02,\n"
    takes(log + "Adam,1,rude,2026-03-03,one\n")
    takes(log + "Adam,1,rude,2026-03-03,two\n")
    for words in ("one", "two"):
        store.redactions.redact(Quote("adam", "1", words), OPERATOR)
    assert sorted(store.events_with_notes()["note"]) == ["[redacted 1]", "[redacted 2]"]
    assert store.check() == []


@pytest.mark.parametrize("what", [Words("abc"), Line(1, 2), Quote("adam", "1", "abc")])
def test_who_may_redact(store, takes, what):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")
    for person in (TESTER, LOCAL):
        for call in (store.redactions.preview, store.redactions.redact):
            with pytest.raises(NotAllowed):
                call(what, person)
    store.redactions.redact(what, Person("Lea", Role.LEAD, verified=True))
    assert store.record()["who"].iloc[0] == "Lea"


def test_only_an_admin_removes_by_age(store, takes):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")
    with pytest.raises(NotAllowed):
        store.redactions.redact(Older(datetime(2027, 1, 1)), Person("Lea", Role.LEAD, verified=True))
    store.redactions.redact(Older(datetime(2027, 1, 1)), ADMIN)


@pytest.mark.parametrize("words", ["", "ab", "12 34", "nobody said that"])
def test_what_is_too_short_or_not_there_is_refused(store, takes, words):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc ab 12 34\n")
    revision = store.revision()
    with pytest.raises(UsageError):
        store.redactions.redact(Words(words), OPERATOR)
    assert store.revision() == revision
    assert store.check() == []


def test_earlier_copies_are_named(store, takes, tmp_path):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")
    store.backup(tmp_path / "mine.duckdb", OPERATOR)
    (copy,) = store.redactions.redact(Words("abc"), OPERATOR).copies
    assert (copy.path, copy.expires) == (tmp_path / "mine.duckdb", None)
    copy.path.unlink()
    assert copies(store.path) == []


def test_a_backup_that_is_restored_brings_no_words_back(place, tmp_path, uncompressed):
    database, backup = place / "trials.duckdb", tmp_path / "copy.duckdb"
    for name, content in (("first", FIRST), ("second", FIRST + "Adam,1,reply,2026-03-04,Paper,,,,,,\n")):
        (tmp_path / f"{name} {CANARY}.csv").write_text(content)
        load(database, tmp_path / f"{name} {CANARY}.csv")
    with Store.open(database) as store:
        store.redactions.redact(Line(1, 4), OPERATOR)
        store.backup(backup, OPERATOR)
        store.redactions.redact(Quote("adam", "1", "You again Zebedee Quux?"), OPERATOR)
        store.redactions.redact(Words(CANARY), OPERATOR)
        before = figures(store)
    restore(backup, database, OPERATOR)
    with Store.open(database) as store:
        assert store.check() == []
        assert figures(store) == before
        assert store.record()["kind"].iloc[0] == "redacted"
    assert columns_with_canary(database) == set()
    assert files_with_canary(place) == set()
    # The backup itself is as it was.
    assert has_canary(backup.read_bytes())
    # Restored once more there is nothing left to do.
    restore(backup, database, OPERATOR)
    with Store.open(database) as store:
        assert store.check() == []


def redacted_since_its_backup(database: Path, backup: Path, folder: Path) -> str:
    """A database with redactions of all kinds since a backup of it; its figures."""
    (folder / "first.csv").write_text(FIRST)
    (folder / "sheet.csv").write_text(SHEET_OF_ONE)
    for name in ("first.csv", "sheet.csv"):
        load(database, folder / name)
    with Store.open(database) as store:
        store.backup(backup, OPERATOR)
    (folder / "later.csv").write_text(FIRST + f"Adam,1,reply,2026-03-04,Paper,,{CANARY},,{CANARY} again,,\n")
    load(database, folder / "later.csv")
    with Store.open(database) as store:
        store.redactions.redact(Quote("adam", "1", "You again Zebedee Quux?"), OPERATOR)
        store.redactions.redact(Line(1, 4), OPERATOR)
        store.redactions.redact(Words(CANARY), OPERATOR)
        store.uploads.undo(3, OPERATOR)
        return figures(store)


@pytest.mark.parametrize("lost", ["damaged", "moved", "begun anew"])
def test_a_backup_brings_no_words_back_where_the_database_itself_is_lost(place, tmp_path, lost):
    database, backup = place / "trials.duckdb", tmp_path / "copy.duckdb"
    before = redacted_since_its_backup(database, backup, tmp_path)
    listed = kept_redactions.place_of(database)
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    # Neither the words nor what stood beside them.
    content = listed.read_text().casefold()
    assert not any(
        word in content for word in ("zebedee", "quux", "round of", "cees", "adam", "again", "called")
    )
    if lost == "damaged":
        database.write_bytes(database.read_bytes()[:12_000])
    else:
        for path in (database, seal_of(database)):
            path.unlink()
        if lost == "begun anew":
            with Store.open(database):
                pass
    assert restore(backup, database, OPERATOR) == ""
    with Store.open(database) as store:
        assert store.check() == []
        assert figures(store) == before
    assert columns_with_canary(database) == set()
    assert {name for name in files_with_canary(place) if not name.endswith(".damaged")} == set()
    # What was uploaded after the backup comes without them as well, and nothing counts twice.
    for name in ("first.csv", "sheet.csv", "later.csv"):
        load(database, tmp_path / name)
    with Store.open(database) as store:
        assert [*store.uploads.all()["taken"]][1:3] == [0, 0]
        assert store.check() == []
    assert columns_with_canary(database) == set()


@pytest.mark.parametrize(
    "left", [None, b"", b"{}", b'{"key": "x", "stones": {"a": 1}, "files": []}', b"\xff"]
)
def test_where_nobody_knows_what_was_redacted_a_restore_says_so(place, tmp_path, capsys, left):
    database, backup = place / "trials.duckdb", tmp_path / "copy.duckdb"
    redacted_since_its_backup(database, backup, tmp_path)
    database.write_bytes(database.read_bytes()[:12_000])
    kept_redactions.place_of(database).unlink()
    if left is not None:
        kept_redactions.place_of(database).write_bytes(left)
    capsys.readouterr()
    assert main(["--database", str(database), "restore", str(backup)]) == 1
    assert "may be back: neither the former database nor" in capsys.readouterr().err
    with Store.open(database) as store:
        assert store.check() == []
    assert columns_with_canary(database)


def test_a_list_of_what_was_redacted_that_is_missing_is_written_when_the_database_is_opened(store, takes):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")
    place = kept_redactions.place_of(store.path)
    assert not place.exists()
    store.redactions.redact(Words("abc"), OPERATOR)
    content = place.read_bytes()
    store.close()
    for left in (None, b"half"):
        place.unlink()
        if left:
            place.write_bytes(left)
        with Store.open(store.path):
            assert place.read_bytes() == content


def test_a_list_that_cannot_be_written_hinders_no_redaction(store, takes, monkeypatch, caplog):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")

    replace_file = Path.replace

    def fails(path: Path, target: Path) -> Path:
        if target == kept_redactions.place_of(store.path):
            raise OSError(28, "No space left on device")
        return replace_file(path, target)

    monkeypatch.setattr(Path, "replace", fails)
    store.redactions.redact(Words("abc"), OPERATOR)
    assert not [*store.path.parent.glob("*.redacted*")]
    assert [*store.events_with_notes()["note"]] == ["[redacted 1]"]
    assert "was not noted beside the database" in caplog.text


@pytest.mark.parametrize("number", ["0612 345 678", "06 12 34 56 78", "06-12-34-56-78", "+31612345678"])
def test_a_number_of_a_telephone_is_looked_for_everywhere(store, takes, number):
    takes(
        LOG
        + f"Adam,1,request,2026-03-02,Paper,,Tess {number},,on {number}.,,\nAdam,1,reply,soon,,,,,({number}),,\n"
    )
    before = figures(store)
    done = store.redactions.redact(Words(number), OPERATOR)
    assert done.rows == {"event_row": 1, "set_aside_row": 1}
    assert [*store.events_with_notes()["note"]] == ["on [redacted 1]."]
    assert number not in store.uploads.set_aside(1)
    assert figures(store) == before
    assert store.check() == []


@pytest.mark.parametrize(
    "words", ["2026-03-02", "2.3.2026", "02/03/26 10:00", "20260302", "12", "2026", "125.50", "ab"]
)
def test_neither_a_date_nor_a_count_is_looked_for_everywhere(store, takes, words):
    takes(LOG + f"Adam,1,rude,2026-03-02,Paper,,Tess,,{words},,\n")
    with pytest.raises(UsageError, match="need 3 characters with a letter among them, or 6 digits"):
        store.redactions.redact(Words(words), OPERATOR)


@pytest.mark.parametrize("moment", ["flush", "replace", "flush_folder"])
def test_an_error_at_any_step_leaves_the_former_database_or_the_new_one(store, takes, monkeypatch, moment):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")

    def fails(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path if moment == "replace" else durable_files, moment, fails)
        # Once the new file is in its place, nobody is told that nothing was changed.
        with (
            nullcontext()
            if moment == "flush_folder"
            else pytest.raises(StoreError, match="nothing was changed")
        ):
            store.redactions.redact(Words("abc"), OPERATOR)
    assert store.check() == []
    assert [*store.events_with_notes()["note"]] == ["[redacted 1]" if moment == "flush_folder" else "abc"]
    takes("supplier,trial_id,event,occurred_at,note\nBert,1,rude,2026-03-03,later\n")
    assert store.check() == []


def test_decisions_and_objections_are_counted_as_such():
    done = Redaction({"decision": 2, "objection": 1, "event_row": 1}, (), (), ("supplier", "done_by"))
    assert redaction_text.sentences(done, done_already=True) == [
        "Removed the words from 2 reasons for a decision, 1 objection and 1 event.",
        "They stay in names of suppliers and names in the record, because the figures or the record depend on them.",
    ]


def test_readers_see_the_words_or_the_mark_and_never_half(store, takes):
    takes(
        "supplier,trial_id,event,occurred_at,note\n"
        + "".join(f"Adam,{n},rude,2026-03-03,abc {n}\n" for n in range(50))
    )
    stop, seen, errors = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                notes = {*store.events_with_notes()["note"].str.replace(r"\d+", "", regex=True)}
            except Exception as error:
                errors.append(error)
                return
            seen.add(frozenset(notes))

    readers = [threading.Thread(target=read) for _number in range(3)]
    for reader in readers:
        reader.start()
    try:
        store.redactions.redact(Words("abc"), OPERATOR)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert errors == []
    assert seen <= {frozenset({"abc "}), frozenset({"[redacted ] "})}
    assert {*store.events_with_notes()["note"].str[:12]} == {"[redacted 1]"}


def test_what_figures_are_counted_by_stays_and_is_named(store, takes):
    takes("supplier,trial_id,event,occurred_at,note\nZebedee Paper,1,rude,2026-03-03,asked for Zebedee\n")
    done = store.redactions.redact(Words("zebedee"), OPERATOR)
    assert done.stays == ("supplier_key", "supplier")
    assert "They stay in names of suppliers" in " ".join(redaction_text.sentences(done, done_already=True))


def test_every_column_of_text_is_words_or_codes(store):
    """A new column of text is taken for words: put it here, or among the codes."""
    with store.cursor() as cursor:
        words = {(column.table, column.name, column.form) for column in free_text.columns(cursor)}
        existing = {name for (name,) in cursor.execute("select column_name from duckdb_columns()").fetchall()}
    assert existing >= free_text.CODES
    assert words == {
        ("decision", "reason", "text"), ("decision", "basis", "json"), ("objection", "note", "text"),
        ("event_row", "note", "text"), ("event_row", "rater", "text"), ("event_row", "round", "text"),
        ("event_row", "tester", "text"), ("policy_version", "note", "text"),
        ("problem", "column", "text"), ("redaction", "replacement", "text"),
        ("problem", "parts", "json"), ("problem", "value", "text"),
        ("set_aside_row", "cells", "list"), ("upload", "file", "text"),
        ("upload", "delimiter", "text"), ("upload", "header", "list"),
        ("upload", "mapping", "json"), ("upload", "settings", "json"),
    }  # fmt: skip


def test_another_process_that_has_opened_the_file_is_not_overwritten(store, takes, monkeypatch):
    takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")
    with monkeypatch.context() as patch:
        locked = BlockingIOError(11, "Resource temporarily unavailable")
        patch.setattr(durable_files.fcntl, "lockf", lambda *_all: (_ for _ in ()).throw(locked))
        with pytest.raises(StoreError, match="nothing was changed"):
            store.redactions.redact(Words("abc"), OPERATOR)
    assert [*store.events_with_notes()["note"]] == ["abc"]
    assert store.check() == []


def test_what_a_kill_left_is_finished_when_the_database_is_opened(store, takes):
    report = takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")
    originals = store.uploads.originals
    kept = originals._path(report.sha256).read_bytes()
    store.redactions.redact(Words("abc"), OPERATOR)
    store.close()
    originals._path(report.sha256).write_bytes(kept)
    rewriting(store.path).write_bytes(b"half")
    with Store.open(store.path):
        assert not originals.has(report.sha256)
        assert not rewriting(store.path).exists()


def test_a_change_between_is_neither_lost_nor_seen_half(store, takes):
    """Uploads wait while the file is rewritten: none falls between the copy and its place."""
    log = "supplier,trial_id,event,occurred_at,note\n"
    takes(log + "Adam,1,rude,2026-03-03,abc\n")
    thread = threading.Thread(target=store.redactions.redact, args=(Words("abc"), OPERATOR))
    thread.start()
    for number in range(5):
        takes(log + f"Bert,{number},rude,2026-03-03,later {number}\n")
    thread.join()
    assert len(store.uploads.all()) == 6
    assert len(store.events_with_notes()) == 6
    assert store.check() == []


@pytest.mark.parametrize("words", ["columns", "note", "sentence", "request"])
def test_words_that_are_names_of_ours_break_nothing(store, takes, words):
    header = "supplier,trial_id,event,occurred_at,note,remark\n"
    takes(header + f"Adam,1,request,2026-03-02,{words},{words}\nAdam,1,reply,soon {words},{words},{words}\n")
    before = store.uploads.remembered_settings()
    store.redactions.redact(Words(words), OPERATOR)
    assert store.check() == []
    assert len(store.uploads.set_aside(1)) > 0
    assert [*store.uploads.remembered_settings().values()] == [*before.values()]
    takes(header.replace("remark", "other") + f"Adam,1,request,2026-03-02,{words},{words}\n")
    assert len(store.events_with_notes()) == 1


@pytest.mark.parametrize(
    "then",
    [
        Words("zebedee"),
        Quote("adam", "1", "Zebedee and [redacted 1]"),
        Older(datetime(2030, 1, 1)),
        Line(1, 2),
    ],
)
def test_what_an_earlier_redaction_left_is_redacted_as_well(store, takes, then):
    log = "supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,Zebedee and Quux\n"
    takes(log)
    store.redactions.redact(Words("quux"), OPERATOR)
    store.redactions.redact(then, OPERATOR)
    takes(log)
    notes = {*store.events_with_notes()["note"]}
    assert len(notes) == 1
    assert not has_canary(notes.pop().encode())
    store.close()
    assert columns_with_canary(store.path) == set()


def test_texts_that_differ_in_case_alone_stay_two(store, takes):
    """Else two events of two logs would become one, and two testers one."""
    log = "supplier,trial_id,event,occurred_at,tester,note\n"
    logs = [
        f"{log}Adam,1,request,2026-03-02,{name},\nAdam,1,rude,2026-03-03,{name},{name} was rude\n"
        for name in ("Zebedee", "ZEBEDEE")
    ]
    for content in logs:
        takes(content)
    store.redactions.redact(Words("zebedee"), OPERATOR)
    for _again in range(2):
        assert sorted(store.events_with_notes()["note"]) == ["[redacted 1] was rude", "[redacted 2] was rude"]
        assert len(store.events("adam").query("event == 'rude'")["tester"].unique()) == 2
        assert store.check() == []
        for content in logs:
            assert takes(content).taken == 0


SHEET_OF_ONE = (
    "supplier,requested_at,outcome,tester,note\n"
    "Cees,2026-03-02,ignored,Zebedee Quux,not a word\nDirk,2026-03-02,ignored,Zebedee Quux,\n"
)


def test_an_id_made_of_a_name_loses_it_and_stays_one_trial(store, takes):
    takes(SHEET_OF_ONE)
    takes(SHEET_OF_ONE.replace("not a word", "not a word!"))  # so that events are derived
    before = figures(store)
    store.redactions.redact(Words("Zebedee Quux"), OPERATOR)
    (cees, dirk) = Workspace(store).ranking().trials["trial_id"]
    assert (cees, dirk) == ("[redacted 1] / cees #1", "[redacted 1] / dirk #1")
    store.redactions.redact(Quote("cees", cees, "not a word!"), OPERATOR)
    for _again in range(2):
        assert figures(store) == before
        assert store.check() == []
        notes = store.events_with_notes()
        assert [*notes["note"].unique()] == ["[redacted 2]"]
        assert takes(SHEET_OF_ONE.replace("not a word", "not a word!")).already_known == 2
    store.close()
    assert columns_with_canary(store.path) == set()


def test_whose_trial_it_is_holds_under_an_id_that_lost_a_name(store, takes, reads):
    takes(SHEET_OF_ONE)
    store.redactions.redact(Words("Zebedee Quux"), OPERATOR)
    again = reads(
        SHEET_OF_ONE.replace("ignored,Zebedee Quux,not", "declined,Zebedee Quux,not")
    ).require_batch()
    (report,) = store.uploads.add([again], TESTER)
    assert (report.set_aside, report.already_known) == (1, 1)
    assert has_canary(store.uploads.set_aside(report.upload_id).encode()) is False
    assert store.check() == []


def test_a_kept_file_that_cannot_be_deleted_is_told_and_goes_when_the_database_is_opened(
    store, takes, monkeypatch
):
    report = takes("supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2026-03-03,abc\n")

    def fails(_own: object, sha256: str) -> None:
        raise StoreError(f"{sha256} cannot be deleted")

    with monkeypatch.context() as patch:
        patch.setattr(Originals, "remove", fails)
        with pytest.raises(
            StoreError, match=f"not yet from all uploaded files.* {report.sha256} cannot be deleted"
        ):
            store.redactions.redact(Words("abc"), OPERATOR)
    assert store.uploads.originals.has(report.sha256)
    assert [*store.events_with_notes()["note"]] == ["[redacted 1]"]
    store.close()
    with Store.open(store.path) as again:
        assert not again.uploads.originals.has(report.sha256)


def test_rows_remembered_of_a_sheet_are_forgotten_with_their_words(store, takes):
    """Of an order whose other line was set aside, a sheet remembers the whole row."""
    sheet = (
        "supplier,trial_id,requested_at,delivered_at,note\nEd,E1,2026-03-02,2026-03-05,first one\n"
        "Ed,E1,soon,,second one\nEd,E2,2026-03-02,2026-03-05,\nEd,E2,2026-03-02,2026-03-06,\n"
    )
    takes(sheet, Settings(kind="sheet", repeated="lines"))
    assert "first one" in str(store.uploads.remembered_settings())
    store.redactions.redact(Quote("ed", "E1", "first one"), OPERATOR)
    for _again in range(2):
        assert "first one" not in str(store.uploads.remembered_settings())
        assert {*store.events_with_notes()["note"]} == {"[redacted 1]"}
        assert store.check() == []
        takes(sheet, Settings(kind="sheet", repeated="lines"))
