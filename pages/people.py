"""Page "People": who may sign in and as what, for admins."""

import pandas as pd
import streamlit as st

from pages._shared import heading, server, widgets
from trialmetrics.access import Action, Role, require
from trialmetrics.access.people import Change, Known
from trialmetrics.access.store import open_access
from trialmetrics.server.recorded_people import RECORDED_PEOPLE
from trialmetrics.text import date_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.lists import listed
from trialmetrics.text.number_text import NOTHING
from trialmetrics.text.plain_text import plain, visible

NAME, ROLE = "name of somebody new", "role of somebody new"  # keys
WIDTHS = [3, 2, 1]  # of name, role and button


def show() -> None:
    """The page."""
    heading.title(_("People"), filtered=False)
    person = server.person()
    require(person, Action.PEOPLE)
    widgets.explain(
        _(
            "A role takes effect at once, also for somebody who is signed in. Whoever is removed is signed out within a second and "
            "stays out, whatever their groups, until the name is added again."
        ),
        *map(terms.role_rights, Role),
    )
    for known in open_access().people.all(person):
        _row(known)
    _add()
    if removed := open_access().people.removed(person):
        st.caption(
            plain(_("Removed, and out until added again: {names}.").format(names=listed(removed, "and")))
        )
    heading.section(_("History"))
    st.dataframe(
        pd.DataFrame(map(_change, reversed(open_access().people.changes()))), hide_index=True,
        alt=_("Every change of people, newest first"),
    )  # fmt: skip


def _row(known: Known) -> None:
    name, role, button = st.columns(WIDTHS, vertical_alignment="center")
    name.text(
        _("{name} (by groups)").format(name=visible(known.name)) if known.by_groups else visible(known.name)
    )
    key = f"role of {known.name}"
    # Somebody else may have changed it since; after a refusal it goes back, too.
    st.session_state[key] = known.role
    role.selectbox(
        _("Role of {name}").format(name=plain(known.name)), [*Role], key=key, format_func=terms.role_words,
        label_visibility="collapsed", on_change=widgets.run_action, args=(_change_role, known.name, key),
    )  # fmt: skip
    widgets.action_button(
        _("Remove"), _remove, known.name, key=f"remove {known.name}", on=button,
    )  # fmt: skip


def _add() -> None:
    with st.form("add somebody", border=False):
        name, role, button = st.columns(WIDTHS, vertical_alignment="bottom")
        name.text_input(
            _("Somebody new"), key=NAME, placeholder=_("exactly as the sign-in service spells it")
        )
        role.selectbox(_("Role"), [*Role], key=ROLE, format_func=terms.role_words)
        button.form_submit_button(_("Add"), on_click=widgets.run_action, args=(_add_person,))


def _change_role(name: str, key: str) -> None:
    open_access().people.add(name, st.session_state[key], server.person())
    RECORDED_PEOPLE.copy()


def _remove(name: str) -> None:
    open_access().people.remove(name, server.person())
    RECORDED_PEOPLE.copy()


def _add_person() -> None:
    open_access().people.add(st.session_state[NAME], st.session_state[ROLE], server.person())
    RECORDED_PEOPLE.copy()
    st.session_state[NAME] = ""


def _change(change: Change) -> dict[str, str]:
    return {
        _("when"): date_text.moment(change.moment.astimezone(server.store().policies.zone())),
        _("who"): change.who,
        _("what"): terms.change_of_people(change.kind),
        _("name"): change.name or NOTHING,
        _("role"): terms.role_words(change.role) if change.role else NOTHING,
    }


show()
