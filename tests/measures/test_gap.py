"""Gaps: what is known to be missing from a trial, and what heals it."""

import pytest

from tests.measures.worked import aside, log, measured, noted, only, rows, said, sheet_row

REQUEST = "2026-03-02 09:00 request"


def gaps(events, *set_aside, **options):
    return rows(measured([*events, *noted()], (), set_aside, **options).trial)[0]["gaps"]


AT = "2026-03-03 10:00"


@pytest.mark.parametrize(
    ("set_aside", "events", "left"),
    [
        # By an event of that kind, whenever it was.
        (aside("reply", AT), [], 1),
        (aside("reply", AT), [f"{AT} reply"], 0),
        (aside("reply"), ["- reply"], 0),
        (aside("reply"), ["2026-03-20 reply"], 0),
        # Not by another one, be it a reply as well.
        (aside("reply", AT), [f"{AT} quote"], 1),
        (aside("delivery"), [f"{AT} partial_delivery"], 1),
        # A kind that cannot be read: by an event of the supplier's at that very moment.
        (aside(None, AT), [f"{AT} quote"], 0),
        (aside(None, AT), ["2026-03-03 10:01 quote"], 1),
        (aside(None, AT), [f"{AT} chase"], 1),
        (aside(None, AT), ["- quote"], 1),
        # A bare date, on either side: of that day.
        (aside(None, "2026-03-03"), ["2026-03-03 16:00 quote"], 0),
        (aside(None, AT), ["2026-03-03 quote"], 0),
        (aside(None, "2026-03-03"), ["2026-03-04 quote"], 1),
        # Neither kind nor moment: by nothing.
        (aside(None), [f"{AT} reply", f"{AT} delivery"], 1),
        # A promise: by a promise, on whatever event.
        (aside("promise"), [f"{AT} confirmation"], 1),
        (aside("promise"), [said(f"{AT} confirmation", promised="2026-03-09")], 0),
        (aside("promise"), [said("- request", promised="2026-03-09")], 0),
        # A sheet's date of the first reply: by any reply, from whatever file; a delivery is none.
        (aside("reply", source="sheet"), [f"{AT} quote"], 0),
        (aside("reply", source="sheet"), ["- decline"], 0),
        (aside("reply", source="sheet"), [f"{AT} delivery"], 1),
        (aside("delivery", source="sheet"), [f"{AT} delivery"], 0),
        (aside("promise", source="sheet"), [said(REQUEST, promised="2026-03-09")], 0),
        # What lies after the moment of looking has not happened; on it, it has.
        (aside("reply", "2026-03-31 12:01"), [], 0),
        (aside("reply", "2026-03-31 12:00"), [], 1),
    ],
)
def test_set_aside_and_healed(set_aside, events, left):
    assert gaps(log(REQUEST, *events), set_aside) == left


def test_each_that_is_left_counts():
    assert (
        gaps(log(REQUEST, f"{AT} reply"), aside("reply"), aside("quote"), aside(None), aside("quote", AT))
        == 3
    )


def test_what_came_after_the_moment_of_looking_heals_nothing():
    events = log(REQUEST, "2026-03-20 10:00 reply")
    assert gaps(events, aside("reply", AT), as_of="2026-03-20 09:59") == 1
    assert gaps(events, aside("reply", AT), as_of="2026-03-20 10:00") == 0


def test_a_gap_is_its_own_trials():
    events = log(REQUEST) + log(REQUEST, trial="t2") + log(REQUEST, supplier="Bolt")
    trials = rows(measured(events, (), [aside("reply"), aside("reply", trial="unknown")]).trial)
    found = {(trial["supplier_key"], trial["trial_id"]): trial["gaps"] for trial in trials}
    assert found == {("acme", "t1"): 1, ("acme", "t2"): 0, ("bolt", "t1"): 0}


@pytest.mark.parametrize(
    ("events", "left"),
    [
        # Before the request: a gap, unless there is one of that kind that is not.
        (["2026-03-01 reply"], 1),
        (["2026-03-01 reply", f"{AT} reply"], 0),
        (["2026-03-01 reply", f"{AT} quote"], 1),
        (["2026-03-01 reply", "2026-02-28 reply", "2026-03-01 delivery"], 3),
        # Only the supplier's own; and what the mended row says before the request heals, and is a gap itself.
        (["2026-03-01 chase", "2026-03-01 auto_reply"], 0),
    ],
)
def test_early_events(events, left):
    assert gaps(log(REQUEST, *events)) == left


def test_a_mended_row_gives_the_figures_of_the_good_file_alone():
    stories = [["2026-03-03 10:00 reply"], ["2026-03-01 10:00 reply"], ["2026-03-03 10:00 delivery"]]
    for story in stories:
        events = log(REQUEST, *story) + noted()
        kind, at = story[0].split()[-1], story[0][:16]
        alone = only(measured(events))
        for bad in (aside(kind), aside(kind, at), aside(None, at)):
            assert only(measured(events, (), [bad])) == alone


def test_three_replies_set_aside_ignore_nobody():
    # Case 39.
    events, gaps = noted(), []
    for number in range(3):
        events += log(REQUEST, "2026-03-20 closed", trial=f"t{number}")
        gaps.append(aside("reply", trial=f"t{number}"))
    trials = rows(measured(events, (), gaps).trial)[:3]
    assert [(trial["state"], trial["answered"], trial["chased_first"]) for trial in trials] == [
        ("open", None, False)
    ] * 3
    total = rows(measured(events, (), gaps).candidate_total)[0]
    assert (total["gap_trials"], total["ended_trials"], total["served_of"]) == (3, 0, 0)


def test_a_chase_before_a_contact_that_may_have_come_is_not_known_to_be_first():
    events = log(REQUEST, "2026-03-05 chase")
    assert only(measured(events))["chased_first"] is True
    assert only(measured(events, (), [aside("reply")]))["chased_first"] is None
    # Nor is one before the first contact that could be read.
    events = log(REQUEST, "2026-03-05 chase", "2026-03-10 confirmation")
    assert only(measured(events))["chased_first"] is True
    assert only(measured(events, (), [aside("reply")]))["chased_first"] is None
    early = log(REQUEST, "2026-03-01 reply", "2026-03-05 chase", "2026-03-10 confirmation")
    assert only(measured(early))["chased_first"] is None


def test_a_gap_in_either_of_log_and_sheet_is_one_unless_the_other_has_that_kind():
    row, observed = sheet_row(REQUEST, in_log=True)
    assert only(measured(row, [observed], [aside("reply")]))["state"] == "open"
    assert only(measured(row, [observed]))["state"] == "ignored"
    both = row + log("2026-03-05 10:00 quote")
    assert only(measured(both, [observed], [aside("reply", source="sheet")]))["gaps"] == 0


@pytest.mark.parametrize("bad", [aside("confirmation"), aside(None), aside("promise")])
def test_an_offer_is_no_enquiry_where_an_order_may_have_been_confirmed(bad):
    events = log("2026-03-02 request", "2026-03-03 quote", "2026-03-05 closed") + noted()
    whole = rows(measured(events).trial)[0]
    assert (whole["enquiry"], whole["state"]) == (True, "fulfilled")
    trial = rows(measured(events, (), [bad]).trial)[0]
    assert (trial["enquiry"], trial["state"]) == (False, "open")
