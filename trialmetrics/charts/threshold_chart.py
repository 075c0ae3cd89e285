"""The threshold chart: how many suppliers pass, need more trials and are rejected as the threshold moves."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from trialmetrics.charts.theme import VERDICTS, Chart, Look, faded
from trialmetrics.text import candidate_text, number_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import escaped

_ORDER = ("reject", "retry", "pass")
_NEAR_END = 33  # thresholds this close to an end get their label beside them instead of centred
_MARKS, _GAP = 0.2068, 0.06  # shares of the height: the candidates' marks, and the gap above them


def threshold_chart(
    curve: pd.DataFrame, candidates: pd.DataFrame, policy: Sequence[float], chosen: float | None, look: Look
) -> Chart:
    """Three stacked steps over thresholds 0-100, and under them one mark per candidate at its score.

    `curve`: `threshold`, `pass`, `retry`, `reject`; `candidates`: rows of a ranking at the chosen threshold (None: at those
    of the policy, which may differ by category).
    """
    lines = [(float(at), "dash", "right", _("in force {score}")) for at in policy]
    if chosen is not None:
        lines.append((chosen, "solid", "left", _("tried {score}")))
    total = int(curve.loc[0, [*_ORDER]].sum()) if len(curve) else 0
    scores: dict[str, Any] = {"range": [0, 100], "dtick": 20}
    layout = look.layout(
        360,
        x={"anchor": "y", "domain": [0, 1], "matches": "x2", "showticklabels": False, **scores},
        y={"anchor": "x", "domain": [_MARKS + _GAP, 1], "range": [0, max(total, 1)], "title": {"text": _("candidates")}},
        xaxis2=look.x_axis(anchor="y2", domain=[0, 1], title={"text": _("threshold and score, 0-100")}, **scores),
        yaxis2=look.y_axis(anchor="x2", domain=[0, _MARKS], visible=False, range=[-1, 1]),
        # Room for the last number of the axis, which Plotly would drop.
        margin={"r": 16}, hovermode="x unified",
        shapes=[
            {
                "type": "line", "x0": at, "x1": at, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain",
                "line": {"color": look.ink, "width": 1.5, "dash": dash},
            }
            for at, dash, _side, _text in lines
        ],
        annotations=[
            *_verdict_words(curve, look),
            *(
                {
                    "x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": 12},
                    "text": text.format(score=number_text.score(at)), "xanchor": side,
                }
                for at, _dash, side, text in lines
            ),
        ],
    )  # fmt: skip
    return {"data": [*_areas(curve, look), *_marks(candidates, look)], "layout": layout}


def _areas(curve: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    thresholds = curve["threshold"].tolist()
    return [
        {
            "type": "scatter", "x": thresholds, "y": curve[verdict].tolist(), "stackgroup": "candidates",
            "xaxis": "x", "yaxis": "y", "line": {"shape": "hv", "width": 1, "color": look.verdict(verdict)},
            "fillpattern": _pattern(verdict, look.verdict(verdict)), "name": terms.verdict_words(verdict), "opacity": 0.85,
            "hovertemplate": "%{y} " + terms.verdict_words(verdict) + "<extra></extra>",
        }
        for verdict in _ORDER
    ]  # fmt: skip


def _marks(candidates: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    scored = candidates.loc[candidates["score"].notna(), ["supplier", "category", "score", "verdict"]]
    scored = scored.assign(name=candidate_text.names(scored))
    by_verdict = {verdict: scored[scored["verdict"] == verdict] for verdict in VERDICTS}
    return [
        {
            "type": "scatter", "x": same_verdict["score"].tolist(), "y": [0] * len(same_verdict), "mode": "markers",
            "xaxis": "x2", "yaxis": "y2",
            "marker": {"symbol": VERDICTS[verdict].shape, "size": 11, "color": look.verdict(verdict)},
            "hovertext": [
                f"{escaped(name)}: {number_text.score(score)}"
                for name, score in zip(same_verdict["name"], same_verdict["score"], strict=True)
            ],
            "hoverinfo": "text",
        }
        for verdict, same_verdict in by_verdict.items()
    ]  # fmt: skip


def _verdict_words(curve: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """A label per area, where the area is highest."""
    words = []
    below = pd.Series(0, index=curve.index)
    for verdict in _ORDER:
        heights = curve[verdict]
        if heights.max() > 0:
            # Not so near an end that the label is cut off.
            inner = curve.index[curve["threshold"].between(12, 88)]
            highest = heights[inner].max()
            widest = inner[heights[inner] == highest]
            at = widest[len(widest) // 2]
            threshold = float(curve.loc[at, "threshold"])
            # On a narrow screen a centred label near an end would be cut off.
            side = "left" if threshold < _NEAR_END else "right" if threshold > 100 - _NEAR_END else "center"
            words.append({
                "x": threshold, "xanchor": side, "xref": "x", "y": float(below[at] + heights[at] / 2), "yref": "y",
                "showarrow": False, "text": f"<b>{VERDICTS[verdict].sign} {terms.verdict_words(verdict)}</b>",
                "font": {"color": look.ink, "size": 13},
                "bgcolor": "rgba(20,24,28,0.7)" if look.dark else "rgba(255,255,255,0.8)",
            })  # fmt: skip
        below = below + heights
    return words


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
