"""The section on rounds: the mean score in each, and whether the newest differs clearly."""

from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import heading
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.rounds import MIN_TRIALS
from trialmetrics.text import date_text, number_text
from trialmetrics.text.language import _


def section(ranking: Ranking, candidate: dict[str, Any], titled: heading.Titled) -> None:
    """Draw the rounds of a candidate, oldest first; nothing with only one. A clear change is already among its reasons."""
    rounds = ranking.measures.candidate_round
    own_rounds = rounds[
        (rounds["supplier_key"] == candidate["supplier_key"])
        & (rounds["category"] == candidate["category"])
        & (rounds["n"] > 0)
    ].sort_values("first_at")
    if len(own_rounds) < 2:
        return
    titled(_("Round by round"))
    st.dataframe(
        pd.DataFrame(
            {
                _("round"): own_rounds["round"],
                _("first request"): [
                    number_text.NOTHING if pd.isna(at) else date_text.moment(at, date_only=True) for at in own_rounds["first_at"]
                ],
                _("scored trials"): own_rounds["n"],
                _("plain mean"): (own_rounds["sum_y"] / own_rounds["n"]).map(number_text.score),
            }
        ),
        hide_index=True, placeholder=number_text.NOTHING, alt=_("Score of this supplier round by round"),
    )  # fmt: skip
    if candidate["round_change"]:
        return
    compared = min(own_rounds["n"].iloc[-1], own_rounds["n"].iloc[:-1].sum()) >= MIN_TRIALS
    st.caption(
        _("The newest round does not clearly differ from the earlier ones.")
        if compared
        else _("Too few trials to tell whether it got better or worse.")
    )
