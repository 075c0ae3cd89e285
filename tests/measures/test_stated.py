"""What a row of a sheet states of a trial's end: it holds, unless an event of the trial contradicts it."""

import pytest

from tests.measures.worked import aside, log, measured, only, policy_with, rows, said, sheet_row

REQUEST = "2026-03-02 request"


def sheet(*events, gaps=(), as_of="2026-03-31 12:00", policy=None, **stated):
    row, observed = sheet_row(REQUEST, *events, **stated)
    return measured(row, [observed], gaps, as_of=as_of, policy=policy)


def state(*events, **stated):
    return only(sheet(*events, **stated))["state"]


def test_stated_silence_is_ignored_whatever_the_windows():
    # The day after it was asked, and with a promise that is not due.
    assert state("- closed", outcome="ignored", as_of="2026-03-03 12:00") == "ignored"
    assert state(said("- closed", promised="2026-03-30"), outcome="ignored") == "ignored"
    # A column that was never filled shows nothing; the outcome does.
    assert state("- closed", outcome="ignored", observed=["contact"]) == "ignored"
    assert state("- closed", observed=["delivery"]) == "open"


def test_a_stated_drop_is_dropped_whatever_the_windows():
    # As intake adds it: a reply without a time where the row has no contact.
    events = ["- reply", "- closed"]
    assert state(*events, outcome="dropped", as_of="2026-03-03 12:00") == "dropped"
    assert state(*events, outcome="dropped", observed=["contact"]) == "dropped"
    assert state(*events, observed=["contact"]) == "stopped"
    # Where no delivery was expected, the contact is what was asked for.
    enquiry = {"policy": policy_with(enquiry_rounds=["spring"]), "round": "spring"}
    assert only(sheet(*events, outcome="dropped", **enquiry))["state"] == "fulfilled"


def test_stated_open_is_open_unless_it_came_to_an_end():
    assert state(outcome="open") == "open"
    assert state("2026-03-02 reply", "2026-03-20 closed", outcome="open") == "open"
    assert state("2026-03-05 delivery", outcome="open") == "fulfilled"
    assert state("2026-03-05 decline", outcome="open") == "declined"
    assert state("2026-03-05 brush_off", outcome="open") == "brushed_off"


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        # Uploaded on Monday 16 March 12:00; ten service days later, Monday 30 March 12:00, it is no longer running.
        ("2026-03-16 12:00", "open"),
        ("2026-03-30 12:00", "open"),
        ("2026-03-30 12:00:01", "ignored"),
        # Looking back before the upload: it was running then too.
        ("2026-03-12 12:00", "open"),
    ],
)
def test_not_yet_is_open_for_the_lapse_window_after_the_upload(as_of, expected):
    assert state(not_yet="2026-03-16 12:00", as_of=as_of) == expected


def test_not_yet_does_not_hold_up_what_came():
    assert state("2026-03-05 delivery", not_yet="2026-03-30 12:00") == "fulfilled"


@pytest.mark.parametrize(
    ("events", "outcome", "expected"),
    [
        # Answered, and stated ignored; delivered, and stated dropped.
        (["2026-03-03 reply", "- closed"], "ignored", "open"),
        (["- delivery", "- closed"], "ignored", "fulfilled"),
        (["2026-03-05 delivery", "- closed"], "dropped", "fulfilled"),
    ],
)
def test_an_event_that_contradicts_is_a_gap_and_a_defect(events, outcome, expected):
    measures = sheet(*events, outcome=outcome)
    trial = only(measures)
    assert (trial["state"], trial["gaps"]) == (expected, 1)
    assert measures.trials.defect["defect"].tolist() == ["stated_otherwise"]


def test_a_log_may_contradict_a_sheet():
    row, observed = sheet_row("2026-03-02 09:00 request", "- closed", outcome="ignored", in_log=True)
    trial = only(measured(row + log("2026-03-03 10:00 reply"), [observed]))
    assert (trial["state"], trial["gaps"], trial["answered"]) == ("open", 1, True)


def test_what_is_stated_is_not_concluded_by_absence():
    gaps = [aside("promise", source="sheet")]
    assert state("- closed", outcome="ignored", gaps=gaps) == "ignored"
    assert state("- closed", gaps=gaps) == "open"


def test_a_rating_or_an_incident_contradicts_silence_unless_that_is_stated():
    for spoken in (said("- assessment", courtesy=1.4), "- rude", "- belittling"):
        measures = sheet(spoken)
        trial = only(measures)
        assert (trial["state"], trial["answered"], trial["gaps"]) == ("open", None, 1)
        assert measures.trials.defect["defect"].tolist() == ["rated_no_reply"]
        # `geen reactie`, or the outcome: the statement holds, and the rating is the defect.
        for stated in ({"silence_stated": True}, {"outcome": "ignored"}):
            measures = sheet(spoken, **stated)
            trial = only(measures)
            assert (trial["state"], trial["answered"], trial["gaps"]) == ("ignored", False, 0)
            assert measures.trials.defect["defect"].tolist() == ["rated_no_reply"]


def test_what_contradicts_no_silence():
    # The lowest grade there is, a rating of somebody who answered, and one of a trial in which nothing was asked.
    assert only(sheet(said("- assessment", courtesy=1)))["gaps"] == 0
    assert only(sheet("2026-03-03 reply", said("- assessment", courtesy=5)))["gaps"] == 0
    assert rows(measured(log(said("2026-03-03 assessment", courtesy=5))).trial)[0]["gaps"] == 0
    # Two ratings are one contradiction.
    assert only(sheet(said("- assessment", courtesy=5), "- rude"))["gaps"] == 1
