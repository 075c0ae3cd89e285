"""Evidence for detecting a column's notation: its texts, a person's answers, what was detected in an earlier file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics.intake.reading import Settings

# Contradicting values count as mistakes only if the others outnumber them by this factor.
CLEAR_MAJORITY = 10


@dataclass
class DetectedNotations:
    """The detected notation by column (our names), remembered with the file's header.

    `date_order` is by separator within the column. `durations`: columns where 1:30 is so much after the request. `grades`: the
    grades in words that occur; `steps`: those of the scale they are on, where it has more than three.
    """

    date_order: dict[str, dict[str, str]] = field(default_factory=dict)
    midnight: list[str] = field(default_factory=list)
    decimal: dict[str, str] = field(default_factory=dict)
    rating_scale: dict[str, tuple[int, int]] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)
    durations: list[str] = field(default_factory=list)
    grades: dict[str, list[str]] = field(default_factory=dict)
    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Evidence:
    """Evidence on one file's columns, and the results so far.

    `detected_earlier`: the notation detected in the latest file with this header (if `mended`, the file that these rows are
    from); `zone`: the policy's; `answer_reason`: reason code for a person's answers. The detectors fill `detected`, and
    `decided` with decisions on ambiguous columns.
    """

    database: duckdb.DuckDBPyConnection
    settings: Settings
    detected_earlier: Mapping[str, Any]
    mended: bool
    zone: ZoneInfo
    answer_reason: dict[str, str]
    detected: DetectedNotations = field(default_factory=DetectedNotations)
    decided: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, notation: str, name: str) -> str | None:
        """A person's answer for this column, else for all columns."""
        return self.settings.by_column.get(notation, {}).get(name) or getattr(self.settings, notation)

    def has_row(self, condition: str) -> bool:
        """Whether any row satisfies the SQL condition."""
        return (
            self.database.execute(f"select 1 from raw_row where {condition} limit 1").fetchone() is not None
        )

    def fetch_row(self, query: str, values: object = None) -> tuple[Any, ...]:
        """The first row of a query."""
        row = self.database.execute(query, values).fetchone()
        assert row is not None
        return row


def distinct_texts(name: str, condition: str = "true") -> str:
    """SQL `with` clause defining `texts(text, times)`: the distinct texts of one of our columns that satisfy `condition`, and
    the number of rows with each."""
    return (
        f"with texts as (select {name} as text, count(*)::bigint as times from raw_row "
        f"where {name} is not null and {condition} group by {name})"
    )


def majority(one: int, other: int, first: str, second: str) -> str | None:
    """`first` or `second`, whichever its count (`one`, `other`) clearly favours; None if neither."""
    if one > CLEAR_MAJORITY * other:
        return first
    if other > CLEAR_MAJORITY * one:
        return second
    return None
