"""What a text says, and how its column is written: what every reader of texts takes and gives."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo


class Problem(NamedTuple):
    """What is wrong with a value or a row: a code, and its figures, JSON-able; `text.problem_text` has the sentences."""

    code: str
    parts: Mapping[str, Any] = MappingProxyType({})

    @property
    def stored(self) -> tuple[str, str]:
        """The code, and the figures as JSON."""
        return self.code, json.dumps(dict(self.parts), ensure_ascii=False)


class Value(NamedTuple):
    """What a text says. `problem`: why it cannot be read. `seen` no: not observed. For moments `bare`: a
    date without a time; `happened`: yes without a time, or did not happen; `after`: so long after the request; `pending`:
    had not happened yet, and may yet; `utc`: the moment in UTC, where the text gives an offset."""

    value: Any = None
    date_only: bool = False
    happened: bool | None = None
    after: timedelta | None = None
    seen: bool = True
    problem: Problem | None = None
    pending: bool = False
    utc: datetime | None = None


def unreadable(code: str, **parts: Any) -> Value:
    """What a text says that cannot be read, and why."""
    return Value(problem=Problem(code, parts))


class Notation(NamedTuple):
    """How a column is written: date order (dmy, mdy or None), whether midnight stands for no time, decimal sign, rating
    scale, whether ratings are signs; the time zone of the policy; whether no text of the file needs a closer look."""

    zone: ZoneInfo
    date_order: str | None = None
    midnight_is_date_only: bool = False
    decimal: str = "."
    scale: tuple[int, int] = (1, 5)
    signs: bool = False
    plain_texts: bool = False
