"""The plan chart: how many suppliers a growing budget settles, by the plan and spread evenly."""

import pandas as pd
import plotly.graph_objects as go

from trialmetrics.figures.look import Look
from trialmetrics.language import _


def plan_chart(curve: pd.DataFrame, budget: float, unit: str, look: Look) -> go.Figure:
    """Two lines over the budget, each named beside it, and the budget at hand as a labelled vertical line.

    `curve`: `budget`, `plan`, `evenly` (numbers of suppliers); `unit`: what the budget is counted in.
    """
    figure = look.figure(300)
    lines = (
        ("evenly", look.faint, "dash", "top", _("spread evenly")),
        ("plan", look.verdict("pass"), "solid", "bottom", _("by the plan")),
    )
    for name, colour, dash, _anchor, words in lines:
        figure.add_scatter(
            x=curve["budget"], y=curve[name], mode="lines", line={"width": 2.5, "color": colour, "dash": dash},
            hovertemplate="%{y:.1f} " + words + "<extra></extra>",
        )  # fmt: skip
    chosen = curve[curve["budget"] == budget].iloc[0]
    figure.add_vline(x=budget, line={"color": look.ink, "width": 1.5, "dash": "dot"})
    figure.add_annotation(
        x=budget, y=1, yref="paper", yanchor="bottom", showarrow=False, font={"size": 12},
        text=_("{budget} now").format(budget=f"{budget:,.0f}"),
    )  # fmt: skip
    ground = "rgba(20,24,28,0.7)" if look.dark else "rgba(255,255,255,0.8)"
    for name, colour, _dash, anchor, words in lines:
        figure.add_scatter(
            x=[budget], y=[chosen[name]], mode="markers", marker={"color": colour, "size": 9}, hoverinfo="skip"
        )  # fmt: skip
        figure.add_annotation(
            x=budget, y=chosen[name], xanchor="right" if anchor == "bottom" else "left", yanchor=anchor, showarrow=False,
            xshift=-8 if anchor == "bottom" else 8,
            yshift=6 if anchor == "bottom" else -6, font={"size": 13, "color": colour}, bgcolor=ground,
            text=f"<b>{words} {chosen[name]:.1f}</b>",
        )  # fmt: skip
    figure.update_xaxes(title={"text": unit, "standoff": 8}, rangemode="tozero")
    figure.update_yaxes(
        title={"text": _("suppliers, expected")}, rangemode="tozero", showgrid=True, gridcolor=look.grid
    )  # fmt: skip
    figure.update_layout(hovermode="x unified")
    return figure
