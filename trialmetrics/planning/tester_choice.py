"""Which tester places the next trial: one whom the supplier does not know, who connects, and who has least to do."""

from collections import Counter

import pandas as pd


class Assignment:
    """Chooses testers one trial after the other; what it has chosen counts from then on.

    Testers and suppliers that share no trial, not even through others, cannot be compared: among those whom the supplier
    does not know, first one from another such group, who joins it to the supplier's.
    """

    def __init__(self, pairs: pd.DataFrame) -> None:
        """`pairs`: one row per trial with `supplier_key` and `tester`."""
        self._load = Counter(pairs["tester"])
        self._placed: Counter[str] = Counter()
        self._met: dict[str, set[str]] = {}
        self._group: dict[tuple[str, str], tuple[str, str]] = {}
        for supplier, tester in pairs.drop_duplicates().itertuples(index=False):
            self._note(supplier, tester)

    @classmethod
    def of(cls, trials: pd.DataFrame) -> "Assignment":
        """From the trials of a ranking; those that name nobody say nothing."""
        return cls(trials.loc[trials["tester"].notna(), ["supplier_key", "tester"]])

    def choose(self, supplier: str, number: int) -> list[str]:
        """The testers of `number` further trials with a supplier; empty where no trial names a tester."""
        return [self._next(supplier) for _trial in range(number)] if self._load else []

    def knows(self, supplier: str, tester: str) -> bool:
        """Whether this tester has placed a trial with the supplier, or was chosen to."""
        return tester in self._met.get(supplier, set())

    def _next(self, supplier: str) -> str:
        home = self._root(("supplier", supplier))

        def rank(tester: str) -> tuple[bool, bool, int, int, str]:
            joins = self._root(("tester", tester)) != home
            return self.knows(supplier, tester), not joins, self._placed[tester], self._load[tester], tester

        chosen = min(self._load, key=rank)
        self._placed[chosen] += 1
        self._note(supplier, chosen)
        return chosen

    def _note(self, supplier: str, tester: str) -> None:
        self._met.setdefault(supplier, set()).add(tester)
        self._group[self._root(("supplier", supplier))] = self._root(("tester", tester))

    def _root(self, node: tuple[str, str]) -> tuple[str, str]:
        """Who stands for the group of this supplier or tester."""
        while (above := self._group.get(node, node)) != node:
            node = above
        return node
