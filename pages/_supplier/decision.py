"""The decision on a candidate: what was decided, what was shown then, what changed since, and the form to decide."""

from datetime import date

import pandas as pd
import streamlit as st

from pages._shared import decision_form, looking_back, server, widgets
from pages._supplier import dossier
from trialmetrics.access import Action
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.excuse import excuse
from trialmetrics.policy import folded
from trialmetrics.records import records
from trialmetrics.store import Store
from trialmetrics.text import date_text, decision_text, record_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def section(ranking: Ranking, candidate: dict, seen: int, *, several: bool) -> None:
    """Draw it; `ranking`: where `candidate` is shown; `seen`: from `decision_form.seen`; `several`: name the category."""
    rows = decision_form.beside_decisions(ranking)
    key, category = candidate["supplier_key"], candidate["category"]
    (row,) = records(rows[(rows["supplier_key"] == key) & (rows["category"] == category)])
    all_rows = server.workspace().read(decision_form.all_decisions)
    own = records(
        all_rows[(all_rows["supplier_key"] == key) & (all_rows["category"].map(folded) == folded(category))]
    )
    today, label = ranking.as_of.date(), _label(row)
    if own[1:]:
        label = _("{decision} · {earlier}").format(decision=label, earlier=_earlier(len(own) - 1))
    if several:
        label = _("{category}: {decision}").format(category=plain(category), decision=label)
    with st.expander(label, icon=":material/how_to_vote:", key=f"decision of {key} / {category}"):
        if own:
            _then(own[0], today)
            _since_then(own[0])
            _objections_to(own[0]["number"])
        if own[1:]:
            with st.expander(_named(own[1:]), key=f"earlier decisions of {key} / {category}"):
                for earlier in own[1:]:
                    _then(earlier, today)
                    _objections_to(earlier["number"])
        if own:
            _object_form(own[0]["number"])
        decision_form.draw(ranking, candidate, seen)
        _excuse(ranking, candidate)


def _named(earlier: list[dict]) -> str:
    """How many earlier decisions there are, and the last of them."""
    return _("{number}: {decision} by {who}, {day}").format(
        number=_earlier(len(earlier)), decision=terms.decision_words(earlier[0]["decision"]),
        who=plain(earlier[0]["decided_by"]), day=date_text.day(earlier[0]["decided_at"]),
    )  # fmt: skip


def _earlier(number: int) -> str:
    return ngettext("{n} earlier decision", "{n} earlier decisions", number).format(n=number)


def _label(row: dict) -> str:
    if pd.isna(row["decision"]):
        return _("Undecided")
    since = decision_text.since(row)
    template = (
        _("Decision: {decision} by {who}, {day} ({since})")
        if since
        else _("Decision: {decision} by {who}, {day}")
    )
    return template.format(
        decision=terms.decision_words(row["decision"]), who=plain(row["decided_by"]),
        day=date_text.day(row["decided_at"]), since=since,
    )  # fmt: skip


def _then(decision: dict, today: date) -> None:
    """A decision, the figures kept with it, and the way back to what was known then."""
    st.markdown(
        f"**{terms.decision_words(decision['decision'])}** {plain(decision_text.sentence(decision, today))}"
    )
    workspace, number = server.workspace(), decision["number"]
    basis = workspace.decision_basis(number)
    st.markdown(plain(decision_text.then(basis)))
    events = workspace.supplier_events(decision["supplier_key"])
    st.markdown("\n".join(f"- {plain(text)}" for text in decision_text.reasons_then(basis, events)))
    known = decision["decided_at"].to_pydatetime().replace(microsecond=0, tzinfo=None)
    if known == looking_back.moment():
        return
    st.button(
        _("Show every page as it was known then"), key=f"look back to {number}", type="tertiary",
        icon=":material/history:", on_click=looking_back.choose, args=(known,),
    )  # fmt: skip


def _since_then(decision: dict) -> None:
    """What has changed since a decision."""
    news = server.workspace().changes_since(
        decision["number"], decision["supplier_key"], decision["category"]
    )
    # Objections follow in full.
    sentences = [record_text.sentence(change) for change in news if change["kind"] != "objected"]
    if sentences:
        st.markdown(_("Since then:"))
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def _objections_to(number: int) -> None:
    objections = server.workspace().read(_objections)
    for note in records(objections[objections["decision"] == number]):
        st.markdown(
            plain(
                _("The supplier objects ({who}, {when}): {note}").format(
                    who=note["noted_by"], when=date_text.moment(note["noted_at"]), note=note["note"]
                )
            )
        )


def _object_form(number: int) -> None:
    """The form by which an objection is noted; nothing for who may not."""
    if not server.may(Action.DECIDE):
        return
    field = f"objection to {number}"
    with st.form(f"object {number}", clear_on_submit=True):
        st.text_input(_("Note what the supplier objects"), key=field)
        st.form_submit_button(
            _("Note it"),
            key=f"object to {number}",
            on_click=widgets.run_action,
            args=(_object, number, field),
        )


def _excuse(ranking: Ranking, candidate: dict) -> None:
    """The form by which a trial is excused."""
    own = dossier.of(ranking, candidate["supplier_key"], candidate["category"])
    counted = [trial["trial_id"] for trial in own.rows if trial["state"] != "void"]
    if not counted or not server.may(Action.VOID_OTHERS):
        return
    name = f"{candidate['supplier_key']} / {candidate['category']}"
    trial, why = f"excused of {name}", f"excused why {name}"
    with st.form(f"excuse of {name}", clear_on_submit=True):
        left, right = st.columns([1, 2])
        left.selectbox(_("Excuse a trial"), counted, index=None, key=trial, placeholder=_("choose a trial"))
        right.text_input(_("Why it does not count"), key=why)
        st.form_submit_button(
            _("Excuse it"), key=f"excuse it {name}", on_click=widgets.run_action,
            args=(_excuse_it, candidate["supplier"], trial, why),
            help=_("It is an upload of one line, which can be undone like any other."),
        )  # fmt: skip


def _excuse_it(supplier: str, trial: str, why: str) -> None:
    state = st.session_state
    if state[trial] is None:
        st.toast(_("Choose a trial first."), icon=":material/info:")
        return
    excuse(server.store(), supplier, state[trial], state[why], server.person())


def _object(number: int, field: str) -> None:
    server.store().decisions.object(number, st.session_state[field], server.person())


def _objections(store: Store) -> pd.DataFrame:
    return store.decisions.objections()
