"""The timeline: one lane per trial from its request on, with the supplier's events above the line and all others below."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.charts.theme import Chart, Look
from trialmetrics.text import date_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped
from trialmetrics.vocabulary import EVENTS

_LANE = 74  # pixels
_RISE = 0.2  # of a lane: how far marks are from its line
_DAY = timedelta(days=1)
_INCIDENTS = ("rude", "belittling", "disclosed", "error", "complaint")


class _Event(NamedTuple):
    name: str
    at: datetime
    bare: bool
    note: object

    @property
    def above(self) -> bool:
        return EVENTS[self.name].by == "supplier"

    @property
    def incident(self) -> bool:
        return self.name in _INCIDENTS


class _Service(NamedTuple):
    """The service calendar: arrays with one entry per day from `first` on, both in seconds."""

    first: date
    opens: np.ndarray
    seconds: np.ndarray


def timeline_chart(events: pd.DataFrame, trials: pd.DataFrame, service: pd.DataFrame, look: Look) -> Chart:
    """Each trial's events in days after its request.

    `events`: current events of one supplier; `trials`: its rows of the ranking's trials; `service`: the service calendar
    (`day`, `opens`, `seconds`), without missing days. Events without a moment appear only in the table beside the chart.
    """
    lanes = trials.sort_values("requested_at", na_position="last").to_dict(orient="records")
    by_trial = _by_trial(events)
    hours = _Service(service["day"].iloc[0], service["opens"].to_numpy(), service["seconds"].to_numpy())
    traces: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    longest = 1.0
    for lane, trial in enumerate(lanes):
        trial_events = by_trial.get(trial["trial_id"], [])
        if not trial_events:
            continue
        start = (
            trial_events[0].at if pd.isna(trial["requested_at"]) else trial["requested_at"].to_pydatetime()
        )
        days = [(event.at - start) / _DAY for event in trial_events]
        longest = max(longest, *days)
        line = {
            "type": "scatter", "x": [0, max(days)], "y": [lane, lane], "mode": "lines",
            "line": {"color": look.faint, "width": 1.5}, "hoverinfo": "skip",
        }  # fmt: skip
        traces += [
            *_shade(hours, start, trial_events[-1].at, lane, look),
            line,
            *_wait(trial, start, max(days), lane, look),
            _marks(trial_events, days, lane, look),
        ]
        words += _words(trial_events, days, lane, look)
    layout = look.layout(
        _LANE * len(lanes) + 60,
        x={
            "range": [-0.03 * longest, 1.04 * longest], "title": {"text": _("days after the request"), "standoff": 8},
        },
        y={
            "tickvals": list(range(len(lanes))), "ticktext": [_lane(trial) for trial in lanes],
            "range": [len(lanes) - 0.45, -0.55],
        },
        margin={"t": 8}, annotations=words,
    )  # fmt: skip
    return {"data": traces, "layout": layout}


def _by_trial(events: pd.DataFrame) -> dict[str, list[_Event]]:
    """Trial id -> its events that have a moment, by time."""
    timed = events[events["occurred_at"].notna()].sort_values("occurred_at", kind="stable")
    moments = pd.DatetimeIndex(timed["occurred_at"]).to_pydatetime()
    by_trial: dict[str, list[_Event]] = {}
    for trial, *event in zip(
        timed["trial_id"], timed["event"], moments, timed["bare"], timed["note"], strict=True
    ):
        by_trial.setdefault(trial, []).append(_Event(*event))
    return by_trial


def _lane(trial: Mapping[Any, Any]) -> str:
    """The label of a lane: the trial's name, its state, and whether it is not judged."""
    lines = [escaped(str(trial["trial_id"])), terms.state_words(trial["state"])]
    return "<br>".join(lines if trial["judged"] else [*lines, _("not judged")])


def _marks(events: list[_Event], days: list[float], lane: int, look: Look) -> dict[str, Any]:
    bad, good = look.verdict("reject"), look.verdict("pass")
    return {
        "type": "scatter", "x": days, "y": [lane - _RISE if event.above else lane + _RISE for event in events], "mode": "markers",
        "marker": {
            "symbol": ["x" if event.incident else "circle" if event.above else "circle-open" for event in events],
            "color": [bad if event.incident else good if event.above else look.faint for event in events],
            "size": 10,
        },
        "hovertext": [_hover(event) for event in events], "hoverinfo": "text",
    }  # fmt: skip


def _words(events: list[_Event], days: list[float], lane: int, look: Look) -> list[dict[str, Any]]:
    """The names of the events, where they do not overlap."""
    words = []
    bad = look.verdict("reject")
    last = {True: -1e9, False: -1e9}
    least = 0.09 * max(max(days), 1.0)
    incidents = [day for day, event in zip(days, events, strict=True) if event.incident]
    for day, event in zip(days, events, strict=True):
        above = event.above
        if not above and not event.incident and any(abs(day - incident) < least for incident in incidents):
            continue
        if day - last[above] > least or event.incident:
            words.append({
                "x": day, "y": lane - _RISE - 0.15 if above else lane + _RISE + 0.15,
                "text": terms.event_words(event.name), "showarrow": False,
                "font": {"size": 11, "color": bad if event.incident else look.faint},
            })  # fmt: skip
            last[above] = day
    return words


def _wait(
    trial: Mapping[Any, Any], start: datetime, end: float, lane: int, look: Look
) -> list[dict[str, Any]]:
    """A wedge for the wait for the first reply, thicker the longer it lasts."""
    replied = trial["first_reply_at"]
    until = (replied - start) / _DAY if not pd.isna(replied) else (end if trial["answered"] is False else 0)
    if until <= 0:
        return []
    thick = min(0.16, 0.02 + 0.012 * until)
    return [{
        "type": "scatter", "x": [0, until, until, 0], "y": [lane - 0.008, lane - thick, lane + thick, lane + 0.008],
        "fill": "toself", "mode": "lines", "line": {"width": 0}, "fillcolor": look.neutral, "hoverinfo": "skip",
        "opacity": 0.8,
    }]  # fmt: skip


def _shade(service: _Service, start: datetime, end: datetime, lane: int, look: Look) -> list[dict[str, Any]]:
    """Grey areas outside service hours: weekends and holidays always, nights only in short lanes."""
    nights = end - start < timedelta(days=4)
    x: list[float | None] = []
    y: list[float | None] = []
    places = range(
        max((start.date() - service.first).days - 1, 0),
        min((end.date() - service.first).days + 2, len(service.seconds)),
    )
    for place in places:
        midnight = datetime.combine(service.first + place * _DAY, time())
        opens, seconds = int(service.opens[place]), int(service.seconds[place])
        spans = [(0, 86400)] if not seconds else [(0, opens), (opens + seconds, 86400)] * nights
        for begin, stop in spans:
            left = max((midnight + timedelta(seconds=begin) - start) / _DAY, 0)
            right = min((midnight + timedelta(seconds=stop) - start) / _DAY, (end - start) / _DAY)
            if right > left:
                x += [left, right, right, left, None]
                y += [lane - 0.3, lane - 0.3, lane + 0.3, lane + 0.3, None]
    if not x:
        return []
    return [{
        "type": "scatter", "x": x, "y": y, "fill": "toself", "mode": "lines", "line": {"width": 0}, "fillcolor": look.grid,
        "hoverinfo": "skip",
    }]  # fmt: skip


def _hover(event: _Event) -> str:
    lines = [
        f"<b>{terms.event_words(event.name)}</b>",
        date_text.moment(event.at, date_only=bool(event.bare)),
    ]
    if isinstance(event.note, str):
        lines.append(escaped(event.note[:200]))
    return "<br>".join(lines)
