"""What stands in a lane of the timeline: the events of a trial and its promised dates, with their places in days."""

import textwrap
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from trialmetrics.text import terms
from trialmetrics.text.language import _
from trialmetrics.vocabulary import EVENTS, RATINGS

LETTERS = 44  # of a line of words under a lane
DAY = timedelta(days=1)
INCIDENTS = ("rude", "belittling", "disclosed", "error", "complaint")


class Event(NamedTuple):
    name: str
    at: datetime
    bare: bool
    note: object
    rated: bool

    @property
    def above(self) -> bool:
        return EVENTS[self.name].by == "supplier"

    @property
    def incident(self) -> bool:
        return self.name in INCIDENTS

    @property
    def words(self) -> str:
        # A sheet's row has one such event, which carries its note as well.
        return _("note") if self.name == "assessment" and not self.rated else terms.event_words(self.name)


class Place(NamedTuple):
    """Where something stands in its lane, in days after the request; what has a date and no time takes the whole day."""

    day: float
    begin: float
    end: float


class Lane(NamedTuple):
    """A lane: its number, and the height in pixels that all lanes have."""

    number: int
    height: float

    def up(self, pixels: float) -> float:
        """The place so far above its line."""
        return self.number - pixels / self.height

    def down(self, pixels: float) -> float:
        """The place so far below its line."""
        return self.number + pixels / self.height


class Content(NamedTuple):
    """What stands in a lane: its start, events and promised dates with their places, until when nothing came and where it ends,
    both in days after the start."""

    start: datetime
    events: list[Event]
    places: list[Place]
    promised: list[tuple[datetime, bool]]
    due: list[Place]
    silent: float
    end: float


def timed_events(events: pd.DataFrame) -> dict[str, list[Event]]:
    """Trial id -> its events that have a moment, by time; those of one moment, or of one day, as they usually follow each other."""
    timed = events[events["occurred_at"].notna()]
    timed = timed.assign(usual=timed["event"].map([*EVENTS].index)).sort_values(
        ["occurred_at", "usual"], kind="stable"
    )
    moments = pd.DatetimeIndex(timed["occurred_at"]).to_pydatetime()
    by_trial: dict[str, list[Event]] = {}
    for trial, *event in zip(
        timed["trial_id"], timed["event"], moments, timed["bare"], timed["note"], _rated(timed), strict=True
    ):
        by_trial.setdefault(trial, []).append(Event(*event))
    return by_trial


def untimed_lines(events: pd.DataFrame) -> dict[str, list[str]]:
    """Trial id -> its events that have no moment, as lines of words: "no time noted: chased 2x, error"."""
    untimed = events[events["occurred_at"].isna()]
    counts: dict[str, Counter[str]] = {}
    for trial, name, note, rated in zip(
        untimed["trial_id"], untimed["event"], untimed["note"], _rated(untimed), strict=True
    ):
        if name == "assessment" and not rated and not isinstance(note, str):
            continue  # of a row in which nothing was rated and nothing written
        counts.setdefault(trial, Counter())[Event(name, datetime.min, False, note, rated).words] += 1
    template = _("{event} {n}×")
    return {
        trial: textwrap.wrap(
            _("no time noted: {events}").format(
                events=", ".join(template.format(event=event, n=n) if n > 1 else event for event, n in counted.items())
            ),
            LETTERS,
        )
        for trial, counted in counts.items()
    }  # fmt: skip


def _rated(events: pd.DataFrame) -> list[bool]:
    return events[list(RATINGS)].notna().any(axis=1).tolist()


def promises(events: pd.DataFrame) -> dict[str, list[tuple[datetime, bool]]]:
    """Trial id -> its promised dates, and whether each has no time of day."""
    promised = events[events["promised_at"].notna()].sort_values("promised_at")
    by_trial: dict[str, dict[datetime, bool]] = {}
    for trial, at, bare in zip(
        promised["trial_id"], promised["promised_at"], promised["promised_bare"], strict=True
    ):
        by_trial.setdefault(trial, {})[at.to_pydatetime()] = bool(bare)
    return {trial: [*dates.items()] for trial, dates in by_trial.items()}


def content(
    trial: Mapping[Any, Any], events: list[Event], promised: list[tuple[datetime, bool]]
) -> Content | None:
    """What stands in the lane of a trial, from its request on, else from its first event; None where nothing has a moment."""
    dated = not pd.isna(trial["requested_at"])
    if not dated and not events:
        return None
    start: datetime = trial["requested_at"].to_pydatetime() if dated else events[0].at
    events = [event for event in events if _has_begun(event, start)]
    places = _spread(events, start)
    due = [_place(at, bare, start) for at, bare in promised]
    silent = 0.0 if pd.isna(trial["silent_until"]) else (trial["silent_until"] - start) / DAY
    end = max([silent, *(place.end for place in (*places, *due)), 0.0])
    return Content(start, events, places, promised, due, silent, end)


def _has_begun(event: Event, start: datetime) -> bool:
    """Whether an event is not before its request; of one on the same day without a time of day that is not known."""
    return event.at >= start or (event.bare and event.at.date() == start.date())


def _place(at: datetime, bare: bool, start: datetime) -> Place:
    begin = max((at - start) / DAY, 0.0)
    end = max((at + DAY - start) / DAY, begin) if bare else begin
    return Place((begin + end) / 2, begin, end)


def _spread(events: list[Event], start: datetime) -> list[Place]:
    """The places of the events; those of one day without a time of day stand beside each other."""
    days = Counter((event.at, event.above) for event in events if event.bare)
    seen: Counter[tuple[datetime, bool]] = Counter()
    places = []
    for event in events:
        place = _place(event.at, event.bare, start)
        if event.bare:
            day = event.at, event.above
            seen[day] += 1
            place = place._replace(day=place.begin + (place.end - place.begin) * seen[day] / (days[day] + 1))
        places.append(place)
    return places
