"""What to try next: for a budget of trials or money, who gets further trials, of which class, by which tester, and why."""

from trialmetrics.planning.making import IMPRESSION, LARGEST, Aim, Plan, next_step, plan, usual_aim
from trialmetrics.planning.telling import costs, method, notes, summary
from trialmetrics.planning.words import trials

__all__ = [
    "IMPRESSION",
    "LARGEST",
    "Aim",
    "Plan",
    "costs",
    "method",
    "next_step",
    "notes",
    "plan",
    "summary",
    "trials",
    "usual_aim",
]
