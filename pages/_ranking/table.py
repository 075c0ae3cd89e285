"""The tables of the ranking: one row per candidate, opened by ticking it."""

from functools import partial

import pandas as pd
import streamlit as st

from pages._shared import decision_form, server, widgets
from trialmetrics.analysis.decided import EXPIRED
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.verdict import REJECT, THIN_COVERAGE
from trialmetrics.records import records
from trialmetrics.text import (
    candidate_text,
    date_text,
    first_impressions,
    number_text,
    short_names,
    short_reason,
    terms,
)
from trialmetrics.text.language import _
from trialmetrics.vocabulary import CRITERIA

# Pixels: "2 of 7 came to nothing", the bar of a score with its number, "12 (11-20)", a count, "12.5 working days", a sentence.
WHY_WIDTH, SCORE_WIDTH, RANK_WIDTH, COUNT_WIDTH, REPLY_WIDTH, HAPPENED_WIDTH = 164, 92, 92, 64, 116, 330
LONGEST_NAME = 30  # characters
ONE_SCREEN, ALL_ROWS = 680, 40  # pixels of a table with more rows than ALL_ROWS


def section(ranking: Ranking, *, first: bool) -> None:
    """The ranking as a table; `first`: as first impressions, without verdicts."""
    criteria = st.toggle(_("Show criteria"), key="show criteria")
    _draw(
        server.view(_table, ranking, first=first, criteria=criteria, decisions=_decisions(ranking)),
        ranking,
        "table",
        _("The ranking as a table"),
    )


def facts_section(ranking: Ranking) -> None:
    """What happened in the trials of each candidate."""
    _draw(_facts(ranking), ranking, "facts", _("What happened, as a table"))


def _decisions(ranking: Ranking) -> tuple[str | None, ...]:
    """The decision on each candidate, None where nobody decided; empty where nobody decided on any."""
    rows = decision_form.beside_decisions(ranking).sort_index()
    decisions = rows["decision"].mask(rows["state"] == EXPIRED)
    return tuple(decisions.where(decisions.notna(), None)) if decisions.notna().any() else ()


def _table(
    ranking: Ranking, *, first: bool, criteria: bool, decisions: tuple[str | None, ...]
) -> pd.DataFrame:
    suppliers, day_hours = ranking.suppliers, ranking.policy.clock.day_hours
    rows = records(suppliers)
    table = {
        _("supplier"): _names(suppliers),
        **_category(suppliers),
        # What a first impression is so far stands in the table of facts above.
        **({} if first else {_("verdict"): suppliers["verdict"].map(widgets.verdict_label)}),
        **(
            {_("decision"): [decision and terms.decision_words(decision) for decision in decisions]}
            if decisions
            else {}
        ),
        _("why"): [short_reason.why(row) for row in rows],
        # Rounded here as everywhere else; a browser rounds halves otherwise.
        _("score"): suppliers["score"].round(),
        _("rank"): [_rank(row) for row in rows],
        _("trials"): suppliers["trials"],
        _("first reply"): [
            date_text.first_reply(
                row["half_reply_hours"], row["answered_rate"], day_hours, date_only=row["reply_in_days"]
            )
            for row in rows
        ],
        _("chases"): suppliers["chases_per_trial"].map(number_text.number),
    }
    if criteria:
        table |= {terms.criterion_words(name): suppliers[name].round() for name in CRITERIA}
        table[_("basis")] = [candidate_text.rests_on(row) for row in rows]
    return pd.DataFrame(table)


def _facts(ranking: Ranking) -> pd.DataFrame:
    """The table of first impressions: one row per candidate, in the order of the ranking, with what happened."""
    suppliers = ranking.suppliers
    keys = suppliers["supplier_key"].unique()
    quotes, own = server.words(keys), ranking.measures.trials.of(keys)
    trials = own.groupby(["supplier_key", "category"])["trial_id"].agg(list)
    return pd.DataFrame(
        {
            _("supplier"): _names(suppliers),
            **_category(suppliers),
            _("what happened"): first_impressions.facts(ranking),
            _("so far"): [_so_far(row) for row in records(suppliers)],
            _("score"): suppliers["score"].round(),
            _("note"): [
                " ".join(
                    quotes[key, trial] for trial in trials.get((key, category), []) if (key, trial) in quotes
                )
                for key, category in zip(suppliers["supplier_key"], suppliers["category"], strict=True)
            ],
        }
    )


def _so_far(candidate: dict) -> str:
    # A knock-out says more than which way the score leans.
    if candidate["verdict"] == REJECT:
        return widgets.verdict_label(candidate["verdict"])
    if candidate["rule"] == THIN_COVERAGE:
        return _("too little noted")
    return terms.lean_words(candidate["lean"])


def _rank(row: dict) -> str:
    if pd.isna(row["rank"]):
        return number_text.NOTHING
    return f"{row['rank']:.0f}  ({row['rank_low']:.0f}-{row['rank_high']:.0f})"


def _names(suppliers: pd.DataFrame) -> pd.Series:
    """The suppliers' names, short enough to leave room for the other columns."""
    return suppliers["supplier"].map(short_names.short_apart(suppliers["supplier"], LONGEST_NAME))


def _category(suppliers: pd.DataFrame) -> dict[str, pd.Series]:
    """The column `category`, where candidates of several categories are shown; else no column."""
    return {_("category"): suppliers["category"]} if suppliers["category"].nunique() > 1 else {}


def _draw(table: pd.DataFrame, ranking: Ranking, key: str, alt: str) -> None:
    st.dataframe(
        table, hide_index=True, key=key, on_select=partial(_open_ticked, key, server.view(_candidates, ranking)),
        selection_mode="single-row", placeholder=number_text.NOTHING,
        column_config={
            _("supplier"): st.column_config.TextColumn(pinned=True),
            _("score"): st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.0f", width=SCORE_WIDTH),
            _("first reply"): st.column_config.TextColumn(width=REPLY_WIDTH),
            _("what happened"): st.column_config.TextColumn(width=HAPPENED_WIDTH),
            _("why"): st.column_config.TextColumn(width=WHY_WIDTH),
            _("rank"): st.column_config.TextColumn(width=RANK_WIDTH),
            _("trials"): st.column_config.NumberColumn(width=COUNT_WIDTH),
            _("chases"): st.column_config.TextColumn(width=COUNT_WIDTH),
            **{terms.criterion_words(name): st.column_config.NumberColumn(format="%.0f") for name in CRITERIA},
        },
        height="content" if len(table) <= ALL_ROWS else ONE_SCREEN, alt=alt,
    )  # fmt: skip


def _candidates(ranking: Ranking) -> list[tuple[str, str]]:
    """Supplier and category of each row."""
    return list(zip(ranking.suppliers["supplier"], ranking.suppliers["category"], strict=True))


# A callback, as it runs before the page is drawn: the page that the user leaves is not drawn again.
def _open_ticked(table: str, rows: list[tuple[str, str]]) -> None:
    """Open the supplier whose row was ticked; `rows`: supplier and category of each row as it was drawn."""
    for row in st.session_state[table]["selection"]["rows"]:
        widgets.open_supplier(*rows[row])
