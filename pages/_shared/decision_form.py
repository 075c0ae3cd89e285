"""The form by which a lead decides on one candidate, without leaving the page it stands on."""

from datetime import date

import pandas as pd
import streamlit as st

from pages._shared import looking_back, server, widgets
from trialmetrics.access import Action
from trialmetrics.analysis import decided
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.export import documents
from trialmetrics.store import Store
from trialmetrics.store.candidate_decisions import DECISIONS, LONGEST_REASON
from trialmetrics.text import terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain


def seen() -> int:
    """The newest change of the database; asked before the figures, so that none of them is older."""
    return server.workspace().read(_newest_change)


def beside_decisions(ranking: Ranking) -> pd.DataFrame:
    """The candidates shown with the decision on each, those that ask for a person first; see `analysis.decided`."""
    return server.workspace().view_of_now(_beside_decisions, ranking)


def _beside_decisions(ranking: Ranking) -> pd.DataFrame:
    workspace = server.workspace()
    decisions = workspace.read(all_decisions)
    # Which change is about whom is worth asking only where somebody decided.
    record = _NOTHING if decisions.empty else workspace.record()
    return decided.decided(ranking.suppliers, decisions, record, ranking.filters, ranking.as_of.date())


_NOTHING = pd.DataFrame({"kind": [], "number": [], "supplier_keys": []}, dtype=object)


def all_decisions(store: Store) -> pd.DataFrame:
    """Every decision; see `Decisions.all`."""
    return store.decisions.all()


def draw(ranking: Ranking, candidate: dict, seen_then: int, *, forget: str | None = None) -> None:
    """Draw the form for a candidate of this ranking, or say that this person may not decide.

    `seen_then`: from `seen`; `forget`: a key of the session that is emptied once it is decided.
    """
    if looking_back.moment():
        st.caption(_("Nothing can be decided in the past; go back to today first."))
        return
    if not server.may(Action.DECIDE):
        st.caption(_("Only leads and admins decide."))
        return
    name = f"{candidate['supplier_key']} / {candidate['category']}"
    with st.form(f"decide on {name}"):
        st.radio(
            _("Decision"), DECISIONS, index=None, key=_key("decision", name), format_func=terms.decision_words, horizontal=True,
        )  # fmt: skip
        why, until = st.columns([3, 1])
        why.text_area(
            _("Why, or on which conditions (needed where it differs from the verdict)"), key=_key("reason", name),
            max_chars=LONGEST_REASON, height=80,
        )  # fmt: skip
        until.date_input(
            _("Valid until"), value=None, key=_key("until", name), format="DD-MM-YYYY", min_value=date.today(),
            help=_("After this day the decision no longer counts, and the candidate comes up for a decision again."),
        )  # fmt: skip
        st.form_submit_button(
            _("Decide"), key=f"decide it {name}", type="primary", on_click=widgets.run_action,
            args=(_decide, ranking, candidate["supplier_key"], candidate["category"], seen_then, forget),
        )  # fmt: skip


def _decide(ranking: Ranking, supplier_key: str, category: str, seen_then: int, forget: str | None) -> None:
    state, name = st.session_state, f"{supplier_key} / {category}"
    decision = state[_key("decision", name)]
    if decision is None:
        st.toast(_("Choose a decision first."), icon=":material/info:")
        return
    basis = documents.decision_basis(ranking, supplier_key, category)
    supplier = basis["candidate"]["supplier"]
    server.store().decisions.decide(
        supplier, category, decision, server.person(), basis=basis, seen=seen_then,
        reason=state[_key("reason", name)] or "", valid_until=state[_key("until", name)], key=supplier_key,
    )  # fmt: skip
    # The next decision on this candidate begins with an empty form.
    state[_key("decision", name)], state[_key("reason", name)], state[_key("until", name)] = None, "", None
    if forget:
        state[forget] = None
    st.toast(
        plain(
            _("Decided: {supplier}, {decision}.").format(
                supplier=supplier, decision=terms.decision_words(decision)
            )
        ),
        icon=":material/check:",
    )


def _key(field: str, name: str) -> str:
    return f"{field} on {name}"


def _newest_change(store: Store) -> int:
    return store.newest_change()
