"""Frame in, Plotly figure out as plain data. Knows no screen; colours and marks of a verdict are the same on every chart.

`theme` holds the palette and the common layout; each of the other files draws one chart.
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
