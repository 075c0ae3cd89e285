"""What a plan is: where each category stands, and who gets the next trials."""

from dataclasses import dataclass

import pandas as pd

LINE = (
    "supplier_key", "supplier", "category", "trials", "testers", "not_before", "cost", "chance", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """Where one category stands, and what may be expected of it.

    Of `candidates` shown, `invited` are invited, `undecided` need more trials, and `close` of these have an even chance
    of an invitation after a few. After the plan's `trials`, `low` to `high` are invited (8 times in 10), those that may
    lose their invitation by a trial that still runs included (`at_risk`: names). `enough`: nobody else is wanted.
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
        """Whether as many are invited as are wanted."""
        return self.invited >= self.wanted


@dataclass(frozen=True)
class Plan:
    """The next trials. `lines`: one row per candidate that gets some, the likeliest invitation first, with the columns
    LINE: `trials` small ones, `testers` (list), `not_before` (date or None), `cost` (NaN where not known), `chance` of an
    invitation after them, `why` (a code with figures). `goals`: one per category; `waiting`: candidates whose trials still
    run, which get none now; `declined`: those that declined every order so far, which are worth a larger one; `thin`: those
    of whose trials too little is noted for a verdict."""

    wanted: int
    goals: list[Goal]
    lines: pd.DataFrame
    waiting: list[str]
    declined: list[str]
    thin: list[str]
    currency: str

    @property
    def trials(self) -> int:
        """How many trials the plan places."""
        return int(self.lines["trials"].sum())

    @property
    def cost(self) -> float:
        """What they are expected to cost, as far as that is known; NaN where it is not at all."""
        return float(self.lines["cost"].sum(min_count=1)) if len(self.lines) else 0.0
