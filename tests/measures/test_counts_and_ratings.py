"""Counts and mean ratings of a trial, and what was not observed."""

import pytest

from tests.measures.worked import OBSERVABLE, log, measured, one, only, rows, said, sheet_row

REQUEST = "2026-03-02 09:00 request"
REPLY = "2026-03-02 10:00 reply"
COUNTS = {
    "chases": "chase",
    "errors": "error",
    "recoveries": "recovery",
    "initiatives": "initiative",
    "rude": "rude",
    "belittling": "belittling",
    "complaints": "complaint",
}


@pytest.mark.parametrize(("measure", "word"), COUNTS.items())
def test_events_are_counted_with_and_without_a_time(measure, word):
    trial = one(
        REQUEST,
        REPLY,
        f"2026-03-03 10:00 {word}",
        f"2026-03-03 10:00 {word}",
        f"2026-03-04 {word}",
        f"- {word}",
    )
    assert {name: trial[name] for name in COUNTS} == {**dict.fromkeys(COUNTS, 0), measure: 4}


@pytest.mark.parametrize("measure", COUNTS)
def test_what_a_sheet_has_no_column_for_is_missing_and_never_0(measure):
    events, observed = sheet_row(
        "2026-03-02 request", "2026-03-03 reply", observed=set(OBSERVABLE) - {measure}
    )
    trial = only(measured(events, [observed]))
    assert {name: trial[name] for name in COUNTS} == {**dict.fromkeys(COUNTS, 0), measure: None}


def test_what_both_a_log_and_a_sheet_say_was_all_observed():
    # As the store hands over a trial in both: per kind of event the source that says more, and everything observed.
    events, observed = sheet_row("2026-03-02 09:00 request", "- chase", "- chase", chased_first=True)
    events += log("2026-03-04 10:00 reply", "2026-03-05 delivery", "2026-03-06 error")
    trial = only(measured(events, [{**observed, "in_log": True}]))
    assert (trial["chases"], trial["errors"], trial["initiatives"]) == (2, 1, 0)
    # The log knows a reply but not when was chased; the sheet does.
    assert (trial["chased_first"], trial["first_reply_hours"], trial["state"]) == (True, 17, "fulfilled")


def test_ratings_are_the_mean_of_those_given():
    trial = one(
        said(REQUEST, courtesy=2),
        said(REPLY, courtesy=5, helpfulness=3, welcome=4),
        said("- assessment", courtesy=4.5, welcome=5, rater="second"),
        "2026-03-05 delivery",
    )
    # (2 + 5 + 4.5) / 3; (4 + 5) / 2; 3.
    assert trial["courtesy"] == pytest.approx(11.5 / 3, abs=1e-12)
    assert (trial["welcome"], trial["helpfulness"]) == (4.5, 3)


def test_ratings_not_given_are_missing():
    trial = one(REQUEST, REPLY)
    assert (trial["welcome"], trial["courtesy"], trial["helpfulness"]) == (None, None, None)


def test_welcome_is_for_new_customers_only():
    rated = [REQUEST, said(REPLY, welcome=4)]
    assert one(*rated, new_customer=True)["welcome"] == 4
    known = one(*rated, new_customer=False)
    assert (known["welcome"], known["welcome_score"]) == (None, None)
    # The second trial of the same supplier by the same tester is not one of a new customer.
    both = measured(log(*rated, trial="a") + log("2026-03-09 request", said(REPLY, welcome=4), trial="b"))
    assert [trial["welcome"] for trial in rows(both.trial)] == [4, None]


@pytest.mark.parametrize(
    ("events", "incident", "with_words"),
    [
        ([], False, False),
        ([said(REPLY, note="we are busy")], False, False),
        (["2026-03-03 rude"], True, False),
        ([said("2026-03-03 rude", note="go away")], True, True),
        ([said("- belittling", note="little lady")], True, True),
        ([said("2026-03-03 belittling", note="  ")], True, False),
        # Of two incidents one has words; in a log a note elsewhere is not the incident's.
        (["2026-03-03 rude", said("2026-03-04 belittling", note="dear")], True, True),
        (["2026-03-03 rude", said(REPLY, note="no time")], True, False),
    ],
)
def test_incidents_and_their_words(events, incident, with_words):
    trial = one(REQUEST, *events)
    assert (trial["incident"], trial["incident_with_words"]) == (incident, with_words)


@pytest.mark.parametrize(
    ("events", "with_words"),
    [
        (["2026-03-03 brush_off"], False),
        ([said("2026-03-03 brush_off", note=" ")], False),
        ([said("- brush_off", note="too small for us")], True),
        # Words on the request, or on a reply beside it, are not the brush-off's.
        ([said("2026-03-02 09:00 request", note="20 blue"), "2026-03-03 brush_off"], False),
        ([said(REPLY, note="who are you?"), "2026-03-03 brush_off"], False),
        # Nor is a reply dismissive for having words.
        ([said(REPLY, note="no")], False),
    ],
)
def test_words_on_the_brush_off_itself(events, with_words):
    assert one(REQUEST, *events)["brush_off_with_words"] is with_words


def test_the_note_of_a_sheet_stands_for_every_incident_of_its_row():
    events, observed = sheet_row("2026-03-02 request", "- rude", said("- assessment", note="shouted"))
    assert only(measured(events, [observed]))["incident_with_words"] is True
    # Not for a brush-off: the remark may be about anything.
    events, observed = sheet_row("2026-03-02 request", "- brush_off", said("- assessment", note="by phone"))
    assert only(measured(events, [observed]))["brush_off_with_words"] is False
    # Not for one that only the log has.
    events = (
        log("2026-03-02 request", "2026-03-03 rude") + sheet_row(said("- assessment", note="nice van"))[0]
    )
    assert only(measured(events))["incident_with_words"] is False
    events = (
        log("2026-03-02 request", "2026-03-03 brush_off")
        + sheet_row(said("- assessment", note="nice van"))[0]
    )
    assert only(measured(events))["brush_off_with_words"] is False
