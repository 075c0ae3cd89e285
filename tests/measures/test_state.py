"""The state of a trial in a log that notes everything: the first that applies, each border on both sides."""

import pytest

from tests.measures.worked import aside, many, one, policy_with, said

REQUEST = "2026-03-02 09:00 request"
REPLY = "2026-03-02 10:00 reply"


def promise(date, at="2026-03-02 10:00"):
    return said(f"{at} confirmation", promised=date)


FIRST_THAT_APPLIES = [
    # In the order of the table: each line wins over what stands below it.
    ([REQUEST, "2026-03-03 10:00 delivery", "2026-03-04 disclosed", "2026-03-05 void"], "void"),
    (["2026-03-05 void"], "void"),
    ([REQUEST, "- void"], "void"),
    ([REQUEST, "2026-03-03 10:00 delivery", "2026-03-04 10:00 disclosed"], "burnt"),
    (["2026-03-03 10:00 reply", "2026-03-05 disclosed"], "burnt"),
    (["2026-03-03 10:00 reply", "2026-03-05 delivery"], "incomplete"),
    ([REQUEST, "2026-03-03 10:00 brush_off", "2026-03-03 11:00 decline", "2026-03-05 delivery"], "fulfilled"),
    # Goods without a word are a contact, and what was asked for; also without a time.
    ([REQUEST, "2026-03-05 delivery"], "fulfilled"),
    ([REQUEST, "- delivery"], "fulfilled"),
    ([REQUEST, "2026-03-03 10:00 decline", "2026-03-03 11:00 brush_off"], "brushed_off"),
    ([REQUEST, "2026-03-03 10:00 quote", "2026-03-03 11:00 decline", "2026-03-05 closed"], "declined"),
    # Part of the goods is not the goods: from Friday 6 to Tuesday 31 March is 17 service days.
    ([REQUEST, "2026-03-06 10:00 partial_delivery"], "dropped"),
    ([REQUEST, "2026-03-10 10:00 closed"], "ignored"),
    # A machine's word, an error seen, a complaint made is nothing that the supplier did.
    ([REQUEST, "2026-03-02 09:01 auto_reply", "2026-03-10 10:00 closed"], "ignored"),
    ([REQUEST, "2026-03-03 10:00 complaint", "2026-03-04 10:00 error", "2026-03-10 10:00 closed"], "ignored"),
    ([REQUEST, REPLY, "2026-03-20 10:00 closed"], "dropped"),
    ([REQUEST, "2026-03-02 10:00 dispatch", "2026-03-20 10:00 closed"], "dropped"),
    ([REQUEST, "- initiative", "2026-03-20 closed"], "dropped"),
    ([REQUEST, REPLY, "2026-03-05 10:00 closed"], "stopped"),
    ([REQUEST, "2026-03-05 10:00 closed"], "open"),
]


def test_first_that_applies():
    found = [trial["state"] for trial in many(events for events, _state in FIRST_THAT_APPLIES)]
    assert found == [state for _events, state in FIRST_THAT_APPLIES]


def test_what_has_ended_and_what_is_scored():
    trials = many(events for events, _state in FIRST_THAT_APPLIES)
    ended = {"fulfilled", "brushed_off", "declined", "ignored", "dropped", "stopped"}
    assert {trial["state"] for trial in trials if trial["ended"]} == ended
    assert {trial["state"] for trial in trials if trial["scored"]} == ended
    for trial in trials:
        if not trial["ended"]:
            assert (trial["score"], trial["coverage"]) == (None, 0)
            assert all(value is None for name, value in trial.items() if name.endswith("_score"))


@pytest.mark.parametrize(
    ("events", "as_of", "state"),
    [
        # Monday 09:00 to Friday 17:00 is 5 x 8 = 40 service hours: the window is not exceeded, one second more is.
        ([REQUEST], "2026-03-06 17:00", "open"),
        ([REQUEST], "2026-03-09 09:00", "open"),
        ([REQUEST], "2026-03-09 09:00:01", "ignored"),
        # A bare Monday to the next Monday is 5 service days, 40 hours; to Tuesday 48.
        (["2026-03-02 request"], "2026-03-09 17:00", "open"),
        (["2026-03-02 request"], "2026-03-10 00:00", "ignored"),
        # Good Friday (3 April) and Easter Monday (6 April) are no service days: Monday 30 March 09:00 + 40 hours
        # ends Tuesday 7 April 17:00 (30, 31, 1, 2, then 7 is the fifth day).
        (["2026-03-30 09:00 request"], "2026-04-07 17:00", "open"),
        (["2026-03-30 09:00 request"], "2026-04-08 09:00:01", "ignored"),
        # It waits until it is closed: whoever closes on Friday evening has not waited long enough to say.
        ([REQUEST, "2026-03-06 17:00 closed"], "2026-03-31 12:00", "open"),
        ([REQUEST, "2026-03-09 09:00:01 closed"], "2026-03-31 12:00", "ignored"),
        ([REQUEST, "2026-03-09 closed"], "2026-03-31 12:00", "open"),
        ([REQUEST, "2026-03-10 closed"], "2026-03-31 12:00", "ignored"),
        # The earliest `closed` that has a time; without any, until now.
        ([REQUEST, "2026-03-06 17:00 closed", "2026-03-20 closed", "- closed"], "2026-03-31 12:00", "open"),
        ([REQUEST, "- closed"], "2026-03-09 09:00", "open"),
        ([REQUEST, "- closed"], "2026-03-09 09:00:01", "ignored"),
        # Nobody waits before what was promised (on the request, as a sheet has it) is due, and then from that day on:
        # Tuesday 10 March and five service days is Tuesday 17 March.
        ([said(REQUEST, promised="2026-03-10")], "2026-03-10 23:59", "open"),
        ([said(REQUEST, promised="2026-03-10")], "2026-03-17 17:00", "open"),
        ([said(REQUEST, promised="2026-03-10")], "2026-03-18 00:00", "ignored"),
        ([said(REQUEST, promised="2026-03-10 12:00")], "2026-03-17 12:00", "open"),
        ([said(REQUEST, promised="2026-03-10 12:00")], "2026-03-17 12:01", "ignored"),
        # An earlier promise than the request changes nothing.
        ([said(REQUEST, promised="2026-02-10")], "2026-03-09 09:00:01", "ignored"),
        # Closed before the promised day: it has not waited at all.
        ([said(REQUEST, promised="2026-03-20"), "2026-03-10 closed"], "2026-03-31 12:00", "open"),
    ],
)
def test_ignored_once_the_reply_window_is_exceeded(events, as_of, state):
    assert one(*events, as_of=as_of)["state"] == state


@pytest.mark.parametrize(
    ("events", "as_of", "state"),
    [
        # 80 service hours are ten service days: from Monday 2 March 10:00 to Monday 16 March 10:00.
        ([REPLY], "2026-03-16 10:00", "open"),
        ([REPLY], "2026-03-16 10:00:01", "dropped"),
        # What the buyer does holds up nothing; what the supplier does, does: Wednesday 4 to Wednesday 18 March.
        ([REPLY, "2026-03-04 10:00 chase"], "2026-03-16 10:00:01", "dropped"),
        ([REPLY, "2026-03-04 10:00 invoice"], "2026-03-18 10:00", "open"),
        ([REPLY, "2026-03-04 10:00 invoice"], "2026-03-18 10:00:01", "dropped"),
        # Its last event has no time: since the request, 09:00.
        (["- reply"], "2026-03-16 09:00", "open"),
        (["- reply"], "2026-03-16 09:00:01", "dropped"),
        # A bare date counts in days: ten service days after Monday 2 March is Monday 16 March, 80 hours; then 88.
        (["2026-03-02 reply"], "2026-03-16 23:00", "open"),
        (["2026-03-02 reply"], "2026-03-17 00:00", "dropped"),
        # Until it was closed; in time, we stopped it ourselves.
        ([REPLY, "2026-03-16 10:00 closed"], "2026-03-31 12:00", "stopped"),
        ([REPLY, "2026-03-16 10:00:01 closed"], "2026-03-31 12:00", "dropped"),
        ([REPLY, "2026-03-16 closed"], "2026-03-31 12:00", "stopped"),
        ([REPLY, "2026-03-17 closed"], "2026-03-31 12:00", "dropped"),
        # Closed nobody knows when: as far as now.
        ([REPLY, "- closed"], "2026-03-16 10:00", "stopped"),
        # Perhaps we closed it at once: that it was dropped, nobody saw.
        ([REPLY, "- closed"], "2026-03-16 10:00:01", "open"),
    ],
)
def test_dropped_once_nothing_comes_and_nothing_was_promised(events, as_of, state):
    assert one(REQUEST, *events, as_of=as_of)["state"] == state


@pytest.mark.parametrize(
    ("events", "as_of", "state"),
    [
        # Promised for Monday 9 March; not closed, it lapses ten service days later, Monday 23 March.
        ([promise("2026-03-09")], "2026-03-09 23:59", "open"),
        ([promise("2026-03-09")], "2026-03-23 17:00", "open"),
        ([promise("2026-03-09")], "2026-03-24 09:00", "dropped"),
        ([promise("2026-03-09 12:00")], "2026-03-23 12:00", "open"),
        ([promise("2026-03-09 12:00")], "2026-03-23 12:01", "dropped"),
        # Any later event starts that anew, the buyer's too: from Thursday 12 to Thursday 26 March 10:00.
        ([promise("2026-03-09"), "2026-03-12 10:00 chase"], "2026-03-26 10:00", "open"),
        ([promise("2026-03-09"), "2026-03-12 10:00 chase"], "2026-03-26 10:00:01", "dropped"),
        # Closed on the day itself, whatever the hour, we ended it before it was due; the day after, it had not come.
        ([promise("2026-03-09"), "2026-03-09 17:30 closed"], "2026-03-31 12:00", "stopped"),
        ([promise("2026-03-09 12:00"), "2026-03-09 17:30 closed"], "2026-03-31 12:00", "stopped"),
        ([promise("2026-03-09"), "2026-03-09 closed"], "2026-03-31 12:00", "stopped"),
        ([promise("2026-03-09"), "2026-03-10 08:00 closed"], "2026-03-31 12:00", "dropped"),
        ([promise("2026-03-09"), "2026-03-10 closed"], "2026-03-31 12:00", "dropped"),
        # Closed nobody knows when: neither before the day nor after it.
        ([promise("2026-03-09"), "- closed"], "2026-03-31 12:00", "open"),
        # The last promise, not the first.
        ([promise("2026-03-04"), promise("2026-03-09", "2026-03-03 10:00")], "2026-03-23 17:00", "open"),
        (
            [promise("2026-03-09"), promise("2026-03-04", "2026-03-03 10:00"), "2026-03-09 closed"],
            "2026-03-31 12:00",
            "stopped",
        ),
        # An earlier promise than the last event: ten service days after Monday 2 March 10:00.
        ([promise("2026-03-01")], "2026-03-16 10:00", "open"),
        ([promise("2026-03-01")], "2026-03-16 10:00:01", "dropped"),
        # Beyond the calendar's end nothing lapses.
        ([promise("9999-12-31")], "2027-01-01 00:00", "open"),
    ],
)
def test_dropped_once_a_promise_is_broken(events, as_of, state):
    assert one(REQUEST, *events, as_of=as_of)["state"] == state


QUOTE, CLOSED = "2026-03-03 10:00 quote", "2026-03-05 closed"


def test_a_quote_and_nothing_more_is_an_enquiry():
    stories = [
        ([REQUEST, QUOTE, CLOSED], True, "fulfilled"),
        ([REQUEST, QUOTE, "2026-03-04 10:00 advice", CLOSED], True, "fulfilled"),
        # Not closed, it lapses: from Tuesday 3 March 10:00 to Tuesday 17 March 10:00.
        ([REQUEST, QUOTE], True, "fulfilled"),
        # A no stays a no.
        ([REQUEST, QUOTE, "2026-03-04 decline", CLOSED], True, "declined"),
        ([REQUEST, QUOTE, "2026-03-04 brush_off", CLOSED], True, "brushed_off"),
        # More was asked for.
        ([REQUEST, REPLY, CLOSED], False, "stopped"),
        ([REQUEST, QUOTE, "2026-03-04 confirmation", CLOSED], False, "stopped"),
        ([REQUEST, said(QUOTE, promised="2026-03-04"), CLOSED], False, "dropped"),
        ([said(REQUEST, promised="2026-03-04"), QUOTE, CLOSED], False, "dropped"),
        ([REQUEST, QUOTE, "2026-03-04 dispatch", CLOSED], False, "stopped"),
        ([REQUEST, QUOTE, "2026-03-04 invoice", CLOSED], False, "stopped"),
        ([REQUEST, QUOTE, "2026-03-04 partial_delivery", CLOSED], False, "stopped"),
        ([REQUEST, QUOTE, "2026-03-04 delivery", CLOSED], False, "fulfilled"),
        # Before the request it is left out, and a gap: that nothing more was asked for is not known.
        ([REQUEST, "2026-02-27 confirmation", QUOTE, CLOSED], False, "open"),
    ]
    found = many(events for events, _enquiry, _state in stories)
    assert [(trial["enquiry"], trial["state"]) for trial in found] == [story[1:] for story in stories]


@pytest.mark.parametrize(
    ("as_of", "state"), [("2026-03-17 10:00", "open"), ("2026-03-17 10:00:01", "fulfilled")]
)
def test_an_enquiry_is_over_once_it_has_lapsed(as_of, state):
    assert one(REQUEST, QUOTE, as_of=as_of)["state"] == state


def test_a_round_that_the_policy_names_expects_no_delivery():
    policy = policy_with(enquiry_rounds=["spring enquiry", "spring enquiry"])

    def state(*events, round="spring enquiry"):
        return one(REQUEST, *events, round=round, policy=policy)["state"]

    assert state(REPLY, CLOSED) == "fulfilled"
    assert state(promise("2026-03-04"), CLOSED) == "fulfilled"
    assert state("2026-03-10 closed") == "ignored"
    assert state(REPLY, CLOSED, round="spring") == "stopped"
    assert state(REPLY, CLOSED, round=None) == "stopped"


def test_a_gap_leaves_open_what_only_absence_would_show():
    stories = {
        "ignored": ([REQUEST, "2026-03-10 closed"], "open"),
        "dropped": ([REQUEST, REPLY], "open"),
        "stopped": ([REQUEST, REPLY, "2026-03-05 closed"], "open"),
        # What is there shows itself.
        "declined": ([REQUEST, "2026-03-03 decline"], "declined"),
        "fulfilled": ([REQUEST, "2026-03-05 delivery"], "fulfilled"),
    }
    gaps = [aside("dispatch", trial=f"{number:03}") for number in range(len(stories))]
    without = many(events for events, _state in stories.values())
    assert [trial["state"] for trial in without] == [*stories]
    found = many((events for events, _state in stories.values()), gaps=gaps)
    assert [trial["state"] for trial in found] == [state for _events, state in stories.values()]
    assert [trial["gaps"] for trial in found] == [1] * len(stories)


def test_windows_are_those_of_the_policy():
    policy = policy_with(windows__reply_hours=4, windows__lapse_hours=8)
    assert one(REQUEST, as_of="2026-03-02 13:00", policy=policy)["state"] == "open"
    assert one(REQUEST, as_of="2026-03-02 13:01", policy=policy)["state"] == "ignored"
    assert one(REQUEST, REPLY, as_of="2026-03-03 10:00", policy=policy)["state"] == "open"
    assert one(REQUEST, REPLY, as_of="2026-03-03 10:01", policy=policy)["state"] == "dropped"


def test_burnt_void_and_open_trials_have_measures():
    story = ["2026-03-30 09:00 request", "2026-03-30 10:00 reply", "2026-03-30 11:00 chase"]
    lasts = ["2026-03-30 12:00 disclosed", "2026-03-30 12:00 void", "2026-03-30 12:00 reply"]
    trials = many([*story, last] for last in lasts)
    assert [trial["state"] for trial in trials] == ["burnt", "void", "open"]
    for trial in trials:
        assert (trial["first_reply_hours"], trial["chases"], trial["answered"]) == (1.0, 1, True)
