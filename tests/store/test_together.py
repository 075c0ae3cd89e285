"""Several at once: readers are neither blocked nor shown half of anything, and of two who decide the second is told."""

import threading
from collections.abc import Callable

import pytest

from tests.people import by
from trialmetrics.access import OPERATOR
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.store import connection, durable_files
from trialmetrics.store.redaction import Words

LOG = "supplier,trial_id,event,occurred_at,category,note\n"
ADAM = (
    LOG
    + "Adam,1,request,2026-03-02,Paper,\nAdam,1,rude,2026-03-03,Paper,abc\nAdams,1,request,2026-03-02,Paper,\n"
)
BASIS = {"candidate": {"verdict": "pass"}, "policy": 1, "filters": {}}
WAITS = 60  # seconds until a test that hangs fails


def all_at_once(deeds: list[Callable[[], object]]) -> list[str]:
    """Do each in a thread of its own; what those that were refused were told."""
    told: list[str] = []
    together = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        together.wait(WAITS)
        try:
            deed()
        except UsageError as error:
            told.append(str(error))

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAITS)
    return told


def test_of_many_who_decide_at_once_one_is_heard_and_the_others_are_told(store, takes):
    takes(ADAM)
    seen = store.newest_change()
    told = all_at_once(
        [
            lambda number=number: store.decisions.decide(
                "Adam", "Paper", "hold", by(f"N{number}"), basis=BASIS, seen=seen, reason=f"because {number}"
            )
            for number in range(6)
        ]
    )
    (decided,) = store.decisions.all().to_dict("records")
    assert len(told) == 5
    assert all(f"{decided['decided_by']} decided “hold” on " in each for each in told)
    assert all(each.endswith("Look again, and decide again.") for each in told)
    assert store.check() == []


def test_of_many_who_edit_a_name_at_once_one_is_heard_and_the_others_are_told(store, takes):
    takes(ADAM)
    seen = store.newest_change()
    told = all_at_once(
        [
            lambda change=change, number=number: change("Adam", "Adams", by(f"N{number}"), seen=seen)
            for number, change in enumerate([store.names.merge, store.names.keep_apart] * 3)
        ]
    )
    (decided,) = store.names.decisions().to_dict("records")
    assert len(told) == 5
    assert all(f"Nothing was changed. {decided['decided_by']} " in each for each in told)
    assert store.check() == []


def test_what_is_uploaded_while_somebody_decides_is_not_lost(store, takes):
    """Of the two, one comes first: the decision, or the upload of which whoever decides is told."""
    takes(ADAM)
    seen = store.newest_change()
    told = all_at_once(
        [
            lambda: takes(LOG + "Adam,1,delivery,2026-03-09,Paper,\n"),
            lambda: store.decisions.decide("Adam", "Paper", "invite", by(), basis=BASIS, seen=seen),
        ]
    )
    assert len(store.uploads.all()) == 2
    assert len(store.decisions.all()) == 1 - len(told)
    assert store.check() == []


def test_who_reads_while_the_file_is_swapped_reads_on(store, takes, monkeypatch):
    """Whoever began before has the words to the end; whoever comes meanwhile waits, and has the mark."""
    takes(ADAM)
    replace, notes, readers = durable_files.replace_database, [], []

    def read() -> None:
        notes.extend(store.events_with_notes()["note"])

    def slowly(*paths: object) -> None:
        readers.append(threading.Thread(target=read))
        readers[0].start()
        replace(*paths)

    monkeypatch.setattr("trialmetrics.store.writer.replace_database", slowly)
    with store.cursor() as cursor:
        redaction = threading.Thread(target=store.redactions.redact, args=(Words("abc"), OPERATOR))
        redaction.start()
        before = cursor.execute("select note from event_row where note is not null").fetchall()
    redaction.join(WAITS)
    readers[0].join(WAITS)
    assert before == [("abc",)]
    assert notes == ["[redacted 1]"]


def test_a_reader_who_does_not_end_is_not_cut_off(store, takes, monkeypatch):
    takes(ADAM)
    monkeypatch.setattr(connection, "RENEWAL_TIMEOUT", 0.01)
    told: list[str] = []

    def redact() -> None:
        try:
            store.redactions.redact(Words("abc"), OPERATOR)
        except StoreError as error:
            told.append(str(error))

    with store.cursor() as cursor:
        refused = threading.Thread(target=redact)
        refused.start()
        refused.join(WAITS)
        assert cursor.execute("select note from event_row where note is not null").fetchall() == [("abc",)]
    assert len(told) == 1
    assert "try again in a moment" in told[0]
    assert (store.newest_change(), store.check()) == (1, [])
    redact()
    assert [*store.events_with_notes()["note"]] == ["[redacted 1]"]
    assert store.check() == []


@pytest.mark.parametrize("step", ["undo", "add"])
def test_nobody_waits_for_an_upload_nor_sees_half_of_it(store, takes, monkeypatch, step):
    takes(ADAM)
    from trialmetrics.store import upload_changes

    before = store.events("adam")
    halfway, go_on = threading.Event(), threading.Event()
    set_active = upload_changes.set_active

    def slowly(*arguments: object, **named: object) -> None:
        set_active(*arguments, **named)
        halfway.set()
        assert go_on.wait(WAITS)

    monkeypatch.setattr(upload_changes, "set_active", slowly)
    changes = {
        "undo": lambda: store.uploads.undo(1, by()),
        "add": lambda: takes(LOG + "Adam,1,delivery,2026-03-09,Paper,\n", replace=1),
    }
    writer = threading.Thread(target=changes[step])
    writer.start()
    assert halfway.wait(WAITS)
    # It is half done, and has not been committed.
    assert store.events("adam").equals(before)
    assert [*store.uploads.all()["active"]] == [True]
    assert store.newest_change() == 1
    go_on.set()
    writer.join(WAITS)
    assert not store.events("adam").equals(before)
