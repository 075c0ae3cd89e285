"""What to try next: for the number of invitations wanted in each category, who gets further trials, by whom, and why."""

from trialmetrics.planning.prospects import MOST_EACH
from trialmetrics.planning.result import Goal, Plan
from trialmetrics.planning.schedule import LARGEST, WANTED, next_step, plan

__all__ = ["LARGEST", "MOST_EACH", "WANTED", "Goal", "Plan", "next_step", "plan"]
