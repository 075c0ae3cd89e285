"""The filters in the sidebar: stored in the link, kept across pages, offering the values of the current trials."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages._shared import link, server
from trialmetrics.access import Action
from trialmetrics.analysis.ranking import Filters
from trialmetrics.choices import Choices
from trialmetrics.planning import DEFAULT_INVITATIONS, MAX_NUMBER
from trialmetrics.text import date_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

# Parameter in the link -> attribute of trials, field of `Filters`.
VALUE_FILTERS = {
    "category": ("category", "categories"),
    "round": ("round", "rounds"),
    "tester": ("tester", "testers"),
    "class": ("order_class", "order_classes"),
}
TESTER = "tester"
CODED = {"order_class"}  # attributes whose values are codes, shown in words
DATE_FILTERS = {"from": "start", "until": "end"}
# Page -> the numeric parameter of its link, its minimum and maximum, and its value where the link's is invalid.
PAGE_NUMBERS: dict[str, tuple[str, int, int, Any]] = {
    "thresholds": ("threshold", 0, 100, link.UNCHANGED),
    "plan": ("invite", 1, MAX_NUMBER, DEFAULT_INVITATIONS),
}
MOST_CHIPS = 4  # values of a filter that each get a chip; more share one
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def run(page: StreamlitPage) -> None:
    """Draw the filters, then the page."""
    draw()
    if page.url_path not in PAGE_NUMBERS:
        page.run()
        return
    key, least, most, otherwise = PAGE_NUMBERS[page.url_path]
    link.read(
        key,
        _whole_number_reader(least, most),
        lambda text: _refused_number(key, text, least, most),
        otherwise=otherwise,
    )
    link.rerun_if_mended()
    place = st.container()
    page.run()
    with place:
        link.show_notes([key])


def draw() -> None:
    """Draw the filters and store the choice in the session; a note on the page names values of the link that do not exist."""
    choices = server.choices()
    before = active()
    offered = _offered()
    for key, (kind, _name) in offered.items():
        link.read(
            key, partial(choices.value, kind), partial(_refused, key), several=True, bound=kind not in CODED
        )
    for key in DATE_FILTERS:
        link.read(key, _read_day, partial(_refused_day, key))
    link.rerun_if_mended()
    with st.sidebar:
        chosen = Filters(
            **{
                name: _multiselect(label, key, choices, kind, getattr(before, name))
                for (key, (kind, name)), label in zip(VALUE_FILTERS.items(), _labels(), strict=True)
                if key in offered
            },
            start=_date_input(_("Requested from"), "from"),
            end=_date_input(_("Requested until"), "until"),
        )
        if chosen != Filters():
            st.button(_("Clear filters"), key="clear filters", on_click=clear)
    st.session_state["filters"] = chosen
    link.show_notes([*VALUE_FILTERS, *DATE_FILTERS])


def _offered() -> dict[str, tuple[str, str]]:
    """The filters by value that this person may use; a name in the link is dropped where names are hidden."""
    if server.may(Action.SEE_NAMES):
        return VALUE_FILTERS
    st.query_params.pop(TESTER, None)
    return {key: value for key, value in VALUE_FILTERS.items() if key != TESTER}


def active() -> Filters:
    """The chosen filters."""
    return server.filters()


def clear() -> None:
    """Clear all filters."""
    for key in VALUE_FILTERS:
        st.session_state[key] = []
    for key in DATE_FILTERS:
        st.session_state[key] = None
    link.drop_notes([*VALUE_FILTERS, *DATE_FILTERS])


def chips() -> None:
    """The chosen filters, each with a cross that removes it, and whether they leave trials out; nothing without filters."""
    chosen = active()
    if chosen == Filters():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="chips"):
        for (key, (kind, name)), template in zip(VALUE_FILTERS.items(), _chip_templates(), strict=True):
            values = getattr(chosen, name)
            for some in [values] if len(values) > MOST_CHIPS else [(value,) for value in values]:
                _chip(template.format(values=_joined(kind, some)), key, some)
        for key, text in _dates_in_words(chosen).items():
            _chip(text, key, ())
        if chosen.of_trials != Filters():
            st.caption(_("Verdicts from these trials only."), width="content")


def _chip(text: str, key: str, values: tuple[str, ...]) -> None:
    st.button(
        plain(text), key=f"chip {key} {values}", on_click=_remove, args=(key, values),
        icon=":material/close:", icon_position="right", help=_("Remove this filter"),
    )  # fmt: skip


def _remove(key: str, values: tuple[str, ...]) -> None:
    """Remove these values from a filter, or a date."""
    if key in DATE_FILTERS:
        st.session_state[key] = None
    else:
        st.session_state[key] = [value for value in st.session_state[key] if value not in values]


def in_words(chosen: Filters) -> str:
    """The chosen filters as a text: "round Spring 2026, requested from 1 Mar 2026"."""
    templates = (
        _("category {values}"), _("round {values}"), _("tester {values}"), _("order class {values}"),
    )  # fmt: skip
    parts = [
        template.format(values=_joined(kind, getattr(chosen, name)))
        for (kind, name), template in zip(VALUE_FILTERS.values(), templates, strict=True)
        if getattr(chosen, name)
    ]
    return ", ".join([*parts, *_dates_in_words(chosen).values()])


def _chip_templates() -> list[str]:
    # A category or a round speaks for itself.
    return ["{values}", "{values}", _("tester {values}"), _("order class {values}")]


def _joined(kind: str, values: tuple[str, ...]) -> str:
    return " / ".join(_shown(kind, value) for value in values)


def _dates_in_words(chosen: Filters) -> dict[str, str]:
    """Parameter -> words, of the dates chosen."""
    days = {
        "from": (_("requested from {day}"), chosen.start),
        "until": (_("requested until {day}"), chosen.end),
    }
    return {key: template.format(day=_written(day)) for key, (template, day) in days.items() if day}


def _written(day: date) -> str:
    return date_text.moment(datetime.combine(day, time()), date_only=True)


def _labels() -> list[str]:
    return [_("Category"), _("Round"), _("Tester"), _("Order class")]


def _multiselect(
    label: str, key: str, choices: Choices, kind: str, before: tuple[str, ...]
) -> tuple[str, ...]:
    values = choices.values[kind]
    bind: Any = None if kind in CODED else "query-params"
    chosen = st.multiselect(
        label, values, key=key, bind=bind, persist_state="session", placeholder=_("all"), format_func=partial(_shown, kind),
    )  # fmt: skip
    if kind in CODED:
        link.write(key, chosen)
    # Values that disappeared because an upload was undone or corrected: Streamlit drops them from the widget silently.
    if gone := [value for value in before if value not in values]:
        link.note(key, gone, [_refused_now(key, value) for value in gone], chosen)
    return tuple(chosen)


def _shown(kind: str, value: str) -> str:
    return terms.meaning_words(kind, value) if kind in CODED else value


def _refused(key: str, text: str) -> str:
    return {
        "category": _("The link asks for the category '{value}', which no trial has; it was left out."),
        "round": _("The link asks for the round '{value}', which no trial has; it was left out."),
        "tester": _("The link asks for the tester '{value}', which no trial has; it was left out."),
        "class": _("The link asks for the order class '{value}', which no trial has; it was left out."),
    }[key].format(value=text)


def _refused_now(key: str, text: str) -> str:
    return {
        "category": _("No trial has the category '{value}' any more; the filter was left out."),
        "round": _("No trial has the round '{value}' any more; the filter was left out."),
        "tester": _("No trial has the tester '{value}' any more; the filter was left out."),
        "class": _("No trial has the order class '{value}' any more; the filter was left out."),
    }[key].format(value=text)


def _date_input(label: str, key: str) -> date | None:
    chosen = st.date_input(
        label, value=None, key=key, bind="query-params", persist_state="session", format="DD-MM-YYYY",
        min_value=FIRST_DAY, max_value=LAST_DAY,
    )  # fmt: skip
    return chosen if isinstance(chosen, date) else None


def _read_day(text: str) -> date | None:
    try:
        match = _DAY.fullmatch(text)
        day = date(*map(int, match.groups())) if match else date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _refused_day(key: str, text: str) -> str:
    return {
        "from": _(
            "The link asks for requests from '{value}', which is no date such as 2026-11-24; it was left out."
        ),
        "until": _(
            "The link asks for requests until '{value}', which is no date such as 2026-11-24; it was left out."
        ),
    }[key].format(value=text)


def _whole_number_reader(least: int, most: int) -> Callable[[str], int | None]:
    """A function that reads a whole number from `least` to `most`; None for any other text."""

    def understand(text: str) -> int | None:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        return number if least <= number <= most else None

    return understand


def _refused_number(key: str, text: str, least: int, most: int) -> str:
    return {
        "threshold": _("The link asks for the threshold '{value}', not a whole number from {least} to {most}; it was left out."),
        "invite": _("The link asks for '{value}' invitations, not a whole number from {least} to {most}; it was left out."),
    }[key].format(value=text, least=least, most=most)  # fmt: skip
