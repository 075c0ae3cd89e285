"""The timeline: one lane per trial from its request on, with the supplier's events above the line and all others below."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import pandas as pd

from trialmetrics.charts.theme import Chart, Look
from trialmetrics.policy import Policy
from trialmetrics.service_calendar import calendar
from trialmetrics.text import date_text, number_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped
from trialmetrics.vocabulary import EVENTS, RATINGS

# Pixels: a lane, each line of words under it, from its line to a mark, to the name of an event, to those words.
_LANE, _LINE, _TO_MARK, _TO_NAME, _TO_WORDS = 74, 14, 15, 26, 34
_LETTERS = 44  # of a line of words under a lane
_DAY = timedelta(days=1)
_INCIDENTS = ("rude", "belittling", "disclosed", "error", "complaint")


class _Event(NamedTuple):
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
        return self.name in _INCIDENTS

    @property
    def words(self) -> str:
        # A sheet's row has one such event, which carries its note as well.
        return _("note") if self.name == "assessment" and not self.rated else terms.event_words(self.name)


class _Place(NamedTuple):
    """Where something stands in its lane, in days after the request; what has a date and no time takes the whole day."""

    day: float
    begin: float
    end: float


class _Lane(NamedTuple):
    """A lane: its number, and the height in pixels that all lanes have."""

    number: int
    height: float

    def up(self, pixels: float) -> float:
        """The place so far above its line."""
        return self.number - pixels / self.height

    def down(self, pixels: float) -> float:
        """The place so far below its line."""
        return self.number + pixels / self.height


def timeline_chart(events: pd.DataFrame, trials: pd.DataFrame, policy: Policy, look: Look) -> Chart:
    """Each trial's events in days after its request.

    `events`: current events of one supplier; `trials`: its rows of the ranking's trials, with the columns of `analysis.waits`.
    """
    lanes = trials.sort_values("requested_at", na_position="last").to_dict(orient="records")
    by_trial = _by_trial(events)
    untimed = _untimed(events)
    promises = _promises(events)
    lines = max((len(untimed.get(trial["trial_id"], [])) for trial in lanes), default=0)
    height = _LANE + _LINE * lines
    traces: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    longest = 1.0
    for number, trial in enumerate(lanes):
        lane, name = _Lane(number, height), trial["trial_id"]
        words += _aside(untimed.get(name, []), lane, look)
        trial_events, promised = by_trial.get(name, []), promises.get(name, [])
        start = _start(trial, trial_events)
        if start is None:
            continue
        trial_events = [event for event in trial_events if _begun(event, start)]
        places = _spread(trial_events, start)
        due = [_place(at, bare, start) for at, bare in promised]
        silent = 0.0 if pd.isna(trial["silent_until"]) else (trial["silent_until"] - start) / _DAY
        end = max([silent, *(place.end for place in (*places, *due)), 0.0])
        longest = max(longest, end)
        line = {
            "type": "scatter", "x": [0, end], "y": [number, number], "mode": "lines",
            "line": {"color": look.faint, "width": 1.5}, "hoverinfo": "skip",
        }  # fmt: skip
        wait = _wait(trial, trial_events, places, silent)
        traces += [
            *_shade(policy, start, start + end * _DAY, bool(trial["requested_bare"]), lane, look),
            line,
            *_wedge(wait, lane, look),
            *_window(trial, start, wait, lane, policy, look),
            *_whole_days(trial_events, places, lane, look),
            *_due(promised, due, lane, look),
            _marks(trial_events, places, lane, look),
        ]
        names = _names(trial_events, places, [place.day for place in due], end, lane, look)
        words += [*names, *_silence(trial, wait, lane, policy, look)]
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


def _by_trial(events: pd.DataFrame) -> dict[str, list[_Event]]:
    """Trial id -> its events that have a moment, by time."""
    timed = events[events["occurred_at"].notna()].sort_values("occurred_at", kind="stable")
    moments = pd.DatetimeIndex(timed["occurred_at"]).to_pydatetime()
    by_trial: dict[str, list[_Event]] = {}
    for trial, *event in zip(
        timed["trial_id"], timed["event"], moments, timed["bare"], timed["note"], _rated(timed), strict=True
    ):
        by_trial.setdefault(trial, []).append(_Event(*event))
    return by_trial


def _untimed(events: pd.DataFrame) -> dict[str, list[str]]:
    """Trial id -> its events that have no moment, as lines of words: "no time noted: chased 2x, error"."""
    untimed = events[events["occurred_at"].isna()]
    counts: dict[str, Counter[str]] = {}
    for trial, name, note, rated in zip(
        untimed["trial_id"], untimed["event"], untimed["note"], _rated(untimed), strict=True
    ):
        if name == "assessment" and not rated and not isinstance(note, str):
            continue  # of a row in which nothing was rated and nothing written
        counts.setdefault(trial, Counter())[_Event(name, datetime.min, False, note, rated).words] += 1
    template = _("{event} {n}×")
    return {
        trial: textwrap.wrap(
            _("no time noted: {events}").format(
                events=", ".join(template.format(event=event, n=n) if n > 1 else event for event, n in counted.items())
            ),
            _LETTERS,
        )
        for trial, counted in counts.items()
    }  # fmt: skip


def _rated(events: pd.DataFrame) -> list[bool]:
    return events[list(RATINGS)].notna().any(axis=1).tolist()


def _promises(events: pd.DataFrame) -> dict[str, list[tuple[datetime, bool]]]:
    """Trial id -> its promised dates, and whether each has no time of day."""
    promised = events[events["promised_at"].notna()].sort_values("promised_at")
    by_trial: dict[str, dict[datetime, bool]] = {}
    for trial, at, bare in zip(
        promised["trial_id"], promised["promised_at"], promised["promised_bare"], strict=True
    ):
        by_trial.setdefault(trial, {})[at.to_pydatetime()] = bool(bare)
    return {trial: [*dates.items()] for trial, dates in by_trial.items()}


def _start(trial: Mapping[Any, Any], events: list[_Event]) -> datetime | None:
    """Where a lane begins: at the request, else at its first event; None where nothing has a moment."""
    if not pd.isna(trial["requested_at"]):
        at: datetime = trial["requested_at"].to_pydatetime()
        return at
    return events[0].at if events else None


def _begun(event: _Event, start: datetime) -> bool:
    """Whether an event is not before its request; of one on the same day without a time of day that is not known."""
    return event.at >= start or (event.bare and event.at.date() == start.date())


def _place(at: datetime, bare: bool, start: datetime) -> _Place:
    begin = max((at - start) / _DAY, 0.0)
    end = max((at + _DAY - start) / _DAY, begin) if bare else begin
    return _Place((begin + end) / 2, begin, end)


def _spread(events: list[_Event], start: datetime) -> list[_Place]:
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


def _label(trial: Mapping[Any, Any]) -> str:
    """The label of a lane: the trial's order class and date, its state, and whether it is not judged."""
    order_class = terms.order_class_words(trial["order_class"], trial["order_class_from"])
    at = trial["requested_at"]
    day = _("no date") if pd.isna(at) else date_text.moment(at, date_only=True)
    lines = [f"{order_class} · {day}", terms.state_words(trial["state"])]
    return "<br>".join(lines if trial["judged"] else [*lines, _("not judged")])


def _marks(events: list[_Event], places: list[_Place], lane: _Lane, look: Look) -> dict[str, Any]:
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


def _height(event: _Event, lane: _Lane) -> float:
    return lane.up(_TO_MARK) if event.above else lane.down(_TO_MARK)


def _whole_days(events: list[_Event], places: list[_Place], lane: _Lane, look: Look) -> list[dict[str, Any]]:
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
    promised: Sequence[tuple[datetime, bool]], due: list[_Place], lane: _Lane, look: Look
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
    events: list[_Event], places: list[_Place], due: list[float], end: float, lane: _Lane, look: Look
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
            "x": day, "y": lane.up(_TO_NAME) if above else lane.down(_TO_NAME), "text": text, "showarrow": False,
            "font": {"size": 11, "color": look.verdict("reject") if incident else look.faint},
        })  # fmt: skip
        last[above] = day
    return words


def _aside(lines: list[str], lane: _Lane, look: Look) -> list[dict[str, Any]]:
    """What has no time, in words under the lane."""
    if not lines:
        return []
    return [{
        "x": 0, "y": lane.down(_TO_WORDS), "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
        "text": "<br>".join(map(escaped, lines)), "font": {"size": 11, "color": look.faint},
    }]  # fmt: skip


def _wait(
    trial: Mapping[Any, Any], events: list[_Event], places: list[_Place], silent: float
) -> tuple[float, float]:
    """Where the wait for the first reply begins and ends, in days; the same where there is none."""
    begin = next(
        (place.day for event, place in zip(events, places, strict=True) if event.name == "request"), 0.0
    )
    if pd.isna(trial["first_reply_at"]):
        return begin, max(silent, begin)
    replies = (
        place.day
        for event, place in zip(events, places, strict=True)
        if EVENTS[event.name].reply and event.at >= trial["first_reply_at"]
    )
    return begin, max(next(replies, begin), begin)


def _wedge(wait: tuple[float, float], lane: _Lane, look: Look) -> list[dict[str, Any]]:
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


def _window(
    trial: Mapping[Any, Any],
    start: datetime,
    wait: tuple[float, float],
    lane: _Lane,
    policy: Policy,
    look: Look,
) -> list[dict[str, Any]]:
    """A stroke across the wedge where the reply window ended."""
    if pd.isna(trial["window_ends_at"]):
        return []
    day = (trial["window_ends_at"] - start) / _DAY
    if not wait[0] < day <= wait[1]:
        return []
    hours = date_text.hours(policy.windows.reply_hours, policy.clock.day_hours)
    return [{
        "type": "scatter", "x": [day], "y": [lane.number], "mode": "markers", "hoverinfo": "text",
        "marker": {"symbol": "line-ns-open", "size": 26, "color": look.ink, "line": {"width": 2, "color": look.ink}},
        "hovertext": [_("end of the reply window, {hours}").format(hours=hours)],
    }]  # fmt: skip


def _silence(
    trial: Mapping[Any, Any], wait: tuple[float, float], lane: _Lane, policy: Policy, look: Look
) -> list[dict[str, Any]]:
    """How long nothing came, in words at the end of the wedge."""
    if pd.isna(trial["silent_until"]) or wait[1] <= wait[0]:
        return []
    hours = trial["first_reply_hours"]
    text = (
        _("no reply")
        if number_text.is_missing(hours)
        else _("no reply in {hours}").format(
            hours=date_text.silence(hours, policy.clock.day_hours, date_only=trial["wait_bare"])
        )
    )
    return [{
        "x": wait[1], "y": lane.up(_TO_NAME), "xanchor": "right", "text": text, "showarrow": False,
        "font": {"size": 12, "color": look.ink},
    }]  # fmt: skip


def _shade(
    policy: Policy, start: datetime, end: datetime, bare: bool, lane: _Lane, look: Look
) -> list[dict[str, Any]]:
    """Grey areas outside service hours: weekends and holidays always, nights only in short lanes that know their hours."""
    service = calendar(policy.clock)
    first: date = service["day"][0].as_py()
    opens, seconds = (service[name].to_numpy() for name in ("opens", "seconds"))
    nights = end - start < timedelta(days=4) and not bare
    x: list[float | None] = []
    y: list[float | None] = []
    places = range(max((start.date() - first).days - 1, 0), min((end.date() - first).days + 2, len(seconds)))
    low, high = lane.up(22), lane.down(22)
    for place in places:
        midnight = datetime.combine(first + place * _DAY, time())
        spans = _closed(int(opens[place]), int(seconds[place]), nights)
        for begin, stop in spans:
            left = max((midnight + timedelta(seconds=begin) - start) / _DAY, 0)
            right = min((midnight + timedelta(seconds=stop) - start) / _DAY, (end - start) / _DAY)
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


def _hover(event: _Event) -> str:
    lines = [f"<b>{event.words}</b>", date_text.moment(event.at, date_only=bool(event.bare))]
    if isinstance(event.note, str):
        lines.append(escaped(event.note[:200]))
    return "<br>".join(lines)
