"""Assigns testers to further trials, and finds the first day on which one may be placed."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd


class Assignment:
    """Chooses a tester per trial: the one with the fewest trials at that supplier, then with the fewest trials overall.

    Each choice counts as a trial for the choices after it.
    """

    def __init__(self, placed: pd.DataFrame) -> None:
        """`placed`: the measure `candidate_tester`."""
        self._load: Counter[str] = Counter()
        self._pair_load: Counter[tuple[str, str]] = Counter()
        named = placed.loc[placed["tester"].notna(), ["supplier_key", "tester", "trials"]]
        for supplier, tester, trials in named.itertuples(index=False, name=None):
            self._load[tester] += int(trials)
            self._pair_load[supplier, tester] += int(trials)

    def choose(self, supplier_key: str, number: int) -> list[str]:
        """The testers of `number` further trials with a supplier; empty if no trial so far names a tester."""
        return [self._next(supplier_key) for _trial in range(number)] if self._load else []

    def _next(self, supplier_key: str) -> str:
        def priority(tester: str) -> tuple[int, int, str]:
            return self._pair_load[supplier_key, tester], self._load[tester], tester

        chosen = min(self._load, key=priority)
        self._pair_load[supplier_key, chosen] += 1
        self._load[chosen] += 1
        return chosen


def not_before(last: date, today: date) -> date | None:
    """The Monday after the week of a supplier's last request; None if that is today or earlier."""
    monday = last + timedelta(days=7 - last.weekday())
    return monday if monday > today else None
