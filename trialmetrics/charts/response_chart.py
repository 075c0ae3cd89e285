"""The response chart: the share of requests answered over time, for a supplier and for its category."""

from collections.abc import Callable
from functools import partial
from typing import Any

from trialmetrics.analysis.response_times import Response
from trialmetrics.charts.theme import Chart, Look, shortened
from trialmetrics.policy import Clock
from trialmetrics.text import date_text, number_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped

_LEAST, _MOST = 2, 5  # service days on the axis
_LOW = 0.12  # below this share a name has no room under its line


def response_chart(
    own: Response,
    others: Response,
    name: str,
    others_name: str,
    clock: Clock,
    look: Look,
    *,
    date_only: bool = False,
) -> Chart:
    """Two step lines over service hours: the supplier's with its interval as a band, the category's behind it.

    A tick on the supplier's line marks a wait without an answer, where it ended or has got to. `date_only`: dates without a time of
    day are among them, so that the axis and the words are in days.
    """
    day = clock.day_hours
    end = min(max(_LEAST * day, own.longest, others.longest), _MOST * day)
    words = partial(date_text.wait, day_hours=day, date_only=date_only)
    higher = _at(own, end) >= _at(others, end)
    behind, behind_words = _step(
        others, others_name, end, words, not higher, {"color": look.faint, "width": 1.5}
    )
    front, front_words = _step(own, name, end, words, higher, {"color": look.ink, "width": 2.5})
    ticks = [wait for wait in own.silent if wait <= end]
    silent = {
        "type": "scatter", "x": ticks, "y": [_at(own, wait) for wait in ticks], "mode": "markers",
        "marker": {"symbol": "line-ns", "size": 10, "line": {"width": 2, "color": look.ink}},
        "hovertext": [_silence(date_text.silence(wait, day, date_only=date_only)) for wait in ticks],
        "hoverinfo": "text",
    }  # fmt: skip
    layout = look.layout(
        300,
        x={
            "range": [0, 1.02 * end], **_ticks(clock, end, date_only=date_only),
        },
        y={"range": [-0.02, 1.04], "tickformat": ".0%", "dtick": 0.25, "showgrid": True, "title": {"text": _("answered")}},
        margin={"t": 8}, annotations=[*behind_words, *front_words],
    )  # fmt: skip
    return {"data": [*_band(own, end, look), *behind, *front, silent], "layout": layout}


def _silence(hours: str) -> str:
    return _("no answer in {hours}").format(hours=hours) if hours else _("no answer")


def _ticks(clock: Clock, end: float, *, date_only: bool) -> dict[str, Any]:
    """Title and ticks of the axis, in days where `date_only`, else in hours."""
    day = clock.day_hours
    days = [n for n in range(_MOST + 1) if n * day <= end]
    if date_only:
        title = _("days after the request") if clock.plain_hours else _("working days after the request")
        return {
            "tickvals": [n * day for n in days],
            "ticktext": [f"{n}" for n in days],
            "title": {"text": title, "standoff": 8},
        }
    title = (
        _("hours after the request")
        if clock.plain_hours
        else _("service hours after the request (a working day has {n})").format(n=f"{day:.4g}")
    )
    return {"tickvals": sorted({day / 2, *(n * day for n in days)}), "title": {"text": title, "standoff": 8}}


def _band(own: Response, end: float, look: Look) -> list[dict[str, Any]]:
    shown = own.curve[own.curve["hours"] <= end]
    if shown.empty:
        return []
    until = end if own.answered == own.trials else min(end, own.longest)
    # Each moment twice, so that the band has steps too.
    hours = [x for x in [*shown["hours"].tolist(), until] for _twice in (0, 1)][1:-1]
    low, high = ([y for y in shown[name].tolist() for _twice in (0, 1)] for name in ("low", "high"))
    return [{
        "type": "scatter", "x": [*hours, *reversed(hours)], "y": [*high, *reversed(low)], "fill": "toself",
        "fillcolor": look.grid, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip",
    }]  # fmt: skip


def _step(
    response: Response, name: str, end: float, wait: Callable[[float], str], above: bool, line: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The step line and its name, as lists of traces and annotations; both empty without a trial."""
    if not response.trials:
        return [], []
    # Once every request is answered the line goes on; otherwise nothing is known beyond the longest wait.
    until = end if response.answered == response.trials else min(end, response.longest)
    rises = response.curve[response.curve["hours"] <= until]
    hours, shares = [0, *rises["hours"].tolist(), until], [0, *rises["share"].tolist(), _at(response, until)]
    trace = {
        "type": "scatter", "x": hours, "y": shares, "mode": "lines", "line": {"shape": "hv", **line},
        "name": escaped(name), "hoverinfo": "text",
        "hovertext": [f"{escaped(name)}: {_answered(*at, wait)}" for at in zip(shares, hours, strict=True)],
    }  # fmt: skip
    words = {
        "x": until, "y": shares[-1], "text": shortened(name), "showarrow": False, "xanchor": "right",
        "font": {"color": line["color"]}, "yanchor": "bottom" if above or shares[-1] < _LOW else "top",
    }  # fmt: skip
    return [trace], [words]


def _answered(share: float, hours: float, wait: Callable[[float], str]) -> str:
    return _("{share} answered within {hours}").format(share=number_text.percent(share), hours=wait(hours))


def _at(response: Response, wait: float) -> float:
    reached = response.curve.loc[response.curve["hours"] <= wait, "share"]
    return float(reached.iloc[-1]) if len(reached) else 0.0
