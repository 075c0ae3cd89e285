"""Page "Thresholds": try a threshold, see whose verdict changes, and save it; other weights, and the policy's history."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import filters, heading, link, plotly_charts, server, widgets
from pages._thresholds import choice, history, knock_outs, order_sizes, saving, verdict_changes, weights
from trialmetrics.access import Action
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.verdict_changes import verdict_changes as changed_verdicts
from trialmetrics.charts import Chart, Look, threshold_chart
from trialmetrics.errors import PolicyError
from trialmetrics.policy import load_policy
from trialmetrics.text import policy_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

TAB = "show"  # parameter of the link
WEIGHTS, HISTORY = "weights", "history"  # its values; the first tab stays out of the link


def show() -> None:
    """The page."""
    try:
        current = server.ranking()
    except PolicyError as error:
        _unusable(error)
        return
    heading.title(_("Thresholds"))
    if current.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    if notes := server.workspace().policy_notes():
        # The notes disappear once the policy is saved by this release.
        st.info(plain(" ".join(notes)), icon=":material/info:")
    saving.announce_other_version(current.policy.version)
    threshold_tab, weights_tab, history_tab = _tabs()
    if threshold_tab.open:
        with threshold_tab:
            _threshold(current)
    if weights_tab.open:
        with weights_tab:
            weights.section(current)
    if history_tab.open:
        with history_tab:
            history.section(current.policy.version, current)


def _tabs() -> Sequence[Any]:
    """The tabs, of which only the open one is to be drawn; which one that is stands in the link."""
    labels = {
        "": _("Threshold and knock-outs"),
        WEIGHTS: _("What if we weighed the criteria differently?"),
        HISTORY: _("History"),
    }
    if TAB not in st.session_state and any(name.startswith("weight_") for name in st.query_params):
        st.session_state[TAB] = labels[WEIGHTS]  # a link of an earlier release
    link.read(TAB, labels.get, lambda _text: "", otherwise=link.UNCHANGED, bound=False)
    tabs = st.tabs([*labels.values()], key=TAB, on_change="rerun")
    link.write(TAB, [code for code, tab in zip(labels, tabs, strict=True) if code and tab.open])
    return tabs


def _threshold(current: Ranking) -> None:
    headline = st.container()
    chosen = choice.draw(current)
    saving.box(current.policy, chosen)
    counted = chosen.candidates(filters.active())
    tried = server.workspace().ranking(counted or filters.active(), threshold=chosen.tried, shared=True)
    with headline:
        _headline(chosen, tried, is_counted=counted is not None)
    _changes(chosen, tried)
    if counted is not None and not tried.suppliers.empty:
        _curve(chosen, tried)
    knock_outs.section(current, chosen.category)
    order_sizes.section(current, saving.save)


def _headline(chosen: choice.Choice, tried: Ranking, *, is_counted: bool) -> None:
    if not is_counted:
        st.write(
            plain(
                _(
                    "The filter shows only categories that keep their own threshold ({categories}), so this one changes nothing "
                    "here."
                ).format(categories=choice.in_words(chosen.keeping))
            )
        )
    elif tried.suppliers.empty:
        st.write(plain(_("There is no trial in {category} here.").format(category=chosen.category)))
    else:
        st.write(
            server.view(
                widgets.verdicts_sentence,
                tried,
                _("At {threshold}: invite {n}, try {more} again, leave out {out}."),
                threshold=chosen.value,
            )
        )
    widgets.how_it_judges()


def _changes(chosen: choice.Choice, tried: Ranking) -> None:
    heading.section(_("Whose verdict changes"))
    if not chosen.moved:
        st.caption(_("Move the threshold above to see."))
        return
    verdict_changes.draw(server.view(_changed, tried), "verdict-changes")
    if chosen.category == choice.ALL and filters.active().categories:
        st.caption(_("Saved for all categories, it holds for those that the filter hides as well."))


def _changed(tried: Ranking) -> pd.DataFrame:
    """All whose verdict changes, shown or hidden by the filter of categories: the threshold is saved for all of them."""
    return changed_verdicts(server.workspace().ranking(tried.filters, shared=True).judged, tried.judged)


def _curve(chosen: choice.Choice, tried: Ranking) -> None:
    plotly_charts.draw(
        server.view(_chart, tried, chosen.value if chosen.moved else None, widgets.look()), key="curve",
        alt=_("How many candidates are invited, need more trials and are not invited, at each threshold from 0 to 100."),
    )  # fmt: skip
    widgets.explain(
        _("Above any score: how many candidates would get which verdict if the threshold stood there. The marks below are the "
          "candidates' scores."),
        _("For every threshold from 0 to 100 the verdicts of the candidates shown are given anew, by these rules in this order: "
          "{rules}").format(rules=plain(
            " ".join(f"{n}. {rule.name}: {rule.text}" for n, rule in enumerate(policy_text.verdict_rules(tried.policy), 1))
        )),
    )  # fmt: skip


def _chart(tried: Ranking, chosen: int | None, look: Look) -> Chart:
    in_force = sorted(
        {tried.policy.threshold_of(category) for category in tried.suppliers["category"].unique()}
    )
    return threshold_chart(server.workspace().curve(tried.filters), tried.suppliers, in_force, chosen, look)


def _unusable(error: PolicyError) -> None:
    """The page where the saved policy is unusable, with the ways out: the shipped one, or an older version."""
    heading.title(_("Thresholds"))
    widgets.show_error(error)
    version = server.store().policies.version()
    if server.may(Action.POLICY):
        _offer_shipped(version)
    history.section(version, None)


def _offer_shipped(version: int) -> None:
    st.write(
        _("The shipped policy becomes a new version, and you go on from there; every version so far stays.")
    )
    widgets.action_button(
        _("Save the shipped policy"), _save_shipped, version, key="save shipped", type="primary",
    )  # fmt: skip


def _save_shipped(seen: int) -> None:
    server.store().policies.save(
        load_policy(), server.person(), expected_version=seen,
        reason=_("Version {n} could not be used; the shipped policy takes its place.").format(n=seen),
    )  # fmt: skip


show()
