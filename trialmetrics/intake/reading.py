"""The result of reading a file: how it was read, the open questions, and the batch to store."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialmetrics.errors import AmbiguousFile
from trialmetrics.intake.batch import Batch
from trialmetrics.text import question_text

if TYPE_CHECKING:
    import pandas as pd


# The settings that say how columns are written; each may also be given by column.
NOTATIONS = ("date_order", "decimal", "rating_scale")


@dataclass(frozen=True)
class Settings:
    """A person's choices for a file; whatever is left out is detected, or asked where detection fails.

    `columns`: their heading -> our column (None: ignore the heading). `values`: our column -> one value for the whole file.
    `answers`: our column -> their text -> the text to read instead (empty: not observed; None: drop the
    remembered answer). `date_order`, `decimal`, `rating_scale` apply to every column; `by_column` overrides them:
    one of NOTATIONS -> our column (`COLUMN:/`: its dates with slashes) -> the answer. `repeated`: what several rows of one
    trial are in a sheet (`lines` of one order, `corrections` of one row, `trials` of their own). `afresh`: ignore what is
    remembered for the header. `needs_lead`: lines to set aside because whoever brings the file may not bring them.
    """

    kind: str = "auto"
    columns: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str | None]] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    rating_scale: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    by_column: dict[str, dict[str, str]] = field(default_factory=dict)
    repeated: str | None = None
    afresh: bool = False
    needs_lead: tuple[int, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question to a person: a code with its figures, JSON-able; `text.question_text` words it.

    `setting` is the setting to fill: `columns.OURS`, `heading.THEIRS`, `kind`, `answers.OURS` (what the `texts` of its figures
    mean), `date_order`, `decimal`, `rating_scale` or `repeated`; `answers`: its permitted values; `columns`: our columns that the
    answer applies to, as the keys of `Settings.by_column`; `of_some`: other columns of that kind are already decided; `guess`: the
    answer that the file suggests, which a person confirms.
    """

    setting: str
    code: str
    figures: dict[str, Any]
    answers: tuple[str, ...]
    columns: tuple[str, ...] = ()
    of_some: bool = False
    guess: str | None = None


@dataclass(frozen=True)
class Proposal:
    """An unmapped heading that resembles one of our columns."""

    heading: str
    ours: str


@dataclass(frozen=True)
class Unread:
    """A text that could not be read, in `rows` rows; `choices`: meanings a person may pick, most similar first; `near`: those so
    similar that the text may be a typing error."""

    column: str
    heading: str
    text: str
    rows: int
    choices: tuple[str, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One file, read but not stored.

    `read_at`: local time of reading in `zone`; events on a later day are rejected. `header`: as written; `names`: the same,
    made unique; `mapping`: their name -> our column. `settings`: reproduces the reading, with the detected notation,
    JSON-able, remembered under `signature`; `recalled`: its `columns`, `values` and `answers` that come from an earlier file
    with this header. `decided`: ambiguous notations and what settled them; `doubts`: signs that an answer is wrong for this file;
    both as codes with figures that `text.question_text` words. `sheets`: the workbook's sheet names. `unused`: the headings left
    alone, those of dates first: `{"heading", "values": examples, "nearest": our column or None}`. `rows` excludes blank lines,
    repeated headers and totals; `as_written`: the first of them, each its line and the texts under `names`; `preview`: the same
    as read, under our columns; `examples`: how values were turned, see `preview.examples`. `set_aside` counts rows that cannot be
    taken, `warnings` single values left out. `folder` holds the tables of the `batch`; while there are `questions` it, `preview`
    and `examples` are empty. `original`: the file itself.
    """

    file: str
    sha256: str
    read_at: datetime
    zone: str
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
    recalled: dict[str, Any] = field(default_factory=dict)
    decided: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    unused: list[dict[str, Any]] = field(default_factory=list)
    original: Path | None = None
    as_written: list[list[Any]] = field(default_factory=list)
    examples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def batch(self) -> Batch | None:
        """The batch to store; None while questions are open."""
        if self.questions:
            return None
        return Batch(
            name=self.file,
            kind=self.kind,
            sha256=self.sha256,
            read_at=self.read_at,
            zone=self.zone,
            tables=self.folder,
            rows=self.rows,
            set_aside=self.set_aside,
            warnings=self.warnings,
            header=self.header,
            mapping=self.mapping,
            settings=self.settings,
            encoding=self.encoding,
            delimiter=self.delimiter,
            original=self.original,
        )

    def require_batch(self) -> Batch:
        """The batch to store. Raises AmbiguousFile while questions are open."""
        if batch := self.batch:
            return batch
        sentences = [
            f"{question_text.text(question)} {question_text.option(question)}" for question in self.questions
        ]
        raise AmbiguousFile(f"{self.file}: {' '.join(sentences)}")
