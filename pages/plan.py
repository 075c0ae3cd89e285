"""Plan: who gets the next trials, of which class, by whom, and what they may be expected to settle."""

import pandas as pd
import streamlit as st

from pages import _shared
from trialmetrics import documents, planning, wording
from trialmetrics.figures import plan_chart
from trialmetrics.language import _
from trialmetrics.planning import LARGEST, Aim, Plan, usual_aim
from trialmetrics.ranking import Filters, Ranking

TRIALS, MONEY = "trials", "money"
USUAL = {TRIALS: 10, MONEY: 1000}


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
    _table(plan)
    st.download_button(
        _("Download CSV"), _shared.file_of(documents.plan_table(plan)), "plan.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.subheader(_("Where more trials stop paying"))
    st.plotly_chart(
        plan_chart(plan.curve, plan.budget, _unit(plan), _shared.look()), config=_shared.CHART, theme=None, key="curve",
        alt=_("How many suppliers may be expected to be settled as the budget grows, by the plan and spread evenly."),
    )  # fmt: skip
    _explain()


def _budget(found: Ranking) -> tuple[int | None, float | None, Aim]:
    """The budget and the aim as the reader chose them: trials, money, aim."""
    currency = found.policy.currency
    left, middle, right = st.columns([2, 2, 4], vertical_alignment="bottom")
    kind = left.radio(
        _("Budget in"), [TRIALS, MONEY], format_func={TRIALS: _("trials"), MONEY: currency}.get, horizontal=True,
        key="budget_in", bind="query-params", persist_state="session",
    )  # fmt: skip
    amount = middle.number_input(
        _("Further trials") if kind == TRIALS else _("Amount, {currency}").format(currency=currency),
        min_value=1, max_value=LARGEST if kind == TRIALS else 1_000_000, value=USUAL[kind or TRIALS],
        step=1 if kind == TRIALS else 50, key=f"budget_{kind}", bind="query-params", persist_state="session",
    )  # fmt: skip
    aims: list[Aim] = ["verdicts", "doubts"]
    aim = right.radio(
        _("First"), aims, index=aims.index(usual_aim(found)), horizontal=True, key="aim", bind="query-params",
        persist_state="session",
        format_func={"verdicts": _("as many verdicts as possible"), "doubts": _("the doubtful ones")}.get,
    )  # fmt: skip
    return (int(amount), None, aim) if kind == TRIALS else (None, float(amount), aim)


def _counts(plan: Plan) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric(_("Undecided suppliers"), plan.undecided, width="content")
        if plan.aim == "doubts":
            st.metric(_("Doubtful among them"), plan.doubtful, width="content")
        st.metric(_("Further trials"), plan.trials, width="content")
        if not pd.isna(plan.cost):
            st.metric(_("Expected cost"), wording.money({plan.currency: plan.cost}), width="content")
        known = _("Settled by this plan") if plan.aim == "verdicts" else _("Clear by this plan")
        st.metric(known, f"{plan.settles:.1f}", width="content")
        st.metric(_("Spread evenly"), f"{plan.evenly:.1f}", width="content")


def _table(plan: Plan) -> None:
    lines = plan.lines
    rows = lines.to_dict(orient="records")
    chance = _("settled then") if plan.aim == "verdicts" else _("clear or settled then")
    # Before the plan nobody undecided is settled, unless trials of theirs still run.
    now = {_("now"): lines["chance_now"].map(wording.percent)} if (lines["chance_now"] > 0).any() else {}
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
            _("cost, {currency}").format(currency=plan.currency): st.column_config.NumberColumn(format="%.0f"),
            _("why"): st.column_config.TextColumn(width="large"),
        },
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


def _explain() -> None:
    _shared.explain(
        _(
            "Place a few, log what happens, and look here again: what comes out changes where the next trial helps most."
        ),
        _(
            "For each supplier and each number of further trials the chance is worked out that the verdict rules speak "
            "then: from what is known of its score now, how far apart trials of one supplier lie, and how well the testers "
            "are known (preposterior analysis). Of all ways to spend the budget the one with the most expected verdicts is "
            "taken (dynamic programming), compared over 400 futures in which rejections are chosen together, as the "
            "verdict rules do. *The doubtful ones* counts a doubt removed as three quarters of a verdict. At most 8 "
            "trials per supplier. Costs are mean order values of past trials of the same class, where there are any of the "
            "same category. Spread evenly: one trial after the other round all undecided suppliers. Who orders: a tester "
            "whom the supplier does not know, who connects testers that share no supplier, who has least to do."
        ),
    )


show()
