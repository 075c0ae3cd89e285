"""Page "Ranking": the candidates with score, rank, verdict and reasons; or first impressions before verdicts are possible."""

from functools import partial

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, plotly_charts, server, small_orders, widgets
from trialmetrics.analysis import testers
from trialmetrics.analysis.ranking import NARROW, Ranking
from trialmetrics.analysis.verdict import REJECT, THIN_COVERAGE
from trialmetrics.charts import Chart, Look, ranking_chart
from trialmetrics.export import documents, tables
from trialmetrics.text import candidate_text, date_text, first_impressions, number_text, terms, tester_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain
from trialmetrics.text.reason_text import text
from trialmetrics.vocabulary import CRITERIA

# Pixels: a bar with its number, the longest heading of a bar, and "12.5 working days".
SCORE_WIDTH, CRITERION_WIDTH, REPLY_WIDTH, RANK_WIDTH, RESTS_WIDTH, HAPPENED_WIDTH = (
    92,
    122,
    116,
    92,
    210,
    330,
)


def show() -> None:
    """The page."""
    ranking = server.ranking()
    suppliers = ranking.suppliers
    first = first_impressions.only_first_impressions(ranking)
    heading.title(_("First impressions, not verdicts") if first else _("Ranking"))
    st.write(
        plain(first_impressions.sentence(ranking))
        if first
        else server.view(
            widgets.verdicts_sentence,
            ranking,
            _("The trials say: invite {n}, place more trials with {more}, do not invite {out}."),
        )
    )
    widgets.how_it_judges()
    if server.workspace().policy_notes():
        st.caption(
            _(
                ":material/info: The policy was saved by an earlier version, and some of its rules are today's. The page "
                "Thresholds says which."
            )
        )
    for warning in server.view(testers.warnings, ranking):
        st.caption(f":material/warning: {plain(tester_text.warning(warning))}")
    _counts(ranking, first=first)
    if suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    if first:
        heading.section(_("What happened"))
        _open_selected(_facts(ranking), ranking, "facts")
        _leaning(ranking)
        st.page_link("plan.py", label=_("Who gets a second trial?"), icon=":material/arrow_forward:")
    plotly_charts.draw(
        server.view(_chart, ranking, widgets.look()), key="chart",
        on_select=partial(_open_marked, server.view(_names, ranking)), selection_mode="points",
        alt=_("Score of each supplier with its interval, best first; the table says the same."),
    )  # fmt: skip
    widgets.explain(
        _("The dot is the score. With many more trials it would settle inside the thin line with {level} probability, inside the "
          "thick bar with {narrow}. Click a mark or tick a row to open the supplier.").format(
            level=number_text.percent(ranking.policy.evidence.interval), narrow=number_text.percent(NARROW)
        ),
        _("Every trial gets 0 to 100 points per criterion; its score is their mean, in which each criterion counts as much "
          "as the policy says. A score has two parts: how often a request comes to nothing, and what the others are worth. What "
          "a strict tester gives less, or a mild one more, is taken out; and with few trials both parts are moved towards the "
          "other candidates of the category, as one good or bad day proves little. The fewer trials, and the more they differ, the "
          "longer the bars. (For experts: a Bayesian model of candidates and testers in two parts.)"),
    )  # fmt: skip
    _open_selected(server.view(_table, ranking, first=first), ranking, "table")
    _downloads(ranking)
    st.caption(
        _(
            "As of {moment}, policy version {version}. The link in the address bar carries the filters."
        ).format(moment=date_text.moment(ranking.as_of), version=ranking.policy.version)
    )
    small_orders.section(ranking)
    _defects(ranking)


def _downloads(ranking: Ranking) -> None:
    downloads.buttons(
        "ranking",
        lambda: tables.ranking(ranking),
        lambda: documents.rank_table(ranking),
        rows=len(ranking.suppliers),
    )
    downloads.buttons(
        "trials", lambda: tables.trials(ranking), lambda: documents.trials_table(ranking),
        rows=len(ranking.of_shown(ranking.trials)),
        labels=(_("Download the trials as Excel"), _("Download the trials as CSV")),
    )  # fmt: skip


def _leaning(ranking: Ranking) -> None:
    widgets.explain(
        first_impressions.lean_legend(ranking.policy),
        _(
            "How likely a supplier truly lies below the threshold follows from what was noted, from how far trials of one "
            "supplier usually lie apart, and from how far suppliers do. One trial says little, so most are unclear. “Said” is "
            "the most telling of the notes."
        ),
    )


def _counts(ranking: Ranking, *, first: bool) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric(_("Candidates"), len(ranking.suppliers), width="content")
        st.metric(_("Trials"), int(ranking.suppliers["trials"].sum()), width="content")
        st.metric(_("Spend"), number_text.money(ranking.spend), width="content")
        # First impressions are not verdicts: only knock-outs are counted.
        verdicts = ranking.verdicts
        counted = {REJECT: verdicts[REJECT]} if first else verdicts
        for verdict, count in counted.items():
            st.metric(widgets.verdict_label(verdict), count, width="content")


def _chart(ranking: Ranking, look: Look) -> Chart:
    suppliers = ranking.suppliers
    why = [candidate_text.why(row) for row in suppliers.to_dict(orient="records")]
    return ranking_chart(suppliers.assign(why=why), look)


def _names(ranking: Ranking) -> dict[str, str]:
    """Supplier key -> name."""
    return dict(zip(ranking.suppliers["supplier_key"], ranking.suppliers["supplier"], strict=True))


def _candidates(ranking: Ranking) -> list[tuple[str, str]]:
    """Supplier and category of each row."""
    return list(zip(ranking.suppliers["supplier"], ranking.suppliers["category"], strict=True))


def _table(ranking: Ranking, *, first: bool) -> pd.DataFrame:
    suppliers, day_hours = ranking.suppliers, ranking.policy.clock.day_hours
    rows = suppliers.to_dict(orient="records")
    return pd.DataFrame(
        {
            _("supplier"): suppliers["supplier"],
            **_category(suppliers),
            **(
                {_("so far"): [_so_far(row) for row in rows]}
                if first
                else {_("verdict"): suppliers["verdict"].map(widgets.verdict_label)}
            ),
            _("why"): [candidate_text.why(row) for row in rows],
            _("score"): suppliers["score"],
            _("rests on"): [candidate_text.rests_on(row) for row in rows],
            _("rank"): [_rank(row) for row in rows],
            _("scored trials"): suppliers["scored_trials"],
            _("trials"): [candidate_text.trials(row) for row in rows],
            _("first reply"): [
                date_text.first_reply(row["median_first_reply_hours"], row["answered_rate"], day_hours)
                for row in rows
            ],
            _("chases"): suppliers["chases_per_trial"].map(number_text.number),
            **{terms.criterion_words(name): suppliers[name] for name in CRITERIA},
            _("in words"): [" ".join(map(text, row["reasons"])) for row in rows],
        }
    )


def _facts(ranking: Ranking) -> pd.DataFrame:
    """The table of first impressions: one row per candidate, in the order of the ranking, with what happened."""
    suppliers, quotes = ranking.suppliers, server.words()
    trials = ranking.trials.groupby(["supplier_key", "category"])["trial_id"].agg(list)
    return pd.DataFrame(
        {
            _("supplier"): suppliers["supplier"],
            **_category(suppliers),
            _("what happened"): first_impressions.facts(ranking),
            _("so far"): [_so_far(row) for row in suppliers.to_dict(orient="records")],
            _("score"): suppliers["score"],
            _("said"): [
                " ".join(
                    quotes[key, trial] for trial in trials.get((key, category), []) if (key, trial) in quotes
                )
                for key, category in zip(suppliers["supplier_key"], suppliers["category"], strict=True)
            ],
        }
    )


def _so_far(candidate: dict) -> str:
    # A knock-out says more than which way the score leans.
    if candidate["verdict"] == REJECT:
        return widgets.verdict_label(candidate["verdict"])
    if candidate["rule"] == THIN_COVERAGE:
        return _("too little noted")
    return terms.lean_words(candidate["lean"])


def _rank(row: dict) -> str:
    if pd.isna(row["rank"]):
        return number_text.NOTHING
    return f"{row['rank']:.0f}  ({row['rank_low']:.0f}-{row['rank_high']:.0f})"


def _category(suppliers: pd.DataFrame) -> dict[str, pd.Series]:
    """The column `category`, where candidates of several categories are shown; else no column."""
    return {_("category"): suppliers["category"]} if suppliers["category"].nunique() > 1 else {}


def _open_selected(table: pd.DataFrame, ranking: Ranking, key: str) -> None:
    bars = [terms.criterion_words(name) for name in CRITERIA]
    config = {
        name: st.column_config.ProgressColumn(name, min_value=0, max_value=100, format="%.0f", width=width)
        for name, width in [(_("score"), SCORE_WIDTH), *((bar, CRITERION_WIDTH) for bar in bars)]
    }
    st.dataframe(
        table, hide_index=True, key=key, on_select=partial(_open_ticked, key, server.view(_candidates, ranking)),
        selection_mode="single-row", placeholder=number_text.NOTHING,
        column_config={
            **config,
            _("first reply"): st.column_config.TextColumn(width=REPLY_WIDTH),
            _("what happened"): st.column_config.TextColumn(width=HAPPENED_WIDTH),
            _("rests on"): st.column_config.TextColumn(width=RESTS_WIDTH),
            _("rank"): st.column_config.TextColumn(width=RANK_WIDTH),
            _("in words"): st.column_config.TextColumn(width="large"),
        },
        height="content" if len(table) <= 20 else 680, alt=_("The ranking as a table"),
    )  # fmt: skip


# Callbacks, as they run before the page is drawn: the page that the user leaves is not drawn again.
def _open_marked(names: dict[str, str]) -> None:
    """Open the supplier whose mark on the chart was clicked; `names` by supplier key."""
    for point in st.session_state["chart"]["selection"]["points"]:
        if "customdata" in point:
            key, category = point["customdata"]
            widgets.open_supplier(names[key], category)


def _open_ticked(table: str, rows: list[tuple[str, str]]) -> None:
    """Open the supplier whose row was ticked; `rows`: supplier and category of each row as it was drawn."""
    for row in st.session_state[table]["selection"]["rows"]:
        widgets.open_supplier(*rows[row])


def _defects(ranking: Ranking) -> None:
    defects = server.view(_defects_table, ranking)
    if defects.empty:
        return
    with st.expander(_("Defects in the logs: {n}").format(n=len(defects))):
        st.dataframe(defects, hide_index=True, placeholder=number_text.NOTHING)


def _defects_table(ranking: Ranking) -> pd.DataFrame:
    defects = ranking.of_shown(ranking.defects)
    defect_words = {
        "no_request": _("the trial has no request, so it is not judged"),
        "before_request": _("the supplier's event is dated before the request and is left out"),
        "rated_no_reply": _("rated, or an incident, but no reply noted: it is not taken for silence"),
        "stated_otherwise": _("the sheet says ignored or never delivered, and an event says otherwise"),
    }
    return pd.DataFrame(
        {
            _("supplier"): defects["supplier"],
            _("trial"): defects["trial_id"],
            _("defect"): defects["defect"].map(defect_words),
            _("when"): [widgets.when(row.occurred_at, row.bare) for row in defects.itertuples()],
        }
    )


show()
