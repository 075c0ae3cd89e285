"""The values that filters can choose from: categories, rounds, testers and order classes of trials, and suppliers by name."""

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
MIN_SIMILARITY = 60  # of 100; names less similar than this are not suggested


class Missing(NamedTuple):
    """A filter value of one of KINDS that no trial has, and the values that trials do have."""

    kind: str
    value: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """What filters can choose from.

    `values`: for each of KINDS the sorted values of all trials, defaults filled in. `suppliers`: display name by supplier
    key. `keys`: supplier key by the key of each of its names. `until`: when the next future-dated event may change all
    this; None: never.
    """

    values: dict[str, tuple[str, ...]]
    suppliers: dict[str, str]
    keys: dict[str, str]
    until: datetime | None

    @property
    def names(self) -> list[str]:
        """The display names of all suppliers, sorted."""
        return sorted(set(self.suppliers.values()), key=str.casefold)

    def key(self, name: str) -> str | None:
        """The supplier key for a name, whatever its case and legal form; None where no supplier has that name."""
        key = supplier_key(name)
        key = self.keys.get(key, key)
        return key if key in self.suppliers else None

    def nearest(self, name: str, most: int = 3) -> list[str]:
        """Up to `most` display names of the suppliers with the most similar names, the most similar first."""
        # Several names of one merged supplier may match, but it is suggested once: hence the wider search.
        matches = process.extract(
            supplier_key(name),
            self.keys.keys(),
            scorer=fuzz.WRatio,
            score_cutoff=MIN_SIMILARITY,
            limit=4 * most,
        )
        shown = [
            self.suppliers[key]
            for key in (self.keys[name_key] for name_key, *_rest in matches)
            if key in self.suppliers
        ]
        return [*dict.fromkeys(shown)][:most]

    def value(self, kind: str, text: str) -> str | None:
        """The value of trials that matches `text`, for a category whatever its case; None where no trial has it."""
        if kind == "category":
            return next((value for value in self.values[kind] if folded(value) == folded(text)), None)
        return text if text in self.values[kind] else None

    def missing(self, filters: Filters) -> Iterator[Missing]:
        """Each filter value that no trial has."""
        requested = (filters.categories, filters.rounds, filters.testers, filters.order_classes)
        for kind, texts in zip(KINDS, requested, strict=True):
            for text in texts:
                if self.value(kind, text) is None:
                    yield Missing(kind, text, self.values[kind])


def choices(store: Store, policy: Policy, as_of: datetime) -> Choices:
    """What filters can choose from as of a moment, over all trials."""
    with store.cursor() as cursor:
        relations = derive(DuckDB(cursor), policy, as_of, until="trial_known")
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
        until = next_event(cursor, as_of)
        DuckDB(cursor).drop(relations)
    return Choices(
        values={
            kind: tuple(sorted((value for (value,) in rows), key=lambda value: (value.casefold(), value)))
            for kind, rows in values.items()
        },
        suppliers=suppliers,
        keys=keys,
        until=until,
    )


def next_event(cursor: duckdb.DuckDBPyConnection, as_of: datetime) -> datetime | None:
    """The time of the first current event after `as_of`; None where there is none."""
    row = cursor.execute(
        "select min(occurred_at) from current_event where occurred_at > ?", [as_of]
    ).fetchone()
    return row[0] if row else None
