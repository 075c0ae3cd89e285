"""The timeline: one lane per trial from its request on, with the supplier's events above the line and all others below."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from trialmetrics.charts.theme import WIDE_SCREEN, Chart, Look
from trialmetrics.charts.timeline_events import (
    Content,
    Event,
    Lane,
    content,
    promises,
    timed_events,
    untimed_lines,
)
from trialmetrics.charts.timeline_waiting import (
    TO_NAME,
    Service,
    shade,
    silence_words,
    wait_of,
    wedge,
    window_stroke,
)
from trialmetrics.policy import Policy
from trialmetrics.records import records
from trialmetrics.text import date_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped

# Pixels: a lane, each line of words under it, from its line to a mark and to those words.
_LANE, _LINE, _TO_MARK, _TO_WORDS = 74, 14, 15, 34
# Of the axis: how far the names of two events are apart at least, and on a narrow screen.
_APART, _APART_NARROW = 0.07, 0.3
OTHER, PROMISE, INCIDENT = range(3)  # priorities of names


def timeline_chart(events: pd.DataFrame, trials: pd.DataFrame, policy: Policy, look: Look) -> Chart:
    """Each trial's events in days after its request.

    `events`: current events of one supplier; `trials`: its rows of the ranking's trials, with the columns of `analysis.waits`.
    """
    lanes = records(trials.sort_values("requested_at", na_position="last"))
    by_trial = timed_events(events)
    untimed, promised_dates, service = untimed_lines(events), promises(events), Service.of(policy.clock)
    lines = max((len(untimed.get(trial["trial_id"], [])) for trial in lanes), default=0)
    height = _LANE + _LINE * lines
    contents = [
        content(trial, by_trial.get(trial["trial_id"], []), promised_dates.get(trial["trial_id"], []))
        for trial in lanes
    ]
    longest = max([1.0, *(shown.end for shown in contents if shown)])
    traces: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for number, (trial, shown) in enumerate(zip(lanes, contents, strict=True)):
        lane = Lane(number, height)
        words += _aside(untimed.get(trial["trial_id"], []), lane, look)
        if shown is None:
            continue
        line = {
            "type": "scatter", "x": [0, shown.end], "y": [number, number], "mode": "lines",
            "line": {"color": look.faint, "width": 1.5}, "hoverinfo": "skip",
        }  # fmt: skip
        wait = wait_of(trial, shown)
        traces += [
            *shade(service, shown, bool(trial["requested_bare"]), lane, look),
            line,
            *wedge(wait, lane, look),
            *window_stroke(trial, shown.start, wait, lane, policy, look),
            *_whole_days(shown, lane, look),
            *_due(shown, lane, look),
            _marks(shown, lane, look),
        ]
        words += [
            *_names(shown, longest, lane, look),
            *silence_words(trial, wait, lane, policy, look),
        ]
    layout = look.layout(
        height * len(lanes) + 60,
        x={
            "range": [-0.03 * longest, 1.04 * longest], "title": {"text": _("days after the request"), "standoff": 8},
        },
        y={
            "tickvals": list(range(len(lanes))), "ticktext": [_label(trial) for trial in lanes],
            "range": [len(lanes) - 0.45, -0.55],
        },
        margin={"t": 8}, annotations=words,
    )  # fmt: skip
    return {"data": traces, "layout": layout}


def _label(trial: Mapping[Any, Any]) -> str:
    """The label of a lane: the trial's order class and date, its state, and whether it is not judged."""
    order_class = terms.order_class_words(trial["order_class"], trial["order_class_from"])
    at = trial["requested_at"]
    day = _("no date") if pd.isna(at) else date_text.moment(at, date_only=True)
    lines = [f"{order_class} · {day}", terms.state_words(trial["state"])]
    return "<br>".join(lines if trial["judged"] else [*lines, _("not judged")])


def _marks(shown: Content, lane: Lane, look: Look) -> dict[str, Any]:
    bad, good = look.verdict("reject"), look.verdict("pass")
    return {
        "type": "scatter", "x": [place.day for place in shown.places], "y": [_height(event, lane) for event in shown.events],
        "mode": "markers",
        "marker": {
            "symbol": ["x" if event.incident else "circle" if event.above else "circle-open" for event in shown.events],
            "color": [bad if event.incident else good if event.above else look.faint for event in shown.events],
            "size": 10,
        },
        "hovertext": [_hover(event) for event in shown.events], "hoverinfo": "text",
    }  # fmt: skip


def _height(event: Event, lane: Lane) -> float:
    return lane.up(_TO_MARK) if event.above else lane.down(_TO_MARK)


def _whole_days(shown: Content, lane: Lane, look: Look) -> list[dict[str, Any]]:
    """A thin bar over the day of each event that has no time of day."""
    bars = {
        (place.begin, place.end, _height(event, lane))
        for event, place in zip(shown.events, shown.places, strict=True)
        if event.bare
    }
    if not bars:
        return []
    return [{
        "type": "scatter", "x": [x for begin, end, _y in sorted(bars) for x in (begin, end, None)],
        "y": [y for *_ends, height in sorted(bars) for y in (height, height, None)], "mode": "lines",
        "line": {"color": look.faint, "width": 1.5}, "hoverinfo": "skip",
    }]  # fmt: skip


def _due(shown: Content, lane: Lane, look: Look) -> list[dict[str, Any]]:
    """A square on the line at each promised date."""
    if not shown.due:
        return []
    promise = _("promised for {day}")
    return [{
        "type": "scatter", "x": [place.day for place in shown.due], "y": [lane.number] * len(shown.due), "mode": "markers",
        "marker": {"symbol": "square-open", "color": look.ink, "size": 11, "line": {"width": 2}}, "hoverinfo": "text",
        "hovertext": [promise.format(day=date_text.moment(at, date_only=bare)) for at, bare in shown.promised],
    }]  # fmt: skip


def _names(shown: Content, longest: float, lane: Lane, look: Look) -> list[dict[str, Any]]:
    """The names of the events and promised dates, where there is room: incidents first, then promises."""
    named = [
        _Name(place.day, event.above, INCIDENT if event.incident else OTHER, event.words)
        for event, place in zip(shown.events, shown.places, strict=True)
    ]
    named = sorted([*named, *(_Name(place.day, False, PROMISE, _("promised")) for place in shown.due)])
    narrow = _with_room(named, _APART_NARROW * longest)
    return [
        {
            "x": name.day, "y": lane.up(TO_NAME) if name.above else lane.down(TO_NAME), "showarrow": False,
            "text": name.text if name in narrow else f'<span style="{WIDE_SCREEN}">{name.text}</span>',
            "font": {"size": 11, "color": look.verdict("reject") if name.priority == INCIDENT else look.faint},
            # At the left end the name would lie over the lane's label.
            **({"xanchor": "left", "xshift": -7} if name.day < _APART / 2 * longest else {}),
        }
        for name in _with_room(named, _APART * longest)
    ]  # fmt: skip


class _Name(NamedTuple):
    """A name at a day of a lane."""

    day: float
    above: bool
    priority: int
    text: str


def _with_room(names: list[_Name], least: float) -> list[_Name]:
    """Those of the names, in order of time, that are `least` days from the next on their side; a higher priority comes first."""
    urgent = {
        (above, priority): [name.day for name in names if name.above == above and name.priority == priority]
        for above in (True, False)
        for priority in (PROMISE, INCIDENT)
    }
    last = {True: -1e9, False: -1e9}
    shown = []
    for name in names:
        if name.priority == OTHER and name.day - last[name.above] <= least:
            continue
        if any(
            _has_between(urgent[name.above, priority], name.day - least, name.day + least)
            for priority in range(name.priority + 1, INCIDENT + 1)
        ):
            continue
        shown.append(name)
        last[name.above] = name.day
    return shown


def _has_between(days: list[float], low: float, high: float) -> bool:
    """Whether one of the sorted days lies between the two, ends excluded."""
    place = bisect_right(days, low)
    return place < len(days) and days[place] < high


def _aside(lines: list[str], lane: Lane, look: Look) -> list[dict[str, Any]]:
    """What has no time, in words under the lane."""
    if not lines:
        return []
    return [{
        "x": 0, "y": lane.down(_TO_WORDS), "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
        "text": "<br>".join(map(escaped, lines)), "font": {"size": 11, "color": look.faint},
    }]  # fmt: skip


def _hover(event: Event) -> str:
    lines = [f"<b>{event.words}</b>", date_text.moment(event.at, date_only=bool(event.bare))]
    if isinstance(event.note, str):
        lines.append(escaped(event.note[:200]))
    return "<br>".join(lines)
