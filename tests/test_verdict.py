"""Knock-outs, leans and verdicts by hand, each rule of measures.md (sections 4-6) and its edges."""

import numpy as np
import pandas as pd
import pytest

from trialmetrics import verdict
from trialmetrics.policy import load_policy

POLICY = load_policy()
NOTHING = {
    "scored_trials": 4,
    "incident_trials": 0,
    "ignored_scored": 0,
    "brushed_off_scored": 0,
    "dropped_scored": 0,
    "declined_scored": 0,
    "ignored_chases": 0,
    "words": False,
    "scored_small": 4,
    "scored_large": 0,
    "p_small_penalty": np.nan,
}


def totals(*suppliers):
    return pd.DataFrame([NOTHING | supplier for supplier in suppliers])


@pytest.mark.parametrize(
    ("supplier", "expected"),
    [
        ({}, []),
        # incidents: one in three at the most, or two in ten
        ({"incident_trials": 1, "scored_trials": 3}, ["incidents"]),  # 3 x 1 >= 3
        ({"incident_trials": 1, "scored_trials": 4}, []),  # 3 x 1 < 4
        ({"incident_trials": 1, "scored_trials": 1}, ["incidents"]),
        ({"incident_trials": 2, "scored_trials": 20}, ["incidents"]),  # 10 x 2 >= 20
        ({"incident_trials": 2, "scored_trials": 21}, []),
        # ignored: half and at least two, or the only trial after two chases in vain
        ({"ignored_scored": 2, "scored_trials": 4}, ["ignored"]),
        ({"ignored_scored": 2, "scored_trials": 5}, []),
        ({"ignored_scored": 1, "scored_trials": 2, "ignored_chases": 5}, []),
        ({"ignored_scored": 1, "scored_trials": 1, "ignored_chases": 2}, ["ignored"]),
        ({"ignored_scored": 1, "scored_trials": 1, "ignored_chases": 1}, []),
        ({"ignored_scored": 1, "scored_trials": 1, "ignored_chases": 1, "words": True}, []),
        # brushed off and dropped: half and at least two, or the only trial with words noted
        ({"brushed_off_scored": 2, "scored_trials": 4}, ["brushed_off"]),
        ({"brushed_off_scored": 1, "scored_trials": 1, "words": True}, ["brushed_off"]),
        ({"brushed_off_scored": 1, "scored_trials": 1, "words": False}, []),
        ({"dropped_scored": 3, "scored_trials": 6}, ["dropped"]),
        ({"dropped_scored": 3, "scored_trials": 7}, []),
        ({"dropped_scored": 1, "scored_trials": 1, "words": True}, ["dropped"]),
        # small penalty: probability at least .90 and three trials of each class
        ({"scored_small": 3, "scored_large": 3, "p_small_penalty": 0.9}, ["small_penalty"]),
        ({"scored_small": 3, "scored_large": 3, "p_small_penalty": 0.899}, []),
        ({"scored_small": 3, "scored_large": 2, "p_small_penalty": 0.99}, []),
        # several at once, in the policy's order
        (
            {"scored_trials": 4, "incident_trials": 2, "brushed_off_scored": 2},
            ["incidents", "brushed_off"],
        ),
        ({"scored_trials": 0}, []),
    ],
)
def test_knock_outs(supplier, expected):
    assert verdict.knock_outs(POLICY, totals(supplier)) == [expected]


def test_a_knock_out_that_the_policy_does_not_have_does_not_apply():
    rules = {name: rule for name, rule in POLICY.knock_outs.items() if name != "ignored"}
    without = POLICY.model_copy(update={"knock_outs": rules})
    assert verdict.knock_outs(without, totals({"ignored_scored": 4})) == [[]]


def test_verdicts_in_their_order():
    suppliers = totals(
        {"scored_trials": 0},  # knocked out comes before everything
        {"scored_trials": 0},  # nothing scored
        {"scored_trials": 1, "declined_scored": 1},  # a civil no comes before few trials
        {"scored_trials": 3, "declined_scored": 3},
        {"scored_trials": 3, "declined_scored": 2},
        {"scored_trials": 1},  # few trials, however bad
        {"scored_trials": 2},
        {"scored_trials": 2},
        {"scored_trials": 2},
    )
    p_below = np.array([np.nan, np.nan, 0.99, 0.99, 0.25, 0.99, 0.95, 0.26, 0.74])
    knocked = np.array([True] + [False] * 8)
    ruled = verdict.verdicts(POLICY, knocked, suppliers, p_below)
    assert list(ruled.verdict) == [
        "reject", "retry", "retry", "retry", "pass", "retry", "reject", "retry", "retry",
    ]  # fmt: skip
    assert list(ruled.rule) == [
        verdict.KNOCKED_OUT, verdict.NOTHING_SCORED, verdict.ALL_DECLINED, verdict.ALL_DECLINED, verdict.ABOVE,
        verdict.FEW_TRIALS, verdict.BELOW, verdict.BETWEEN, verdict.BETWEEN,
    ]  # fmt: skip
    assert list(np.flatnonzero(ruled.rejected)) == [6]
    assert ruled.expected_wrong_rejections(p_below) == pytest.approx(0.05)


def test_the_rejection_set_is_the_largest_with_at_most_a_tenth_wrong():
    # Falling p: .98, .90, .85, .80, .76. Mean of 1 - p: .02, .06, .09, .1175, .142: three are rejected.
    p_below = np.array([0.80, 0.98, 0.76, 0.90, 0.85, 0.10])
    suppliers = totals(*[{"scored_trials": 5}] * 6)
    ruled = verdict.verdicts(POLICY, np.zeros(6, bool), suppliers, p_below)
    assert list(ruled.verdict) == ["retry", "reject", "retry", "reject", "reject", "pass"]
    assert ruled.expected_wrong_rejections(p_below) == pytest.approx(0.09)  # (.02 + .10 + .15) / 3


def test_nobody_rejected_by_probability_means_no_figure():
    # .80 alone: a fifth of the rejections would be wrong.
    ruled = verdict.verdicts(POLICY, np.zeros(1, bool), totals({}), np.array([0.80]))
    assert list(ruled.verdict) == ["retry"]
    assert ruled.expected_wrong_rejections(np.array([0.80])) is None


def test_knocked_out_suppliers_do_not_use_up_the_share_of_wrong_rejections():
    # The second alone may be rejected (.10 wrong); with the knocked-out one counted it would be .15.
    p_below = np.array([0.80, 0.90])
    ruled = verdict.verdicts(POLICY, np.array([True, False]), totals({}, {}), p_below)
    assert list(ruled.verdict) == ["reject", "reject"]
    assert ruled.expected_wrong_rejections(p_below) == pytest.approx(0.10)


def test_leans_include_their_limits():
    p_below = np.array([0.75, 0.7499, 0.2501, 0.25, np.nan])
    assert list(verdict.lean(POLICY, p_below)) == ["out", "unclear", "unclear", "in", None]
