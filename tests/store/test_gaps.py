"""Gaps and what sheets observed, over several uploads: what holds, what is undone, merged names, a mended file."""

import csv
import io
from datetime import datetime

import pytest

from tests.conftest import ZONE
from tests.people import by
from trialmetrics.intake import Reading, Settings
from trialmetrics.intake.pipeline import read_here
from trialmetrics.store import Store

LOG = "supplier,trial_id,event,occurred_at,promised_at\n"
SHEET = "supplier,trial_id,requested_at,first_reply_at,delivered_at,outcome\n"
OBSERVED = (
    "contact", "reply_times", "delivery", "chases", "errors", "initiatives", "recoveries", "rude", "belittling",
    "complaints", "ratings",
)  # fmt: skip


def gaps(store: Store) -> list[tuple[str, str, str, str | None]]:
    assert store.check() == []
    with store.cursor() as cursor:
        return cursor.execute(
            "select supplier_key, trial_id, source, kind from current_gap order by all nulls last"
        ).fetchall()


def observed(store: Store, trial: str = "1") -> dict[str, object]:
    with store.cursor() as cursor:
        found = cursor.execute("select * from current_observed where trial_id = ?", [trial]).df()
    (row,) = found.to_dict("records")
    return row


def seen(store: Store, trial: str = "1") -> set[str]:
    row = observed(store, trial)
    return {name for name in OBSERVED if row[name]}


def test_the_same_row_set_aside_in_two_uploads_is_one_gap(store, takes):
    takes(LOG + "A,1,reply,soon,\nA,1,reply,soon,\nA,1,reply,later,\n")
    assert gaps(store) == [("a", "1", "log", "reply")] * 3
    again = takes(LOG + "A,1,reply,soon,\n" * 2 + "A,1,request,2026-03-02,\n")
    assert gaps(store) == [("a", "1", "log", "reply")] * 3
    more = takes("trial_id;event;supplier;occurred_at\n" + "1;antwoord;A;soon\n" * 3)
    assert gaps(store) == [("a", "1", "log", "reply")] * 4
    store.uploads.undo(more.upload_id, by("x"))
    store.uploads.undo(again.upload_id, by("x"))
    store.uploads.undo(1, by("x"))
    assert gaps(store) == []
    store.uploads.redo(again.upload_id, by("x"))
    assert gaps(store) == [("a", "1", "log", "reply")] * 2


def test_a_trial_of_which_everything_was_set_aside_is_none(store, takes):
    takes(LOG + "A,1,reply,soon,\n")
    assert gaps(store) == [("a", "1", "log", "reply")]
    assert store.is_empty()
    # Until another upload has it; then the gap is one of a trial.
    takes(LOG + "A,1,request,2026-03-02,\n")
    assert not store.is_empty()
    assert (observed(store)["in_log"], gaps(store)) == (True, [("a", "1", "log", "reply")])
    store.uploads.undo(2, by("x"))
    assert store.is_empty()
    assert gaps(store) == [("a", "1", "log", "reply")]


def test_a_gap_of_a_merged_supplier_is_one_of_its_trial(store, takes):
    takes(LOG + "Adam,1,request,2026-03-02,\nBakker,1,reply,soon,\nBakker,2,request,2026-03-02,\n")
    store.names.merge("Adam", "Bakker", by("x"))
    assert gaps(store) == [("adam", "1", "log", "reply")]
    # Two requests under one id are two trials.
    takes(LOG + "Bakker,1,request,2026-03-03,\n")
    assert gaps(store) == [("adam", "1 (bakker)", "log", "reply")]
    store.names.unlink("Adam", "Bakker", by("x"))
    assert gaps(store) == [("bakker", "1", "log", "reply")]


def test_gaps_of_sheets_are_those_of_the_row_that_holds(store, takes):
    takes(SHEET + "A,1,2026-03-02,soon,2035-01-01,\nB,1,2026-03-02,2026-03-01,,\n")
    assert gaps(store) == [
        ("a", "1", "sheet", "delivery"),
        ("a", "1", "sheet", "reply"),
        ("b", "1", "sheet", "reply"),
    ]
    takes(SHEET + "A,1,2026-03-02,soon,2026-03-05,\n")
    assert gaps(store) == [("a", "1", "sheet", "reply"), ("b", "1", "sheet", "reply")]
    store.uploads.undo(2, by("x"))
    assert len(gaps(store)) == 3


def test_a_trial_in_a_log_and_a_sheet_has_the_gaps_of_both(store, takes):
    takes(LOG + "A,1,request,2026-03-02,\nA,1,delivery,soon,\nA,1,dance,2026-03-03,\n")
    takes(SHEET + "A,1,2026-03-02,soon,,\n")
    assert gaps(store) == [
        ("a", "1", "log", "delivery"), ("a", "1", "log", None), ("a", "1", "sheet", "reply"),
    ]  # fmt: skip
    assert (observed(store)["in_log"], observed(store)["in_sheet"]) == (True, True)


def test_of_a_log_alone_nothing_is_said_to_be_observed(store, takes):
    takes(LOG + "A,1,request,2026-03-02,\nA,1,reply,2026-03-03,\n")
    takes(LOG + "A,1,chase,2026-03-03,\n")
    row = observed(store)
    assert (row["in_log"], row["in_sheet"], row["silence_stated"], row["outcome"]) == (
        True,
        False,
        False,
        None,
    )
    assert seen(store) == set()


def test_what_a_sheet_observed_and_states_is_that_of_the_row_that_holds(store, takes):
    takes(SHEET + "A,1,2026-03-02,2026-03-03,2026-03-05,\nB,2,2026-03-02,geen reactie,,\n")
    assert seen(store) == {"contact", "reply_times", "delivery"}
    assert observed(store, "2")["silence_stated"]
    takes(LOG + "A,1,reply,2026-03-03,\nA,1,reply,2026-03-04,\n")
    assert seen(store) == {"contact", "reply_times", "delivery"}
    takes("supplier,trial_id,requested_at,chases,outcome\nA,1,2026-03-02,2,\nB,2,2026-03-02,,dropped\n")
    assert seen(store) == {"chases"}
    assert seen(store, "2") == {"contact", "delivery", "chases"}
    assert (observed(store, "2")["outcome"], observed(store, "2")["silence_stated"]) == ("dropped", False)
    store.uploads.undo(3, by("x"))
    assert seen(store) == {"contact", "reply_times", "delivery"}
    assert store.check() == []


def mended(store: Store, upload_id: int, **cells: str) -> str:
    """The rows set aside of an upload, with these cells written into each."""
    rows = list(csv.reader(io.StringIO(store.uploads.set_aside(upload_id))))
    for row in rows[1:]:
        for name, text in cells.items():
            row[rows[0].index(name)] = text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("bad", "right"),
    [
        ("A,1,dance,2026-03-03,", {"event": "chase"}), ("A,1,reply,soon,", {"occurred_at": "2026-03-03"}),
        ("A,1,reply,soon,", {"occurred_at": "2026-03-03", "event": "chase"}),
        ("A,1,closed,soon,2026-03-20", {"occurred_at": "2026-03-30"}),
    ],
)  # fmt: skip
def test_a_mended_file_heals_its_gaps(store, takes, bad: str, right: dict[str, str]):
    first = takes(f"{LOG}A,1,request,2026-03-02,\n{bad}\n")
    assert len(gaps(store)) == 1
    second = takes(mended(store, first.upload_id, **right))
    assert (second.taken, second.set_aside, gaps(store)) == (1, 0, [])
    store.uploads.undo(second.upload_id, by("x"))
    assert len(gaps(store)) == 1
    store.uploads.redo(second.upload_id, by("x"))
    assert gaps(store) == []


def test_a_row_mended_wrongly_is_one_gap_still(store, takes):
    first = takes(LOG + "A,1,request,2026-03-02,\nA,1,reply,soon,\n")
    takes(mended(store, first.upload_id, occurred_at="31-02-2026"))
    assert gaps(store) == [("a", "1", "log", "reply")]


def test_rows_of_another_file_heal_nothing(store, takes):
    takes(LOG + "A,1,request,2026-03-02,\nA,1,dance,2026-03-03,\n")
    takes("supplier,trial_id,event,occurred_at,line,reason\nA,1,chase,2026-03-03,3,mended\n")
    assert gaps(store) == [("a", "1", "log", None)]


def read_on(store: Store, folder, content: str, now: datetime) -> Reading:
    """A file read at this moment."""
    folder.mkdir()
    path = folder / "log.csv"
    path.write_text(content, encoding="utf-8")
    answer = read_here(path, folder, Settings(), store.uploads.remembered_settings(), ZONE, now)
    return Reading(**{**answer, "read_at": now, "file": "log.csv", "folder": folder})


def test_a_file_that_is_repeated_is_judged_by_its_own_day(store, tmp_path):
    log = LOG + "A,1,request,2026-03-02,\nA,1,delivery,2026-03-11,\n"
    (first,) = store.uploads.add(
        [read_on(store, tmp_path / "1", log, datetime(2026, 3, 10, 23, 59)).require_batch()], by("x")
    )
    assert (first.set_aside, gaps(store)) == (1, [("a", "1", "log", "delivery")])
    (second,) = store.uploads.add(
        [read_on(store, tmp_path / "2", log, datetime(2026, 3, 11, 0, 1)).require_batch()], by("x")
    )
    assert (second.taken, second.set_aside, second.already_known) == (1, 0, 1)


def test_not_yet_is_said_at_the_moment_of_the_upload_that_says_it_last(store, tmp_path):
    sheet = SHEET + "A,1,2026-03-02,nog niet,,\nB,2,2026-03-02,2026-03-03,,\n"
    times = datetime(2026, 3, 10, 9, 30), datetime(2026, 4, 10, 9, 30)
    store.uploads.add([read_on(store, tmp_path / "1", sheet, times[0]).require_batch()], by("x"))
    assert observed(store)["not_yet_at"] == times[0]
    store.uploads.add([read_on(store, tmp_path / "2", sheet, times[1]).require_batch()], by("x"))
    assert observed(store)["not_yet_at"] == times[1]
    store.uploads.undo(2, by("x"))
    assert observed(store)["not_yet_at"] == times[0]
    assert seen(store) == {"contact", "reply_times"}
    with store.cursor() as cursor:
        assert cursor.execute(
            "select count(*) from current_observed where not_yet_at is not null"
        ).fetchone() == (1,)


def test_a_rating_above_the_lowest_grade_in_any_upload_is_one(store, takes):
    takes("supplier,trial_id,event,occurred_at,courtesy\nA,1,reply,2026-03-03,1.4\n")
    graded = Settings(columns={"Friendly 1-10": "courtesy"})
    takes("supplier,trial_id,event,occurred_at,Friendly 1-10\nA,1,reply,2026-03-03,1\n", graded)
    with store.cursor() as cursor:
        assert cursor.execute("select courtesy, above_lowest from current_event").fetchall() == [(1.4, True)]
