"""The timeline: one lane per trial from its request on, with the supplier's events above the line and all others below."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from trialmetrics.charts.theme import Chart, Look
from trialmetrics.charts.timeline_events import (
    DAY,
    Event,
    Lane,
    Place,
    has_begun,
    lane_start,
    place_of,
    promises,
    spread,
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
from trialmetrics.text import date_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped

# Pixels: a lane, each line of words under it, from its line to a mark and to those words.
_LANE, _LINE, _TO_MARK, _TO_WORDS = 74, 14, 15, 34


def timeline_chart(events: pd.DataFrame, trials: pd.DataFrame, policy: Policy, look: Look) -> Chart:
    """Each trial's events in days after its request.

    `events`: current events of one supplier; `trials`: its rows of the ranking's trials, with the columns of `analysis.waits`.
    """
    lanes = trials.sort_values("requested_at", na_position="last").to_dict(orient="records")
    by_trial = timed_events(events)
    untimed, promised_dates, service = untimed_lines(events), promises(events), Service.of(policy.clock)
    lines = max((len(untimed.get(trial["trial_id"], [])) for trial in lanes), default=0)
    height = _LANE + _LINE * lines
    traces: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    longest = 1.0
    for number, trial in enumerate(lanes):
        lane, name = Lane(number, height), trial["trial_id"]
        words += _aside(untimed.get(name, []), lane, look)
        trial_events, promised = by_trial.get(name, []), promised_dates.get(name, [])
        start = lane_start(trial, trial_events)
        if start is None:
            continue
        trial_events = [event for event in trial_events if has_begun(event, start)]
        places = spread(trial_events, start)
        due = [place_of(at, bare, start) for at, bare in promised]
        silent = 0.0 if pd.isna(trial["silent_until"]) else (trial["silent_until"] - start) / DAY
        end = max([silent, *(place.end for place in (*places, *due)), 0.0])
        longest = max(longest, end)
        line = {
            "type": "scatter", "x": [0, end], "y": [number, number], "mode": "lines",
            "line": {"color": look.faint, "width": 1.5}, "hoverinfo": "skip",
        }  # fmt: skip
        wait = wait_of(trial, trial_events, places, silent)
        traces += [
            *shade(service, start, start + end * DAY, bool(trial["requested_bare"]), lane, look),
            line,
            *wedge(wait, lane, look),
            *window_stroke(trial, start, wait, lane, policy, look),
            *_whole_days(trial_events, places, lane, look),
            *_due(promised, due, lane, look),
            _marks(trial_events, places, lane, look),
        ]
        names = _names(trial_events, places, [place.day for place in due], end, lane, look)
        words += [*names, *silence_words(trial, wait, lane, policy, look)]
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


def _marks(events: list[Event], places: list[Place], lane: Lane, look: Look) -> dict[str, Any]:
    bad, good = look.verdict("reject"), look.verdict("pass")
    return {
        "type": "scatter", "x": [place.day for place in places], "y": [_height(event, lane) for event in events],
        "mode": "markers",
        "marker": {
            "symbol": ["x" if event.incident else "circle" if event.above else "circle-open" for event in events],
            "color": [bad if event.incident else good if event.above else look.faint for event in events],
            "size": 10,
        },
        "hovertext": [_hover(event) for event in events], "hoverinfo": "text",
    }  # fmt: skip


def _height(event: Event, lane: Lane) -> float:
    return lane.up(_TO_MARK) if event.above else lane.down(_TO_MARK)


def _whole_days(events: list[Event], places: list[Place], lane: Lane, look: Look) -> list[dict[str, Any]]:
    """A thin bar over the day of each event that has no time of day."""
    bars = {
        (place.begin, place.end, _height(event, lane))
        for event, place in zip(events, places, strict=True)
        if event.bare
    }
    if not bars:
        return []
    return [{
        "type": "scatter", "x": [x for begin, end, _y in sorted(bars) for x in (begin, end, None)],
        "y": [y for *_ends, height in sorted(bars) for y in (height, height, None)], "mode": "lines",
        "line": {"color": look.faint, "width": 1.5}, "hoverinfo": "skip",
    }]  # fmt: skip


def _due(
    promised: Sequence[tuple[datetime, bool]], due: list[Place], lane: Lane, look: Look
) -> list[dict[str, Any]]:
    """A square on the line at each promised date."""
    if not due:
        return []
    promise = _("promised for {day}")
    return [{
        "type": "scatter", "x": [place.day for place in due], "y": [lane.number] * len(due), "mode": "markers",
        "marker": {"symbol": "square-open", "color": look.ink, "size": 11, "line": {"width": 2}}, "hoverinfo": "text",
        "hovertext": [promise.format(day=date_text.moment(at, date_only=bare)) for at, bare in promised],
    }]  # fmt: skip


def _names(
    events: list[Event], places: list[Place], due: list[float], end: float, lane: Lane, look: Look
) -> list[dict[str, Any]]:
    """The names of the events and of the promised dates, where they do not overlap: incidents and promises always have theirs."""
    named = [(place.day, event.above, event.incident, event.incident, event.words)
             for event, place in zip(events, places, strict=True)]  # fmt: skip
    named += [(day, False, True, False, _("promised")) for day in due]
    least = 0.09 * max(end, 1.0)
    certain = [(day, above) for day, above, always, *_rest in named if always]
    last = {True: -1e9, False: -1e9}
    words = []
    for day, above, always, incident, text in sorted(named):
        crowded = any(side == above and abs(day - other) < least for other, side in certain)
        if not always and (crowded or day - last[above] <= least):
            continue
        words.append({
            "x": day, "y": lane.up(TO_NAME) if above else lane.down(TO_NAME), "text": text, "showarrow": False,
            "font": {"size": 11, "color": look.verdict("reject") if incident else look.faint},
        })  # fmt: skip
        last[above] = day
    return words


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
