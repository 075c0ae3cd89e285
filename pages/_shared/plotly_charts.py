"""Drawing a chart that is plain data."""

from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from trialmetrics.charts import Chart

CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "trialmetrics"},
}


class Unchecked(BaseFigure):
    """Plain data that Streamlit passes on as it is.

    `st.plotly_chart` (Streamlit 1.67) calls `plotly.tools.return_figure_from_figure_or_data(..., validate_figure=True)`, which
    builds a `Figure` of a dict and so checks every value; of a figure it takes `to_dict()` and believes it. A `Figure` made with
    `_validate=False` still makes an object of every trace and annotation, and copies them all in `to_dict()`.
    """

    def __init__(self, chart: Chart) -> None:
        # Nothing of a figure is set up: only `to_dict` is ever asked for.
        self._chart = chart

    def to_dict(self) -> Chart:
        """The plain data itself, not a copy."""
        return self._chart


def draw(chart: Chart, *, key: str, alt: str, **selecting: Any) -> Any:
    """Draw a chart under its `key`, with `alt` in words for whoever cannot see it; `selecting`: what st.plotly_chart takes for
    clicks on it."""
    return st.plotly_chart(Unchecked(chart), config=CONFIG, theme=None, key=key, alt=alt, **selecting)
