"""Which words of a trial are quoted."""

import pandas as pd
import pytest

from trialmetrics.analysis.quotes import quotes

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
