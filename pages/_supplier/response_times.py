"""How soon a candidate answers: each wait where there are few, else a curve beside the category's."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import heading, plotly_charts, server, widgets
from pages._supplier import dossier
from trialmetrics.analysis import response_times
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import Chart, Look, response_chart
from trialmetrics.text import date_text, number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.reason_text import text


def section(ranking: Ranking, candidate: Mapping[str, Any], place: int, titled: heading.Titled) -> None:
    """Draw the curve of a candidate with enough answers, else nothing. `ranking`: of all categories; `place`: its number here."""
    if candidate["replies"] or not candidate["waited_trials"]:
        return
    titled(_("How soon it answers"))
    _curve(ranking, candidate, place)


def in_words(ranking: Ranking, candidate: Mapping[str, Any]) -> str:
    """A sentence on how soon the judged trials were answered: each where they are few, as in "First replies: 1 h, 3 h, never.",
    else their median."""
    key, category = candidate["supplier_key"], candidate["category"]
    day_hours = ranking.policy.clock.day_hours
    if not candidate["waited_trials"]:
        return _("No finished trial shows yet how fast it answers.")
    if candidate["replies"]:
        known = server.workspace().view_of_now(_waits, ranking, key, category)
        replies = [date_text.wait(hours, day_hours, date_only=date_only) for hours, date_only in known]
        return ngettext("First reply: {waits}.", "First replies: {waits}.", len(replies)).format(
            waits=", ".join(replies)
        )
    said = {"median_reply", "mostly_silent"}
    return next(text(reason) for reason in candidate["reasons"] if reason["code"] in said)


def _waits(ranking: Ranking, supplier_key: str, category: str) -> list[tuple[float, bool]]:
    """The waits of the judged scored trials in service hours, infinite without an answer, and whether only days are known."""
    trials = response_times.known(dossier.of(ranking, supplier_key, category).trials)
    hours = trials["first_reply_hours"].where(~trials["reply_censored"].astype(bool), float("inf"))
    return sorted(zip(hours.tolist(), trials["wait_bare"].tolist(), strict=True))


def _chart_and_table(
    ranking: Ranking, supplier_key: str, supplier: str, category: str, look: Look
) -> tuple[Chart, pd.DataFrame]:
    level, day_hours = ranking.policy.evidence.interval, ranking.policy.clock.day_hours
    of_category = response_times.category_waits(ranking, category)
    own = response_times.response(response_times.candidate_waits(ranking, supplier_key, category), level)
    others = response_times.response(of_category, level)
    date_only = bool(of_category["requested_bare"].any()) or any(
        bare for _hours, bare in _waits(ranking, supplier_key, category)
    )
    # Of dates without a time of day no part of a day is known.
    limits = [
        (
            row,
            date_text.days(row.hours / day_hours, day_hours) if date_only else _("{n} h").format(n=row.hours),
        )
        for row in own.within.itertuples()
        if not date_only or row.hours % day_hours == 0
    ]
    table = pd.DataFrame(
        {
            _("answered within"): [words for _row, words in limits],
            _("this supplier"): [number_text.share(row.share, row.low, row.high) for row, _words in limits],
            _("its category"): [
                number_text.share(row.share, row.low, row.high)
                for row in others.within.loc[[row.Index for row, _words in limits]].itertuples()
            ],
        }
    )
    clock = ranking.policy.clock
    return response_chart(own, others, supplier, category, clock, look, date_only=date_only), table


def _curve(ranking: Ranking, candidate: Mapping[str, Any], place: int) -> None:
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
            chart, key=f"response {place}", alt=_("Share of requests answered over time, beside the category."),
        )  # fmt: skip
    with right:
        st.dataframe(table, hide_index=True, alt=_("Share answered within certain times, as a table"))
    widgets.explain(
        _("The line: what share of the requests was answered by then. The grey, and the brackets in the table, hold the true "
          "share with {level} probability. A tick is a request without an answer.").format(
            level=number_text.percent(level)
        ),
        _("A request without an answer is not left out: it counts as never answered. Trials that are not judged are left out. "
          "{hours} (For experts: shares with Wilson's interval.)").format(
            hours=date_text.service_hours(ranking.policy.clock)
        ),
    )  # fmt: skip
