"""The section on response times: a list where there are few, else a curve beside the category's."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import heading, plotly_charts, server, widgets
from trialmetrics.analysis import response_times
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.reasons import FEW_REPLIES
from trialmetrics.charts import Chart, Look, response_chart
from trialmetrics.text import date_text, number_text
from trialmetrics.text.language import _, ngettext


def section(ranking: Ranking, candidate: Mapping[str, Any]) -> None:
    """Draw the section for a candidate; `ranking`: of all categories."""
    heading.section(_("How soon it answers"))
    waits = candidate["replies"]
    if not waits:
        st.caption(_("No finished trial shows yet how fast it answers."))
        return
    if len(waits) < FEW_REPLIES:
        st.write(listed(waits, ranking.policy.clock.day_hours))
        return
    _curve(ranking, candidate)


def listed(waits: list[float], day_hours: float) -> str:
    """A sentence that lists waits in service hours, infinite without an answer: "First replies: 1 h, 3 h, never."."""
    return ngettext("First reply: {waits}.", "First replies: {waits}.", len(waits)).format(
        waits=", ".join(date_text.wait(wait, day_hours) for wait in waits)
    )


def _chart_and_table(
    ranking: Ranking, supplier_key: str, supplier: str, category: str, look: Look
) -> tuple[Chart, pd.DataFrame]:
    level = ranking.policy.evidence.interval
    own = response_times.response(response_times.candidate_waits(ranking, supplier_key, category), level)
    others = response_times.response(response_times.category_waits(ranking, category), level)
    table = pd.DataFrame(
        {
            _("answered within"): [_("{n} h").format(n=hours) for hours in own.within["hours"]],
            _("this supplier"): [number_text.share(row.share, row.low, row.high) for row in own.within.itertuples()],
            _("its category"): [number_text.share(row.share, row.low, row.high) for row in others.within.itertuples()],
        }
    )  # fmt: skip
    return response_chart(own, others, supplier, category, ranking.policy.clock, look), table


def _curve(ranking: Ranking, candidate: Mapping[str, Any]) -> None:
    level = ranking.policy.evidence.interval
    chart, table = server.view(
        _chart_and_table,
        ranking,
        candidate["supplier_key"],
        candidate["supplier"],
        candidate["category"],
        widgets.look(),
    )
    left, right = st.columns([3, 2])
    with left:
        plotly_charts.draw(
            chart, key="response", alt=_("Share of requests answered by service hours, beside the category."),
        )  # fmt: skip
    with right:
        st.dataframe(table, hide_index=True, alt=_("Share answered within 4, 8 and 16 service hours"))
    widgets.explain(
        _("The line: what share of the requests was answered by then. The grey, and the brackets in the table, hold the true "
          "share with {level} probability. A tick is a request without an answer.").format(
            level=number_text.percent(level)
        ),
        _("A request without an answer is not left out: it counts as waiting for as long as it was waited for. Trials that "
          "are not judged are left out. {hours} (For experts: Kaplan and Meier's curve with Wilson's interval.)").format(
            hours=date_text.service_hours(ranking.policy.clock)
        ),
    )  # fmt: skip
