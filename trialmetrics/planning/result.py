"""The data of a plan: a `Goal` per category, and the next trials as lines."""

from dataclasses import dataclass

import pandas as pd

LINE = (
    "supplier_key", "supplier", "category", "trials", "testers", "not_before", "cost", "chance", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """Where one category stands, and what to expect from the plan.

    Counts of the `candidates` shown: `invited` now; `undecided`, which need more trials; `close`, the undecided ones with
    at least an even chance of an invitation after a few trials. After the plan's `trials`, expect `low` to `high`
    invitations (8 times in 10). `at_risk`: names of invited candidates that a running trial may still cost the invitation.
    """

    category: str
    wanted: int
    candidates: int
    invited: int
    undecided: int
    close: int
    trials: int
    low: int
    high: int
    at_risk: list[str]

    @property
    def enough(self) -> bool:
        """Whether at least `wanted` candidates are invited already."""
        return self.invited >= self.wanted


@dataclass(frozen=True)
class Plan:
    """The next trials: `wanted` invitations per category, `goals` one per category, costs in `currency`.

    `lines`: one row per candidate that gets trials, the likeliest invitation first, with the columns LINE: number of small
    `trials`, `testers` (list), `not_before` (date or None), `cost` (NaN if unknown), `chance` of an invitation after them,
    `why` (a code with figures). The other lists hold supplier names: `waiting`, whose trials still run and who get none now;
    `declined`, who declined every order so far and deserve a larger one; `thin`, whose logs note too little for a verdict;
    `to_judge`, of whom a rude or belittling word was noted once, which a person has to judge.
    """

    wanted: int
    goals: list[Goal]
    lines: pd.DataFrame
    waiting: list[str]
    declined: list[str]
    thin: list[str]
    to_judge: list[str]
    currency: str

    @property
    def trials(self) -> int:
        """Number of trials in the plan."""
        return int(self.lines["trials"].sum())

    @property
    def cost(self) -> float:
        """Expected cost of the lines whose cost is known; NaN if none is, 0 for an empty plan."""
        return float(self.lines["cost"].sum(min_count=1)) if len(self.lines) else 0.0
