"""Nothing twice, nothing lost: what counts depends on the uploads that hold, and on nothing else."""

import random

import pandas as pd
import pytest

from tests.conftest import new_store
from tests.people import by
from trialmetrics.errors import AmbiguousFile, UsageError
from trialmetrics.intake import Settings
from trialmetrics.store import Store

LOG = "supplier,trial_id,event,occurred_at,category,note\n"
A = "A,T1,request,2026-03-02 10:00,Paper,\n"
B = "A,T1,chase,2026-03-03 10:00,,\n"
C = "A,T1,reply,2026-03-04 10:00,,fine\n"
SHEET = "supplier,trial_id,requested_at,chases,outcome\n"


def current(store: Store) -> list[tuple]:
    """What counts, in a form to compare: events without their sources' order, and what was observed."""
    with store.cursor() as cursor:
        events = cursor.execute("select * exclude (source) from current_event").fetchall()
        observed = cursor.execute("select * from current_observed").fetchall()
    return sorted(map(repr, events)) + sorted(map(repr, observed))


def kinds(store: Store) -> dict[str, int]:
    with store.cursor() as cursor:
        return dict(cursor.execute("select event, count(*) from current_event group by event").fetchall())


def figures(report):
    return report.rows, report.taken, report.set_aside, report.already_known


def test_the_same_file_again_changes_nothing(store, takes):
    assert figures(takes(LOG + A + B + C)) == (3, 3, 0, 0)
    before = current(store)
    assert figures(takes(LOG + A + B + C)) == (3, 0, 0, 3)
    assert current(store) == before


def test_the_largest_count_in_any_single_upload_holds(store, takes):
    takes(LOG + A + B * 3)
    assert kinds(store)["chase"] == 3
    assert figures(takes(LOG + B * 2)) == (2, 0, 0, 2)
    assert figures(takes(LOG + B * 5)) == (5, 2, 0, 3)
    assert kinds(store)["chase"] == 5


def test_an_overlapping_export_in_another_notation_adds_only_what_is_new(store, takes):
    takes(LOG + A + B)
    other = "Leverancier;Proef;Gebeurtenis;Wanneer\na;T1;nagebeld;03-03-2026 10:00\na;T1;reactie;15-03-2026\n"
    assert figures(takes(other)) == (2, 1, 0, 1)
    assert kinds(store) == {"request": 1, "chase": 1, "reply": 1}


def test_undo_takes_rows_out_and_brings_back_what_they_doubled(store, takes):
    takes(LOG + A + B)
    alone = current(store)
    takes(LOG + B + C)
    both = current(store)
    store.uploads.undo(1, by("x"))
    assert kinds(store) == {"chase": 1, "reply": 1}
    store.uploads.redo(1, by("x"))
    assert current(store) == both
    store.uploads.undo(2, by("x"))
    assert current(store) == alone
    assert store.check() == []


def test_undoing_twice_and_an_unknown_upload_are_sentences(store, takes):
    takes(LOG + A)
    store.uploads.undo(1, by("x"))
    with pytest.raises(UsageError, match="undone already"):
        store.uploads.undo(1, by("x"))
    with pytest.raises(UsageError, match="There is no upload 9"):
        store.uploads.redo(9, by("x"))


def test_replacing_is_undo_and_load_in_one_step(store, takes):
    takes(LOG + A + B)
    takes(LOG + A + C, replace=1)
    assert kinds(store) == {"request": 1, "reply": 1}
    assert list(store.uploads.all()["active"]) == [True, False]
    with pytest.raises(UsageError):
        takes(LOG + B, replace=1)  # undone already: nothing of it happens
    assert len(store.uploads.all()) == 2


def test_a_later_sheet_replaces_the_whole_row_of_an_earlier_one(store, takes):
    takes(SHEET + "A,T,2026-03-02,3,ignored\nB,T,2026-03-02,0,fulfilled\n")
    report = takes(SHEET + "A,T,2026-03-02,1,fulfilled\nB,T,2026-03-02,0,fulfilled\n")
    assert figures(report) == (2, 1, 0, 1)
    with store.cursor() as cursor:
        found = cursor.execute("select event from current_event where supplier_key = 'a'").fetchall()
    assert sorted(event for (event,) in found) == ["chase", "closed", "delivery", "request"]


def test_an_old_sheet_uploaded_again_does_not_come_back_over_a_newer_one(store, takes):
    old, new = SHEET + "A,T,2026-03-02,3,ignored\n", SHEET + "A,T,2026-03-02,1,fulfilled\n"
    takes(old)
    takes(new)
    before = current(store)
    assert figures(takes(old.replace(",", ";"))) == (1, 0, 0, 1)
    assert current(store) == before
    store.uploads.undo(1, by("x"))  # now the old content is first uploaded after the new one
    assert kinds(store)["chase"] == 3


def test_a_trial_in_a_sheet_and_a_log_per_kind_of_event_the_one_that_says_more(store, takes):
    takes(LOG + A + B + "A,T1,delivery,2026-03-09 10:00,,\n")
    takes("supplier,trial_id,requested_at,chases,delivered_at,errors\nA,T1,2026-03-02,3,2026-03-10,1\n")
    assert kinds(store) == {"request": 1, "chase": 3, "delivery": 1, "error": 1}
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select event, source, occurred_at from current_event order by event, occurred_at"
        ).fetchall()
    sources = {event: source for event, source, _at in rows}
    assert sources == {
        "request": "log",
        "chase": "sheet",
        "delivery": "log",
        "error": "sheet",
    }  # a tie: the log


def test_attributes_of_a_known_event_still_count(store, takes):
    takes(LOG + A.replace("Paper", ""))
    takes(LOG + A)
    with store.cursor() as cursor:
        assert cursor.execute("select category from current_event").fetchall() == [("Paper",)]


def test_the_first_spelling_is_shown(store, takes):
    takes(LOG + A.replace("A,", "Jansen B.V.,", 1) + B.replace("A,", "JANSEN BV,", 1))
    with store.cursor() as cursor:
        assert cursor.execute("select distinct supplier from current_event").fetchall() == [("Jansen B.V.",)]


def test_what_was_set_aside_can_be_mended_and_loaded(store, takes, reads):
    good = LOG + A + B + C
    report = takes(LOG + A + B + C.replace("2026-03-04 10:00", "2026-02-31"))
    assert figures(report) == (3, 2, 1, 0)
    text = store.uploads.set_aside(report.upload_id)
    head, row = text.strip().split("\r\n")
    assert head == LOG.strip() + ",line,reason"
    assert row.startswith("A,T1,reply,2026-02-31,,fine,4,")
    assert figures(takes(text.replace("2026-02-31", "2026-03-04 10:00"))) == (1, 1, 0, 0)
    with Store.open(store.path.with_name("other.duckdb")) as other:
        other.uploads.add([reads(good).require_batch()], by("x"))
        assert current(store) == current(other)


def test_several_files_are_taken_all_or_none(store, reads):
    unsure = "supplier,requested_at\nA,03-04-2026\n"
    with pytest.raises(AmbiguousFile, match="--date-order"):
        store.uploads.add([reads(LOG + A).require_batch(), reads(unsure).require_batch()], by("x"))
    assert store.uploads.all().empty
    assert store.is_empty()


def test_problems_and_history_tell_who_and_what(store, takes):
    takes(LOG + A + ",,,,,\n" + "A,,request,2026-03-02,,\n")
    assert list(store.uploads.problems(1)["line"]) == [4]
    row = store.uploads.all().iloc[0]
    assert (row["uploaded_by"], row["kind"], bool(row["active"])) == ("tester", "events", True)


def _pool(random_: random.Random) -> list[str]:
    """Logs that overlap: each some of the same forty events, some several times."""
    events = [
        f"S{i % 4},T{i % 7},{event},2026-03-{1 + i % 28:02d},{random_.choice(['', 'Paper', 'Boxes'])},\n"
        for i, event in enumerate(["request", "reply", "chase", "delivery"] * 10)
    ]
    return [LOG + "".join(random_.choices(events, k=15)) for _ in range(4)]


def test_files_that_arrive_one_after_another_are_not_taken_for_each_other(store, reads):
    readings = [reads(each) for each in _pool(random.Random(0))]
    for reading in readings * 3:
        report = store.uploads.add([reading.require_batch()], by("x"))[0]
        with store.cursor() as cursor:
            lines = cursor.execute(
                "select count(distinct line) from event_row where upload_id = ?", [report.upload_id]
            ).fetchone()
        assert lines == (15,)


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(n, marks=pytest.mark.soak) for n in range(3, 30))]
)
def test_the_order_of_logs_and_any_undo_and_redo_make_no_difference(tmp_path, reads, seed):
    random_ = random.Random(seed)
    logs = _pool(random_)
    readings = [reads(each) for each in logs]
    with new_store(tmp_path / "a.duckdb") as first, new_store(tmp_path / "b.duckdb") as second:
        for reading in readings:
            first.uploads.add([reading.require_batch()], by("x"))
        for reading in random_.sample(readings, len(readings)):
            second.uploads.add([reading.require_batch()], by("x"))
        assert current(first) == current(second)
        holds = dict.fromkeys(range(1, 5), True)
        for _ in range(6):
            upload = random_.choice(list(holds))
            (first.uploads.undo if holds[upload] else first.uploads.redo)(upload, by("x"))
            holds[upload] = not holds[upload]
            assert first.check() == []
        with new_store(tmp_path / "c.duckdb") as fresh:
            for upload, held in holds.items():
                if held:
                    fresh.uploads.add([readings[upload - 1].require_batch()], by("x"))
            assert current(fresh) == current(first)


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 20))]
)
def test_any_undo_and_redo_of_sheets_ends_as_the_uploads_that_hold_loaded_afresh(tmp_path, reads, seed):
    random_ = random.Random(seed)
    sheets = [
        SHEET + "".join(
            f"S{i},T,2026-03-02,{random_.randint(0, 2)},{random_.choice(['', 'ignored', 'fulfilled'])}\n"
            for i in range(4)
        )
        for _ in range(3)
    ]  # fmt: skip
    readings = [
        reads(each)
        for each in [*sheets, sheets[0], LOG + A.replace("A,T1", "S1,T") + B.replace("A,T1", "S1,T")]
    ]
    with new_store(tmp_path / "a.duckdb") as first:
        for reading in readings:
            first.uploads.add([reading.require_batch()], by("x"))
        holds = dict.fromkeys(range(1, 6), True)
        for _ in range(5):
            upload = random_.choice(list(holds))
            (first.uploads.undo if holds[upload] else first.uploads.redo)(upload, by("x"))
            holds[upload] = not holds[upload]
        assert first.check() == []
        with new_store(tmp_path / "b.duckdb") as fresh:
            for upload, held in holds.items():
                if held:
                    fresh.uploads.add([readings[upload - 1].require_batch()], by("x"))
            assert current(fresh) == current(first)


def test_mapping_and_settings_are_kept_with_the_upload(store, takes):
    takes("vendor,requested_at\nA,2026-03-02\n", Settings(values={"category": "Paper"}))
    row = store.uploads.all().iloc[0]
    assert '"vendor": "supplier"' in row["mapping"]
    assert pd.notna(row["sha256"])
