"""Draws charts (plain Plotly data) with Streamlit, without Plotly's slow validation."""

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
    """A figure whose data Streamlit passes on unchanged.

    `st.plotly_chart` (Streamlit 1.67) calls `plotly.tools.return_figure_from_figure_or_data(..., validate_figure=True)`, which
    builds a `Figure` from a dict and so validates every value; from a figure it takes `to_dict()` as it is. A `Figure` built with
    `_validate=False` still creates an object per trace and annotation, and copies all of them in `to_dict()`.
    """

    def __init__(self, chart: Chart) -> None:
        # The base class is not initialised: Streamlit only calls `to_dict`.
        self._chart = chart

    def to_dict(self) -> Chart:
        """The plain data itself, not a copy."""
        return self._chart


def draw(chart: Chart, *, key: str, alt: str, **selecting: Any) -> Any:
    """Draw a chart; `alt`: its text for screen readers; `selecting`: arguments of `st.plotly_chart` for selections.

    Returns what `st.plotly_chart` does.
    """
    return st.plotly_chart(Unchecked(chart), config=CONFIG, theme=None, key=key, alt=alt, **selecting)
