"""The criteria chart: one supplier against its category."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from trialmetrics.charts.theme import Look
from trialmetrics.text import wording
from trialmetrics.text.language import _
from trialmetrics.vocabulary import CRITERIA

_HEIGHT = 34


def criteria_chart(supplier: Mapping[str, float], others: pd.DataFrame, look: Look) -> go.Figure:
    """Per criterion a bar to this supplier's score, the category's median as a tick and its middle half as a band.

    `supplier`: scores by criterion, NaN where not observed; `others`: the suppliers of its categories, itself included.
    """
    figure = look.figure(_HEIGHT * len(CRITERIA) + 70)
    for place, name in enumerate(CRITERIA):
        known = others[name].dropna()
        if len(known) > 1:
            low, middle, high = known.quantile([0.25, 0.5, 0.75])
            figure.add_shape(
                type="rect",
                x0=low,
                x1=high,
                y0=place - 0.42,
                y1=place + 0.42,
                line_width=0,
                fillcolor=look.grid,
            )
            figure.add_shape(
                type="line", x0=middle, x1=middle, y0=place - 0.42, y1=place + 0.42,
                line={"color": look.ink, "width": 2},
            )  # fmt: skip
    scores = [supplier[name] for name in CRITERIA]
    observed = [not pd.isna(score) for score in scores]
    figure.add_bar(
        x=[score if seen else None for score, seen in zip(scores, observed, strict=True)],
        y=list(range(len(CRITERIA))), orientation="h", width=0.34, marker={"color": look.neutral},
        hovertemplate="%{x:.0f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[101 if seen else 1 for seen in observed], y=list(range(len(CRITERIA))), mode="text",
        textposition="middle right", hoverinfo="skip",
        text=[wording.score(score) if seen else _("not observed") for score, seen in zip(scores, observed, strict=True)],
        textfont={"color": [look.ink if seen else look.faint for seen in observed]},
    )  # fmt: skip
    figure.update_xaxes(range=[0, 110], dtick=20, tick0=0, title={"text": _("score, 0-100"), "standoff": 8})
    figure.update_yaxes(
        tickvals=list(range(len(CRITERIA))), ticktext=[wording.criterion_words(name) for name in CRITERIA],
        range=[len(CRITERIA) - 0.4, -0.6], automargin=True, ticklabelstandoff=6,
    )  # fmt: skip
    figure.update_layout(margin={"t": 8}, bargap=0)
    return figure
