"""The words that decide: whose, when, and whose words they are not."""

from datetime import datetime

import pytest

from trialmetrics.analysis.ranking import rank

AS_OF = datetime(2026, 6, 1)
LOG = "supplier,trial_id,event,occurred_at,category,tester,note\n"


def trial(number, *events, supplier="A", category="Paper", tester="Ann"):
    rows = [f"{supplier},T{number},request,2026-03-02 09:00,{category},{tester},Please send a box"]
    return "\n".join(rows + [f"{supplier},T{number},{event}" for event in events]) + "\n"


@pytest.fixture
def quoted(takes, store):
    """The words of the candidates, in the order of their categories."""

    def quotes(content, as_of=AS_OF):
        takes(content)
        judged = rank(store, as_of=as_of).judged
        return [[(each["words"], each["event"]) for each in row] for row in judged["quotes"]]

    return quotes


def test_who_said_what_when(takes, store):
    takes(LOG + trial(1, "reply,2026-03-02 10:00,,,Yes?", "rude,2026-03-03 11:00,,,Go away"))
    (row,) = rank(store, as_of=AS_OF).judged.to_dict("records")
    assert row["quotes"] == [
        {"event": "rude", "words": "Go away", "tester": "Ann", "on": "2026-03-03", "trial_id": "T1"}
    ]


def test_the_latest_incidents_first_then_the_latest_brush_off(quoted):
    said = [trial(n, f"rude,2026-03-{n:02} 10:00,,,Words {n}") for n in range(3, 8)]
    off = [trial(n, f"brush_off,2026-03-{n:02} 10:00,,,Off {n}") for n in (11, 12)]
    assert quoted(LOG + "".join(said + off)) == [
        [("Words 7", "rude"), ("Words 6", "rude"), ("Words 5", "rude"), ("Off 12", "brush_off")]
    ]


def test_words_on_the_request_or_of_another_event_decide_nothing(quoted):
    assert quoted(LOG + trial(1, "reply,2026-03-02 10:00,,,We are closed", "rude,2026-03-03 11:00,,,")) == [
        []
    ]


def test_each_candidate_has_its_own(quoted):
    content = (
        LOG
        + trial(1, "rude,2026-03-03 10:00,,,In paper")
        + trial(2, "rude,2026-03-03 10:00,,,In tape", category="Tape")
    )
    assert quoted(content) == [[("In paper", "rude")], [("In tape", "rude")]]


def test_what_was_said_later_or_in_a_trial_that_does_not_count_is_not_quoted(quoted):
    content = (
        LOG
        + trial(1, "rude,2026-05-03 10:00,,,Later")
        + trial(2, "rude,2026-03-03 10:00,,,Knew it", "disclosed,2026-03-04 10:00,,,")
        + trial(3, "brush_off,2026-03-03 10:00,,,Off", "delivery,2026-03-05 10:00,,,")
    )
    # The third was delivered after all: fulfilled, not brushed off.
    assert quoted(content, as_of=datetime(2026, 4, 1)) == [[]]


def test_a_sheets_row_has_the_words_of_its_note(takes, store):
    takes(
        "supplier,trial_id,category,tester,requested_at,first_reply_at,rude,outcome,note\n"
        "A,T1,Paper,Ann,2026-03-02 09:00,2026-03-02 10:00,1,brushed_off,Too small\n"
        "A,T2,Paper,Ann,2026-03-02 09:00,2026-03-02 10:00,0,fulfilled,Kind\n"
    )
    (row,) = rank(store, as_of=AS_OF).judged.to_dict("records")
    # Once, although they stand for the incident and the brush-off.
    assert [(each["event"], each["words"], each["on"]) for each in row["quotes"]] == [
        ("rude", "Too small", "2026-03-02")
    ]


def test_the_words_of_a_row_are_its_incidents_also_where_a_log_rates_the_trial(takes, store):
    takes(LOG + trial(1, "reply,2026-03-02 10:00,,,Yes?", "assessment,2026-03-09 10:00,,,Nice van"))
    takes(
        "supplier,trial_id,requested_at,first_reply_at,rude,note\n"
        "A,T1,2026-03-02 09:00,2026-03-02 10:00,1,Go away\n"
    )
    (row,) = rank(store, as_of=AS_OF).judged.to_dict("records")
    assert ("incident" in row["vetoes"], [each["words"] for each in row["quotes"]]) == (True, ["Go away"])
    assert store.check() == []
