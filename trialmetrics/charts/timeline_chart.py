"""The time line: one lane per trial, from the request on; the supplier's events above the line, all others under it."""

from datetime import datetime, time, timedelta

import pandas as pd
import plotly.graph_objects as go

from trialmetrics.charts.theme import Look
from trialmetrics.text import wording
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped
from trialmetrics.vocabulary import EVENTS

_LANE = 74  # pixels
_RISE = 0.2  # of a lane
_DAY = timedelta(days=1)
_INCIDENTS = ("rude", "belittling", "disclosed", "error", "complaint")


def timeline_chart(
    events: pd.DataFrame, trials: pd.DataFrame, service: pd.DataFrame, look: Look
) -> go.Figure:
    """Each trial's events in days after its request.

    `events`: current events of one supplier; `trials`: its rows of the ranking's trials; `service`: the service calendar
    (`day`, `opens`, `seconds`). Events without a moment are left to the table beside the chart.
    """
    lanes = trials.sort_values("requested_at", na_position="last").reset_index(drop=True)
    figure = look.figure(_LANE * len(lanes) + 60)
    timed = events[events["occurred_at"].notna()]
    longest = 1.0
    for lane, trial in enumerate(lanes.to_dict(orient="records")):
        mine = timed[timed["trial_id"] == trial["trial_id"]].sort_values("occurred_at", kind="stable")
        if mine.empty:
            continue
        start = trial["requested_at"] if not pd.isna(trial["requested_at"]) else mine["occurred_at"].min()
        days = [(at - start) / _DAY for at in mine["occurred_at"]]
        longest = max(longest, *days)
        _shade(figure, service, start, mine["occurred_at"].max(), lane, look)
        figure.add_scatter(
            x=[0, max(days)],
            y=[lane, lane],
            mode="lines",
            line={"color": look.faint, "width": 1.5},
            hoverinfo="skip",
        )
        _wait(figure, trial, start, max(days), lane, look)
        _marks(figure, mine, days, lane, look)
    figure.update_xaxes(
        range=[-0.03 * longest, 1.04 * longest], title={"text": _("days after the request"), "standoff": 8}
    )
    figure.update_yaxes(
        tickvals=list(range(len(lanes))),
        ticktext=[_lane(row) for row in lanes.to_dict(orient="records")],
        range=[len(lanes) - 0.45, -0.55], automargin=True,
    )  # fmt: skip
    figure.update_layout(margin={"t": 8})
    return figure


def _lane(trial: dict) -> str:
    """A trial's name over its state, and whether it judges nothing."""
    lines = [escaped(str(trial["trial_id"])), wording.state_words(trial["state"])]
    return "<br>".join(lines if trial["judged"] else [*lines, _("not judged")])


def _marks(figure: go.Figure, events: pd.DataFrame, days: list[float], lane: int, look: Look) -> None:
    supplier = [EVENTS[event].by == "supplier" for event in events["event"]]
    incident = [event in _INCIDENTS for event in events["event"]]
    bad = look.verdict("reject")
    figure.add_scatter(
        x=days, y=[lane - _RISE if above else lane + _RISE for above in supplier], mode="markers",
        marker={
            "symbol": ["x" if odd else "circle" if above else "circle-open"
                       for odd, above in zip(incident, supplier, strict=True)],
            "color": [bad if odd else look.verdict("pass") if above else look.faint
                      for odd, above in zip(incident, supplier, strict=True)],
            "size": 10,
        },
        hovertext=[_hover(row) for row in events.to_dict(orient="records")], hoverinfo="text",
    )  # fmt: skip
    # Words only where they do not run into each other.
    last = {True: -1e9, False: -1e9}
    span = max(max(days), 1.0)
    incidents = [day for day, odd in zip(days, incident, strict=True) if odd]
    for day, event, above in zip(days, events["event"], supplier, strict=True):
        if not above and event not in _INCIDENTS and any(abs(day - each) < 0.09 * span for each in incidents):
            continue
        if day - last[above] > 0.09 * span or event in _INCIDENTS:
            figure.add_annotation(
                x=day, y=lane - _RISE - 0.15 if above else lane + _RISE + 0.15, text=wording.event_words(event),
                showarrow=False, font={"size": 11, "color": bad if event in _INCIDENTS else look.faint},
            )  # fmt: skip
            last[above] = day


def _wait(figure: go.Figure, trial: dict, start: datetime, end: float, lane: int, look: Look) -> None:
    """Waiting for the first reply: a line that gets thicker as it lasts."""
    replied = trial["first_reply_at"]
    until = (replied - start) / _DAY if not pd.isna(replied) else (end if trial["answered"] is False else 0)
    if until <= 0:
        return
    thick = min(0.16, 0.02 + 0.012 * until)
    figure.add_scatter(
        x=[0, until, until, 0], y=[lane - 0.008, lane - thick, lane + thick, lane + 0.008], fill="toself", mode="lines",
        line={"width": 0}, fillcolor=look.neutral, hoverinfo="skip", opacity=0.8,
    )  # fmt: skip


def _shade(
    figure: go.Figure, service: pd.DataFrame, start: datetime, end: datetime, lane: int, look: Look
) -> None:
    """Grey what is no service time: nights where the lane is short, week-ends and holidays always."""
    days = service[(service["day"] >= start.date() - _DAY) & (service["day"] <= end.date() + _DAY)]
    nights = end - start < timedelta(days=4)
    x: list[float | None] = []
    y: list[float | None] = []
    for row in days.itertuples():
        midnight = datetime.combine(row.day, time())
        spans = (
            [(0, 86400)] if not row.seconds else [(0, row.opens), (row.opens + row.seconds, 86400)] * nights
        )
        for begin, stop in spans:
            left = max((midnight + timedelta(seconds=begin) - start) / _DAY, 0)
            right = min((midnight + timedelta(seconds=stop) - start) / _DAY, (end - start) / _DAY)
            if right > left:
                x += [left, right, right, left, None]
                y += [lane - 0.3, lane - 0.3, lane + 0.3, lane + 0.3, None]
    if x:
        figure.add_scatter(
            x=x, y=y, fill="toself", mode="lines", line={"width": 0}, fillcolor=look.grid, hoverinfo="skip"
        )


def _hover(row: dict) -> str:
    lines = [
        f"<b>{wording.event_words(row['event'])}</b>", wording.moment(row["occurred_at"], bare=bool(row["bare"]))
    ]  # fmt: skip
    if isinstance(row["note"], str):
        lines.append(escaped(row["note"][:200]))
    return "<br>".join(lines)
