"""A text, bytes or a workbook goes through intake, in this process; what came of it as plain Python."""

import io
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow.parquet as pq

from trialmetrics.intake.pipeline import read_here
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.values.value import Value
from trialmetrics.text import problem_text, question_text

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 12, 31, 12)
Rows = list[dict[str, Any]]
OWN = (
    "supplier_key", "trial_id", "event", "occurred_at", "bare", "channel", "promised_at", "promised_bare", "welcome",
    "courtesy", "helpfulness", "rater", "note",
)  # fmt: skip


@dataclass
class Taken:
    """The answer of intake, and its tables as lists of rows."""

    answer: dict[str, Any]
    events: Rows
    sheet: Rows
    gaps: Rows
    aside: Rows
    problems: Rows

    def __getattr__(self, name: str) -> Any:
        return self.answer[name]

    def of(self, event: str) -> Rows:
        return [row for row in self.events if row["event"] == event]

    def decisions(self) -> list[str]:
        return [question_text.decision(each) for each in self.answer["decided"]]

    def reasons(self) -> list[tuple[int, str, str]]:
        return [(row["line"], row["column"], row["reason"]) for row in self.problems]


def take(
    content: str | bytes, remembered: dict[str, Any] | None = None, *, now: datetime = NOW, **settings: Any
) -> Taken:
    """Take a file of this content in, under these settings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        answer = read_here(path, folder, Settings(**settings), remembered or {}, ZONE, now)

        def rows(table: str) -> Rows:
            file = folder / f"{table}.parquet"
            return pq.read_table(file).to_pylist() if file.exists() else []

        # Events of one row of a sheet come in no particular order.
        events = numbered(
            sorted(rows("events"), key=lambda row: (row["line"], row["event"], str(row["occurred_at"])))
        )
        problems = [each | {"reason": problem_text.text(each)} for each in rows("problems")]
        return Taken(answer, events, rows("sheet"), rows("gaps"), rows("set_aside"), problems)


def why_not(value: Value) -> str | None:
    """Why a text cannot be read, in a sentence without the text."""
    return problem_text.sentence(*value.problem, "").strip() if value.problem else None


def numbered(events: Rows) -> Rows:
    """Events with what the store tells them apart by: `key`, their own values, and `copy`, which of the equal ones."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for event in events:
        event["key"] = tuple(event[name] for name in OWN)
        seen[event["key"]] += 1
        event["copy"] = seen[event["key"]]
    return events


def workbook(*rows: Sequence[object], title: str = "Blad1", before: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet with these rows, behind empty sheets named `before`."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in before:
        book.create_sheet(name)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


LOG = """supplier,trial_id,event,occurred_at
Jansen BV,1,request,2026-01-05 10:00
Jansen BV,1,reply,2026-01-05 11:30
Bakker,7,request,2026-01-06
"""
