"""Looking back: what is after the moment of looking has not happened."""

import pytest

from tests.measures.worked import log, measured, one, rows, said

STORY = (
    "2026-03-02 09:00 request",
    said("2026-03-03 09:00 reply", courtesy=5, category="Paint", note="hello"),
    "2026-03-04 09:00 chase",
    said("2026-03-05 09:00 confirmation", promised="2026-03-06", courtesy=1),
    "2026-03-09 10:00 delivery",
    "2026-03-10 disclosed",
)


@pytest.mark.parametrize(
    ("as_of", "state", "chases", "courtesy", "days_late"),
    [
        ("2026-03-02 09:00", "open", 0, None, None),
        ("2026-03-03 08:59:59", "open", 0, None, None),
        ("2026-03-03 09:00", "open", 0, 5, None),
        ("2026-03-05 08:00", "open", 1, 5, None),
        ("2026-03-05 10:00", "open", 1, 3, None),
        # Promised for Friday 6 March; on Monday 9 March it is a day late, until it comes it cannot be told.
        ("2026-03-09 09:00", "open", 1, 3, 1),
        ("2026-03-09 10:00", "fulfilled", 1, 3, 1),
        # A bare date has begun at midnight.
        ("2026-03-09 23:59:59", "fulfilled", 1, 3, 1),
        ("2026-03-10 00:00", "burnt", 1, 3, 1),
    ],
)
def test_a_trial_as_it_was(as_of, state, chases, courtesy, days_late):
    trial = one(*STORY, as_of=as_of)
    assert (trial["state"], trial["chases"], trial["courtesy"], trial["days_late"]) == (
        state,
        chases,
        courtesy,
        days_late,
    )
    assert trial["category"] == ("Paint" if as_of >= "2026-03-03 09:00" else "uncategorised")


def test_before_its_first_event_there_is_no_trial():
    assert measured(log(*STORY), as_of="2026-03-02 08:59:59").trial.empty


def test_what_has_no_time_counts_where_the_trial_has_begun():
    events = log("2026-03-02 request", "- chase", "- error") + log("- request", "- reply", trial="timeless")
    assert [
        (each["trial_id"], each["chases"]) for each in rows(measured(events, as_of="2026-03-02 00:00").trial)
    ] == [
        ("t1", 1),
        ("timeless", 0),
    ]
    assert list(measured(events, as_of="2026-03-01 23:59:59").trial["trial_id"]) == ["timeless"]


def test_a_trial_begins_with_whatever_came_first():
    # Seen from Sunday, a supplier wrote and nothing was asked yet; from Tuesday, that was before the request.
    events = log("2026-03-01 10:00 reply", "2026-03-02 09:00 request")
    assert rows(measured(events, as_of="2026-03-01 12:00").trial)[0]["state"] == "incomplete"
    later = rows(measured(events, as_of="2026-03-03 12:00").trial)[0]
    # What it wrote before is a gap: nobody knows that it is silent.
    assert (later["state"], later["answered"], later["gaps"]) == ("open", None, 1)


def test_a_request_still_to_come_asks_nothing():
    trial = one("2026-03-02 09:00 chase", "2026-03-04 09:00 request", as_of="2026-03-03 12:00")
    assert (trial["state"], trial["chased_first"], trial["answered"]) == ("incomplete", None, None)


def test_the_calendar_ends_and_so_does_waiting():
    far = one("2026-03-02 09:00 request", as_of="2999-01-01 12:00")
    end = one("2026-03-02 09:00 request", as_of="2100-12-31 23:59:59")
    assert far["first_reply_hours"] == end["first_reply_hours"] > 40
    assert far["state"] == "ignored"
