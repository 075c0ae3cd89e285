"""Further trials by hand: what lifts each veto, fills the notes, or makes a first impression a verdict."""

import math

import pytest

from trialmetrics.analysis.further_trials import MAX_TRIALS, more_trials
from trialmetrics.policy import load_policy

POLICY = load_policy()
CASE = {
    "verdict": "retry", "rule": "between", "p_below": 0.1, "vetoes": [], "scored_trials": 4, "scored_declined": 0,
    "scored_fulfilled": 4, "scored_served": 4, "served": 4, "served_of": 4, "judged_declined": 0, "served_coverage": 80.0,
    "raw_score": 75.0, "threshold": 60.0, "score": 50.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "settled", "expected"),
    [
        ({"verdict": "pass", "rule": "above"}, 3, None),
        ({"verdict": "reject", "rule": "below"}, 3, None),
        ({"rule": "nothing_scored"}, math.nan, 2),
        ({"rule": "all_declined"}, 1, 2),
        # 2 trials at 20 and one at 100 are at 46.7, two at 60: n (50 - 20) / (100 - 50) = 1.2.
        ({"rule": "thin_coverage", "served_coverage": 20.0, "scored_served": 2}, 9, 2),
        ({"rule": "thin_coverage", "served_coverage": 49.0, "scored_trials": 1, "scored_served": 1}, 9, 1),
        # Two are needed at least; the model may want more.
        ({"rule": "few_trials", "scored_trials": 1}, 1, 1),
        ({"rule": "few_trials", "scored_trials": 2, "scored_declined": 2}, 1, 2),
        ({"rule": "few_trials", "scored_trials": 1}, 7, 7),
        # Too close: as the model has it.
        ({"p_below": 0.5}, 7, 7),
        # Surely below, but its own mean is not: (4 x 75 + 50 m) / (4 + m) < 60 takes m > 6.
        ({"p_below": 0.95}, 1, 7),
        ({"p_below": 0.95, "raw_score": 60.0}, 1, 1),
        ({"p_below": 0.95, "raw_score": 61.0}, 3, 3),
        ({"p_below": 0.95, "score": 60.0}, 1, MAX_TRIALS),
        # 3 of 9 came to nothing: 3 of 12 still are a quarter, 3 of 13 are not.
        ({"vetoes": ["came_to_nothing"], "served": 6, "served_of": 9}, 1, 4),
        # 2 of 4 declined: 2 of 5 are under a half.
        ({"vetoes": ["declined"], "served": 4, "judged_declined": 2}, 1, 1),
        ({"vetoes": ["declined"], "served": 4, "judged_declined": 3}, 1, 3),
        # (4 x 50 + 90 m) / (4 + m) >= 60: m >= 40 / 30.
        ({"vetoes": ["plain_mean"], "raw_score": 50.0}, 1, 2),
        ({"vetoes": ["plain_mean"], "raw_score": 50.0, "threshold": 95.0}, 1, MAX_TRIALS),
        ({"vetoes": ["incident"]}, 1, 1),
        ({"scored_fulfilled": 1}, 1, 1),
        ({"scored_fulfilled": 0, "vetoes": ["declined"], "served": 4, "judged_declined": 4}, 1, 5),
    ],
)  # fmt: skip
def test_further_trials(case, settled, expected):
    assert more_trials(POLICY, CASE | case, settled) == expected
