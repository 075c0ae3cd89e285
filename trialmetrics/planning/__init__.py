"""What to try next: for a budget of trials or money, who gets further trials, of which class, by which tester, and why."""

from trialmetrics.planning.making import LARGEST, Aim, Plan, next_step, plan, usual_aim
from trialmetrics.planning.telling import notes, summary
from trialmetrics.planning.words import trials

__all__ = ["LARGEST", "Aim", "Plan", "next_step", "notes", "plan", "summary", "trials", "usual_aim"]
