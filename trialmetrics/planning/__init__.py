"""What to try next: for the number of invitations wanted in each category, who gets further trials, by whom, and why."""

from trialmetrics.planning.making import LARGEST, WANTED, Goal, Plan, next_step, plan
from trialmetrics.planning.prospects import MOST_EACH
from trialmetrics.planning.words import goal, method, notes, trials

__all__ = ["LARGEST", "MOST_EACH", "WANTED", "Goal", "Plan", "goal", "method", "next_step", "notes", "plan", "trials"]
