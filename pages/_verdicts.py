"""The verdicts on one supplier, one per category side by side: why, what would change it, and what became of its trials."""

import pandas as pd
import streamlit as st

from pages import _shared
from trialmetrics import candidate_words, wording
from trialmetrics.language import _

SIDE_BY_SIDE = 3  # verdicts in a row of the page


def section(candidates: pd.DataFrame) -> None:
    """One column per candidate of the supplier; `candidates`: its rows of the ranking."""
    rows = candidates.to_dict(orient="records")
    for start in range(0, len(rows), SIDE_BY_SIDE):
        some = rows[start : start + SIDE_BY_SIDE]
        for place, candidate in zip(st.columns(len(some)), some, strict=True):
            with place:
                _verdict(candidate, several=len(rows) > 1)
    _shared.how_it_judges()
    if len(rows) > 1:
        st.caption(_together(rows[0]["supplier_totals"]))


def _verdict(candidate: dict, *, several: bool) -> None:
    label = _shared.verdict_label(candidate["verdict"])
    st.subheader(
        _("{category}: {verdict}").format(category=_shared.plain(candidate["category"]), verdict=label)
        if several
        else label
    )
    first, *others = [_shared.plain(reason["text"]) for reason in candidate["reasons"]]
    st.markdown("\n".join([f"- **{first}**", *(f"- {reason}" for reason in others)]))
    for quote in candidate["quotes"]:
        st.markdown(f"> {_shared.plain(_quoted(quote))}")
    beside = [candidate_words.trials(candidate), candidate_words.rests_on(candidate)]
    st.caption(" · ".join(_shared.plain(each) for each in beside if each))


def _quoted(quote: dict) -> str:
    """The words that decide, with who noted them and when."""
    noted = [each for each in (quote["tester"], wording.moment_read(quote["on"])) if each]
    words = _("“{words}”").format(words=" ".join(quote["words"].split()).strip('"“” '))
    return _("{words} ({noted})").format(words=words, noted=", ".join(map(str, noted))) if noted else words


def _together(totals: dict) -> str:
    return _(
        "In all its categories together: {trials} trials, {k} of {n} served, plain mean {mean}, spend {spend}. That judges nothing."
    ).format(
        trials=totals["trials"], k=totals["served"], n=totals["served_of"], mean=wording.score(totals["raw_score"]),
        spend=wording.money(totals["spend"]),
    )  # fmt: skip
