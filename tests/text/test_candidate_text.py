"""A candidate in words: names, counts, what its score rests on, which trials judge it."""

import pandas as pd
import pytest

from trialmetrics.text import candidate_text

NOBODY = dict.fromkeys(
    (
        "fulfilled", "stopped", "ignored", "brushed_off", "dropped", "declined", "open", "void", "burnt", "incomplete",
        "incidents", "judged_fulfilled", "judged_stopped", "judged_ignored", "judged_brushed_off", "judged_dropped",
        "judged_declined",
    ), 0,
)  # fmt: skip


def candidate(**known):
    """A row of a ranking as far as words need it."""
    return {**NOBODY, "served": 3, "served_of": 4, "reasons": [], **known}


def test_the_category_is_part_of_a_name_where_more_than_one_is_shown():
    rows = pd.DataFrame({"supplier": ["A", "A", "B"], "category": ["Tape", "Paper", "Tape"]})
    assert candidate_text.names(rows) == ["A · Tape", "A · Paper", "B · Tape"]
    assert candidate_text.names(rows.iloc[[0, 2]]) == ["A", "B"]


def test_the_shortest_name_has_the_category_where_the_supplier_is_in_several():
    rows = pd.DataFrame({"supplier": ["A", "A", "B"], "category": ["Tape", "Paper", "Tape"]})
    assert candidate_text.shortest_names(rows) == ["A · Tape", "A · Paper", "B"]
    assert candidate_text.shortest_names(rows.iloc[[0, 2]]) == ["A", "B"]


def test_served_and_every_count_that_is_not_zero():
    assert candidate_text.trials(candidate()) == "served 3 of 4"
    said = candidate_text.trials(candidate(ignored=1, judged_ignored=1, open=2, void=1, incidents=1))
    assert (
        said
        == "served 3 of 4, 1 ignored, 2 not concluded, 1 does not count, 1 with rude or belittling treatment"
    )
    assert candidate_text.trials(candidate(served=0, served_of=0, stopped=2, judged_stopped=2)) == "2 stopped"
    # An old one counts neither as served nor against it.
    old = candidate(ignored=1, fulfilled=4, judged_fulfilled=3)
    assert candidate_text.trials(old) == "served 3 of 4, 2 not judged"
    assert candidate_text.trials(candidate(served=0, served_of=0)) == "–"


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], ""),
        ([{"code": "served", "k": 3, "n": 4, "fulfilled": 3}], ""),
        (
            [{"code": "rests_on", "criteria": ["care", "outcome"], "coverage": 20.0}],
            "Judged on delivery alone (20 of 100 points)",
        ),
        (
            [
                {
                    "code": "thin_coverage",
                    "criteria": ["responsiveness", "outcome"],
                    "coverage": 25.0,
                    "least": 50,
                }
            ],
            "Judged on responsiveness and outcome alone (25 of 100 points)",
        ),
        (
            [{"code": "rests_on", "criteria": ["responsiveness", "care", "outcome"], "coverage": 40.0}],
            "40 of 100 points",
        ),
    ],
)
def test_what_a_score_rests_on_is_said_where_it_is_not_everything(reasons, said):
    assert candidate_text.rests_on(candidate(reasons=reasons)) == said


@pytest.mark.parametrize(
    ("trial", "said"),
    [
        ({"state": "fulfilled", "judged": True, "ended": True}, "yes"),
        ({"state": "open", "judged": True, "ended": False}, "not yet"),
        ({"state": "void", "judged": True, "ended": False}, "no: does not count"),
        ({"state": "fulfilled", "judged": False, "ended": True, "order_class": "large"}, "no: a large order"),
        ({"state": "fulfilled", "judged": False, "ended": True, "order_class": "small"}, "no: outside the period"),
    ],
)  # fmt: skip
def test_which_trials_judge(trial, said):
    assert candidate_text.judged({"order_class": "small", **trial}, "small") == said


def test_a_large_trial_out_of_the_period_where_large_ones_judge():
    trial = {"state": "fulfilled", "judged": False, "ended": True, "order_class": "large"}
    assert candidate_text.judged(trial, "large") == "no: outside the period"
