"""Makes the browser's language the default in every run of a script, a fragment or a callback.

Streamlit runs each of these in its own thread, callbacks before the router and fragments without it. So pages do not set the
language: it is looked up when a thread needs its first text. Importing this module is enough.
"""

import re

import streamlit as st

from trialmetrics.text import language


def of_browser() -> str | None:
    """The language of the browser that this thread serves, such as 'nl'; None where it serves none."""
    return re.split("[-_]", st.context.locale)[0].lower() if st.context.locale else None


language.set_language_source(of_browser)
