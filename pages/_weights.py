"""If other things counted: how the verdicts hold under other weights, and what change of one weight changes one."""

import pandas as pd
import streamlit as st

from pages import _shared
from trialmetrics import weights, wording
from trialmetrics.figures import weights_chart
from trialmetrics.language import _
from trialmetrics.ranking import Ranking
from trialmetrics.reweighing import fingerprint

KEPT = 32  # answers kept for all readers


def section(found: Ranking) -> None:
    """The question, and once a reader asks it, the answer."""
    st.subheader(_("If other things counted"))
    spread = st.segmented_control(
        _("How differently may somebody else weigh the criteria?"), list(weights.SPREADS), key="weights",
        bind="query-params", persist_state="session", format_func=weights.spread_words,
    )  # fmt: skip
    if spread is None:
        st.caption(_("Choose one, and see which verdicts depend on the weights of the policy."))
        return
    with st.spinner(_("Trying other weights…")):
        tried = _weighed(found, spread)
    st.write(weights.sentence(tried))
    st.plotly_chart(
        weights_chart(tried.suppliers, _shared.look()), config=_shared.CHART, theme=None, key="weights_chart",
        alt=_("In what share of the weightings each supplier is invited, needs more trials, is not invited."),
    )  # fmt: skip
    _shared.explain(weights.explanation(found, tried, spread), weights.method(tried, spread))
    _changes(found)


def _changes(found: Ranking) -> None:
    st.markdown(f"**{_('The smallest change that would change a verdict')}**")
    with st.spinner(_("Moving one weight at a time…")):
        changes = _nearest(found)
    if not changes:
        st.write(_("No change of a single weight changes any verdict."))
        return
    st.write(_shared.plain(changes[0].sentence()))
    st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): [each.supplier for each in changes],
                _("now"): [_shared.verdict_label(each.verdict) for each in changes],
                _("becomes"): [_shared.verdict_label(each.other_verdict) for each in changes],
                _("if this"): [wording.criterion_words(each.criterion) for each in changes],
                _("counts"): [wording.score(each.other_weight) for each in changes],
                _("instead of"): [weights.weight_words(each.weight) for each in changes],
            }
        ),
        hide_index=True,
        height="content" if len(changes) <= 20 else 680,
    )
    _shared.explain(
        _("Each line: the smallest change of one weight, of 100 in all, after which this supplier's verdict is another."),
        _("Each weight is moved by itself to every whole number from 0 to 100 while the others keep their proportions, and "
          "everything is worked out again. Suppliers that are not listed keep their verdict whatever one weight is."),
    )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=KEPT, hash_funcs={Ranking: fingerprint})
def _weighed(found: Ranking, spread: str) -> weights.Weighed:
    return weights.weighed(found, spread)


@st.cache_data(show_spinner=False, max_entries=KEPT, hash_funcs={Ranking: fingerprint})
def _nearest(found: Ranking) -> list[weights.Change]:
    return weights.changes(found)
