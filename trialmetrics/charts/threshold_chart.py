"""The threshold chart: how many suppliers pass, need more trials and are rejected as the threshold moves."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from trialmetrics.charts.theme import VERDICTS, Look, faded
from trialmetrics.text import candidate_text, wording
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped

_ORDER = ("reject", "retry", "pass")
_NEAR_END = 33


def threshold_chart(
    curve: pd.DataFrame, candidates: pd.DataFrame, policy: Sequence[float], chosen: float | None, look: Look
) -> go.Figure:
    """Three stacked steps over thresholds 0-100, and under them one mark per candidate at its score.

    `curve`: `threshold`, `pass`, `retry`, `reject`; `candidates`: rows of a ranking at the chosen threshold (None: at those
    of the policy, which may differ by category).
    """
    figure = make_subplots(rows=2, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.06)
    plain = look.figure(360)
    figure.update_layout(plain.layout)
    for verdict in _ORDER:
        colour = look.verdict(verdict)
        figure.add_scatter(
            x=curve["threshold"], y=curve[verdict], stackgroup="candidates", row=1, col=1,
            line={"shape": "hv", "width": 1, "color": colour}, fillpattern=_pattern(verdict, colour),
            name=wording.verdict_words(verdict), opacity=0.85,
            hovertemplate="%{y} " + wording.verdict_words(verdict) + "<extra></extra>",
        )  # fmt: skip
    _label(figure, curve, look)
    lines = [(at, "dash", _("policy {score}")) for at in policy]
    if chosen is not None:
        lines.append((chosen, "solid", _("now {score}")))
    for at, dash, text in lines:
        figure.add_vline(x=at, line={"color": look.ink, "width": 1.5, "dash": dash})
        figure.add_annotation(
            x=at, y=1.0, yref="paper", yanchor="bottom", showarrow=False, font={"size": 12},
            text=text.format(score=wording.score(at)), xanchor="right" if dash == "dash" else "left",
        )  # fmt: skip
    scored = candidates[candidates["score"].notna()]
    scored = scored.assign(name=candidate_text.names(scored))
    for verdict, mark in VERDICTS.items():
        mine = scored[scored["verdict"] == verdict]
        figure.add_scatter(
            x=mine["score"], y=[0] * len(mine), mode="markers", row=2, col=1,
            marker={"symbol": mark.shape, "size": 11, "color": look.verdict(verdict)},
            hovertext=[f"{escaped(row.name)}: {wording.score(row.score)}" for row in mine.itertuples()],
            hoverinfo="text",
        )  # fmt: skip
    total = int(curve.loc[0, [*_ORDER]].sum()) if len(curve) else 0
    look.axes(figure)
    figure.update_xaxes(range=[0, 100], dtick=20)
    figure.update_xaxes(title={"text": _("threshold and score, 0-100")}, row=2, col=1)
    figure.update_yaxes(
        title={"text": _("candidates")},
        range=[0, max(total, 1)],
        row=1,
        col=1,
        gridcolor=look.grid,
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, range=[-1, 1], row=2, col=1)
    # Room for the last number of the axis, which is left out otherwise.
    figure.update_layout(hovermode="x unified", margin={"r": 16})
    return figure


def _label(figure: go.Figure, curve: pd.DataFrame, look: Look) -> None:
    """Words on the areas, where each is widest."""
    below = pd.Series(0, index=curve.index)
    for verdict in _ORDER:
        heights = curve[verdict]
        if heights.max() > 0:
            # Where the area is highest, but not so near an end that the words are cut off.
            inner = curve.index[curve["threshold"].between(12, 88)]
            highest = heights[inner].max()
            widest = inner[heights[inner] == highest]
            at = widest[len(widest) // 2]
            threshold = float(curve.loc[at, "threshold"])
            # On a narrow screen words that are centred near an end would be cut off there.
            side = "left" if threshold < _NEAR_END else "right" if threshold > 100 - _NEAR_END else "center"
            figure.add_annotation(
                x=threshold, xanchor=side, y=below[at] + heights[at] / 2, row=1, col=1, showarrow=False,
                text=f"<b>{VERDICTS[verdict].sign} {wording.verdict_words(verdict)}</b>",
                font={"color": look.ink, "size": 13}, bgcolor="rgba(20,24,28,0.7)" if look.dark else "rgba(255,255,255,0.8)",
            )  # fmt: skip
        below = below + heights


def _pattern(verdict: str, colour: str) -> dict:
    shape = {"reject": "x", "retry": "/", "pass": ""}[verdict]
    return {
        "shape": shape,
        "fgcolor": colour,
        "bgcolor": faded(colour),
        "size": 7,
        "fillmode": "overlay",
        "solidity": 0.12,
    }
