"""The values that filters can choose from: categories, rounds, testers and order classes of trials, and suppliers by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from trialmetrics.analysis.filters import Filters
from trialmetrics.engine import CHOICES, Engine, derive, query
from trialmetrics.names.keys import supplier_key
from trialmetrics.policy import Policy, folded

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


def choices_of(engine: Engine, policy: Policy, as_of: datetime, keys: Mapping[str, str]) -> Choices:
    """What filters can choose from as of a moment, over all trials of an engine. `keys`: supplier key by the key of each name."""
    relations = derive(engine, policy, as_of, until="trial_known")
    engine.create_all({CHOICES: query(CHOICES)})
    found = engine.frames([CHOICES])[CHOICES]
    engine.drop([*relations, CHOICES])
    values = {
        kind: sorted(found.loc[found["kind"] == kind, "value"], key=lambda value: (value.casefold(), value))
        for kind in KINDS
    }
    suppliers = found[found["kind"] == "supplier"]
    ahead = found["event_at"].dropna()
    return Choices(
        values={kind: tuple(each) for kind, each in values.items()},
        suppliers=dict(zip(suppliers["value"], suppliers["shown"], strict=True)),
        keys=dict(keys),
        until=pd.Timestamp(ahead.iloc[0]).to_pydatetime() if len(ahead) else None,
    )
