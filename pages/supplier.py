"""Supplier: its verdict in each category and why, its criteria beside the category's, and every trial's story."""

import streamlit as st

from pages import _equal, _facts, _response, _rounds, _shared, _trials, _verdicts
from trialmetrics import standing, wording
from trialmetrics.figures import criteria_chart
from trialmetrics.language import _
from trialmetrics.planning import next_step
from trialmetrics.ranking import Ranking


def show() -> None:
    """The page."""
    # All of its categories, also where the filter hides some: one supplier is one story.
    everything = _shared.ranking(everything=True)
    if everything.suppliers.empty:
        st.title(_("Supplier"))
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    names = sorted(everything.suppliers["supplier"].unique(), key=str.casefold)
    chosen = st.selectbox(
        _("Supplier"),
        names,
        key="supplier",
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
    )
    candidates = everything.suppliers[everything.suppliers["supplier"] == chosen].sort_values("category")
    _shared.tab(str(chosen))
    st.title(_shared.plain(str(chosen)))
    _verdicts.section(candidates)
    category = _category(list(candidates["category"]))
    # Its rank is that among the candidates shown, where the filter shows it.
    found, candidate = _found(_shared.ranking(), chosen, category) or _found(everything, chosen, category)  # type: ignore[misc]
    _standing(found, candidate)
    if step := next_step(found, candidate["supplier_key"], category):
        st.info(_shared.plain(step), icon=":material/arrow_forward:")
    left, right = st.columns([3, 2])
    with left:
        st.header(_("Criteria"))
        _criteria(everything, candidate)
    with right:
        st.header(_("Facts"))
        _facts.table(found, candidate)
    _rounds.section(found, candidate)
    _response.show(everything, candidate)
    _equal.of_supplier(found, candidate)
    _trials.section(found, candidate)


def _category(categories: list[str]) -> str:
    """Which of its categories the rest of the page is about."""
    if len(categories) == 1:
        return categories[0]
    asked = st.session_state.get("filters")
    shown = [each for each in categories if asked and each in asked.categories]
    chosen = st.segmented_control(
        _("In which category"), categories, default=(shown or categories)[0], key=_shared.OF, bind="query-params",
        required=True, format_func=_shared.plain,
    )  # fmt: skip
    return str(chosen)


def _found(ranking: Ranking, supplier: str, category: str) -> tuple[Ranking, dict] | None:
    rows = ranking.suppliers
    mine = rows[(rows["supplier"] == supplier) & (rows["category"] == category)]
    return None if mine.empty else (ranking, mine.iloc[0].to_dict())


def _standing(found: Ranking, candidate: dict) -> None:
    others = int(found.suppliers["score"].notna().sum()) - 1
    if said := standing.clearly_sentence(candidate, others):
        _shared.explain(
            said,
            _(
                "Clearly better: with at least {clear} probability its score would stay the higher of the two over many more "
                "trials. Between it and the others the trials do not decide yet."
            ).format(clear=wording.percent(standing.CLEAR)),
        )


def _criteria(everything: Ranking, candidate: dict) -> None:
    rows = everything.suppliers
    others = rows[rows["category"] == candidate["category"]]
    st.plotly_chart(
        criteria_chart(candidate, others, _shared.look()), config=_shared.CHART, theme=None, key="criteria",
        alt=_("Score of this supplier per criterion, beside its category."),
    )  # fmt: skip
    _shared.explain(
        _("Bar: this supplier. Line: the middle supplier of its category ({category}); grey: the middle half of them.").format(
            category=_shared.plain(candidate["category"])
        ),
        _("What was noted of a trial, such as hours until the first reply, chases, and ratings from 1 to 5, is turned into 0 "
          "to 100 points by the policy's scales; the bar is the mean over the judged trials. What was not observed counts "
          "neither for nor against. A request without an answer counts as the worst answer, where an answer would have been "
          "noted."),
    )  # fmt: skip


show()
