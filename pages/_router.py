"""The list of pages, and what surrounds each: style, title, filters, errors."""

import sys
from pathlib import Path

import streamlit as st

# The application's folder: pages import the package and each other from there, wherever the server was started.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from pages._shared import filters, reader, server, welcome, widgets  # noqa: E402, F401 -- `reader` sets the language source
from pages._upload import pending_files  # noqa: E402
from trialmetrics.errors import TrialmetricsError  # noqa: E402
from trialmetrics.text.language import _  # noqa: E402
from trialmetrics.text.plain_text import plain  # noqa: E402

# Less of Streamlit's wide margin above every page; long words wrap instead of widening it.
st.html("<style>[data-testid=stMainBlockContainer] { padding-top: 3rem; } "
        "@media (max-width: 640px) { [data-testid=stMainBlockContainer] { padding-top: 4rem; } } "
        "[data-testid=stMarkdownContainer], [data-testid=stHeading] { overflow-wrap: anywhere; } "
        "[data-testid=stMarkdownContainer] blockquote { color: inherit; opacity: 1; }</style>")  # fmt: skip
if widgets.look().dark:
    # White on the light blue of the dark theme has too little contrast.
    st.html("<style>[data-testid^=stBaseButton-primary] { color: #14181D; }</style>")
PAGES = [
    st.Page("ranking.py", title=_("Ranking"), default=True),
    st.Page("thresholds.py", title=_("Thresholds"), url_path="thresholds"),
    st.Page("supplier.py", title=_("Supplier"), url_path="supplier"),
    st.Page("plan.py", title=_("Plan"), url_path="plan"),
    st.Page(
        "testers.py",
        title=_("Testers"),
        url_path="testers",
        visibility="visible" if server.has_testers_to_compare() else "hidden",
    ),
    st.Page("upload.py", title=_("Upload"), url_path="upload"),
    st.Page("how_it_judges.py", title=_("How it judges"), url_path="how_it_judges"),
]
page = st.navigation(PAGES)
st.set_page_config(layout="wide", initial_sidebar_state="auto")
widgets.set_tab_title(page.title)
pending_files.accept_files(page.url_path == "upload")
try:
    store = server.store()
    if page.url_path in ("upload", "how_it_judges"):
        page.run()
    else:
        # Shown above all figures, as verdicts may differ without the missing trials.
        if lost := store.history_finding():
            st.error(plain(lost), icon=":material/error:")
        if server.workspace().is_empty():
            welcome.welcome(store)
        else:
            filters.run(page)
except TrialmetricsError as error:
    widgets.show_error(error)
