"""A corrected file is proposed for the place of the upload it corrects, where that makes a difference."""

import pytest

from trialmetrics.store import Store

LOG = "supplier,trial_id,event,occurred_at\n"
A = "A,T1,request,2026-03-02 10:00\n"
B = "A,T1,chase,2026-03-03 10:00\n"
C = "B,T2,request,2026-03-04 10:00\n"
SHEET = "supplier,trial_id,requested_at,chases\n"


def found(store: Store, reading) -> list[tuple[object, ...]]:
    return [tuple(each) for each in store.uploads.overlaps(reading.require_batch())]


def test_a_corrected_log_is_proposed_for_the_place_of_the_upload_with_its_mistake(store, takes, reads):
    takes(LOG + A + B + C)
    corrected = reads(LOG + A + B.replace("03-03", "03-05") + C, name="better.csv")
    # Both trials are there too; the chase with the wrong date is not.
    assert found(store, corrected) == [(1, "log.csv", 2, 2, 1)]
    store.uploads.add([corrected.require_batch()], "x", replace=[1])
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
    # Of each trial the later sheet holds anyway.
    assert found(store, reads(SHEET + "A,1,2026-03-02,3\nB,2,2026-03-02,0\n")) == []
    # The name of a supplier was mended: the wrong one would stay.
    assert found(store, reads(SHEET + "A,1,2026-03-02,1\nBe,2,2026-03-02,0\n")) == [(1, "log.csv", 2, 1, 1)]


def test_what_was_undone_and_rows_that_were_mended_are_not_proposed(store, takes, reads):
    takes(LOG + A + B + "A,T3,request,never\n")
    mended = store.uploads.set_aside(1).replace("never", "2026-03-09")
    assert found(store, reads(mended)) == []
    store.uploads.undo(1, "x")
    assert found(store, reads(LOG + A)) == []


def test_files_take_each_the_place_of_its_own_upload_all_or_none(store, takes, reads):
    takes(LOG + A)
    takes(LOG + C)
    store.uploads.add(
        [reads(LOG + B).require_batch(), reads(LOG + C + A).require_batch()], "x", replace=[2, None]
    )
    assert dict(zip(store.uploads.all()["upload_id"], store.uploads.all()["active"], strict=True)) == {
        1: True, 2: False, 3: True, 4: True,
    }  # fmt: skip


def test_storing_tells_its_steps(store, reads):
    steps: list[str] = []
    store.uploads.add([reads(LOG + A + B).require_batch()], "x", step=steps.append)
    assert steps == [
        "log.csv: storing 2 rows",
        "log.csv: looking for rows that are known already",
        "log.csv: bringing the figures up to date",
    ]
