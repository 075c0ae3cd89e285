"""The sentences of a plan say no more and no less than what is known."""

from trialmetrics.analysis import verdict
from trialmetrics.planning import plan_reasons
from trialmetrics.text import plan_text


def test_of_a_candidate_without_a_scored_trial_it_is_not_said_that_nothing_is_known() -> None:
    # A rude word may be noted of it, and stand on the same page.
    row = {"rule": verdict.NOTHING_SCORED, "vetoes": [verdict.INCIDENT]}
    assert plan_text.text(plan_reasons.reason_for_trials(row)) == "It has no scored trial yet."
