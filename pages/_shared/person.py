"""Who sits there: a name given once per browser, which nobody checks. It stands beside what that person does."""

import streamlit as st

from trialmetrics.server import claimed_names
from trialmetrics.text.language import _

NOBODY = "team"  # recorded where no name was given
UNVERIFIED = " (not verified)"  # recorded after a name; part of the record, so the same in every language
_NAME, _TOKEN, _FIELD = "name of the person", "token of the name", "your name"


def recorded() -> str:
    """What is recorded beside the changes of this person."""
    name = _name()
    return name + UNVERIFIED if name else NOBODY


def name_of(who: str) -> str:
    """The name in such a record; empty where nobody gave one."""
    return "" if who == NOBODY else who.removesuffix(UNVERIFIED)


def ask() -> None:
    """A field for the name, in the sidebar."""
    st.session_state.setdefault(_FIELD, _name())
    st.sidebar.text_input(
        _("Your name"), key=_FIELD, max_chars=claimed_names.LONGEST, placeholder=_("not given"), persist_state="session",
        help=_("Stands beside what you do here, as “not verified”. This browser remembers it."), on_change=_change,
    )  # fmt: skip
    if token := st.session_state.pop(_TOKEN, None):
        # The answer to this request sets the cookie that remembers the name: a page itself cannot.
        st.sidebar.html(f'<img src="{claimed_names.PATH}/{token}" alt="" style="display: none">')


def _name() -> str:
    name: str | None = st.session_state.get(_NAME)
    return claimed_names.from_cookies(st.context.cookies) if name is None else name


def _change() -> None:
    name = claimed_names.cleaned(st.session_state[_FIELD])
    st.session_state[_FIELD] = st.session_state[_NAME] = name
    st.session_state[_TOKEN] = claimed_names.token(name)
