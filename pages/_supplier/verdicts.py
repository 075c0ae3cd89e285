"""The verdicts on one supplier, one per category side by side, with reasons, quotes and what would change them."""

import streamlit as st

from pages._shared import heading, widgets
from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain
from trialmetrics.text.reason_text import text

SIDE_BY_SIDE = 3  # verdicts in a row of the page


def section(rows: list[dict]) -> None:
    """Draw one column per candidate of the supplier; `rows`: those of the ranking."""
    for start in range(0, len(rows), SIDE_BY_SIDE):
        some = rows[start : start + SIDE_BY_SIDE]
        for place, candidate in zip(st.columns(len(some)), some, strict=True):
            with place:
                _verdict(candidate, several=len(rows) > 1)
    widgets.how_it_judges()
    if len(rows) > 1:
        st.caption(_together(rows[0]["supplier_totals"]))


def _verdict(candidate: dict, *, several: bool) -> None:
    label = widgets.verdict_label(candidate["verdict"])
    if several:
        category = plain(candidate["category"])
        label = _("{category}: {verdict}").format(category=category, verdict=label)
    heading.section(label)
    first, *others = [plain(text(reason)) for reason in candidate["reasons"]]
    st.markdown("\n".join([f"- **{first}**", *(f"- {reason}" for reason in others)]))


def _together(totals: dict) -> str:
    return ngettext(
        "In all its categories together {n} trial: {k} of {of} served, plain mean {mean}, spend {spend}. No verdict uses this.",
        "In all its categories together {n} trials: {k} of {of} served, plain mean {mean}, spend {spend}. No verdict uses this.",
        totals["trials"],
    ).format(
        n=totals["trials"], k=totals["served"], of=totals["served_of"], mean=number_text.score(totals["raw_score"]),
        spend=number_text.money(totals["spend"]),
    )  # fmt: skip
