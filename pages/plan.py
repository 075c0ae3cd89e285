"""Plan: who gets the next trials, of which class, by whom, and what they may be expected to settle."""

import pandas as pd
import streamlit as st

from pages import _shared
from trialmetrics import documents, planning, wording
from trialmetrics.figures import plan_chart
from trialmetrics.language import _
from trialmetrics.planning import IMPRESSION, LARGEST, Aim, Plan, usual_aim
from trialmetrics.ranking import Filters, Ranking

TRIALS, MONEY = "trials", "money"
USUAL = {TRIALS: 10, MONEY: 1000}
WHY_WIDTH = 270  # pixels


def show() -> None:
    """The page."""
    found = _shared.ranking()
    st.title(_("What to try next"))
    if found.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    said = st.empty()
    plan = _shared.plan(*_budget(found))
    said.write(_shared.plain(planning.summary(plan)))
    if not plan.undecided:
        return
    _counts(plan)
    for note in [*planning.notes(plan), *_left_out()]:
        st.caption(_shared.plain(note))
    if plan.lines.empty:
        return
    st.subheader(_("Where more trials stop paying"))
    st.plotly_chart(
        plan_chart(plan.curve, plan.budget, _unit(plan), _shared.look()), config=_shared.CHART, theme=None, key="curve",
        alt=_("How many suppliers may be expected to be settled as the budget grows, by the plan and spread evenly."),
    )  # fmt: skip
    _explain(plan)
    st.subheader(_("Who gets them"))
    _table(plan)
    if costs := planning.costs(plan):
        st.caption(costs)
    st.download_button(
        _("Download CSV"), _shared.file_of(documents.plan_table(plan)), "plan.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _budget(found: Ranking) -> tuple[int | None, float | None, Aim]:
    """The budget and the aim as the reader chose them: trials, money, aim."""
    currency = found.policy.currency
    left, middle, right = st.columns([2, 2, 4], vertical_alignment="bottom")
    kind = left.radio(
        _("Budget in"), [TRIALS, MONEY], format_func={TRIALS: _("trials"), MONEY: currency}.get, horizontal=True,
        key="budget_in", bind="query-params", persist_state="session",
    )  # fmt: skip
    amount = middle.number_input(
        _("How many") if kind == TRIALS else _("Amount, {currency}").format(currency=currency),
        min_value=1, max_value=LARGEST if kind == TRIALS else 1_000_000, value=USUAL[kind or TRIALS],
        step=1 if kind == TRIALS else 50, key=f"budget_{kind}", bind="query-params", persist_state="session",
    )  # fmt: skip
    aims: list[Aim] = ["verdicts", "doubts"]
    aim = right.radio(
        _("What comes first"), aims, index=aims.index(usual_aim(found)), horizontal=True, key="aim", bind="query-params",
        persist_state="session",
        format_func={"verdicts": _("as many verdicts as possible"), "doubts": _("which way the doubtful ones lean")}.get,
    )  # fmt: skip
    return (int(amount), None, aim) if kind == TRIALS else (None, float(amount), aim)


def _counts(plan: Plan) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric(_("Undecided suppliers"), plan.undecided, width="content")
        if plan.aim == "doubts":
            st.metric(_("Doubtful among them"), plan.doubtful, width="content")
        if not pd.isna(plan.cost):
            st.metric(_("Expected cost"), wording.money({plan.currency: plan.cost}), width="content")


def _table(plan: Plan) -> None:
    lines = plan.lines
    rows = lines.to_dict(orient="records")
    chance = _("chance of a verdict") if plan.aim == "verdicts" else _("chance it is clear")
    # Before the plan nobody undecided is settled, unless trials of theirs still run.
    now = (
        {_("chance now"): lines["chance_now"].map(wording.percent)} if (lines["chance_now"] > 0).any() else {}
    )
    event = st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): lines["supplier"],
                _("trials"): [planning.trials(row) for row in rows],
                _("by"): [", ".join(row["testers"]) or wording.NOTHING for row in rows],
                _("cost, {currency}").format(currency=plan.currency): lines["cost"],
                **now,
                chance: lines["chance"].map(wording.percent),
                _("why"): lines["why"],
            }
        ),
        hide_index=True, placeholder=wording.NOTHING, key="lines", on_select="rerun", selection_mode="single-row",
        column_config={
            _("cost, {currency}").format(currency=plan.currency): st.column_config.NumberColumn(format="%,.0f"),
            _("why"): st.column_config.TextColumn(width=WHY_WIDTH),
        },
        row_height=_shared.wrapped(lines["why"], WHY_WIDTH),
        height="content" if len(lines) <= 20 else 680, alt=_("The plan as a table"),
    )  # fmt: skip
    for row in event["selection"]["rows"]:
        _shared.open_supplier(lines.iloc[row]["supplier"])


def _unit(plan: Plan) -> str:
    return plan.currency if plan.money else _("further trials")


def _left_out() -> list[str]:
    chosen = st.session_state.get("filters", Filters())
    if chosen == Filters(categories=chosen.categories):
        return []
    return [_("The filters leave trials out; the plan knows only of those that they let through.")]


def _explain(plan: Plan) -> None:
    expected = {
        "verdicts": _("The lines: how many undecided suppliers may be expected to have a verdict then, as the budget grows."),
        "doubts": _("The lines: how many doubtful suppliers may be expected to show which way they lean, as the budget grows."),
    }[plan.aim]  # fmt: skip
    _shared.explain(
        expected
        + " "
        + _(
            "Place a few, log what happens, and look here again: it changes where the next trial helps most."
        ),
        planning.method(IMPRESSION["doubts"]),
    )


show()
