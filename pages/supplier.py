"""Page "Supplier": its verdicts and reasons, its criteria beside its category's, response times, rounds and trials."""

import streamlit as st

from pages._shared import filters, heading, link, plotly_charts, server, small_orders, widgets
from pages._supplier import facts, response_times, rounds, trials, verdicts
from trialmetrics.analysis import rank_certainty
from trialmetrics.analysis.ranking import Filters, Ranking
from trialmetrics.charts import Chart, Look, criteria_chart
from trialmetrics.choices import Choices
from trialmetrics.planning import next_step
from trialmetrics.policy import folded
from trialmetrics.text import candidate_text, number_text, plan_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

SUPPLIER = "supplier"  # parameter of the link


def show() -> None:
    """The page."""
    choices = server.choices()
    chosen = _chosen(choices)
    if chosen is None:
        _nobody_chosen(choices)
        return
    widgets.set_tab_title(chosen)
    heading.title(plain(chosen))
    # All categories of the supplier, even those that the filter hides.
    everything = server.ranking(everything=True)
    key = choices.key(chosen)
    candidates = server.view(_candidates, everything, key)
    _hidden(chosen, [*candidates])
    if not candidates:
        return
    verdicts.section([*candidates.values()])
    category = _category(chosen, [*candidates])
    # The rank is among the candidates shown, unless the filter hides this one.
    ranking, candidate = server.ranking(), candidates[category]
    among_shown = server.view(_candidates, ranking, key)
    if category in among_shown:
        candidate = among_shown[category]
    else:
        ranking = everything
    _standing(ranking, candidate)
    if step := server.view(next_step, ranking, candidate["supplier_key"], category):
        st.info(plain(plan_text.next_step(step)), icon=":material/arrow_forward:")
    left, right = st.columns([3, 2])
    with left:
        heading.section(_("Criteria"))
        _criteria(everything, candidate)
    with right:
        heading.section(_("Facts"))
        facts.section(ranking, candidate)
    rounds.section(ranking, candidate)
    response_times.section(everything, candidate)
    small_orders.candidate_section(ranking, candidate)
    trials.section(ranking, candidate)


def _chosen(choices: Choices) -> str | None:
    """The name of the chosen supplier, whatever the filters; None where none is chosen."""

    def understand(text: str) -> str | None:
        key = choices.key(text)
        return None if key is None else choices.suppliers[key]

    link.read(
        SUPPLIER, understand, lambda text: _("There is no supplier '{name}' in these logs.").format(name=text)
    )
    link.rerun_if_mended()
    before = st.session_state.get(SUPPLIER)
    if before is not None and before not in choices.names:
        # A merge renamed it, or its upload was undone.
        st.session_state[SUPPLIER] = understand(before)
    chosen: str | None = st.selectbox(
        _("Supplier"), choices.names, index=None, placeholder=_("Choose a supplier"), key=SUPPLIER, bind="query-params",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def _nobody_chosen(choices: Choices) -> None:
    """The page without a chosen supplier; suggests names similar to the link's."""
    heading.title(_("Supplier"))
    link.show_notes([SUPPLIER])
    unknown = link.refused(SUPPLIER)
    near = [*dict.fromkeys(name for text in unknown for name in choices.nearest(text))]
    if near:
        st.write(_("Did you mean one of these?"))
        with st.container(horizontal=True):
            for number, name in enumerate(near):
                st.button(plain(name), key=f"near {number}", on_click=_choose, args=(name,))
    else:
        st.info(_("Choose a supplier above, or click one in the ranking."))
    widgets.how_it_judges()


def _choose(name: str) -> None:
    st.session_state[SUPPLIER] = name


def _candidates(ranking: Ranking, supplier_key: str | None) -> dict[str, dict]:
    """Category -> row of the ranking, by category."""
    rows = ranking.suppliers
    rows = rows[rows["supplier_key"] == supplier_key].sort_values("category")
    return {row["category"]: row for row in rows.to_dict(orient="records")}


def _hidden(supplier: str, categories: list[str]) -> None:
    """Says where the filters hide the supplier or its categories, with a button that clears them."""
    active = filters.active()
    if not categories:
        sentence = _("{supplier} has no trial under these filters: {filters}.").format(
            supplier=supplier, filters=filters.in_words(active)
        )
    elif active.categories and not {*map(folded, categories)} & {*map(folded, active.categories)}:
        sentence = _(
            "{supplier} has no trial under this filter: {filters}. Shown is what it did elsewhere."
        ).format(supplier=supplier, filters=filters.in_words(Filters(categories=active.categories)))
    else:
        return
    st.info(plain(sentence), icon=":material/filter_alt:")
    st.button(_("Clear filters"), key="show supplier", on_click=filters.clear)


def _category(supplier: str, categories: list[str]) -> str:
    """The category that the rest of the page is about; the user chooses where there are several."""
    if st.session_state.get("category of") != supplier:
        st.session_state["category of"] = supplier
        link.drop_notes([widgets.CATEGORY_PARAMETER])
    filtered = filters.active().categories
    default = next((category for category in categories if category in filtered), categories[0])
    several = len(categories) > 1
    link.read(
        widgets.CATEGORY_PARAMETER,
        lambda text: next(
            (category for category in categories if folded(text) in (folded(category), folded(plain(category)))), None
        ),
        lambda text: _("The link asks for the category '{value}', in which {supplier} has no trial here; it was left out.")
        .format(value=text, supplier=supplier),
        otherwise=default if several else link.UNCHANGED, shown=plain,
    )  # fmt: skip
    link.rerun_if_mended()
    if several:
        chosen = st.segmented_control(
            _("In which category"), categories, default=default, key=widgets.CATEGORY_PARAMETER, bind="query-params", required=True,
            format_func=plain,
        )  # fmt: skip
    link.show_notes([widgets.CATEGORY_PARAMETER])
    return str(chosen) if several else default


def _standing(ranking: Ranking, candidate: dict) -> None:
    others = int(ranking.suppliers["score"].notna().sum()) - 1
    if sentence := candidate_text.standing(candidate, others):
        widgets.explain(
            sentence,
            _(
                "Clearly better: with at least {clear} probability its score would stay the higher of the two over many more "
                "trials. Between it and the others the trials do not decide yet."
            ).format(clear=number_text.percent(rank_certainty.CLEAR)),
        )


def _criteria_chart(everything: Ranking, supplier_key: str, category: str, look: Look) -> Chart:
    rows = everything.suppliers
    others = rows[rows["category"] == category]
    candidate = others[others["supplier_key"] == supplier_key].iloc[0].to_dict()
    return criteria_chart(candidate, others, look)


def _criteria(everything: Ranking, candidate: dict) -> None:
    of_candidate = candidate["supplier_key"], candidate["category"]
    plotly_charts.draw(
        server.view(_criteria_chart, everything, *of_candidate, widgets.look()), key="criteria",
        alt=_("Score of this supplier per criterion, beside its category."),
    )  # fmt: skip
    widgets.explain(
        _("Bar: this supplier. Line: the middle supplier of its category ({category}); grey: the middle half of them.").format(
            category=plain(candidate["category"])
        ),
        _("What was noted of a trial, such as hours until the first reply, chases, and ratings from 1 to 5, is turned into 0 "
          "to 100 points by the policy's scales; the bar is the mean over the judged trials. What was not observed counts "
          "neither for nor against. A request without an answer counts as the worst answer, where an answer would have been "
          "noted."),
    )  # fmt: skip


show()
