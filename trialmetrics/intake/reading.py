"""What intake makes of a file: how it was read, what is still to be asked, and its rows as tables on disk."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Settings:
    """What a person says about a file; everything left out is recognised, or asked where it cannot be.

    `columns`: their heading -> our column (None: leave it alone). `values`: our column -> one value for the whole file.
    `answers`: our column -> their text -> the text to read instead (empty: not observed).
    """

    kind: str = "auto"
    columns: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    rating_scale: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Question:
    """What the file cannot tell: `text` asks, `option` is the command line's answer, `choices` value -> what it reads.

    `setting` names what to set: `columns.OURS`, `date_order`, `decimal` or `rating_scale`.
    """

    setting: str
    text: str
    option: str
    choices: dict[str, str]


@dataclass(frozen=True)
class Proposal:
    """A heading that was left alone and comes near one of our columns."""

    heading: str
    ours: str


@dataclass(frozen=True)
class Unread:
    """A text that was not read, in so many rows; `choices` are what it may be said to mean, the nearest first."""

    column: str
    heading: str
    text: str
    rows: int
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One file, read. Nothing of it is stored yet.

    `header` is as written, `names` tell its columns apart; `mapping`: their name -> our column; `settings`: what
    reproduces the reading and what was found out, JSON-able, to be remembered under `signature`; `rows` counts what is a
    row (no blank lines, repeated headers, totals), `set_aside` those that cannot be taken, `warnings` the single values.
    While `questions` is not empty the tables are not there. In `folder`: events.parquet, sheet.parquet (sheets only),
    set_aside.parquet, problems.parquet; their columns stand in `trialmetrics/store/schema.sql`.
    """

    file: str
    sha256: str
    kind: str
    encoding: str
    delimiter: str
    header: list[str]
    mapping: dict[str, str]
    settings: dict[str, Any]
    rows: int
    set_aside: int
    warnings: int
    questions: list[Question]
    preview: "pd.DataFrame"
    folder: Path
    names: list[str] = field(default_factory=list)
    signature: str = ""
    remembered: bool = False
    proposals: list[Proposal] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
