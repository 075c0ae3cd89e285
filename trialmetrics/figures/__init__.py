"""Frame in, Plotly figure out. Knows no screen; colours and marks of a verdict are the same on every chart.

`look` holds the palette and the common layout; each of the other files draws one chart.
"""

from trialmetrics.figures.criteria import criteria_chart
from trialmetrics.figures.dumbbell import dumbbell_chart
from trialmetrics.figures.look import VERDICTS, Look
from trialmetrics.figures.plan import plan_chart
from trialmetrics.figures.ranking import ranking_chart
from trialmetrics.figures.response import response_chart
from trialmetrics.figures.testers import testers_chart
from trialmetrics.figures.thresholds import threshold_chart
from trialmetrics.figures.timeline import timeline_chart

__all__ = [
    "VERDICTS",
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
