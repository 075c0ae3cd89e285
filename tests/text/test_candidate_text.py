"""A candidate in words: names, counts, what its score rests on, why it has its verdict, which trials judge it."""

import math

import pandas as pd
import pytest

from trialmetrics.text import candidate_text

NOBODY = dict.fromkeys(
    ("stopped", "ignored", "brushed_off", "dropped", "declined", "open", "void", "burnt", "incomplete", "incidents"), 0
)  # fmt: skip


def candidate(**known):
    """A row of a ranking as far as words need it."""
    return {
        **NOBODY, "served": 3, "served_of": 4, "scored_trials": 4, "threshold": 60.0, "p_below": 0.031, "rule": "between",
        "knock_outs": [], "knock_out_counts": {}, "vetoes": [], "reasons": [], "raw_score": 57.6, "judged_declined": 2,
        "scored_declined": 0,
        "scored_fulfilled": 1,
        "small_penalty": math.nan, **known,
    }  # fmt: skip


def test_the_category_is_part_of_a_name_where_more_than_one_is_shown():
    rows = pd.DataFrame({"supplier": ["A", "A", "B"], "category": ["Tape", "Paper", "Tape"]})
    assert candidate_text.names(rows) == ["A · Tape", "A · Paper", "B · Tape"]
    assert candidate_text.names(rows.iloc[[0, 2]]) == ["A", "B"]


def test_served_and_every_count_that_is_not_zero():
    assert candidate_text.trials(candidate()) == "served 3 of 4"
    said = candidate_text.trials(candidate(ignored=1, open=2, void=1, incidents=1))
    assert (
        said
        == "served 3 of 4, 1 ignored, 2 not concluded, 1 does not count, 1 with rude or belittling treatment"
    )
    assert candidate_text.trials(candidate(served=0, served_of=0, stopped=2)) == "2 stopped"
    assert candidate_text.trials(candidate(served=0, served_of=0)) == "–"


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], ""),
        ([{"code": "served", "k": 3, "n": 4, "fulfilled": 3}], ""),
        (
            [{"code": "rests_on", "criteria": ["care", "outcome"], "coverage": 20.0}],
            "Judged on delivery alone (20 of 100)",
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
            "Judged on responsiveness and outcome alone (25 of 100)",
        ),
        (
            [{"code": "rests_on", "criteria": ["responsiveness", "care", "outcome"], "coverage": 40.0}],
            "40 of 100",
        ),
    ],
)
def test_what_a_score_rests_on_is_said_where_it_is_not_everything(reasons, said):
    assert candidate_text.rests_on(candidate(reasons=reasons)) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"rule": "knocked_out", "knock_outs": ["incidents"], "knock_out_counts": {"incidents": {"k": 2, "n": 9}}}, "rude 2 of 9"),
        (
            {"rule": "knocked_out", "knock_outs": ["ignored", "dropped"],
             "knock_out_counts": {"dropped": {"k": 2, "n": 2}, "ignored": {"k": 2, "n": 3}}},
            "ignored 2 of 3",
        ),
        ({"rule": "knocked_out", "knock_outs": ["small_penalty"], "small_penalty": 63.6}, "small orders 64 less"),
        ({"rule": "nothing_scored"}, "nothing to score yet"),
        ({"rule": "all_declined"}, "declined politely"),
        ({"rule": "thin_coverage", "served_coverage": 20.4}, "judged on 20 of 100"),
        ({"rule": "few_trials", "scored_trials": 1}, "1 trial so far"),
        ({"rule": "few_trials", "scored_trials": 2, "scored_declined": 1}, "1 trial so far"),
        ({"rule": "below", "p_below": 0.96}, "96 % likely below 60"),
        ({"rule": "above"}, "only 3 % likely below 60"),
        ({}, "too close to 60"),
        # A veto is the reason only where its score alone would invite it.
        ({"vetoes": ["plain_mean"], "reasons": [{"code": "too_close"}, {"code": "would_settle"}]}, "too close to 60"),
        ({"reasons": [{"code": "not_yet_invited"}, {"code": "veto_came_to_nothing"}], "served": 4, "served_of": 6},
         "2 of 6 came to nothing"),
        ({"reasons": [{"code": "not_yet_invited"}, {"code": "veto_declined"}]}, "declined 2 of 3"),
        ({"reasons": [{"code": "not_yet_invited"}, {"code": "veto_plain_mean"}]}, "own mean 58"),
        ({"reasons": [{"code": "not_yet_invited"}, {"code": "few_fulfilled"}]}, "1 fulfilled so far"),
        ({"reasons": [{"code": "not_yet_invited"}, {"code": "incident"}]}, "rude once: look at it"),
        ({"reasons": [{"code": "mean_not_below"}, {"code": "on_the_line"}]}, "own mean 58"),
        ({"reasons": [{"code": "too_close"}, {"code": "on_the_line"}]}, "on the line of 60"),
    ],
)  # fmt: skip
def test_why_in_a_few_words(known, said):
    assert candidate_text.why(candidate(**known)) == said


@pytest.mark.parametrize(
    ("trial", "said"),
    [
        ({"state": "fulfilled", "judged": True, "ended": True}, "yes"),
        ({"state": "open", "judged": True, "ended": False}, "not yet"),
        ({"state": "void", "judged": True, "ended": False}, "no: does not count"),
        ({"state": "fulfilled", "judged": False, "ended": True, "order_class": "large"}, "no: large, beside small ones"),
        ({"state": "fulfilled", "judged": False, "ended": True, "order_class": "small"}, "no: outside the period"),
    ],
)  # fmt: skip
def test_which_trials_judge(trial, said):
    assert candidate_text.judged({"order_class": "small", **trial}, "small") == said


def test_a_large_trial_out_of_the_period_where_large_ones_judge():
    trial = {"state": "fulfilled", "judged": False, "ended": True, "order_class": "large"}
    assert candidate_text.judged(trial, "large") == "no: outside the period"
