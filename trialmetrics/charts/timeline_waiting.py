"""Waiting on the timeline: a wedge until the first reply or for as long as nothing came, the reply window, and closed hours."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.charts.theme import Look
from trialmetrics.charts.timeline_events import DAY, Content, Lane
from trialmetrics.policy import Clock, Policy
from trialmetrics.service_calendar import calendar
from trialmetrics.text import date_text, number_text
from trialmetrics.text.language import _
from trialmetrics.vocabulary import EVENTS

TO_NAME = 26  # pixels from the line of a lane to the name of an event


class Service(NamedTuple):
    """The service calendar of a clock: arrays with one entry per day from `first` on, both in seconds."""

    first: date
    opens: np.ndarray
    seconds: np.ndarray

    @classmethod
    def of(cls, clock: Clock) -> "Service":
        """The calendar of this clock."""
        days = calendar(clock)
        return cls(days["day"][0].as_py(), days["opens"].to_numpy(), days["seconds"].to_numpy())


def wait_of(trial: Mapping[Any, Any], shown: Content) -> tuple[float, float]:
    """Where the wait for the first reply begins and ends, in days; the same where there is none."""
    begin = next(
        (
            place.day
            for event, place in zip(shown.events, shown.places, strict=True)
            if event.name == "request"
        ),
        0.0,
    )
    if pd.isna(trial["first_reply_at"]):
        return begin, max(shown.silent, begin)
    replies = (
        place.day
        for event, place in zip(shown.events, shown.places, strict=True)
        if EVENTS[event.name].reply and event.at >= trial["first_reply_at"]
    )
    return begin, max(next(replies, begin), begin)


def wedge(wait: tuple[float, float], lane: Lane, look: Look) -> list[dict[str, Any]]:
    """A wedge for the wait for the first reply, thicker the longer it lasts."""
    begin, end = wait
    if end <= begin:
        return []
    thin, thick = 0.6, min(12.0, 1.5 + 0.9 * (end - begin))  # pixels to either side
    return [{
        "type": "scatter", "x": [begin, end, end, begin],
        "y": [lane.up(thin), lane.up(thick), lane.down(thick), lane.down(thin)],
        "fill": "toself", "mode": "lines", "line": {"width": 0}, "fillcolor": look.neutral, "hoverinfo": "skip",
        "opacity": 0.8,
    }]  # fmt: skip


def window_stroke(
    trial: Mapping[Any, Any],
    start: datetime,
    wait: tuple[float, float],
    lane: Lane,
    policy: Policy,
    look: Look,
) -> list[dict[str, Any]]:
    """A stroke across the wedge where the reply window ended."""
    if pd.isna(trial["window_ends_at"]):
        return []
    day = (trial["window_ends_at"] - start) / DAY
    if not wait[0] < day <= wait[1]:
        return []
    hours = date_text.hours(policy.windows.reply_hours, policy.clock.day_hours)
    return [{
        "type": "scatter", "x": [day], "y": [lane.number], "mode": "markers", "hoverinfo": "text",
        "marker": {"symbol": "line-ns-open", "size": 26, "color": look.ink, "line": {"width": 2, "color": look.ink}},
        "hovertext": [_("end of the reply window, {hours}").format(hours=hours)],
    }]  # fmt: skip


def silence_words(
    trial: Mapping[Any, Any], wait: tuple[float, float], lane: Lane, policy: Policy, look: Look
) -> list[dict[str, Any]]:
    """How long nothing came, in words at the end of the wedge."""
    if pd.isna(trial["silent_until"]) or wait[1] <= wait[0]:
        return []
    hours = trial["silent_hours"]
    silence = (
        ""
        if number_text.is_missing(hours)
        else date_text.silence(hours, policy.clock.day_hours, date_only=trial["wait_bare"])
    )
    if silence:
        text = _("no reply in {hours}").format(hours=silence)
    else:
        text = _("no reply yet") if trial["state"] == "open" else _("no reply")
    return [{
        "x": wait[1], "y": lane.up(TO_NAME), "xanchor": "right", "text": text, "showarrow": False,
        "font": {"size": 12, "color": look.ink},
    }]  # fmt: skip


def shade(service: Service, shown: Content, bare: bool, lane: Lane, look: Look) -> list[dict[str, Any]]:
    """Grey areas outside service hours: weekends and holidays always, nights only in short lanes that know their hours."""
    start, end = shown.start, shown.start + shown.end * DAY
    nights = end - start < timedelta(days=4) and not bare
    x: list[float | None] = []
    y: list[float | None] = []
    places = range(
        max((start.date() - service.first).days - 1, 0),
        min((end.date() - service.first).days + 2, len(service.seconds)),
    )
    low, high = lane.up(22), lane.down(22)
    for place in places:
        midnight = datetime.combine(service.first + place * DAY, time())
        spans = _closed(int(service.opens[place]), int(service.seconds[place]), nights)
        for begin, stop in spans:
            left = max((midnight + timedelta(seconds=begin) - start) / DAY, 0)
            right = min((midnight + timedelta(seconds=stop) - start) / DAY, (end - start) / DAY)
            if right > left:
                x += [left, right, right, left, None]
                y += [low, low, high, high, None]
    if not x:
        return []
    return [{
        "type": "scatter", "x": x, "y": y, "fill": "toself", "mode": "lines", "line": {"width": 0}, "fillcolor": look.grid,
        "hoverinfo": "skip",
    }]  # fmt: skip


def _closed(opens: int, seconds: int, nights: bool) -> list[tuple[int, int]]:
    """When of a day no service can be expected, in seconds of the day."""
    if not seconds:
        return [(0, 86400)]
    return [(0, opens), (opens + seconds, 86400)] if nights else []
