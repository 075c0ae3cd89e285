"""What a reader chooses: which candidates are shown, and which trials count."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Filters:
    """Which candidates are shown (`categories`), and which trials count (all others). Empty: everything.

    `start` and `end` are the first and the last day on which a trial's request may lie.
    """

    categories: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    testers: tuple[str, ...] = ()
    order_classes: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None

    @property
    def large_only(self) -> bool:
        """Whether only large orders count: on those nobody is invited."""
        return set(self.order_classes) == {"large"}

    @property
    def of_trials(self) -> "Filters":
        """The same without the categories, which change no figure of a candidate."""
        return replace(self, categories=())


EVERYTHING = Filters()
