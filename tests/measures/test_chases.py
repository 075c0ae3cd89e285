"""Chases: how many, and whether the buyer had to speak first."""

import pytest

from tests.measures.worked import measured, one, only, sheet_row

REQUEST = "2026-03-02 09:00 request"


def test_every_chase_counts_and_nothing_else():
    trial = one(REQUEST, "2026-03-03 chase", "2026-03-03 chase", "- chase", "2026-03-04 complaint")
    assert trial["chases"] == 3
    assert one(REQUEST)["chases"] == 0


@pytest.mark.parametrize(
    ("events", "chased_first"),
    [
        ([], False),
        (["2026-03-03 10:00 chase", "2026-03-03 10:01 reply"], True),
        # Strictly: not at the same moment, not after.
        (["2026-03-03 10:00 chase", "2026-03-03 10:00 reply"], False),
        (["2026-03-03 10:00 chase", "2026-03-03 09:59 reply"], False),
        # Any human contact will do: goods without a word.
        (["2026-03-03 10:00 chase", "2026-03-04 10:00 delivery", "2026-03-05 10:00 reply"], True),
        (["2026-03-04 10:00 chase", "2026-03-03 10:00 delivery", "2026-03-05 10:00 reply"], False),
        # A machine's word is none.
        (["2026-03-02 09:01 auto_reply", "2026-03-03 10:00 chase", "2026-03-04 10:00 reply"], True),
        # Where either is a bare date, before is an earlier day.
        (["2026-03-03 chase", "2026-03-03 16:00 reply"], False),
        (["2026-03-03 10:00 chase", "2026-03-03 reply"], False),
        (["2026-03-03 chase", "2026-03-04 reply"], True),
        (["2026-03-03 10:00 chase", "2026-03-04 reply"], True),
        # One of the day's chases has a time, and that is before.
        (["2026-03-03 chase", "2026-03-03 10:00 chase", "2026-03-03 16:00 reply"], True),
        # Contact never came: also where the chase has no time.
        (["2026-03-03 10:00 chase"], True),
        (["- chase"], True),
        # It hangs on an event without a time.
        (["- chase", "2026-03-04 10:00 reply"], None),
        (["2026-03-03 10:00 chase", "- reply"], None),
        (["2026-03-03 10:00 chase", "2026-03-04 10:00 reply", "- delivery"], None),
        (["- chase", "- reply"], None),
        (["2026-03-05 10:00 chase", "- chase", "2026-03-04 10:00 reply"], None),
        # It does not: no chase at all; a chase before, whatever the other one; a contact before every chase.
        (["- reply"], False),
        (["2026-03-03 10:00 chase", "- chase", "2026-03-04 10:00 reply"], True),
        (["2026-03-05 10:00 chase", "2026-03-04 10:00 reply", "- delivery"], False),
    ],
)
def test_chased_first(events, chased_first):
    assert one(REQUEST, *events)["chased_first"] is chased_first


def test_nothing_requested_is_nothing_chased():
    assert one("2026-03-03 10:00 chase")["chased_first"] is None


def test_without_the_column_chases_are_missing_and_never_0():
    events, observed = sheet_row("2026-03-02 request", "2026-03-03 reply", observed=["contact"])
    trial = only(measured(events, [observed]))
    assert (trial["chases"], trial["chased_first"], trial["follow_through_score"]) == (None, None, None)


@pytest.mark.parametrize(
    ("events", "stated", "chased_first"),
    [
        # A sheet's chases have no time: it must say so itself, or contact must never have come.
        (["2026-03-04 reply", "- chase"], None, None),
        (["2026-03-04 reply", "- chase"], True, True),
        (["2026-03-04 reply", "- chase"], False, False),
        (["- chase"], None, True),
        (["2026-03-04 reply"], None, False),
        # What is stated only answers what the row leaves open.
        (["- chase"], False, True),
        (["2026-03-04 reply"], True, False),
    ],
)
def test_what_a_sheet_states(events, stated, chased_first):
    rows, observed = sheet_row("2026-03-02 request", *events, chased_first=stated)
    assert only(measured(rows, [observed]))["chased_first"] is chased_first


@pytest.mark.parametrize(
    ("events", "stated", "chased_first"),
    [
        # Of a trial in both, the log's answer where it knows, else the sheet's.
        (["2026-03-03 10:00 chase", "2026-03-04 10:00 reply"], False, True),
        (["2026-03-03 10:00 chase", "- reply"], False, False),
        (["2026-03-03 10:00 chase", "- reply"], None, None),
    ],
)
def test_in_log_and_sheet(events, stated, chased_first):
    rows, observed = sheet_row("2026-03-02 09:00 request", *events, chased_first=stated)
    assert only(measured(rows, [{**observed, "in_log": True}]))["chased_first"] is chased_first


def test_without_a_column_of_chases_what_is_stated_is_all_there_is():
    rows, observed = sheet_row(
        "2026-03-02 request", "2026-03-04 reply", observed=["contact"], chased_first=True
    )
    trial = only(measured(rows, [observed]))
    assert (trial["chases"], trial["chased_first"]) == (None, True)


def test_a_sheet_states_nothing_of_a_trial_that_was_not_requested_yet():
    rows, observed = sheet_row("2026-03-02 09:00 request", "2026-02-02 chase", chased_first=True)
    assert only(measured(rows, [observed], as_of="2026-02-20 12:00"))["chased_first"] is None
