"""The section on weights: try another weight and see whose verdict changes, or list the smallest changes that do."""

from functools import partial

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, link, server, widgets
from pages._thresholds import verdict_changes
from trialmetrics.analysis import sensitivity
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.verdict_changes import verdict_changes as changed_verdicts
from trialmetrics.text import candidate_text, number_text, terms, weight_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

CRITERION_PARAMETER = "weight_of"  # parameter of the link


def section(current: Ranking) -> None:
    """Draw the section; `current`: the ranking by the policy in force."""
    st.write(
        _(
            "Let one criterion count more or less, and see whose verdict changes; the others keep their proportions. Nothing "
            "here is saved."
        )
    )
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
        verdict_changes.draw(
            server.view(_changed, server.ranking(weight=(criterion, to))), "verdicts-weighed"
        )
    heading.section(_("The smallest change that changes a verdict"))
    if st.toggle(_("Work it out for each verdict"), key="smallest"):
        _smallest()


def _criterion(movable: list[str], text: str) -> str | None:
    """The criterion that a link names by its code, or by its words as in links of earlier releases; None for another text."""
    return next((name for name in movable if text in (name, terms.criterion_words(name))), None)


def _refused(text: str) -> str:
    return _("The link asks for the weight of '{value}', which is no criterion; it was left out.").format(
        value=text
    )


def _changed(weighed: Ranking) -> pd.DataFrame:
    return changed_verdicts(
        server.workspace().ranking(weighed.filters, shared=True).suppliers, weighed.suppliers
    )


def _smallest() -> None:
    with st.spinner(_("Moving one weight at a time…")):
        changes = server.weight_changes()
    if not changes:
        st.write(_("None of the changes of a single weight that were tried changes a verdict."))
        return
    st.write(plain(weight_text.sentence(changes[0])))
    rows = pd.DataFrame(changes)
    table = pd.DataFrame(
        {
            _("supplier"): candidate_text.names(rows),
            _("now"): rows["verdict"].map(widgets.verdict_label),
            _("becomes"): rows["other_verdict"].map(widgets.verdict_label),
            _("if this"): rows["criterion"].map(terms.criterion_words),
            _("counts"): rows["other_weight"].map(number_text.score),
            _("instead of"): [number_text.number(round(weight, 1)) for weight in rows["weight"]],
        }
    )
    st.dataframe(table, hide_index=True, alt=_("The smallest change of one weight that changes each verdict"))
    downloads.buttons(
        "smallest-changes", lambda: table, rows=len(table),
        labels=(_("Download the smallest changes as Excel"), _("Download the smallest changes as CSV")),
    )  # fmt: skip
    widgets.explain(
        _("Each line: the smallest change of one weight, of 100 in all, that changes this verdict."),
        _("Each weight is moved by itself while the others keep their proportions. Every change shown was worked out again as "
          "the ranking itself is. The smallest ones are listed, {n} at most; any other candidate keeps its verdict at every weight "
          "that was tried, {step} apart, or needs a greater change.").format(n=sensitivity.NAMED, step=sensitivity.STEP),
    )  # fmt: skip
