"""Tells a reader, without moving the page, that somebody else has changed the data since it was drawn."""

import streamlit as st

from pages._shared import server
from pages._shared.fragments import fragment
from trialmetrics.access import Action
from trialmetrics.access.person import name_of
from trialmetrics.store import Store
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

EVERY = (
    8  # seconds between two looks; one compares two numbers of this process, and asks the database nothing
)


def watch(seen: int) -> None:
    """Watch for changes after the revision `seen`, which is that before the page was worked out."""
    _news(seen)


def _draw(seen: int) -> None:
    events = server.workspace().events
    now = events.revision()
    if now == seen:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="news"):
        # On a cluster the events change without the store.
        said = (
            _("The table of the events has changed:")
            if now != server.store().revision()
            else _sentence(*server.workspace().read(_last_change))
        )
        st.markdown(plain(said), width="content")
        if st.button(_("show"), type="tertiary", key="show news"):
            st.rerun()


_news = fragment(_draw, run_every=EVERY)


def _sentence(kind: str, who: str) -> str:
    name = name_of(who) if server.may(Action.SEE_NAMES) else ""
    if kind == "taken":
        return _("New data by {name}:").format(name=name) if name else _("New data:")
    return _("Changed by {name}:").format(name=name) if name else _("Something changed:")


def _last_change(store: Store) -> tuple[str, str]:
    return store.last_change()
