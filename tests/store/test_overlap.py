"""A corrected file is proposed for the place of the upload it corrects, where that makes a difference."""

import pytest

from tests.people import by
from trialmetrics.store import Store, differences
from trialmetrics.text.value_text import changed_lines

LOG = "supplier,trial_id,event,occurred_at\n"
A = "A,T1,request,2026-03-02 10:00\n"
B = "A,T1,chase,2026-03-03 10:00\n"
C = "B,T2,request,2026-03-04 10:00\n"
SHEET = "supplier,trial_id,requested_at,chases\n"


def found(store: Store, reading) -> list[tuple[object, ...]]:
    return [tuple(each)[:5] for each in store.uploads.overlaps(reading.require_batch())]


def test_a_corrected_log_is_proposed_for_the_place_of_the_upload_with_its_mistake(store, takes, reads):
    takes(LOG + A + B + C)
    corrected = reads(LOG + A + B.replace("03-03", "03-05") + C, name="better.csv")
    # Both trials are there too; the chase with the wrong date is not.
    assert found(store, corrected) == [(1, "log.csv", 2, 2, 1)]
    store.uploads.add([corrected.require_batch()], by("x"), replace=[1])
    assert list(store.uploads.all()["active"]) == [True, False]
    assert list(store.uploads.all()["replaces"].fillna(0)) == [1, 0]


def test_a_file_of_the_same_name_is_proposed_though_no_trial_is_the_same(store, takes, reads):
    takes(LOG + A)
    assert found(store, reads(LOG + C)) == [(1, "log.csv", 1, 0, 1)]
    assert found(store, reads(LOG + C, name="other.csv")) == []


@pytest.mark.parametrize(
    "text",
    [
        LOG + A + B + C + "B,T2,reply,2026-03-05 10:00\n",  # an export that grew: nothing would be lost
        "supplier;trial_id;event;occurred_at\nA;T1;request;02-03-2026 10:00\nA;T1;chase;03-03-2026 10:00\n"
        "B;T2;request;13-03-2026 10:00\nB;T2;request;04-03-2026 10:00\n",  # the same in another notation, and more
    ],
)
def test_where_it_makes_no_difference_nothing_is_proposed(store, takes, reads, text):
    takes(LOG + A + B + C)
    assert found(store, reads(text)) == []


def test_sheets_are_proposed_for_a_trial_that_is_no_longer_there(store, takes, reads):
    takes(SHEET + "A,1,2026-03-02,1\nB,2,2026-03-02,0\n")
    assert found(store, reads(SHEET + "A,1,2026-03-02,1\nB,2,2026-03-02,0\nC,3,2026-03-02,0\n")) == []
    # Of each trial the later sheet holds anyway: what differs is said, and nothing is lost.
    assert found(store, reads(SHEET + "A,1,2026-03-02,3\nB,2,2026-03-02,0\n")) == [(1, "log.csv", 2, 2, 0)]
    # The name of a supplier was mended: the wrong one would stay.
    assert found(store, reads(SHEET + "A,1,2026-03-02,1\nBe,2,2026-03-02,0\n")) == [(1, "log.csv", 2, 1, 1)]


NOTED = "supplier,trial_id,event,occurred_at,courtesy,note\n"
NOTES = (
    NOTED + "A,T1,request,2026-03-02 10:00,,\nA,T1,delivery,2026-03-10,,\nB,T2,request,2026-03-04 10:00,,\n"
    "B,T2,reply,2026-03-05 10:00,4,fine\n"
)
SHEET_NOTED = "supplier,trial_id,requested_at,delivered_at,chases,outcome\n"
SHEET_NOTES = SHEET_NOTED + "A,1,2026-03-02,2026-03-10,1,fulfilled\nB,2,2026-03-02,,0,\n"

UNNUMBERED = "supplier,requested_at,delivered_at,chases\nA,2026-03-02,2026-03-10,1\nB,2026-03-02,,0\n"


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (
            NOTES, NOTES.replace("03-10", "03-11").replace("4,fine", "5,fine"),
            ["line 3 (A): delivery 10-03-2026 → 11-03-2026", "line 5 (B): courtesy 4 of 5 → 5 of 5"],
        ),
        (NOTES, NOTES.replace("B,T2,reply", "B,T2,quote"), ["line 5 (B): event reply → quote"]),
        (
            NOTES, NOTES.replace("B,", "Bee,"),
            ["line 4 (Bee): supplier B → Bee", "line 5 (Bee): supplier B → Bee"],
        ),
        (NOTES, NOTES.replace("T2", "T3"), ["line 4 (B): trial T2 → T3", "line 5 (B): trial T2 → T3"]),
        (
            NOTES, NOTES.replace("A,T1,delivery,2026-03-10,,\n", ""),
            ["line 3 of the earlier file (A): delivery 10-03-2026 → –"],
        ),
        # What moved to another line is no difference.
        (NOTES, NOTED + "".join(reversed(NOTES.splitlines(keepends=True)[1:])), []),
        (
            SHEET_NOTES, SHEET_NOTES.replace("03-10", "03-11").replace("2026-03-02,,0,", "2026-03-02,,3,declined"),
            ["line 2 (A): delivered 10-03-2026 → 11-03-2026", "line 3 (B): outcome – → declined; chases: 3 more"],
        ),
        (
            UNNUMBERED, UNNUMBERED.replace("A,", "Aa,").replace("03-10", "03-11"),
            ["line 2 (Aa): supplier A → Aa; delivered 10-03-2026 → 11-03-2026"],
        ),
    ],
    ids=["values", "event", "supplier", "trial", "a row less", "another order", "sheet", "sheet without numbers"],
)  # fmt: skip
def test_what_differs_is_said_line_by_line(store, takes, reads, before, after, lines):
    takes(before)
    overlaps = store.uploads.overlaps(reads(after).require_batch())
    kind = "sheet" if "requested_at" in before else "events"
    said = [line for each in overlaps for line in changed_lines(each.differences.values, kind=kind)]
    assert said == lines
    assert [each.differences.lines for each in overlaps] == ([len(lines)] if lines else [])


@pytest.mark.parametrize(
    ("after", "is_correction"),
    [
        (LOG + A + B.replace("03-03", "03-05") + C, True),
        (LOG + A + C, True),  # a row was taken out
        (LOG + (A + B + C).replace("A,", "Aa,").replace("B,", "Bb,"), True),  # every supplier was renamed
        (
            LOG
            + C.replace("T2", "T9").replace("03-04", "07-04")
            + B.replace("T1", "T8").replace("03-03", "08-03"),
            False,
        ),
        (LOG + C, False),  # the end of an export: most is not in it
    ],
)
def test_a_file_corrects_an_upload_if_it_has_most_of_it(store, takes, reads, after, is_correction):
    takes(LOG + A + B + C)
    (overlap,) = store.uploads.overlaps(reads(after).require_batch())
    assert overlap.is_correction == is_correction


MONTH = "supplier,requested_at,first_reply_at,delivered_at\n"


def test_the_sheet_of_another_month_corrects_nothing(store, takes, reads):
    """It has the name and the lines of the earlier one, and none of its trials."""
    takes(
        MONTH + "".join(f"Old {n},2026-03-0{n} 09:00,2026-03-0{n} 11:00,2026-03-2{n}\n" for n in range(1, 7))
    )
    later = "".join(f"New {n},2026-04-0{n} 09:00,2026-04-0{n} 11:00,2026-04-2{n}\n" for n in range(1, 7))
    (overlap,) = store.uploads.overlaps(reads(MONTH + later).require_batch())
    assert (overlap.shared, overlap.lost, overlap.is_correction) == (0, 6, False)


def test_a_sheet_in_which_every_supplier_was_renamed_corrects(store, takes, reads):
    rows = MONTH + "".join(
        f"Old {n},2026-03-0{n} 09:00,2026-03-0{n} 11:00,2026-03-2{n}\n" for n in range(1, 7)
    )
    takes(rows)
    (overlap,) = store.uploads.overlaps(reads(rows.replace("Old", "New")).require_batch())
    assert (overlap.shared, overlap.is_correction) == (0, True)


def test_too_many_differences_are_counted_only(store, takes, reads, monkeypatch):
    monkeypatch.setattr(differences, "MAX_EVENTS", 3)
    takes(NOTES)
    (overlap,) = store.uploads.overlaps(reads(NOTES.replace("2026", "2025")).require_batch())
    assert overlap.differences == (4, [])


def test_what_was_undone_and_rows_that_were_mended_are_not_proposed(store, takes, reads):
    takes(LOG + A + B + "A,T3,request,never\n")
    mended = store.uploads.set_aside(1).replace("never", "2026-03-09")
    assert found(store, reads(mended)) == []
    store.uploads.undo(1, by("x"))
    assert found(store, reads(LOG + A)) == []


def test_files_take_each_the_place_of_its_own_upload_all_or_none(store, takes, reads):
    takes(LOG + A)
    takes(LOG + C)
    store.uploads.add(
        [reads(LOG + B).require_batch(), reads(LOG + C + A).require_batch()], by("x"), replace=[2, None]
    )
    assert dict(zip(store.uploads.all()["upload_id"], store.uploads.all()["active"], strict=True)) == {
        1: True, 2: False, 3: True, 4: True,
    }  # fmt: skip


def test_storing_tells_its_steps(store, reads):
    steps: list[str] = []
    store.uploads.add([reads(LOG + A + B).require_batch()], by("x"), step=steps.append)
    assert steps == [
        "log.csv: storing 2 rows",
        "log.csv: looking for rows that are known already",
        "log.csv: bringing the figures up to date",
    ]
