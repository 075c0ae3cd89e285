"""The criteria chart: a supplier's score per criterion beside its category's."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.charts.theme import Chart, Look
from trialmetrics.text import number_text, terms
from trialmetrics.text.language import _
from trialmetrics.vocabulary import CRITERIA

_HEIGHT = 34  # pixels per criterion


def criteria_chart(supplier: Mapping[str, float], others: pd.DataFrame, look: Look) -> Chart:
    """Per criterion a bar to this supplier's score, the category's median as a tick and its middle half as a band.

    `supplier`: scores by criterion, NaN where not observed; `others`: the suppliers of its categories, itself included.
    """
    places = list(range(len(CRITERIA)))
    scores = [None if pd.isna(supplier[name]) else float(supplier[name]) for name in CRITERIA]
    bars = {
        "type": "bar", "x": scores, "y": places, "orientation": "h", "width": 0.34, "marker": {"color": look.neutral},
        "hovertemplate": "%{x:.0f}<extra></extra>",
    }  # fmt: skip
    words = {
        "type": "scatter", "x": [1 if score is None else 101 for score in scores], "y": places, "mode": "text",
        "textposition": "middle right", "hoverinfo": "skip",
        "text": [_("not observed") if score is None else number_text.score(score) for score in scores],
        "textfont": {"color": [look.faint if score is None else look.ink for score in scores]},
    }  # fmt: skip
    layout = look.layout(
        _HEIGHT * len(CRITERIA) + 70,
        x={"range": [0, 110], "dtick": 20, "tick0": 0, "title": {"text": _("score, 0-100"), "standoff": 8}},
        y={
            "tickvals": places, "ticktext": [terms.criterion_words(name) for name in CRITERIA],
            "range": [len(CRITERIA) - 0.4, -0.6], "ticklabelstandoff": 6,
        },
        margin={"t": 8}, bargap=0, shapes=_category(others, look),
    )  # fmt: skip
    return {"data": [bars, words], "layout": layout}


def _category(others: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """The bands and ticks of the category, for criteria observed for more than one supplier."""
    shapes = []
    for place, name in enumerate(CRITERIA):
        scores = others[name].to_numpy(dtype=float)
        known = scores[~np.isnan(scores)]
        if len(known) > 1:
            low, middle, high = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
            rows = {"y0": place - 0.42, "y1": place + 0.42}
            shapes += [
                {"type": "rect", "x0": low, "x1": high, **rows, "line": {"width": 0}, "fillcolor": look.grid},
                {"type": "line", "x0": middle, "x1": middle, **rows, "line": {"color": look.ink, "width": 2}},
            ]
    return shapes
