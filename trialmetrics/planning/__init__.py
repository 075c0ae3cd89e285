"""Plans the next trials: which candidates get some to reach the wanted number of invitations, by which testers, and why."""

from trialmetrics.planning.advice import advice
from trialmetrics.planning.invitation_chance import MAX_TRIALS_EACH
from trialmetrics.planning.result import Goal, Plan
from trialmetrics.planning.trial_allocation import DEFAULT_INVITATIONS, MAX_NUMBER, plan

__all__ = ["DEFAULT_INVITATIONS", "MAX_NUMBER", "MAX_TRIALS_EACH", "Goal", "Plan", "advice", "plan"]
