"""Evidence for detecting a column's notation: its texts, what a person said, what was remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from trialmetrics.intake.reading import Settings

# Values that say otherwise are taken for mistakes only when they are fewer than one in so many.
CLEAR_MAJORITY = 10


@dataclass
class DetectedNotations:
    """What was found out about the columns (by our names), to be remembered with the file's header."""

    date_order: dict[str, str] = field(default_factory=dict)
    midnight: list[str] = field(default_factory=list)
    decimal: dict[str, str] = field(default_factory=dict)
    rating_scale: dict[str, tuple[int, int]] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)


@dataclass
class Evidence:
    """One file's columns, being looked at.

    `recalled`: what was found out about the latest file with this header, which this one holds rows of if it is `mended`;
    `as_said`: why, where a person said so; `found` and `decided` are filled: what was found out, and what could be
    read in two ways and was decided by something else.
    """

    database: duckdb.DuckDBPyConnection
    settings: Settings
    detected_earlier: Mapping[str, Any]
    mended: bool
    answer_reason: dict[str, str]
    detected: DetectedNotations = field(default_factory=DetectedNotations)
    decided: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, notation: str, name: str) -> str | None:
        """What a person said of this column, or of all columns."""
        return self.settings.by_column.get(notation, {}).get(name) or getattr(self.settings, notation)

    def has_row(self, condition: str) -> bool:
        """Whether a row is there of which this holds."""
        return (
            self.database.execute(f"select 1 from given_row where {condition} limit 1").fetchone() is not None
        )

    def fetch_row(self, query: str, values: object = None) -> tuple[Any, ...]:
        """The one row that a query gives."""
        row = self.database.execute(query, values).fetchone()
        assert row is not None
        return row


def distinct_texts(name: str, condition: str = "true") -> str:
    """SQL of `texts(text, times)`: the different texts of one of our columns, those that are `wanted`, and in how many
    rows each stands."""
    return (
        f"with texts as (select {name} as text, count(*)::bigint as times from given_row "
        f"where {name} is not null and {condition} group by {name})"
    )


def majority(one: int, other: int, first: str, second: str) -> str | None:
    """The reading that so many more values speak for than for the other that those are mistakes."""
    if one > CLEAR_MAJORITY * other:
        return first
    if other > CLEAR_MAJORITY * one:
        return second
    return None
