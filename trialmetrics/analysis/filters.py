"""The user's filters: which candidates are shown, and which trials count."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Filters:
    """`categories` choose which candidates are shown, the other fields which trials count. Empty means no restriction.

    `start`, `end`: the first and the last day of a trial's request.
    """

    categories: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    testers: tuple[str, ...] = ()
    order_classes: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None

    @property
    def large_only(self) -> bool:
        """Whether only large orders count; nobody is invited on those alone."""
        return set(self.order_classes) == {"large"}

    @property
    def of_trials(self) -> "Filters":
        """The filters of trials only: categories change no figure of a candidate."""
        return replace(self, categories=())

    @property
    def document(self) -> dict[str, Any]:
        """The restrictions as JSON: fields without one are left out."""
        values = {name: value for name, value in vars(self).items() if value}
        return {
            name: value.isoformat() if isinstance(value, date) else [*value] for name, value in values.items()
        }


EVERYTHING = Filters()
