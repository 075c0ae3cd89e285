"""The section on weights: try another weight and see whose verdict changes, or list the smallest changes that do."""

from functools import partial

import pandas as pd
import streamlit as st

from pages._shared import heading, link, server, widgets
from trialmetrics.analysis import sensitivity
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import candidate_text, number_text, terms, weight_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

CRITERION_PARAMETER = "weight_of"  # parameter of the link


def section(current: Ranking, threshold: float | None) -> None:
    """Draw the section; `current`: the ranking at this `threshold` (None: the policy's)."""
    heading.section(_("If other things counted"))
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    movable = sensitivity.movable(current.policy)
    link.read(
        CRITERION_PARAMETER, partial(_criterion, movable), _refused, otherwise=link.UNCHANGED, bound=False
    )
    criterion = left.selectbox(
        _("Criterion"),
        movable,
        key=CRITERION_PARAMETER,
        format_func=terms.criterion_words,
        persist_state="session",
    )
    if criterion is None:
        return
    link.write(
        CRITERION_PARAMETER, [] if criterion == movable[0] else [criterion]
    )  # the default stays out of the link
    link.show_notes([CRITERION_PARAMETER])
    now = round(current.policy.weights[criterion])
    to = right.slider(
        _("What it counts, of 100"),
        0,
        100,
        now,
        key=f"weight_{criterion}",
        bind="query-params",
        persist_state="session",
    )
    if to != now:
        _moved(current, server.ranking(threshold, weight=(criterion, to)))
    else:
        st.caption(
            _("Move the weight, and see here whose verdict changes; the others keep their proportions.")
        )
    if st.toggle(_("Show the smallest change that would change each verdict"), key="smallest"):
        _smallest(threshold)


def _criterion(movable: list[str], text: str) -> str | None:
    """The criterion that a link names by its code, or by its words as in links of earlier releases; None for another text."""
    return next((name for name in movable if text in (name, terms.criterion_words(name))), None)


def _refused(text: str) -> str:
    return _("The link asks for the weight of '{value}', which is no criterion; it was left out.").format(
        value=text
    )


def _moved(current: Ranking, tried: Ranking) -> None:
    both = current.suppliers.merge(tried.suppliers, on=["supplier_key", "category"], suffixes=("", "_tried"))
    changed = both[both["verdict"] != both["verdict_tried"]]
    if changed.empty:
        st.write(_("No verdict changes."))
        return
    st.write(ngettext("{n} verdict changes.", "{n} verdicts change.", len(changed)).format(n=len(changed)))
    st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): candidate_text.names(changed),
                _("by the policy"): changed["verdict"].map(widgets.verdict_label),
                _("with this weight"): changed["verdict_tried"].map(widgets.verdict_label),
                _("score then"): changed["score_tried"].map(number_text.score),
            }
        ),
        hide_index=True, alt=_("Whose verdict changes with this weight"),
    )  # fmt: skip


def _smallest(threshold: float | None) -> None:
    with st.spinner(_("Moving one weight at a time…")):
        changes = server.weight_changes(threshold)
    if not changes:
        st.write(_("None of the changes of a single weight that were tried changes a verdict."))
        return
    st.write(plain(weight_text.sentence(changes[0])))
    rows = pd.DataFrame(changes)
    st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): candidate_text.names(rows),
                _("now"): rows["verdict"].map(widgets.verdict_label),
                _("becomes"): rows["other_verdict"].map(widgets.verdict_label),
                _("if this"): rows["criterion"].map(terms.criterion_words),
                _("counts"): rows["other_weight"].map(number_text.score),
                _("instead of"): [number_text.number(round(weight, 1)) for weight in rows["weight"]],
            }
        ),
        hide_index=True, alt=_("The smallest change of one weight that changes each verdict"),
    )  # fmt: skip
    widgets.explain(
        _("Each line: the smallest change of one weight, of 100 in all, that changes this verdict."),
        _("Each weight is moved by itself while the others keep their proportions. Every change shown was worked out again as "
          "the ranking itself is. A candidate that is not listed keeps its verdict at every weight that was tried, {step} "
          "apart, or needs a greater change than these {n}.").format(n=sensitivity.NAMED, step=sensitivity.STEP),
    )  # fmt: skip
