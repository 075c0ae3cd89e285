"""Service hours from the earliest request to the earliest reply, and waiting in vain."""

import pytest

from tests.measures.worked import measured, one, only, policy_with, sheet_row


@pytest.mark.parametrize(
    ("request_at", "reply_at", "hours"),
    [
        ("2026-03-02 10:00", "2026-03-02 12:30", 2.5),
        ("2026-03-02 10:00", "2026-03-02 10:00", 0),
        # To the second: 36 s are .01 h.
        ("2026-03-02 10:00", "2026-03-02 10:00:36", 0.01),
        # Over night: 7 hours of Monday (10-17) and 1 of Tuesday (9-10).
        ("2026-03-02 10:00", "2026-03-03 10:00", 8),
        # Over the week-end: Friday 16-17 and Monday 9-10.
        ("2026-03-06 16:00", "2026-03-09 10:00", 2),
        # Asked before opening, answered after closing: the whole day between, 9-17.
        ("2026-03-02 07:00", "2026-03-02 20:00", 8),
        # Answered outside service hours: in the evening, on Saturday; asked on Sunday, answered on Monday at 9:15.
        ("2026-03-02 18:00", "2026-03-02 23:00", 0),
        ("2026-03-06 16:30", "2026-03-07 12:00", 0.5),
        ("2026-03-08 12:00", "2026-03-09 09:15", 0.25),
        # Thursday 2 April 16:00 to Tuesday 7 April 10:00, over Good Friday and Easter Monday: 1 + 1.
        ("2026-04-02 16:00", "2026-04-07 10:00", 2),
        # Answered on the holiday itself (King's Day, Monday 27 April): nothing after Friday's last hour.
        ("2026-04-24 16:00", "2026-04-27 11:00", 1),
    ],
)
def test_between_two_moments(request_at, reply_at, hours):
    trial = one(f"{request_at} request", f"{reply_at} reply", as_of="2026-06-01 12:00")
    assert trial["first_reply_hours"] == hours
    assert trial["reply_censored"] is False


@pytest.mark.parametrize(
    ("request_at", "reply_at", "hours"),
    [
        # The same day, at least half a day; the next one 8 h, Friday to Monday 8 h, Friday to Tuesday 16 h.
        ("2026-03-02", "2026-03-02", 4),
        ("2026-03-02", "2026-03-03", 8),
        ("2026-03-06", "2026-03-09", 8),
        ("2026-03-06", "2026-03-10", 16),
        # Either one bare is enough; a reply on the request's bare day is not before it, nor the other way round.
        ("2026-03-02 16:59", "2026-03-03", 8),
        ("2026-03-02 16:59", "2026-03-02", 4),
        ("2026-03-02", "2026-03-02 23:00", 4),
        ("2026-03-02", "2026-03-04 09:00", 16),
        # On Saturday no service day has passed since Friday; over Good Friday and Easter Monday one has.
        ("2026-03-06", "2026-03-07", 4),
        ("2026-04-02", "2026-04-07", 8),
    ],
)
def test_bare_dates_count_in_service_days(request_at, reply_at, hours):
    trial = one(f"{request_at} request", f"{reply_at} reply", as_of="2026-06-01 12:00")
    assert trial["first_reply_hours"] == hours


@pytest.mark.parametrize(
    "word", ["reply", "question", "advice", "quote", "confirmation", "decline", "brush_off"]
)
def test_these_stop_the_clock(word):
    assert one("2026-03-02 10:00 request", f"2026-03-02 11:00 {word}")["first_reply_hours"] == 1


@pytest.mark.parametrize("word", ["dispatch", "delivery", "invoice", "initiative", "recovery"])
def test_a_contact_that_is_no_reply_does_not(word):
    trial = one("2026-03-02 10:00 request", f"2026-03-02 11:00 {word}")
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (True, None, None)
    trial = one("2026-03-02 10:00 request", f"2026-03-02 11:00 {word}", "2026-03-02 12:00 reply")
    assert trial["first_reply_hours"] == 2


@pytest.mark.parametrize("word", ["auto_reply", "chase", "complaint", "error", "assessment"])
def test_these_answer_nothing(word):
    trial = one("2026-03-02 10:00 request", f"2026-03-02 11:00 {word}", "2026-03-02 12:00 closed")
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (False, 2, True)


def test_from_the_earliest_request_to_the_earliest_reply():
    events = [
        "2026-03-03 10:00 quote",
        "2026-03-02 12:00 request",
        "2026-03-02 10:00 request",
        "2026-03-02 15:00 reply",
    ]
    assert one(*events)["first_reply_hours"] == 5


def test_a_bare_request_comes_first_on_its_day():
    # 2 March, bare, before 2 March 16:00: a reply on Tuesday the 3rd is one service day.
    events = ["2026-03-02 16:00 request", "2026-03-02 request", "2026-03-03 09:00 reply"]
    assert one(*events)["first_reply_hours"] == 8


@pytest.mark.parametrize(
    ("events", "as_of", "hours"),
    [
        # To now: Monday 10-17 and Tuesday 9-12.
        (["2026-03-02 10:00 request"], "2026-03-03 12:00", 10),
        # To `closed`, also once that is long ago; the earliest of several; a bare one in service days.
        (["2026-03-02 10:00 request", "2026-03-03 12:00 closed"], "2026-03-31 12:00", 10),
        (
            ["2026-03-02 10:00 request", "2026-03-05 12:00 closed", "2026-03-03 12:00 closed"],
            "2026-03-31 12:00",
            10,
        ),
        (["2026-03-02 10:00 request", "2026-03-04 closed"], "2026-03-31 12:00", 16),
        (["2026-03-02 request", "2026-03-04 10:00 closed"], "2026-03-31 12:00", 16),
        (["2026-03-02 request"], "2026-03-05 08:00", 24),
        # A `closed` that is still to come closes nothing.
        (["2026-03-02 10:00 request", "2026-03-05 12:00 closed"], "2026-03-03 12:00", 10),
        # A `closed` without a time: the wait has gone on, as far as anybody knows.
        (["2026-03-02 10:00 request", "- closed"], "2026-03-03 12:00", 10),
        # Closed before it was asked: no time passed.
        (["2026-03-02 10:00 request", "2026-03-01 12:00 closed"], "2026-03-03 12:00", 0),
    ],
)
def test_not_answered_is_the_waiting_time_so_far(events, as_of, hours):
    trial = one(*events, as_of=as_of)
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (False, hours, True)


def test_answered_without_a_time_is_missing():
    trial = one("2026-03-02 10:00 request", "- reply")
    assert (trial["answered"], trial["first_reply_hours"], trial["responsiveness_score"]) == (
        True,
        None,
        None,
    )
    # A later reply that has one is the earliest of which anything is known.
    assert one("2026-03-02 10:00 request", "- reply", "2026-03-02 12:00 quote")["first_reply_hours"] == 2


def test_contact_not_observed_is_neither_answered_nor_waiting():
    events, observed = sheet_row("2026-03-02 request", observed=["reply_times", "chases"])
    trial = only(measured(events, [observed]))
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (None, None, None)


def test_without_reply_times_silence_has_no_length():
    events, observed = sheet_row("2026-03-02 request", observed=["contact"])
    trial = only(measured(events, [observed]))
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (False, None, None)


@pytest.mark.parametrize("word", ["rude", "belittling"])
def test_an_incident_without_a_contact_is_no_silence(word):
    trial = one("2026-03-02 10:00 request", f"2026-03-02 11:00 {word}", "2026-03-02 12:00 closed")
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (None, None, None)


def test_nothing_requested_is_nothing_to_answer():
    trial = one("2026-03-02 10:00 reply", "2026-03-03 10:00 closed")
    assert (trial["answered"], trial["first_reply_hours"], trial["reply_censored"]) == (None, None, None)


def test_plain_clock_hours_and_other_service_hours():
    plain = policy_with(clock__plain_hours=True)
    # Friday 16:00 to Monday 10:00: 8 + 24 + 24 + 10; bare dates in days of 8 h all the same.
    assert one("2026-03-06 16:00 request", "2026-03-09 10:00 reply", policy=plain)["first_reply_hours"] == 66
    assert one("2026-03-06 request", "2026-03-09 reply", policy=plain)["first_reply_hours"] == 24
    # Tuesday to Saturday 08:00-18:00, in a country where Easter Monday is a day like any other: 2 of Saturday.
    longer = policy_with(clock__weekdays=[2, 3, 4, 5, 6], clock__opens="08:00:00", clock__closes="18:00:00")
    assert one("2026-03-06 17:00 request", "2026-03-07 10:00 reply", policy=longer)["first_reply_hours"] == 3
    american = policy_with(clock__country="US")
    assert (
        one("2026-04-06 10:00 request", "2026-04-06 12:00 reply", as_of="2026-05-01 12:00")[
            "first_reply_hours"
        ]
        == 0
    )
    abroad = one(
        "2026-04-06 10:00 request", "2026-04-06 12:00 reply", as_of="2026-05-01 12:00", policy=american
    )
    assert abroad["first_reply_hours"] == 2
