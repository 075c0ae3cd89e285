"""The product's name above the navigation: a score with its range, as the ranking draws them."""

from urllib.parse import quote

import streamlit as st

from pages._shared import widgets

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="168" height="32" viewBox="0 0 168 32">'
    '<g stroke="{accent}" fill="{accent}"><path d="M2 16h32" stroke-width="2"/><path d="M9 16h18" stroke-width="7" opacity=".55"/>'
    '<circle cx="20" cy="16" r="6"/></g>'
    '<text x="44" y="22" font-family="Source Sans, Helvetica, Arial, sans-serif" font-size="20" font-weight="600" fill="{ink}">'
    "trialmetrics</text></svg>"
)
# The same for a browser's tab. Without it Streamlit would fetch the icon of the page from a server elsewhere.
TAB_ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#0072B2">'
    '<rect y="14" width="32" height="4"/><rect x="5" y="11" width="22" height="10" opacity=".55"/><circle cx="16" cy="16" r="8"/>'
    "</g></svg>"
)


def show() -> None:
    """Draw it in the colours of the reader's theme; on a phone it stands above the page."""
    look = widgets.look()
    st.logo(_LOGO.format(ink=look.ink, accent=look.verdict("pass")), size="large")
