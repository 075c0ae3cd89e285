"""Who places the next trial with a candidate, and from which day on."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd


class Assignment:
    """Chooses testers one trial after the other: first one whom the supplier does not know, then who has least to do.

    What was chosen counts from then on.
    """

    def __init__(self, trials: pd.DataFrame) -> None:
        """`trials`: one row per trial with `supplier_key` and `tester` (missing: nobody is named)."""
        named = trials.loc[trials["tester"].notna(), ["supplier_key", "tester"]]
        self._load = Counter(named["tester"])
        self._met = Counter(named.itertuples(index=False, name=None))

    def choose(self, supplier_key: str, number: int) -> list[str]:
        """The testers of `number` further trials with a supplier; empty where no trial names a tester."""
        return [self._next(supplier_key) for _trial in range(number)] if self._load else []

    def _next(self, supplier_key: str) -> str:
        def rank(tester: str) -> tuple[int, int, str]:
            return self._met[supplier_key, tester], self._load[tester], tester

        chosen = min(self._load, key=rank)
        self._met[supplier_key, chosen] += 1
        self._load[chosen] += 1
        return chosen


def not_before(last: date, today: date) -> date | None:
    """The Monday after the week of a supplier's last request; None where that is past."""
    monday = last + timedelta(days=7 - last.weekday())
    return monday if monday > today else None
