"""The plan chart: the chance that each candidate with planned trials is invited after them."""

import pandas as pd

from trialmetrics.charts.theme import ROW_HEIGHT, Chart, Look, faded, shortened
from trialmetrics.text import number_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped

RIGHT = 100  # pixels for the text of the trials


def plan_chart(lines: pd.DataFrame, names: list[str], trials: list[str], look: Look) -> Chart:
    """One bar per line of a plan, the first on top, as long as its `chance` of an invitation.

    `names`, `trials`: the texts left and right of each bar.
    """
    places, colour = list(range(len(lines))), look.verdict("pass")
    chances = [number_text.rough_chance(chance) for chance in lines["chance"]]
    bars = {
        "type": "bar", "x": lines["chance"].tolist(), "y": places, "orientation": "h", "width": 0.7, "text": chances,
        "textposition": "auto", "textangle": 0,
        "marker": {"color": faded(colour), "line": {"color": colour, "width": 1}},
        "textfont": {"color": look.ink, "size": 12},
        "hovertext": [f"<b>{escaped(name)}</b><br>{chance}" for name, chance in zip(names, chances, strict=True)],
        "hoverinfo": "text",
    }  # fmt: skip
    layout = look.layout(
        ROW_HEIGHT * len(lines) + 60,
        x={
            "range": [0, 1], "tickformat": ".0%", "dtick": 0.5, "tickangle": 0,
            "title": {"text": _("chance of an invitation after these trials"), "standoff": 8},
        },
        y={
            "tickvals": places, "ticktext": [shortened(name) for name in names], "range": [len(lines) - 0.4, -0.6],
            "ticklabelstandoff": 6,
        },
        margin={"r": RIGHT, "t": 8}, bargap=0,
        annotations=[
            {
                "x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": place, "showarrow": False,
                "text": escaped(words), "font": {"size": 12, "color": look.faint},
            }
            for place, words in zip(places, trials, strict=True)
        ],
    )  # fmt: skip
    return {"data": [bars], "layout": layout}
