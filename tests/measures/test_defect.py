"""Events of a supplier before the earliest request, and trials without one: left out, and listed."""

import pytest

from tests.measures.worked import log, measured, one, rows, said

REQUEST = "2026-03-02 09:00 request"


def defects(*events, **attributes):
    found = rows(measured(log(*events, **attributes)).trials.defect)
    return [(each["defect"], each["event"]) for each in found]


@pytest.mark.parametrize(
    ("request_at", "event", "early"),
    [
        ("2026-03-02 09:00", "2026-03-02 08:59:59 reply", True),
        ("2026-03-02 09:00", "2026-03-02 09:00 reply", False),
        # A bare date on the day of the request is not before it, whichever is bare; the day before is.
        ("2026-03-02 09:00", "2026-03-02 reply", False),
        ("2026-03-02", "2026-03-02 08:00 reply", False),
        ("2026-03-02", "2026-03-02 reply", False),
        ("2026-03-02", "2026-03-01 23:00 reply", True),
        ("2026-03-02 09:00", "2026-03-01 reply", True),
        # Without a time it is before nothing.
        ("2026-03-02 09:00", "- reply", False),
    ],
)
def test_before_the_request(request_at, event, early):
    events = (f"{request_at} request", event)
    assert defects(*events) == ([("before_request", "reply")] if early else [])
    assert one(*events)["answered"] is (None if early else True)


@pytest.mark.parametrize("word", ["chase", "complaint", "auto_reply", "error", "closed", "assessment"])
def test_only_the_suppliers_own_events(word):
    assert defects(REQUEST, f"2026-03-01 {word}") == []


def test_left_out_of_every_measure():
    trial = one(
        REQUEST,
        said("2026-02-20 brush_off", courtesy=1, promised="2026-02-25", note="no"),
        said("2026-02-20 initiative", helpfulness=5),
        "2026-02-20 advice",
        "2026-02-20 delivery",
        "2026-02-20 recovery",
        "2026-03-02 09:30 error",
        "2026-03-02 10:00 chase",
        "2026-03-02 11:00 reply",
        "2026-03-20 closed",
    )
    # Nothing but the promise is missed by what follows, and the goods may have come: it is not called dropped.
    # Nor is it said that the chase came first.
    assert (trial["state"], trial["first_reply_hours"], trial["chased_first"]) == ("open", 2, None)
    assert trial["gaps"] == 5
    assert (trial["courtesy"], trial["helpfulness"], trial["helpfulness_score"]) == (None, None, None)
    assert (trial["initiatives"], trial["recoveries"], trial["days_late"]) == (0, 0, None)
    assert (trial["delivered_at"], trial["promised_at"], trial["enquiry"]) == (None, None, False)


def test_the_earliest_of_several_requests_counts():
    events = ("2026-03-04 09:00 request", "2026-03-03 10:00 reply", REQUEST)
    assert defects(*events) == []
    assert one(*events)["first_reply_hours"] == 9


def test_without_a_request():
    events = ("2026-03-03 10:00 reply", "2026-03-05 delivery", "2026-03-06 error", "2026-03-07 chase")
    assert defects(*events) == [("no_request", None)]
    trial = one(*events)
    assert (trial["state"], trial["errors"], trial["chases"]) == ("incomplete", 1, 1)
    assert (trial["scored"], trial["coverage"], trial["requested_at"]) == (False, 0, None)


def test_a_defect_says_which_event_of_which_trial():
    found = rows(
        measured(log(REQUEST, "2026-02-27 16:00 quote", trial="x7", supplier="Bolt BV")).trials.defect
    )
    assert len(found) == 1
    names = ("supplier_key", "supplier", "trial_id", "defect", "event", "bare")
    assert [found[0][name] for name in names] == [
        "bolt bv",
        "Bolt BV",
        "x7",
        "before_request",
        "quote",
        False,
    ]
    assert f"{found[0]['occurred_at']:%Y-%m-%d %H:%M}" == "2026-02-27 16:00"
