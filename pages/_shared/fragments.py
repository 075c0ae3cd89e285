"""Parts of a page that are drawn anew by themselves."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from pages._shared import widgets
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import current_language, use_language

Parts = ParamSpec("Parts")


def fragment(draw: Callable[Parts, None]) -> Callable[Parts, None]:
    """`st.fragment` for our pages: what is clicked in it draws it anew, and nothing else of the page.

    The router does not run then: the language of the page is chosen again, as the thread may be another one, and our errors are
    told here. What `draw` is given stays as it was when the page was drawn last.
    """

    @st.fragment
    @wraps(draw)
    def drawn(language: str, *parts: Parts.args, **named: Parts.kwargs) -> None:
        use_language(language)
        try:
            draw(*parts, **named)
        except TrialmetricsError as error:
            widgets.show_error(error)

    @wraps(draw)
    def begin(*parts: Parts.args, **named: Parts.kwargs) -> None:
        drawn(current_language(), *parts, **named)

    return begin
