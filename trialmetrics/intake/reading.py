"""What intake makes of a file: how it was read, what is still to be asked, and the batch that it hands over."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialmetrics.errors import QuestionOpen
from trialmetrics.intake.batch import Batch
from trialmetrics.text import question_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Settings:
    """What a person says about a file; everything left out is recognised, or asked where it cannot be.

    `columns`: their heading -> our column (None: leave it alone). `values`: our column -> one value for the whole file.
    `answers`: our column -> their text -> the text to read instead (empty: not observed; None: what was remembered no
    longer holds). `date_order`, `decimal`, `rating_scale` are for every column; `by_column`, for those in question only:
    one of these names -> our column -> the answer. `afresh`: nothing that is remembered for the header holds.
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
    afresh: bool = False


@dataclass(frozen=True)
class Question:
    """What the file cannot tell: a code with its figures, JSON-able, of which `text.question_text` makes the sentences.

    `setting` names what to set: `columns.OURS`, `date_order`, `decimal` or `rating_scale`; `answers`: the values that it
    may be set to; `columns` are ours that the answer is for, and `of_some`: others of their kind are decided already.
    """

    setting: str
    code: str
    figures: dict[str, Any]
    answers: tuple[str, ...]
    columns: tuple[str, ...] = ()
    of_some: bool = False


@dataclass(frozen=True)
class Proposal:
    """A heading that was left alone and comes near one of our columns."""

    heading: str
    ours: str


@dataclass(frozen=True)
class Unread:
    """A text that was not read, in so many rows; `choices` are what it may be said to mean, the nearest first; `near`
    those that come so near that the text may be a slip of the pen."""

    column: str
    heading: str
    text: str
    rows: int
    choices: tuple[str, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One file, read. Nothing of it is stored yet.

    `read_at`: the local moment of reading, after whose day nothing in the file can have happened; `zone`: the time zone of
    local moments; `header` is as written,
    `names` tell its columns apart; `mapping`: their name -> our column; `settings`: what reproduces the reading and what
    was found out, JSON-able, to be remembered under `signature`; `recalled`: the `columns`, `values` and `answers` in it
    that come from an earlier file with this header; `decided`: what could be read in two ways and was decided by other
    columns, by the values or by an earlier file, as codes with figures (`text.question_text.decided`); `sheets`: names of a
    workbook's; `rows` counts what is a row (no blank lines, repeated headers, totals), `set_aside` those that cannot be
    taken, `warnings` the single values. `folder` has the tables of the `batch`; while `questions` is not empty there are none.
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

    @property
    def batch(self) -> Batch | None:
        """What is to be stored; None while questions are open."""
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
        )

    def require_batch(self) -> Batch:
        """What is to be stored. Raises QuestionOpen while questions are open."""
        if batch := self.batch:
            return batch
        question = self.questions[0]
        sentence = f"{question_text.text(question)} {question_text.option(question)}"
        raise QuestionOpen(f"{self.file}: {sentence}")
