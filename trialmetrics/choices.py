"""What there is to choose from: the values that trials have in the end, and the suppliers, by any of their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import duckdb
from rapidfuzz import fuzz, process

from trialmetrics.analysis.ranking import Filters
from trialmetrics.engine import DuckDB, derive
from trialmetrics.names.keys import supplier_key
from trialmetrics.policy import Policy, folded
from trialmetrics.store import Store

KINDS = ("category", "round", "tester", "order_class")
ALIKE = 60  # of 100, from which a name is near enough to another to be named instead of it


class Missing(NamedTuple):
    """A value of one of KINDS that no trial has, and those that there are."""

    kind: str
    value: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """`values`: of each of KINDS the values that trials have, defaults in place, sorted; `suppliers`: the shown name of
    each supplier by its key; `keys`: the key of the supplier by the key of each of its names. It holds until the next
    event that is dated ahead has come (`until`; None: for good)."""

    values: dict[str, tuple[str, ...]]
    suppliers: dict[str, str]
    keys: dict[str, str]
    until: datetime | None

    @property
    def names(self) -> list[str]:
        """The names of the suppliers as they are shown, sorted."""
        return sorted(set(self.suppliers.values()), key=str.casefold)

    def key(self, name: str) -> str | None:
        """The key of the supplier of this name, or of one like it but for case and legal form; None where there is none."""
        key = supplier_key(name)
        key = self.keys.get(key, key)
        return key if key in self.suppliers else None

    def nearest(self, name: str, most: int = 3) -> list[str]:
        """The shown names of the suppliers whose names are most like this one, the likest first."""
        # Of a merged supplier several names may be near: it is named once.
        near = process.extract(
            supplier_key(name), self.keys.keys(), scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=4 * most
        )
        shown = [
            self.suppliers[key] for key in (self.keys[each] for each, *_more in near) if key in self.suppliers
        ]
        return [*dict.fromkeys(shown)][:most]

    def value(self, kind: str, text: str) -> str | None:
        """The value of trials that a text stands for, a category however spelled; None where no trial has it."""
        if kind == "category":
            return next((each for each in self.values[kind] if folded(each) == folded(text)), None)
        return text if text in self.values[kind] else None

    def missing(self, filters: Filters) -> Iterator[Missing]:
        """What the filters ask for and no trial has, beside what there is."""
        asked = (filters.categories, filters.rounds, filters.testers, filters.order_classes)
        for kind, texts in zip(KINDS, asked, strict=True):
            for text in texts:
                if self.value(kind, text) is None:
                    yield Missing(kind, text, self.values[kind])


def choices(store: Store, policy: Policy, as_of: datetime) -> Choices:
    """What there is to choose from as of a moment, whatever is chosen."""
    with store.cursor() as cursor:
        made = derive(DuckDB(cursor), policy, as_of, until="trial_known")
        values = {
            kind: cursor.execute(
                f"select distinct {kind} from temp.trial_known where {kind} is not null"
            ).fetchall()
            for kind in KINDS
        }
        suppliers = dict(
            cursor.execute("select supplier_key, min(supplier) from temp.trial_known group by 1").fetchall()
        )
        keys = dict(cursor.execute("select name_key, supplier_key from current_spelling").fetchall())
        ahead = next_event(cursor, as_of)
        DuckDB(cursor).forget(made)
    return Choices(
        values={
            kind: tuple(sorted((value for (value,) in rows), key=lambda each: (each.casefold(), each)))
            for kind, rows in values.items()
        },
        suppliers=suppliers,
        keys=keys,
        until=ahead,
    )


def next_event(cursor: duckdb.DuckDBPyConnection, as_of: datetime) -> datetime | None:
    """The moment of the first current event that is dated ahead of this one; None where none is."""
    row = cursor.execute(
        "select min(occurred_at) from current_event where occurred_at > ?", [as_of]
    ).fetchone()
    return row[0] if row else None
