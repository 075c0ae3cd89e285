"""Read the time of day after a date, with the offset from UTC that may follow it."""

import re
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from trialmetrics.intake.values.calendar_words import ZONES

MAX_OFFSET = 14 * 60  # minutes; Kiribati
_LEAD = re.compile(r"(?:[-–] |(?:om|at|um|a las|a la|a|kl\.?) )")
# Hours, then minutes and seconds; fractions of a second are dropped.
_CLOCK = re.compile(
    r"(\d{1,2})"
    r"(?:(?:[:.]|\s?(?:u|h|uur|uhr)\s?)(\d{2})(?:\s?m(?:in)?\b\.?)?(?:[:.](\d{2})(?:[.,]\d+)?)?)?"
    r"(?:\s*([ap])\.?\s?m\b\.?)?(\s*(?:uur|uhr|hrs?|h|u)\b\.?)?\s*(.*)$"
)
_COMMENT = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]$")
_OFFSET = re.compile(r"(?:(z|utc|gmt|ut)\s?)?([+−-])(\d{1,2})(?::?(\d{2}))?(?::?00)?(?:\s([a-z]{1,5}))?$")
# At the end of a heading. Other zones are named there for the place rather than for the offset: CET in summer too.
_HEADING_OFFSET = re.compile(r"(?:[(\[ _])((?:utc|gmt)(?: ?[+−-]\d{1,2}(?::?\d{2})?)?)[)\]]?$")


class Clock(NamedTuple):
    """A time of day, as time since midnight, and how far it is ahead of UTC (None: not written)."""

    time: timedelta
    offset: timedelta | None = None


class AmbiguousZone(Exception):
    """The name of a zone, as `args[0]`, that stands for none or for several."""


def heading_offset(heading: str) -> timedelta | None:
    """How far the times under a heading such as `Created at (UTC)` are ahead of UTC; None if it does not say."""
    match = _HEADING_OFFSET.search(heading.strip().casefold())
    return _offset(match[1]) if match else None


@lru_cache(maxsize=8192)
def read_clock(text: str) -> Clock | None:
    """The time in a `folded` text that has nothing else; None if it is none. Raises AmbiguousZone."""
    text = text.strip()
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    match = _CLOCK.match(text)
    if not match or not (match[2] or match[4] or match[5]):
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4] == "p" else 0)
    # ISO 8601 writes the end of a day as 24:00.
    if (hour > 23 and (hour, minute, second) != (24, 0, 0)) or minute > 59 or second > 59:
        return None
    time = timedelta(hours=hour, minutes=minute, seconds=second)
    if not match[6]:
        return Clock(time)
    offset = _offset(match[6])
    return Clock(time, offset) if offset is not None else None


def _offset(text: str) -> timedelta | None:
    """How far a zone is ahead of UTC; None if the text is none. Raises AmbiguousZone."""
    if match := _COMMENT.search(text):
        # A comment after an offset, such as `+0100 (CET)`, says nothing new.
        text = text[: match.start()] or match[1]
    text = text.strip()
    if text in ZONES:
        return timedelta(minutes=ZONES[text])
    match = _OFFSET.match(text)
    if not match:
        if re.fullmatch(r"[a-z]{3,5}", text):
            raise AmbiguousZone(text.upper())
        return None
    minutes = int(match[3]) * 60 + int(match[4] or 0)
    if minutes > MAX_OFFSET or int(match[4] or 0) > 59:
        return None
    ahead = minutes if match[2] == "+" else -minutes
    if match[5] in ZONES and ZONES[match[5]] != ahead:
        return None  # it contradicts itself
    return timedelta(minutes=ahead)
