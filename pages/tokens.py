"""Page "Tokens": with which programs come in for a person; each sees and withdraws their own, admins everybody's."""

from datetime import datetime

import streamlit as st

from pages._shared import heading, person, server, widgets
from trialmetrics.access import Action
from trialmetrics.access.store import open_access
from trialmetrics.access.tokens import DAYS, LONGEST_LABEL, MOST_DAYS, Token
from trialmetrics.text import date_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible

LABEL, LASTS, WRITES, NEW = (
    "what a token is for",
    "days of a token",
    "a token writes",
    "token just made",
)  # keys
WIDTHS = [3, 2, 2, 2, 1]  # of label, name, what it may, until, and button


def show() -> None:
    """The page."""
    heading.title(_("Tokens"), filtered=False)
    if not person.signs_in():
        st.info(
            _("Without sign-in nobody is known by name here: whoever runs the dashboard makes tokens with the command "
              "`people token`.")
        )  # fmt: skip
        return
    widgets.explain(
        _("A program that sends your token does what you may do, at most, and in your name: it uploads, reads figures, makes "
          "backups. Ask whoever runs the dashboard for the addresses."),
        _("A token ends on the date shown, when you withdraw it, or when you lose your role here."),
    )  # fmt: skip
    _just_made()
    who = server.person()
    tokens = open_access().tokens.all(who)
    for token in tokens:
        _row(token, named=Action.PEOPLE in who.allowed)
    if not tokens:
        st.caption(_("There is no token yet."))
    if open_access().tokens.can_have(who):
        _make_one()
    else:
        st.info(
            _(
                "Your role comes from a group. To have tokens, ask an admin to add you by name on the page People."
            )
        )


def _just_made() -> None:
    if token := st.session_state.pop(NEW, None):
        st.success(
            _("This is the token. It is shown this once: copy it to where only your program can read it."),
            icon=":material/key:",
        )
        st.code(token, language=None)


def _row(token: Token, *, named: bool) -> None:
    label, name, may, until, button = st.columns(WIDTHS, vertical_alignment="center")
    label.text(visible(token.label))
    name.text(visible(token.name) if named else "")
    may.text(_("may change things") if token.writes else _("only looks"))
    until.text(_("until {day}").format(day=date_text.moment(_local(token.until), date_only=True)))
    widgets.action_button(
        _("Withdraw"), server.in_person(open_access().tokens.withdraw), token.number, key=f"withdraw {token.number}", on=button,
    )  # fmt: skip


def _local(moment: datetime) -> datetime:
    return moment.astimezone(server.store().policies.zone())


def _make_one() -> None:
    with st.form("make a token", border=False):
        label, days, writes, button = st.columns([3, 2, 3, 2], vertical_alignment="bottom")
        label.text_input(
            _("New token"), key=LABEL, max_chars=LONGEST_LABEL, placeholder=_("what it is for, such as nightly upload")
        )  # fmt: skip
        days.number_input(_("Days"), 1, MOST_DAYS, DAYS, key=LASTS)
        writes.checkbox(_("It may change things, not just look"), key=WRITES)
        button.form_submit_button(_("Make a token"), on_click=widgets.run_action, args=(_make,))


def _make() -> None:
    state = st.session_state
    state[NEW] = open_access().tokens.make(
        state[LABEL], server.person(), writes=state[WRITES], days=int(state[LASTS])
    )
    state[LABEL], state[WRITES] = "", False


show()
