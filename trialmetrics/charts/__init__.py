"""Charts: each function takes data frames and returns a Plotly figure as plain data, independent of Streamlit.

`theme` holds the palette, the marks of verdicts and the common layout; each of the other files builds one chart.
"""

from trialmetrics.charts.criteria_chart import criteria_chart
from trialmetrics.charts.plan_chart import plan_chart
from trialmetrics.charts.ranking_chart import ranking_chart
from trialmetrics.charts.response_chart import response_chart
from trialmetrics.charts.small_orders_chart import dumbbell_chart
from trialmetrics.charts.testers_chart import testers_chart
from trialmetrics.charts.theme import VERDICTS, Chart, Look
from trialmetrics.charts.threshold_chart import threshold_chart
from trialmetrics.charts.timeline_chart import timeline_chart

__all__ = [
    "VERDICTS",
    "Chart",
    "Look",
    "criteria_chart",
    "dumbbell_chart",
    "plan_chart",
    "ranking_chart",
    "response_chart",
    "testers_chart",
    "threshold_chart",
    "timeline_chart",
]
