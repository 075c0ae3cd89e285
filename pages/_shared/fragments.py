"""Parts of a page that rerun on their own."""

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

import streamlit as st

from pages._shared import widgets
from pages._shared.heading import no_heading
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import current_language, use_language

Parts = ParamSpec("Parts")


def fragment(draw: Callable[Parts, None], *, run_every: float | None = None) -> Callable[Parts, None]:
    """`st.fragment` for our pages: a click inside reruns only `draw`, with the arguments of the last full run.

    `run_every`: seconds after which it reruns by itself.

    The router does not run then, so this sets the page's language again, as the thread may be another one, and shows our errors.
    """

    @partial(st.fragment, run_every=run_every)
    @wraps(draw)
    def drawn(language: str, *parts: Parts.args, **named: Parts.kwargs) -> None:
        use_language(language)
        try:
            with no_heading():
                draw(*parts, **named)
        except TrialmetricsError as error:
            widgets.show_error(error)

    @wraps(draw)
    def begin(*parts: Parts.args, **named: Parts.kwargs) -> None:
        drawn(current_language(), *parts, **named)

    return begin
