"""The style sheet of every page, in the colours of the reader's theme."""

from pathlib import Path

import streamlit as st

from pages._shared import widgets

_SHEET = Path(__file__).with_suffix(".css")
# White on the light blue of the dark theme has too little contrast.
_DARK_BUTTONS = (
    "[data-testid^=stBaseButton-primary], [data-testid=stMultiSelect] span[title] { color: #14181D; }"
)


def show() -> None:
    """Send it; drawn first, so that nothing appears without it."""
    dark = widgets.look().dark
    theme = "dark" if dark else "light"
    ground, line = (
        st.get_option(f"theme.{theme}.{name}") for name in ("secondaryBackgroundColor", "borderColor")
    )
    st.html(f"<style>:root {{ --ground: {ground}; --line: {line}; }} {_DARK_BUTTONS if dark else ''}</style>")
    st.html(_SHEET)
