"""The page shown while the database is empty: what the product is for, and a button that loads the example."""

from pathlib import Path

import streamlit as st

from pages._shared import server
from pages._shared.widgets import action_button, set_tab_title
from trialmetrics import intake, temporary_files
from trialmetrics.store import Store
from trialmetrics.text.language import _

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example-log.csv"


def welcome(store: Store) -> None:
    """The page."""
    set_tab_title(_("Welcome"))
    st.title(_("Welcome to trialmetrics"))
    st.write(
        _(
            "Place a small trial order with each supplier you do not know yet, tell none of them that it is a test, and log "
            "what happens. Here you see who deserves a place in the real selection, and how sure that is."
        )
    )
    st.write(_("**1.** Upload your trial log or trial sheet: CSV or Excel, English or Dutch, as it is."))
    st.write(_("**2.** See at once what was taken in, and what was not and why."))
    st.write(_("**3.** Look at the ranking, set the threshold, open a supplier and read its story."))
    left, right, _rest = st.columns([1, 1, 2])
    action_button(
        _("Load the example"), load_example, store, key="example", on=left, type="primary", width="stretch"
    )
    if right.button(_("Upload a file"), width="stretch"):
        st.switch_page("upload.py")
    st.caption(
        _("The example is invented: fifteen suppliers, four categories, two rounds. One click undoes it.")
    )


def load_example(store: Store) -> None:
    """Store the shipped example as an upload."""
    with temporary_files.folder() as folder:
        reading = intake.read(EXAMPLE, Path(folder), zone=store.policies.zone())
        store.uploads.add([reading.require_batch()], server.user())
