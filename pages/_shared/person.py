"""Who sits there: a person who signed in, or a name given once per browser, which nobody checks."""

import html
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from trialmetrics.access import LOCAL, Person
from trialmetrics.access.store import open_access
from trialmetrics.errors import NotAllowed
from trialmetrics.server import claimed_names
from trialmetrics.server.sign_in import paths, settings
from trialmetrics.text import terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

_NAME, _TOKEN, _FIELD = "name of the person", "token of the name", "your name"


def signs_in() -> bool:
    """Whether people sign in here."""
    return settings.is_configured()


def person() -> Person:
    """Who looks or acts, with the role that they have at this moment. Raises NotAllowed where their session has ended."""
    return person_later()()


def person_later() -> Callable[[], Person]:
    """The same for another thread, which has no page: call it there for the role of that moment."""
    if not signs_in():
        local = replace(LOCAL, name=_name())
        return lambda: local
    session = session_here()

    def signed_in() -> Person:
        found = open_access().sessions.person(session) if session else None
        if found is None:
            raise NotAllowed(_("Your session has ended. Reload this page and sign in again."))
        return found

    return signed_in


def ask() -> None:
    """In the sidebar: who is signed in, or a field for the name."""
    if signs_in():
        _signed_in(person())
        return
    st.session_state.setdefault(_FIELD, _name())
    st.sidebar.text_input(
        _("Your name"), key=_FIELD, max_chars=claimed_names.LONGEST, placeholder=_("not given"), persist_state="session",
        help=_("Stands beside what you do here, as “not verified”. This browser remembers it."), on_change=_change,
    )  # fmt: skip
    if token := st.session_state.pop(_TOKEN, None):
        # The answer to this request sets the cookie that remembers the name: a page itself cannot.
        st.sidebar.html(f'<img src="{claimed_names.PATH}/{token}" alt="" style="display: none">')


def _signed_in(who: Person) -> None:
    st.sidebar.caption(
        _("Signed in as {name} ({role}).").format(name=plain(who.name), role=terms.role_words(who.role))
    )
    # A plain link: pages open others within the dashboard, which this is not.
    link = '<a href="{address}" target="_self">{words}</a>'
    st.sidebar.html(link.format(address=paths.SIGN_OUT, words=html.escape(_("Sign out"))))


def session_here() -> str | None:
    """The session of the person, where people sign in."""
    session = st.user.to_dict().get(paths.USER_KEY)
    return session if isinstance(session, str) else None


def _name() -> str:
    name: str | None = st.session_state.get(_NAME)
    return claimed_names.from_cookies(st.context.cookies) if name is None else name


def _change() -> None:
    name = claimed_names.cleaned(st.session_state[_FIELD])
    st.session_state[_FIELD] = st.session_state[_NAME] = name
    st.session_state[_TOKEN] = claimed_names.token(name)
