"""What a further trial may be expected to cost: the mean order value of past ones."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class OrderCosts:
    """Mean order values per category and class, and per class; `others`: currencies left out, as amounts are never
    exchanged."""

    by_category: dict[tuple[str, str], tuple[float, int]]
    by_class: dict[str, float]
    others: list[str]

    @classmethod
    def of(cls, trials: pd.DataFrame, currency: str) -> "OrderCosts":
        """From the trials of a ranking: `category`, `order_class`, `order_value`, `currency`."""
        valued = trials[trials["order_value"].notna()]
        mine = valued[valued["currency"] == currency]
        grouped = mine.groupby(["category", "order_class"])["order_value"].agg(["sum", "count"])
        return cls(
            {key: (float(row["sum"]), int(row["count"])) for key, row in grouped.iterrows()},
            mine.groupby("order_class")["order_value"].mean().to_dict(),
            sorted(set(valued["currency"].dropna()) - {currency}),
        )

    def expected(self, categories: Iterable[str], order_class: str) -> float:
        """Expected order value of a trial of this class in these categories, else in any; NaN where none was ever noted."""
        found = [self.by_category.get((category, order_class), (0.0, 0)) for category in categories]
        count = sum(number for _amount, number in found)
        if count:
            return sum(amount for amount, _number in found) / count
        return self.by_class.get(order_class, np.nan)
