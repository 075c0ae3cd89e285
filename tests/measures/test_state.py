"""The state of a trial: the first that applies, each border on both sides."""

import pytest

from tests.measures.worked import measured, one, only, policy_with, said, sheet_row

REQUEST = "2026-03-02 09:00 request"


@pytest.mark.parametrize(
    ("events", "state"),
    [
        # In the order of the table: each line wins over what stands below it.
        (["2026-03-03 10:00 delivery", "2026-03-04 10:00 disclosed"], "burnt"),
        (["2026-03-03 10:00 brush_off", "2026-03-03 11:00 decline", "2026-03-05 delivery"], "fulfilled"),
        (["2026-03-03 10:00 decline", "2026-03-03 11:00 brush_off"], "brushed_off"),
        (["2026-03-03 10:00 quote", "2026-03-03 11:00 decline", "2026-03-05 closed"], "declined"),
        (["2026-03-05 10:00 closed"], "ignored"),
        (["2026-03-02 09:01 auto_reply", "2026-03-05 10:00 closed"], "ignored"),
        (["2026-03-03 10:00 reply", "2026-03-05 10:00 closed"], "dropped"),
        (["2026-03-03 10:00 dispatch", "2026-03-05 10:00 closed"], "dropped"),
        # Goods without a word are a contact, and what was asked for.
        (["2026-03-05 delivery"], "fulfilled"),
        (["- delivery"], "fulfilled"),
        # An error seen, a complaint made, a rude word noted is nothing that the supplier did.
        (["2026-03-03 10:00 complaint", "2026-03-04 10:00 error", "2026-03-05 10:00 closed"], "ignored"),
        (["- initiative", "- closed"], "dropped"),
    ],
)
def test_first_that_applies(events, state):
    assert one(REQUEST, *events)["state"] == state


def test_without_a_request_a_trial_is_incomplete_unless_burnt():
    assert one("2026-03-03 10:00 reply", "2026-03-05 delivery")["state"] == "incomplete"
    assert one("2026-03-03 10:00 reply", "2026-03-05 disclosed")["state"] == "burnt"


@pytest.mark.parametrize(
    ("request_at", "as_of", "state"),
    [
        # Monday 09:00 to Friday 17:00 is 5 x 8 = 40 service hours: the window is not exceeded, one second more is.
        ("2026-03-02 09:00", "2026-03-06 17:00", "open"),
        ("2026-03-02 09:00", "2026-03-09 09:00", "open"),
        ("2026-03-02 09:00", "2026-03-09 09:00:01", "ignored"),
        # A bare Monday to the next Monday is 5 service days, 40 hours; to Tuesday 48.
        ("2026-03-02", "2026-03-09 17:00", "open"),
        ("2026-03-02", "2026-03-10 00:00", "ignored"),
        # Good Friday (3 April) and Easter Monday (6 April) are no service days: Monday 30 March 09:00 + 40 hours
        # ends Wednesday 8 April 17:00 (30, 31, 1, 2, then 7 is the fifth day).
        ("2026-03-30 09:00", "2026-04-07 17:00", "open"),
        ("2026-03-30 09:00", "2026-04-08 09:00:01", "ignored"),
    ],
)
def test_ignored_once_the_reply_window_is_exceeded(request_at, as_of, state):
    assert one(f"{request_at} request", as_of=as_of)["state"] == state


@pytest.mark.parametrize(
    ("events", "as_of", "state"),
    [
        # 80 service hours are ten service days: from Monday 2 March 10:00 to Monday 16 March 10:00.
        (["2026-03-02 10:00 reply"], "2026-03-16 10:00", "open"),
        (["2026-03-02 10:00 reply"], "2026-03-16 10:00:01", "dropped"),
        # Any later event starts it anew, the buyer's too: from Wednesday 4 March 10:00 to Wednesday 18 March 10:00.
        (["2026-03-02 10:00 reply", "2026-03-04 10:00 chase"], "2026-03-18 10:00", "open"),
        (["2026-03-02 10:00 reply", "2026-03-04 10:00 chase"], "2026-03-18 10:00:01", "dropped"),
        # A bare date counts in days: ten service days after Monday 2 March is Monday 16 March, 80 hours; then 88.
        (["2026-03-02 reply"], "2026-03-16 23:00", "open"),
        (["2026-03-02 reply"], "2026-03-17 00:00", "dropped"),
        # A later promise, bare or with a time, holds it up: ten service days after Monday 9 March is 23 March.
        ([said("2026-03-02 10:00 confirmation", promised="2026-03-09")], "2026-03-23 17:00", "open"),
        ([said("2026-03-02 10:00 confirmation", promised="2026-03-09")], "2026-03-24 09:00", "dropped"),
        ([said("2026-03-02 10:00 confirmation", promised="2026-03-09 12:00")], "2026-03-23 12:00", "open"),
        ([said("2026-03-02 10:00 confirmation", promised="2026-03-09 12:00")], "2026-03-23 12:01", "dropped"),
        # The last promise, not the first; and an earlier promise than the last event changes nothing.
        (
            [
                said("2026-03-02 10:00 confirmation", promised="2026-03-04"),
                said("2026-03-03 10:00 reply", promised="2026-03-09"),
            ],
            "2026-03-23 17:00",
            "open",
        ),
        ([said("2026-03-02 10:00 confirmation", promised="2026-03-01")], "2026-03-16 10:00:01", "dropped"),
        # Beyond the calendar's end nothing lapses.
        ([said("2026-03-02 10:00 confirmation", promised="9999-12-31")], "2027-01-01 00:00", "open"),
    ],
)
def test_dropped_once_lapsed(events, as_of, state):
    assert one(REQUEST, *events, as_of=as_of)["state"] == state


@pytest.mark.parametrize(
    ("events", "state"),
    [
        (["2026-03-03 10:00 quote", "2026-03-05 closed"], "fulfilled"),
        # A no stays a no, silence stays silence, and a round nobody closed is still running, however long.
        (["2026-03-03 10:00 decline", "2026-03-05 closed"], "declined"),
        (["2026-03-03 10:00 brush_off", "2026-03-05 closed"], "brushed_off"),
        (["2026-03-05 closed"], "ignored"),
        (["2026-03-03 10:00 quote"], "open"),
    ],
)
def test_an_enquiry_expects_no_delivery(events, state):
    policy = policy_with(enquiry_rounds=["spring enquiry", "spring enquiry"])
    assert one(REQUEST, *events, round="spring enquiry", policy=policy)["state"] == state


def test_the_same_events_in_another_round_are_dropped():
    policy = policy_with(enquiry_rounds=["spring enquiry"])
    events = (REQUEST, "2026-03-03 10:00 quote", "2026-03-05 closed")
    assert one(*events, round="spring", policy=policy)["state"] == "dropped"
    assert one(*events, policy=policy)["state"] == "dropped"


def test_whose_contact_was_not_observed_is_never_ignored():
    events, observed = sheet_row("2026-03-02 request", "- closed", observed=["chases"])
    assert only(measured(events, [observed]))["state"] == "open"


def test_windows_are_those_of_the_policy():
    policy = policy_with(windows__reply_hours=4, windows__lapse_hours=8)
    assert one(REQUEST, as_of="2026-03-02 13:00", policy=policy)["state"] == "open"
    assert one(REQUEST, as_of="2026-03-02 13:01", policy=policy)["state"] == "ignored"
    replied = (REQUEST, "2026-03-02 10:00 reply")
    assert one(*replied, as_of="2026-03-03 10:00", policy=policy)["state"] == "open"
    assert one(*replied, as_of="2026-03-03 10:01", policy=policy)["state"] == "dropped"


@pytest.mark.parametrize("last", ["2026-03-04 10:00 disclosed", "2026-03-30 10:00 reply"])
def test_burnt_and_open_trials_have_measures_and_no_criteria(last):
    trial = one("2026-03-30 09:00 request", "2026-03-30 10:00 reply", "2026-03-30 11:00 chase", last)
    assert trial["state"] in ("burnt", "open")
    assert (trial["first_reply_hours"], trial["chases"], trial["answered"]) == (1.0, 1, True)
    assert (trial["scored"], trial["score"], trial["coverage"]) == (False, None, 0)
    assert all(value is None for name, value in trial.items() if name.endswith("_score"))
