"""The facts of one candidate as a table: score, rank, trials, served and every count that is not zero."""

from typing import Any

import pandas as pd
import streamlit as st

from trialmetrics.analysis import rank_certainty
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import candidate_text, wording
from trialmetrics.text.language import _


def table(found: Ranking, candidate: dict[str, Any]) -> None:
    """Two columns, fact and value."""
    rows = {**_sureness(found, candidate), **_counts(candidate), **_measures(found, candidate)}
    st.dataframe(
        pd.DataFrame({_("fact"): list(rows), _("value"): list(rows.values())}), hide_index=True, width="stretch",
        height="content",
    )  # fmt: skip


def _sureness(found: Ranking, candidate: dict[str, Any]) -> dict[str, str]:
    score = rank = wording.NOTHING
    if not pd.isna(candidate["score"]):
        score = _("{score} ({low} to {high})").format(
            score=wording.score(candidate["score"]), low=wording.score(candidate["score_low"]),
            high=wording.score(candidate["score_high"]),
        )  # fmt: skip
    if not pd.isna(candidate["rank"]):
        rank = _("{rank} ({low} to {high})").format(
            rank=int(candidate["rank"]), low=int(candidate["rank_low"]), high=int(candidate["rank_high"])
        )
    low, high = rank_certainty.RANK_POINTS
    rows = {
        _("score (true one, {level} sure)").format(
            level=wording.percent(found.policy.evidence.interval)
        ): score,
        _("plain mean of its trials"): wording.score(candidate["raw_score"]),
        _("rank (true one, {level} sure)").format(level=wording.percent(high - low)): rank,
        _("chance that it is truly below {threshold}").format(
            threshold=wording.score(candidate["threshold"])
        ): wording.chance(candidate["p_below"]),
    }
    if rests := candidate_text.rests_on(candidate):
        rows[_("score rests on")] = rests
    return rows


def _counts(candidate: dict[str, Any]) -> dict[str, str]:
    rows = {
        _("trials, of them in the score"): f"{candidate['trials']}, {candidate['scored_trials']}",
        _("served"): _("{k} of {n}").format(k=candidate["served"], n=candidate["served_of"]),
        **{words: str(number) for words, number in candidate_text.outcomes(candidate).items()},
    }
    if candidate["judged_on"] == "large":
        rows[_("judged on")] = _("large orders")
    return rows


def _measures(found: Ranking, candidate: dict[str, Any]) -> dict[str, str]:
    small, large = wording.score(candidate["small_score"]), wording.score(candidate["large_score"])
    return {
        _("spend"): wording.money(candidate["spend"]),
        _("answered"): wording.percent(candidate["answered_rate"]),
        _("half of the requests had a reply within"): wording.first_reply(
            candidate["median_first_reply_hours"], candidate["answered_rate"], found.policy.clock.day_hours
        ),
        _("chases per trial"): wording.number(candidate["chases_per_trial"]),
        _("score of small orders, of large ones"): f"{small}, {large}",
    }
