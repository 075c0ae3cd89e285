"""The table of facts about a candidate: score, rank, trials, outcomes and measures."""

from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import widgets
from pages._supplier import response_times
from trialmetrics.analysis import rank_certainty
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import candidate_text, number_text
from trialmetrics.text.language import _


def section(everything: Ranking, ranking: Ranking, candidate: dict[str, Any]) -> None:
    """Draw the table, with columns fact and value, and how the candidate stands beside the others that `ranking` shows.

    `everything`: the ranking of all categories.
    """
    rows = {
        **_sureness(ranking, candidate), **_counts(candidate), _("spend"): number_text.money(candidate["spend"]),
        _("answered"): number_text.percent(candidate["answered_rate"]), **_measures(candidate),
    }  # fmt: skip
    st.write(response_times.in_words(everything, candidate))
    st.dataframe(
        pd.DataFrame({_("fact"): list(rows), _("value"): list(rows.values())}), hide_index=True, width="stretch",
        height="content",
    )  # fmt: skip
    others = int(ranking.suppliers["score"].notna().sum()) - 1
    if sentence := candidate_text.standing(candidate, others):
        st.caption(sentence)
        widgets.explain(
            _(
                "Clearly better: with at least {clear} probability its score would stay the higher of the two over many more "
                "trials. Between it and the others the trials do not decide yet."
            ).format(clear=number_text.percent(rank_certainty.CLEAR)),
        )


def _sureness(ranking: Ranking, candidate: dict[str, Any]) -> dict[str, str]:
    score = rank = number_text.NOTHING
    if not pd.isna(candidate["score"]):
        score = _("{score} ({low} to {high})").format(
            score=number_text.score(candidate["score"]), low=number_text.score(candidate["score_low"]),
            high=number_text.score(candidate["score_high"]),
        )  # fmt: skip
    if not pd.isna(candidate["rank"]):
        rank = _("{rank} ({low} to {high})").format(
            rank=int(candidate["rank"]), low=int(candidate["rank_low"]), high=int(candidate["rank_high"])
        )
    low, high = rank_certainty.RANK_POINTS
    rows = {
        _("score (range: {level} sure)").format(
            level=number_text.percent(ranking.policy.evidence.interval)
        ): score,
        _("plain mean of its trials"): number_text.score(candidate["raw_score"]),
        _("rank (range: {level} sure)").format(level=number_text.percent(high - low)): rank,
        _("chance that it is truly below {threshold}").format(
            threshold=number_text.score(candidate["threshold"])
        ): number_text.chance(candidate["p_below"]),
    }
    if rests := candidate_text.rests_on(candidate):
        rows[_("basis of the score")] = rests
    return rows


def _counts(candidate: dict[str, Any]) -> dict[str, str]:
    rows = {
        _("trials"): _trials(candidate),
        _("served"): _("{k} of {n}").format(k=candidate["served"], n=candidate["served_of"]),
        **{words: str(number) for words, number in candidate_text.outcomes(candidate).items()},
    }
    if candidate["judged_on"] == "large":
        rows[_("judged on")] = _("large orders")
    return rows


def _trials(candidate: dict[str, Any]) -> str:
    trials, scored = candidate["trials"], candidate["scored_trials"]
    return f"{trials}" if scored == trials else _("{n}, {k} in the score").format(n=trials, k=scored)


def _measures(candidate: dict[str, Any]) -> dict[str, str]:
    rows = {_("chases per trial"): number_text.number(candidate["chases_per_trial"])}
    small, large = candidate["small_score"], candidate["large_score"]
    # Of one kind alone the mean of the trials says it already.
    if not (pd.isna(small) or pd.isna(large)):
        rows[_("small orders score")] = number_text.score(small)
        rows[_("large orders score")] = number_text.score(large)
    return rows
