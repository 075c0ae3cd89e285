"""Reasons in sentences with the figures of the case."""

import math

import pytest

from trialmetrics import reasons, verdict
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import CRITERIA

POLICY = load_policy()
CASE = {
    "rule": verdict.BETWEEN, "threshold": 60.0, "p_below": 0.431, "lean": "unclear", "score": 58.2, "score_sd": 10.0,
    "trials": 3, "scored_trials": 3, "knock_outs": [], "incident_trials": 0, "ignored_scored": 0, "brushed_off_scored": 0,
    "dropped_scored": 0, "incidents_without_words": 0, "open": 0, "burnt": 0, "incomplete": 0, "more_trials": 4,
    "median_first_reply_hours": math.nan, "chases_per_trial": math.nan, "small_penalty": math.nan,
    "p_small_penalty": math.nan, **dict.fromkeys(CRITERIA, math.nan),
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ({}, "Below 60 with probability 43 %: too close to call."),
        (
            {"p_below": 0.8},
            "Below 60 with probability 80 %; but with it, more than 10 % of those left out on their score would be expected to be "
            "so wrongly.",
        ),
        ({"rule": verdict.BELOW, "p_below": 0.971}, "Below 60 with probability 97 %."),
        (
            {"rule": verdict.ABOVE, "p_below": 0.08},
            "Below 60 with probability 8 %: good enough as far as 3 trials can tell.",
        ),
        (
            {"rule": verdict.FEW_TRIALS, "scored_trials": 1},
            "1 trial of at least 2: a first impression, not a verdict.",
        ),
        (
            {"rule": verdict.FEW_TRIALS, "lean": "out", "p_below": 0.8},
            "Below 60 with probability 80 %: it leans out.",
        ),
        ({"rule": verdict.ALL_DECLINED}, "A civil no to 3 trials: ask again at real volume."),
        ({"rule": verdict.NOTHING_SCORED, "trials": 2}, "None of 2 trials can be judged yet."),
        (
            {"rule": verdict.KNOCKED_OUT, "knock_outs": ["ignored"], "ignored_scored": 2},
            "Ignored 2 of 3 requests.",
        ),
        (
            {
                "rule": verdict.KNOCKED_OUT,
                "knock_outs": ["small_penalty"],
                "small_penalty": 31.4,
                "p_small_penalty": 0.962,
            },
            "Small orders score 31 points less than large ones; by more than 15 with probability 96 %.",
        ),
        ({"median_first_reply_hours": 19.0}, "Half of the answers came within 2 working days."),
        ({"chases_per_trial": 4 / 3}, "Chases per trial: 1.3."),
        ({"courtesy": 20.0, "care": 90.0}, "Strongest: care 90; weakest: courtesy 20."),
        ({"open": 1}, "Not judged: 1 trial (still running)."),
        (
            {"incidents_without_words": 1},
            "1 incident has no words in its note and does not knock out; add what was said.",
        ),
    ],
)
def test_sentences(case, sentence):
    assert sentence in reasons.reasons(POLICY, CASE | case)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ({}, "Would settle it: about 4 further trials."),
        # 2 ignored of 3: knocked out until 2 k < n, so at five trials.
        (
            {"rule": verdict.KNOCKED_OUT, "knock_outs": ["ignored"], "ignored_scored": 2},
            "Would change it: 2 further trials without any of that.",
        ),
        # One incident of one trial: knocked out until 3 < n, so at four.
        (
            {
                "rule": verdict.KNOCKED_OUT,
                "knock_outs": ["incidents"],
                "incident_trials": 1,
                "scored_trials": 1,
            },
            "Would change it: 3 further trials without any of that.",
        ),
        # N(40, 10) and trials of sd 20 scoring 90: after three, weight 300/700, N(61.4, 7.6) is below 60 with 42 %;
        # after two, weight 200/600, N(56.7, 8.2) with 66 %; after one, weight 1/5, N(50, 8.9) with 87 %.
        ({"rule": verdict.BELOW, "score": 40.0}, "Would change it: about 2 further trials scoring 90."),
        # N(75, 10) and trials scoring 30: after one N(66, 8.9), 25 %; after two N(60, 8.2), 50 %.
        ({"rule": verdict.ABOVE, "score": 75.0}, "Would change it: about 1 further trial scoring 30."),
        (
            {"rule": verdict.ABOVE, "score": 95.0, "score_sd": 1.0},
            "More than 20 further trials would be needed to change it.",
        ),
        ({"rule": verdict.ALL_DECLINED}, "Would change it: asking again at real volume."),
    ],
)
def test_what_would_change_it(case, sentence):
    assert reasons.would_change(POLICY, CASE | case, trial_sd=20.0) == sentence
