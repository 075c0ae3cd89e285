"""Which words of a trial are quoted."""

import pandas as pd
import pytest

from trialmetrics.analysis.quotes import quotes, strongest

COLUMNS = ["supplier_key", "trial_id", "event", "note"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("request", "please"), ("reply", "gladly"), ("rude", "get lost")], "get lost"),
        ([("request", "please"), ("assessment", "slow"), ("reply", "gladly")], "gladly"),
        ([("request", "please"), ("assessment", "slow"), ("assessment", "kind")], "slow"),
        ([("reply", "first"), ("reply", "second")], "first"),
        ([("request", "please")], None),
        ([], None),
    ],
)
def test_what_tells_most_is_quoted(events, expected):
    rows = [("a", "T1", event, note) for event, note in events]
    found = quotes(pd.DataFrame(rows, columns=COLUMNS))
    assert found == ({("a", "T1"): expected} if expected else {})


def test_each_trial_has_its_own(store, takes):
    takes(
        "supplier,trial_id,event,occurred_at,note\nA,T1,request,2026-03-02,\nA,T1,reply,2026-03-03,yes\n"
        "A,T2,request,2026-03-02,\nB,T1,request,2026-03-02,\nB,T1,brush_off,2026-03-05,too small\n"
    )
    assert quotes(store.events_with_notes()) == {("a", "T1"): "yes", ("b", "T1"): "too small"}


def events(*rows):
    """Events of one trial each: trial, event, day of March, note."""
    return pd.DataFrame(
        [(trial, event, pd.Timestamp(2026, 3, day), note) for trial, event, day, note in rows],
        columns=["trial_id", "event", "occurred_at", "note"],
    )


TRIALS = pd.DataFrame(
    {
        "trial_id": ["T1", "T2", "old"], "tester": ["Ann", None, "Ann"], "requested_at": pd.Timestamp(2026, 3, 2),
        "judged": [True, True, False], "ended": True,
    }
)  # fmt: skip
NOTED = events(
    ("T1", "request", 2, "Our own words"),
    ("T1", "reply", 3, "Which paper?"),
    ("T1", "initiative", 4, "Sent a sample"),
    ("T2", "error", 5, "Wrong colour"),
    ("T2", "closed", 6, "Done"),
    ("old", "error", 7, "Years ago"),
)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("pass", ["Sent a sample", "Which paper?"]), ("reject", ["Wrong colour", "Which paper?"])],
)
def test_what_is_read_first_goes_with_the_verdict(verdict, words):
    found = strongest({"quotes": [], "verdict": verdict}, NOTED, TRIALS)
    assert [quote["words"] for quote in found] == words


def test_what_decides_comes_first_and_nothing_is_read_twice():
    deciding = {
        "event": "rude",
        "words": "Wrong colour",
        "tester": "Ann",
        "on": "2026-03-05",
        "trial_id": "T2",
    }
    found = strongest({"quotes": [deciding], "verdict": "reject"}, NOTED, TRIALS)
    assert [quote["words"] for quote in found] == ["Wrong colour", "Which paper?"]
    assert found[1] == {
        "event": "reply", "words": "Which paper?", "tester": "Ann", "on": "2026-03-03", "trial_id": "T1",
    }  # fmt: skip
    assert len(strongest({"quotes": [deciding] * 3, "verdict": "reject"}, NOTED, TRIALS)) == 2


def test_a_note_without_a_moment_has_the_day_of_its_request():
    noted = events(("T2", "assessment", 9, "Slow")).assign(occurred_at=pd.NaT)
    (quote,) = strongest({"quotes": [], "verdict": "retry"}, noted, TRIALS)
    assert (quote["on"], quote["tester"]) == ("2026-03-02", None)
