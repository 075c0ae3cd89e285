"""Charts as Plotly understands them."""

import json

import plotly.graph_objects as go

from trialmetrics.charts import Chart


def checked(chart: Chart) -> go.Figure:
    """The chart as a figure, each of its values checked by Plotly; refused where it is not JSON as it stands."""
    return go.Figure(json.loads(json.dumps(chart, allow_nan=False)))
