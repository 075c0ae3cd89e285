"""Makes the browser's language the default in every run of a script, a fragment or a callback.

Streamlit runs each of these in its own thread, callbacks before the router and fragments without it. So pages do not set the
language: it is looked up when a thread needs its first text. Importing this module is enough.
"""

import re

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from trialmetrics.text import language

_LANGUAGE = re.compile("([a-z]{2,3})([-_]|$)", re.IGNORECASE)


def of_browser() -> str | None:
    """The language of the browser that this thread serves, such as 'nl'; None where it serves none, or names none."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    named = _LANGUAGE.match(st.context.locale or "")
    return named[1].lower() if named else None


language.set_language_source(of_browser)
