"""Ranking: who is where, how sure that is, and what to do with whom."""

import pandas as pd
import streamlit as st

from pages import _equal, _shared
from trialmetrics import standing, testers, wording
from trialmetrics.figures import VERDICTS, ranking_chart
from trialmetrics.language import _, ngettext
from trialmetrics.ranking import Ranking
from trialmetrics.vocabulary import CRITERIA


def show() -> None:
    """The page."""
    found = _shared.ranking()
    suppliers = found.suppliers
    impressions = bool(len(suppliers)) and suppliers["scored_trials"].max() <= 1
    st.title(_("First impressions, not verdicts") if impressions else _("Ranking"))
    st.write(
        _impressions(suppliers)
        if impressions
        else _("The trials say: {said}").format(said=_shared.verdicts_sentence(found))
    )
    for warning in testers.warnings(found):
        st.caption(f":material/warning: {_shared.plain(warning)}")
    _counts(found)
    if suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    if impressions:
        st.subheader(_("What happened"))
        _open_selected(_facts(found), "facts")
        st.page_link("plan.py", label=_("Who gets a second trial?"), icon=":material/arrow_forward:")
    event = st.plotly_chart(
        ranking_chart(suppliers, _shared.look()), config=_shared.CHART, theme=None, key="chart", on_select="rerun",
        selection_mode="points", alt=_("Score of each supplier with its interval, best first; the table says the same."),
    )  # fmt: skip
    for point in event["selection"]["points"]:
        if "customdata" in point:
            key = point["customdata"] if isinstance(point["customdata"], str) else point["customdata"][0]
            _shared.open_supplier(suppliers.loc[suppliers["supplier_key"] == key, "supplier"].iloc[0])
    _shared.explain(
        _("Click a supplier's mark, or its row, to open its page. The dot is the score; how the supplier truly treats you "
          "lies within the thin bar in 9 of 10 cases, within the thick one in half of them."),
        _("Every trial is scored 0-100 as the weighted mean of its criteria. A model of suppliers and testers takes out how "
          "strict each tester is, allows for trials that vary, and draws suppliers with few trials towards the others "
          "(Efron and Morris, 1975). Every number of the policy stands in trialmetrics/policy.toml with its source."),
    )  # fmt: skip
    _groups(suppliers)
    _open_selected(_table(suppliers), "table")
    left, right = st.columns([1, 4])
    left.download_button(
        _("Download CSV"), _shared.ranking_csv(), "ranking.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    right.caption(
        _(
            "As of {moment}, policy version {version}. The link in the address bar carries the filters."
        ).format(moment=found.as_of.strftime("%d-%m-%Y %H:%M"), version=found.policy.version)
    )
    _equal.section(found)
    _defects(found)


def _impressions(suppliers: pd.DataFrame) -> str:
    """What one trial each says: which way suppliers lean, and who is out by what it did, whatever the score."""
    undecided = suppliers[suppliers["verdict"] == "retry"]
    leans = undecided["lean"].value_counts()
    said = _("One trial each: {n} lean in, {out} lean out, of {unclear} little can be said yet.").format(
        n=leans.get("in", 0),
        out=leans.get("out", 0),
        unclear=len(undecided) - leans.get("in", 0) - leans.get("out", 0),
    )
    if knocked := len(suppliers) - len(undecided):
        said += " " + ngettext(
            "{n} is out by what it did, whatever its score.",
            "{n} are out by what they did, whatever their score.",
            knocked,
        ).format(n=knocked)
    return said


def _groups(suppliers: pd.DataFrame) -> None:
    if said := standing.groups_sentence(suppliers):
        _shared.explain(
            _shared.plain(said),
            _(
                "For every two suppliers the probability that one truly is better than the other is worked out from their "
                "trials. Putting two in the wrong order costs four times what putting them in the right order earns, and "
                "of all ways to make groups the one that costs least is shown (Kline, Rose and Walters, 2024). Two alone are "
                "told apart from a probability of 80 % on. Few trials give few groups."
            ),
        )


def _counts(found: Ranking) -> None:
    suppliers = found.suppliers
    spend: dict[str, float] = {}
    for each in suppliers["spend"]:
        for currency, amount in each.items():
            spend[currency] = spend.get(currency, 0) + amount
    verdicts = suppliers["verdict"].value_counts()
    with st.container(horizontal=True, gap="large"):
        st.metric(_("Suppliers"), len(suppliers), width="content")
        st.metric(_("Trials"), int(suppliers["trials"].sum()), width="content")
        st.metric(_("Spend"), wording.money(spend), width="content")
        for verdict in VERDICTS:
            st.metric(_shared.verdict_label(verdict), int(verdicts.get(verdict, 0)), width="content")


def _table(suppliers: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("supplier"): suppliers["supplier"],
            _("verdict"): suppliers["verdict"].map(_shared.verdict_label),
            _("score"): suppliers["score"],
            _("rank"): [_rank(row) for row in suppliers.to_dict(orient="records")],
            _("group"): suppliers["grade"],
            _("trials"): suppliers["scored_trials"],
            _("first reply"): suppliers["median_first_reply_hours"].map(wording.hours),
            _("chases"): suppliers["chases_per_trial"].map(wording.number),
            **{wording.criterion_words(name): suppliers[name] for name in CRITERIA},
            _("why"): suppliers["reasons"].map(lambda reasons: " ".join(reasons)),
        }
    )


def _facts(found: Ranking) -> pd.DataFrame:
    """One row per supplier with what happened in its one trial, for a first impression."""
    trials = found.trials.set_index("supplier_key")
    best_third = _("among the best {n}").format(
        n=standing.best_third(int(found.suppliers["score"].notna().sum()))
    )
    rows = []
    said = _shared.said()
    for supplier in found.suppliers.to_dict(orient="records"):
        for trial in trials.loc[[supplier["supplier_key"]]].to_dict(orient="records"):
            silent = trial["reply_censored"] is True
            rows.append(
                {
                    _("supplier"): supplier["supplier"],
                    _("first reply"): _("none") if silent else wording.hours(trial["first_reply_hours"]),
                    _("chases"): wording.number(trial["chases"]),
                    _("what came"): wording.state_words(trial["state"]),
                    _("courtesy, 1-5"): wording.number(trial["courtesy"]),
                    _("leans"): wording.lean_words(supplier["lean"]),
                    best_third: wording.percent(supplier["p_best_third"]),
                    _("said"): said.get((supplier["supplier_key"], trial["trial_id"]), ""),
                }
            )
    return pd.DataFrame(rows)


def _rank(row: dict) -> str:
    if pd.isna(row["rank"]):
        return wording.NOTHING
    return f"{row['rank']:.0f}  ({row['rank_low']:.0f}-{row['rank_high']:.0f})"


def _open_selected(table: pd.DataFrame, key: str) -> None:
    bars = [wording.criterion_words(name) for name in CRITERIA]
    config = {
        name: st.column_config.ProgressColumn(name, min_value=0, max_value=100, format="%.0f", width=92)
        for name in [_("score"), *bars]
    }
    event = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", placeholder=wording.NOTHING,
        column_config={
            **config, _("group"): st.column_config.NumberColumn(format="%d"),
            _("why"): st.column_config.TextColumn(width="large"),
        },
        height="content" if len(table) <= 20 else 680, alt=_("The ranking as a table"),
    )  # fmt: skip
    for row in event["selection"]["rows"]:
        _shared.open_supplier(table.iloc[row][_("supplier")])


def _defects(found: Ranking) -> None:
    if found.defects.empty:
        return
    with st.expander(_("Defects in the logs: {n}").format(n=len(found.defects))):
        told = {
            "no_request": _("the trial has no request, so it is not judged"),
            "before_request": _("the supplier's event is dated before the request and is left out"),
        }
        st.dataframe(
            pd.DataFrame(
                {
                    _("supplier"): found.defects["supplier"],
                    _("trial"): found.defects["trial_id"],
                    _("defect"): found.defects["defect"].map(told),
                    _("moment"): found.defects["occurred_at"],
                }
            ),
            hide_index=True,
            placeholder=wording.NOTHING,
        )


show()
