"""The page shown while the database is empty: what the product is for, and how to begin."""

import streamlit as st

from pages._shared import example, heading, server, widgets
from pages._shared.welcome_picture import picture
from trialmetrics.access import Action
from trialmetrics.store import Store
from trialmetrics.text.language import _


def welcome(store: Store) -> None:
    """The page."""
    widgets.set_tab_title(_("Welcome"))
    heading.title(_("Welcome to trialmetrics"), filtered=False)
    st.write(
        _(
            "Place a small trial order with each supplier you do not know yet, tell none of them that it is a test, and log "
            "what happens. Here you see who deserves a place in the real selection, and how sure that is."
        )
    )
    with st.container(horizontal=True):
        if server.may(Action.UPLOAD) and st.button(
            _("Upload your list"), type="primary", icon=":material/upload_file:"
        ):
            st.switch_page("upload.py")
        if server.may(Action.EXAMPLE):
            widgets.action_button(_("Load the example"), example.load, store, key="example")
    st.caption(
        _(
            "Your list is CSV or Excel, English or Dutch, as it is; nothing is stored before you have seen how it was read. "
            "The example is invented, and one click removes it."
        )
    )
    svg, words = picture(widgets.look())
    st.image(svg, alt=words)
