"""The argument and result of every reader of texts: a column's notation, a value, a problem."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from trialmetrics.intake.values.word_scale import THREE_STEPS


class Problem(NamedTuple):
    """What is wrong with a value or a row: a code with its figures, JSON-able; `text.problem_text` words it."""

    code: str
    parts: Mapping[str, Any] = MappingProxyType({})

    @property
    def stored(self) -> tuple[str, str]:
        """The code and the figures, as JSON text."""
        return self.code, json.dumps(dict(self.parts), ensure_ascii=False)


class Value(NamedTuple):
    """The value of a text. `problem`: why it cannot be read. `seen`: False means not observed. For moments, `date_only`: without
    a time; `happened`: True at an unknown time, False if it did not; `after`: time after the request; `pending`: not yet,
    but it still may; `utc`: naive UTC datetime if the text has an offset; `instead`: the event that happened instead, in a row
    that has a reply."""

    value: Any = None
    date_only: bool = False
    happened: bool | None = None
    after: timedelta | None = None
    seen: bool = True
    problem: Problem | None = None
    pending: bool = False
    utc: datetime | None = None
    instead: str | None = None


def unreadable(code: str, **parts: Any) -> Value:
    """A value that could not be read, with the problem."""
    return Value(problem=Problem(code, parts))


class Notation(NamedTuple):
    """How a column is written. `zone`: the policy's time zone; `date_order`: `dmy`, `mdy` or None (unknown), of all dates or by
    their separator; `midnight_is_date_only`: 00:00 stands for no time; `scale`: of ratings, from the lowest grade to the best;
    `signs`: ratings are signs such as + and -; `plain_texts`: no text of the file has surrounding blanks, control characters or
    `n/a`; `grades`: the steps of the scale that grades in words are on, lowest first; `unit`: of numbers that say how long
    after the request, as minutes in one (None: numbers say nothing); `clock_is_duration`: 1:30 is an hour and a half after the
    request; `has_request`: rows know when the request was; `offset`: how far times without an offset are ahead of UTC (None:
    they are in `zone`)."""

    zone: ZoneInfo
    date_order: Mapping[str, str] | str | None = None
    midnight_is_date_only: bool = False
    decimal: str = "."
    scale: tuple[int, int] = (1, 5)
    signs: bool = False
    plain_texts: bool = False
    grades: tuple[str, ...] = THREE_STEPS
    unit: int | None = None
    clock_is_duration: bool = False
    has_request: bool = True
    offset: timedelta | None = None
