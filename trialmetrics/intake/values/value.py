"""What a text says, and how its column is written: what every reader of texts takes and gives."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo


class Value(NamedTuple):
    """What a text says. `reason`: it cannot be read, and how to mend it. `seen` no: not observed. For moments `bare`: a
    date without a time; `happened`: yes without a time, or did not happen; `after`: so long after the request; `pending`:
    had not happened yet, and may yet; `utc`: the moment in UTC, where the text gives an offset."""

    value: Any = None
    bare: bool = False
    happened: bool | None = None
    after: timedelta | None = None
    seen: bool = True
    reason: str | None = None
    pending: bool = False
    utc: datetime | None = None


class Notation(NamedTuple):
    """How a column is written: date order (dmy, mdy or None), whether midnight stands for no time, decimal sign, rating
    scale, whether ratings are signs; the time zone of the policy; whether no text of the file needs a closer look."""

    zone: ZoneInfo
    date_order: str | None = None
    midnight_is_bare: bool = False
    decimal: str = "."
    scale: tuple[int, int] = (1, 5)
    signs: bool = False
    plain: bool = False
