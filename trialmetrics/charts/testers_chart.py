"""The testers chart: one row per tester, the strictest on top."""

import pandas as pd

from trialmetrics.charts.theme import ROW_HEIGHT, Chart, Look, shortened
from trialmetrics.records import records
from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import escaped

_LEAST = 10.0  # the axis shows at least this many points either way, so that small differences look small


def testers_chart(testers: pd.DataFrame, look: Look) -> Chart:
    """A dot at the points that each tester gives less or more than the average, a bar for the interval, and the number of
    trials at the right.

    `testers`: one per row of the chart: `tester`, `trials`, `severity`, `severity_low`, `severity_high`.
    """
    places = list(range(len(testers)))
    # Severity is points less; negated, so that less is left.
    points, low, high = (-testers[name] for name in ("severity", "severity_high", "severity_low"))
    end = float(max(_LEAST, 1.08 * max(-low.min(), high.max())))
    intervals = {
        "type": "scatter", "x": [x for ends in zip(_known(low), _known(high), strict=True) for x in (*ends, None)],
        "y": [y for place in places for y in (place, place, None)],
        "mode": "lines", "line": {"color": look.neutral, "width": 4}, "hoverinfo": "skip",
    }  # fmt: skip
    dots = {
        "type": "scatter", "x": _known(points), "y": places, "mode": "markers", "marker": {"color": look.ink, "size": 11},
        "hovertext": [_hover(row) for row in records(testers)], "hoverinfo": "text",
    }  # fmt: skip
    trials = {
        "type": "scatter", "x": [1.02 * end] * len(testers), "y": places, "mode": "text", "textposition": "middle right",
        "hoverinfo": "skip", "textfont": {"color": look.faint, "size": 12}, "text": [str(n) for n in testers["trials"]],
    }  # fmt: skip
    average = {
        "type": "line", "x0": 0, "x1": 0, "y0": -0.5, "y1": len(testers) - 0.5,
        "line": {"color": look.ink, "width": 1.5, "dash": "dot"},
    }  # fmt: skip
    layout = look.layout(
        ROW_HEIGHT * len(testers) + 76,
        x={"range": [-end, 1.14 * end], "title": {"text": _("gives fewer points ← → gives more points"), "standoff": 8}},
        y={
            "tickvals": places, "ticktext": [shortened(name) for name in testers["tester"]],
            "range": [len(testers) - 0.4, -1.2],
        },
        shapes=[average],
        annotations=[
            {"x": 0, "y": -0.75, "text": _("average tester"), "showarrow": False, "font": {"size": 12, "color": look.ink}},
            {
                "x": 1.02 * end, "y": -0.75, "text": _("trials"), "showarrow": False, "xanchor": "left",
                "font": {"size": 12, "color": look.faint},
            },
        ],
    )  # fmt: skip
    return {"data": [intervals, dots, trials], "layout": layout}


def _known(points: pd.Series) -> list[float | None]:
    """Points with None for NaN, as JSON needs: testers whose trials all came to nothing have no severity."""
    return [None if pd.isna(value) else value for value in points.tolist()]


def _hover(row: dict) -> str:
    trials = ngettext("{n} trial", "{n} trials", row["trials"]).format(n=row["trials"])
    points = number_text.severity(row["severity"], row["severity_low"], row["severity_high"])
    return "<br>".join([f"<b>{escaped(row['tester'])}</b>", points, trials])
