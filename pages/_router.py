"""The list of pages, and what surrounds each: style, title, filters, the reader's name, news of colleagues, errors."""

import sys
from pathlib import Path

import streamlit as st

# The application's folder: pages import the package and each other from there, wherever the server was started.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from pages._shared import (  # noqa: E402
    example,
    filters,
    logo,
    looking_back,
    news,
    person,
    reader,  # noqa: F401 -- sets the language source
    server,
    style,
    welcome,
    widgets,
)
from pages._shared.skeleton import skeleton, waiting  # noqa: E402
from pages._upload import pending_files  # noqa: E402
from trialmetrics.access import Action  # noqa: E402
from trialmetrics.errors import TrialmetricsError  # noqa: E402
from trialmetrics.text.language import _  # noqa: E402
from trialmetrics.text.plain_text import plain  # noqa: E402

UNFILTERED = (
    "upload",
    "how_it_judges",
    "record",
    "people",
    "tokens",
)  # pages to which the filters do not apply


def pages() -> dict[str, list]:
    """The pages by what one comes for; a page on testers only where there are two to compare, though its link always works."""
    return {
        _("Decide"): [
            st.Page("ranking.py", title=_("Ranking"), icon=":material/leaderboard:", default=True),
            st.Page("supplier.py", title=_("Supplier"), icon=":material/storefront:", url_path="supplier"),
            st.Page("decisions.py", title=_("Decisions"), icon=":material/how_to_vote:", url_path="decisions"),
            st.Page("thresholds.py", title=_("Thresholds"), icon=":material/tune:", url_path="thresholds"),
        ],
        _("Place trials"): [
            st.Page("plan.py", title=_("Plan"), icon=":material/event_note:", url_path="plan"),
            st.Page(
                "testers.py", title=_("Testers"), icon=":material/group:", url_path="testers",
                visibility="visible" if server.has_testers_to_compare() else "hidden",
            ),
        ],
        _("Add logs"): [st.Page("upload.py", title=_("Upload"), icon=":material/upload_file:", url_path="upload")],
        _("Look up"): [
            st.Page("how_it_judges.py", title=_("How it judges"), icon=":material/gavel:", url_path="how_it_judges"),
            st.Page("record.py", title=_("Record"), icon=":material/history:", url_path="record"),
        ],
        _("Administer"): [
            st.Page(
                "people.py", title=_("People"), icon=":material/badge:", url_path="people",
                visibility="visible" if server.may(Action.PEOPLE) else "hidden",
            ),
            st.Page(
                "tokens.py", title=_("Tokens"), icon=":material/key:", url_path="tokens",
                visibility="visible" if person.signs_in() else "hidden",
            ),
        ],
    }  # fmt: skip


style.show()
# Before the pages, whose own icons would be fetched from elsewhere to stand in the tab.
st.set_page_config(layout="wide", initial_sidebar_state="auto", page_icon=logo.TAB_ICON)
with waiting():
    # Which pages there are depends on the trials.
    page = st.navigation(pages())
widgets.set_tab_title(page.title)
logo.show()
looking_back.read()
pending_files.accept_files(page.url_path == "upload" and server.may(Action.UPLOAD))
try:
    with skeleton():
        server.person()  # nothing is shown to somebody whose session has ended
        looking_back.strip(server.present().store)
        store = server.store()
        events = server.workspace().events
        seen = events.revision()
        # Shown above all figures, as verdicts may differ without the missing trials.
        if page.url_path not in UNFILTERED and (lost := store.history_finding()):
            st.error(plain(lost), icon=":material/error:")
        empty = server.workspace().is_empty()
        if not empty:
            example.strip()
        if page.url_path in UNFILTERED:
            page.run()
        elif empty and looking_back.moment():
            st.info(_("Nothing was known then."))
        elif empty:
            welcome.welcome(store)
        else:
            filters.run(page)
        looking_back.ask()
        person.ask()
        if said := events.state():
            st.sidebar.caption(said)
        news.watch(seen)
except TrialmetricsError as error:
    widgets.show_error(error)
