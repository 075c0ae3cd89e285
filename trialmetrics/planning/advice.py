"""What would change a verdict and what to do next, as one answer: codes with figures for `text.plan_text`."""

from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.reasons import Reason
from trialmetrics.planning import plan_reasons
from trialmetrics.planning.trial_allocation import next_trials

# What no further trial like the others changes, so that none is advised beside it.
_SAYS_ALL = {
    "would_change_larger",
    "would_change_person",
    "would_change_small",
    "other_tester",
    "on_the_line",
}


def advice(ranking: Ranking, supplier_key: str, category: str) -> list[Reason]:
    """What would change the verdict on one candidate, and what to do next where it is undecided.

    Names one number of further trials at most, and none where something has to be waited for or settled first.
    """
    judged = ranking.judged
    candidate = (judged["supplier_key"] == supplier_key) & (judged["category"] == category)
    row = ranking.candidate(supplier_key, category)
    change: Reason = row["would_change"]
    if row["verdict"] != verdict.RETRY:
        return [change]
    if running := int(row["judged_running"]):
        return [plan_reasons.trials_running(running)]
    if change["code"] in _SAYS_ALL:
        return [change]
    if verdict.INCIDENT in row["vetoes"]:
        return [plan_reasons.incident_to_judge()]
    if row["rule"] == verdict.THIN_COVERAGE:
        return [plan_reasons.more_to_note(), change]
    if trials := next_trials(ranking, candidate.to_numpy()):
        return trials
    # Of whom nothing is known, nothing is expected.
    return [change] if row["rule"] == verdict.NOTHING_SCORED else [change, plan_reasons.invitation_unlikely()]
