"""Headings: a page's title with its filters as chips below it, a section's heading, and one small "how" beside each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages._shared import filters
from trialmetrics.text.language import _

Titled = Callable[[str], None]  # `section` or `subsection`


@dataclass
class _Heading:
    """The row of a heading, and the popover in it once something is explained."""

    row: Any
    how: Any = None


# The heading that was drawn last, in this run of the page.
_last: ContextVar[_Heading | None] = ContextVar("heading", default=None)


def title(text: str, *, filtered: bool = True) -> Any:
    """The title of a page, and its row, for what stands beside it; `filtered`: whether the filters apply to the page, which then
    stand below it."""
    row = _draw(st.container(horizontal=True, vertical_alignment="center", gap="medium", key="title"))
    row.title(text, width="content")
    if filtered:
        filters.chips()
    return row


def section(text: str) -> None:
    """The heading of a section."""
    _draw(st.container(horizontal=True, vertical_alignment="center")).header(text, width="content")


def subsection(text: str) -> None:
    """The heading of a part of a section."""
    _draw(st.container(horizontal=True, vertical_alignment="center")).subheader(text, width="content")


def how() -> Any:
    """The popover "how" beside the heading above, for what explains the section; the same one however often it is asked for."""
    heading = _last.get()
    if heading is None:
        return _popover(st)
    if heading.how is None:
        heading.how = _popover(heading.row)
    return heading.how


@contextmanager
def no_heading() -> Iterator[None]:
    """Within it no heading is above until one is drawn: a part that reruns on its own cannot draw beside those outside it."""
    before = _last.set(None)
    try:
        yield
    finally:
        _last.reset(before)


def _draw(row: Any) -> Any:
    _last.set(_Heading(row))
    return row


def _popover(place: Any) -> Any:
    return place.popover(_("how"), type="tertiary", help=_("What this shows and how it is worked out"))
