"""Page "Supplier": its verdicts and why, its trials on a time line, its criteria beside its category's, and the facts."""

import streamlit as st

from pages._shared import decision_form, filters, heading, link, plotly_charts, server, small_orders, widgets
from pages._supplier import (
    candidates,
    decision,
    facts,
    redaction,
    response_times,
    rounds,
    timeline,
    trials,
    verdicts,
)
from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Filters, Ranking
from trialmetrics.charts import Chart, Look, criteria_chart
from trialmetrics.choices import Choices
from trialmetrics.policy import folded
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain
from trialmetrics.vocabulary import CRITERIA

SUPPLIER = "supplier"  # parameter of the link


def show() -> None:
    """The page."""
    choices = server.choices()
    chosen = _chosen(choices)
    if chosen is None:
        _nobody_chosen(choices)
        return
    widgets.set_tab_title(chosen)
    seen = decision_form.seen()
    # All categories of the supplier, even those that the filter hides.
    everything = server.ranking(everything=True)
    key = choices.key(chosen)
    found = candidates.of(everything, key)
    several = len(found) > 1
    with heading.title(plain(chosen)):
        category = _category(chosen, found) if found else None
    link.show_notes([widgets.CATEGORY_PARAMETER])
    _hidden(chosen, [*found])
    if not found:
        return
    shown = _shown(found, category)
    verdicts.section(everything, shown, several=several)
    if several:
        st.caption(plain(verdicts.together(shown[0]["supplier_totals"])))
    for candidate in shown:
        decision.section(everything, candidate, seen, several=several)
    among_shown = candidates.of(server.ranking(), key)
    for place, candidate in enumerate(shown):
        if len(shown) > 1:
            heading.section(plain(candidate["category"]))
        # The rank is among the candidates shown, unless the filter hides this one.
        ranked = among_shown.get(candidate["category"])
        _details(
            everything,
            server.ranking() if ranked else everything,
            ranked or candidate,
            place,
            several=several,
        )
    widgets.as_of(everything)


def _details(everything: Ranking, ranking: Ranking, candidate: dict, place: int, *, several: bool) -> None:
    """All about one candidate but its verdict. `place`: its number on the page; `several`: the supplier has other categories."""
    titled = heading.subsection if several else heading.section
    penalised = verdict.SMALL_PENALTY in candidate["knock_outs"]
    if penalised:
        small_orders.candidate_section(ranking, candidate, place, titled)
    timeline.section(ranking, candidate, place, titled)
    left, right = st.columns([3, 2])
    with left:
        titled(_("Criteria"))
        _criteria(everything, candidate, place)
    with right:
        titled(_("Facts"))
        facts.section(everything, ranking, candidate)
    response_times.section(everything, candidate, place, titled)
    rounds.section(ranking, candidate, titled)
    if not penalised:
        small_orders.candidate_section(ranking, candidate, place, titled)
    trials.section(ranking, candidate, place, titled)
    redaction.section(ranking, candidate, place)


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
        persist_state="session", label_visibility="collapsed", on_change=_all_categories,
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
    _all_categories()


def _all_categories() -> None:
    """Forget the chosen category, which was that of another supplier."""
    st.query_params.pop(widgets.CATEGORY_PARAMETER, None)


def _hidden(supplier: str, categories: list[str]) -> None:
    """Says where the filters hide the supplier or its categories, with a button that clears them."""
    active = filters.active()
    if not categories:
        sentence = _("{supplier} has no trial under these filters: {filters}.").format(
            supplier=supplier, filters=filters.in_words(active)
        )
    elif active.categories and not {*map(folded, categories)} & {*map(folded, active.categories)}:
        sentence = _(
            "{supplier} has no trial under this filter: {filters}. This page shows what it did elsewhere."
        ).format(supplier=supplier, filters=filters.in_words(Filters(categories=active.categories)))
    else:
        return
    st.info(plain(sentence), icon=":material/filter_alt:")
    st.button(_("Clear filters"), key="show supplier", on_click=filters.clear)


def _category(supplier: str, found: dict[str, dict]) -> str | None:
    """Draw one badge per category, by which the user chooses one; None: all of them."""
    key, several = widgets.CATEGORY_PARAMETER, len(found) > 1
    if st.session_state.get("category of") != supplier or key not in st.session_state:
        st.session_state["category of"] = supplier
        st.session_state[key] = None
        link.forget([key])

    def understand(text: str) -> str | None:
        return next((name for name in found if folded(text) in (folded(name), folded(plain(name)))), None)

    link.read(
        key, understand,
        lambda text: _("The link asks for the category '{value}', in which {supplier} has no trial here; it was left out.")
        .format(value=text, supplier=supplier),
        bound=False,
    )  # fmt: skip
    if st.session_state[key] not in found:
        st.session_state[key] = None
    if several:
        st.pills(
            _("Category"), [*found], key=key, label_visibility="collapsed", width="content",
            format_func=lambda name: verdicts.badge(found[name], with_category=True),
        )  # fmt: skip
    else:
        for candidate in found.values():
            # One of several categories is named, as a filter may be for another.
            named = len(server.trial_values("category")) > 1
            st.markdown(verdicts.badge(candidate, with_category=named), width="content")
    chosen: str | None = st.session_state[key]
    link.write(key, [chosen] if chosen else [])
    return chosen


def _shown(found: dict[str, dict], category: str | None) -> list[dict]:
    """The candidates that the page is about: of the chosen category, else of those filtered for, else all."""
    if category:
        return [found[category]]
    filtered = {*map(folded, filters.active().categories)}
    return [row for name, row in found.items() if folded(name) in filtered] or [*found.values()]


def _criteria_chart(everything: Ranking, supplier_key: str, category: str, look: Look) -> Chart:
    rows = everything.suppliers
    others = rows.loc[rows["category"] == category, [*CRITERIA]]
    return criteria_chart(candidates.of(everything, supplier_key)[category], others, look)


def _criteria(everything: Ranking, candidate: dict, place: int) -> None:
    of_candidate = candidate["supplier_key"], candidate["category"]
    plotly_charts.draw(
        server.view(_criteria_chart, everything, *of_candidate, widgets.look()), key=f"criteria {place}",
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
