"""How long requests waited: in hours or only in days, until when silence lasts, when the reply window ends."""

from datetime import datetime

import pandas as pd
import pytest

from trialmetrics.analysis import waits
from trialmetrics.analysis.ranking import rank

AS_OF = datetime(2026, 4, 1, 12)  # a Wednesday
SHEET = "supplier,trial_id,requested_at,first_reply_at,promised_at,closed_at,chases\n"


@pytest.fixture
def looks(takes, store):
    """Take a log in: `looks(log)` -> trial id -> its row, with everything of `waits`."""

    def look(content, as_of=AS_OF):
        takes(content)
        ranking = rank(store, as_of=as_of)
        events = store.events("a")
        trials = waits.with_silence(ranking.trials, events, ranking.policy, as_of)
        rows = waits.with_precision(trials, events).set_index("trial_id")
        return rows.to_dict(orient="index")

    return look


def test_a_wait_is_known_in_hours_where_both_ends_have_them(looks):
    rows = looks(
        SHEET
        + "A,1,2026-03-02 09:00,2026-03-02 11:00,2026-03-05,,0\n"
        + "A,2,2026-03-02,2026-03-03 11:00,2026-03-05 10:00,,0\n"
        + "A,3,2026-03-02 09:00,2026-03-03,,,0\n"
        + "A,4,2026-03-02 09:00,no reply,,2026-03-16,0\n"
        + "A,5,2026-03-02 09:00,no reply,,2026-03-16 17:00,0\n"
    )
    assert {name: row["wait_bare"] for name, row in rows.items()} == {
        "1": False, "2": True, "3": True, "4": True, "5": False,
    }  # fmt: skip
    assert [rows[name]["promised_bare"] for name in "123"] == [True, False, False]


def test_silence_without_a_closing_is_as_wide_as_the_reply_window(looks):
    # 40 service hours from Monday 2 March, 11:00: 6 that day, 8 on each of four, 2 on Monday 9.
    rows = looks(
        SHEET
        + "A,1,2026-03-02 11:00,no reply,,,2\n"
        + "A,2,2026-03-02,no reply,,,0\n"
        + "A,3,2026-03-02 11:00,2026-03-02 12:00,,,0\n"
        + "A,4,2026-03-02 11:00,no reply,,2026-03-20 09:00,0\n"
    )
    ends = pd.Timestamp(2026, 3, 9, 11)
    assert (rows["1"]["window_ends_at"], rows["1"]["silent_until"]) == (ends, ends)
    # Of a date alone five whole service days pass: Tuesday to Monday.
    assert rows["2"]["window_ends_at"] == pd.Timestamp(2026, 3, 9, 17)
    assert pd.isna(rows["3"]["silent_until"])
    assert rows["4"]["silent_until"] == pd.Timestamp(2026, 3, 20, 9)


def test_silence_lasts_until_now_where_the_window_is_open(looks):
    (row,) = looks(SHEET + "A,1,2026-03-31 09:00,no reply,,,0\n").values()
    assert row["silent_until"] == pd.Timestamp(AS_OF)
    # Five service days of eight hours: 31 March, 1, 2, 7 and 8 April; Good Friday and Easter Monday are holidays.
    assert row["window_ends_at"] == pd.Timestamp(2026, 4, 8, 17)


def test_the_window_begins_with_a_later_promise(looks):
    log = "supplier,trial_id,event,occurred_at,promised_at\n"
    (row,) = looks(
        log + "A,1,request,2026-03-02 09:00,2026-03-10 09:00\nA,1,chase,2026-03-25 10:00,\n"
    ).values()
    assert row["window_ends_at"] == pd.Timestamp(2026, 3, 16, 17)
    assert row["silent_until"] == pd.Timestamp(2026, 3, 25, 10)  # somebody still waited


def test_where_nobody_would_have_noted_an_answer_there_is_no_silence(looks):
    (row,) = looks("supplier,trial_id,requested_at,courtesy\nA,1,2026-03-02,4\n").values()
    assert pd.isna(row["silent_until"])
