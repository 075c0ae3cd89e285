"""Page "Plan": who gets the next trials to reach the invitations wanted in each category, and their chances."""

from datetime import date, datetime, time

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, plotly_charts, server, widgets
from trialmetrics.charts import plan_chart
from trialmetrics.export import documents, tables
from trialmetrics.planning import DEFAULT_INVITATIONS, MAX_NUMBER, MAX_TRIALS_EACH, Plan
from trialmetrics.records import records
from trialmetrics.text import candidate_text, date_text, number_text, plan_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

WHY_WIDTH = 270  # pixels


def show() -> None:
    """The page."""
    heading.title(_("What to try next"))
    ranking = server.ranking()
    if ranking.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    wanted = st.number_input(
        _("How many do you want to invite in each category?"), min_value=1, max_value=MAX_NUMBER, value=DEFAULT_INVITATIONS,
        key="invite", bind="query-params", persist_state="session", width=360,
    )  # fmt: skip
    with st.spinner(_("Working out where the next trials help most…")):
        plan = server.plan(int(wanted))
    goals = [plan_text.goal(goal) for goal in plan.goals]
    for goal in goals:
        st.write(plain(goal))
    for note in plan_text.notes(plan):
        st.caption(plain(note))
    if plan.lines.empty:
        return
    heading.section(_("Who gets them"))
    lines = plan.lines
    trials = [plan_text.trials(row) for row in records(lines)]
    plotly_charts.draw(
        plan_chart(lines, candidate_text.names(lines), trials, widgets.look()), key="chances",
        alt=_("{summary} Chart: how likely each candidate that gets trials is to be invited after them.").format(
            summary=" ".join(goals)
        ),
    )  # fmt: skip
    widgets.explain(
        _(
            "Place a few, log what happens, and look here again: it changes where the next trial helps most. {opens}"
        ).format(opens=widgets.rows_open()),
        plan_text.method(MAX_TRIALS_EACH),
    )
    _table(plan, trials)
    downloads.buttons(
        "plan", lambda: tables.plan(plan), lambda: documents.plan_table(plan), rows=len(plan.lines)
    )


def _table(plan: Plan, trials: list[str]) -> None:
    why = plan.lines["why"].map(plan_text.text)
    lines, cost = plan.lines, _("cost, {currency}").format(currency=plan.currency)
    event = st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): lines["supplier"],
                _("category"): lines["category"],
                _("trials"): trials,
                _("by"): [", ".join(names) or number_text.NOTHING for names in lines["testers"]],
                _("not before"): [_day(day) for day in lines["not_before"]],
                cost: lines["cost"],
                _("chance of an invitation"): lines["chance"].map(number_text.rough_chance),
                _("why"): why,
            }
        ),
        hide_index=True, placeholder=number_text.NOTHING, key="lines", on_select="rerun", selection_mode="single-row",
        column_config={
            cost: st.column_config.NumberColumn(format="%,.0f"), _("why"): st.column_config.TextColumn(width=WHY_WIDTH),
        },
        row_height=widgets.row_height(why, WHY_WIDTH),
        height="content" if len(lines) <= 20 else 680,
        alt=_("The plan as a table. {opens}").format(opens=widgets.rows_open()),
    )  # fmt: skip
    for row in event["selection"]["rows"]:
        widgets.open_supplier(lines.iloc[row]["supplier"], lines.iloc[row]["category"])


def _day(day: date | None) -> str:
    return (
        number_text.NOTHING
        if day is None
        else date_text.moment(datetime.combine(day, time()), date_only=True)
    )


show()
