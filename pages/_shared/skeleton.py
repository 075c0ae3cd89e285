"""Grey bars below what a page has drawn so far, while the rest is worked out."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import streamlit as st

from trialmetrics.cluster.settings import elsewhere
from trialmetrics.text.language import _

# Heights of the bars, in rem: a line or two, a chart, a table.
_BARS = (1.2, 1.2, 18, 10)
_BARS_HTML = "".join(f'<i style="height: {height}rem"></i>' for height in _BARS)
_HTML = f'<div class="skeleton" aria-hidden="true">{_BARS_HTML}</div>'


def waiting() -> AbstractContextManager[None]:
    """Say what is waited for: on a cluster figures that are asked for first may take minutes."""
    return st.spinner(_("The cluster works out the figures.")) if elsewhere() else nullcontext()


@contextmanager
def skeleton() -> Iterator[None]:
    """Show the bars below everything that is drawn within it, until it ends; the style sheet hides them for the first 300 ms."""
    page, bars = st.container(), st.empty()
    bars.html(_HTML)
    try:
        with page, waiting():
            yield
    finally:
        bars.empty()
