"""Who is reading: the browser's language, for every run of a script, a fragment or a callback of that reader.

Streamlit gives each of these a thread of its own, and runs callbacks before the router and fragments without it. So the language
is not set by a page: it is asked for where the first sentence of a thread is made.
"""

import re

import streamlit as st

from trialmetrics.text import language


def of_browser() -> str | None:
    """The language of the browser that this thread draws a page for, such as 'nl'; None where it draws none."""
    return re.split("[-_]", st.context.locale)[0].lower() if st.context.locale else None


language.set_language_source(of_browser)
