"""The chart of the ranking: one row per candidate, opened by a click; of many the most telling first."""

from functools import partial

import streamlit as st

from pages._shared import plotly_charts, server, widgets
from trialmetrics.analysis import rank_certainty
from trialmetrics.analysis.ranking import NARROW, Ranking
from trialmetrics.charts import Chart, Look, ranking_chart
from trialmetrics.charts.ranking_rows import is_shortened
from trialmetrics.text import number_text
from trialmetrics.text.language import _

CHART = "chart"


def section(ranking: Ranking, summary: str) -> None:
    """The chart with its explanation; `summary`: what the page says first, for screen readers."""
    shortened = is_shortened(ranking.suppliers)
    place = st.container()
    everybody = not shortened or st.toggle(
        _("Show all {n}").format(n=number_text.count(len(ranking.suppliers))), key="show everybody"
    )
    with place:
        plotly_charts.draw(
            server.view(_chart, ranking, widgets.look(), everybody=everybody), key=CHART,
            on_select=partial(_open_marked, server.view(_names, ranking)), selection_mode="points",
            alt=_("{summary} Score of each candidate with its interval, best first; the table says the same.").format(
                summary=summary
            ),
        )  # fmt: skip
    first, last = rank_certainty.RANK_POINTS
    widgets.explain(
        _("The dot is the score. With many more trials it would settle inside the thin line with {level} probability, inside the "
          "thick bar with {narrow}. In the table the brackets after a rank hold the true one with {of_rank}. Click a row, or tick "
          "one in the table, to open the supplier.").format(
            level=number_text.percent(ranking.policy.evidence.interval), narrow=number_text.percent(NARROW),
            of_rank=number_text.percent(last - first),
        ),
        _("Every trial gets 0 to 100 points per criterion; its score is their mean, in which each criterion counts as much "
          "as the policy says. A score has two parts: how often a request comes to nothing, and what the others are worth. What "
          "a strict tester gives less, or a mild one more, is taken out; and with few trials both parts are moved towards the "
          "other candidates of the category, as one good or bad day proves little. The fewer trials, and the more those of one "
          "supplier usually differ, the longer the bars. (For experts: a Bayesian model of candidates and testers in two parts.)"),
    )  # fmt: skip


def _chart(ranking: Ranking, look: Look, *, everybody: bool) -> Chart:
    return ranking_chart(ranking.suppliers, look, everybody=everybody)


def _names(ranking: Ranking) -> dict[str, str]:
    """Supplier key -> name."""
    return dict(zip(ranking.suppliers["supplier_key"], ranking.suppliers["supplier"], strict=True))


# A callback, as it runs before the page is drawn: the page that the user leaves is not drawn again.
def _open_marked(names: dict[str, str]) -> None:
    """Open the supplier whose row on the chart was clicked; `names` by supplier key."""
    for point in st.session_state[CHART]["selection"]["points"]:
        if "customdata" in point:
            key, category = point["customdata"]
            widgets.open_supplier(names[key], category)
