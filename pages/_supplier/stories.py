"""The events of each trial of a candidate, with the words that were noted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import widgets
from pages._shared.fragments import fragment
from pages._supplier import dossier
from pages._supplier.dossier import Dossier
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import date_text, number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain, visible
from trialmetrics.vocabulary import EVENTS, MADE_ID

# Pixels, of the columns of a trial's events.
WHEN_WIDTH, WHO_WIDTH, WHAT_WIDTH, WORDS_WIDTH = 132, 84, 128, 450
MOST_EXPANDED = 3  # up to this many trials all are expanded
MOST_EXPANDERS = 20  # of more trials than this, one is shown at a time


def draw(ranking: Ranking, candidate: dict) -> None:
    """Draw the events of each trial of the candidate."""
    own = dossier.of(ranking, candidate["supplier_key"], candidate["category"])
    titles = _titles(own)
    if len(own.rows) > MOST_EXPANDERS:
        _one_of(own, titles)
        return
    for trial in own.rows:
        _story(own, trial, titles[trial["trial_id"]], expanded=len(own.rows) <= MOST_EXPANDED)


@fragment
def _story(own: Dossier, trial: Mapping[Any, Any], title: str, *, expanded: bool) -> None:
    """The events of one trial, drawn only once the expander is open."""
    key = f"story {trial['supplier_key']} {trial['trial_id']}"
    with st.expander(plain(title), expanded=expanded, key=key, on_change="rerun") as story:
        if story.open:
            _events_table(own, trial["trial_id"])


@fragment
def _one_of(own: Dossier, titles: Mapping[str, str]) -> None:
    """The events of one trial, chosen in a list, at first the latest: hundreds of expanders cost more than the whole page."""
    latest_first = own.rows[::-1]
    first = next((n for n, trial in enumerate(latest_first) if not pd.isna(trial["requested_at"])), 0)
    trial = own.rows[0]
    chosen = st.selectbox(
        _("Trial"), [trial["trial_id"] for trial in latest_first], index=first,
        key=f"story of {trial['supplier_key']} {trial['category']}", format_func=lambda name: visible(titles[name]),
    )  # fmt: skip
    _events_table(own, chosen)


def _titles(own: Dossier) -> dict[str, str]:
    """Trial id -> its title."""
    noted = Counter(own.events.loc[own.events["note"].notna(), "trial_id"])
    return {trial["trial_id"]: _title(trial, noted[trial["trial_id"]]) for trial in own.rows}


def _title(trial: Mapping[Any, Any], noted: int) -> str:
    """A trial's date, order class, state, score, number of notes, and its id where the log has one, in one line."""
    parts = [
        _("no date") if pd.isna(trial["requested_at"]) else date_text.moment(trial["requested_at"], date_only=True),
        terms.order_class_words(trial["order_class"], trial["order_class_from"]),
        terms.state_words(trial["state"]),
    ]  # fmt: skip
    if not pd.isna(trial["score"]):
        parts.append(_("score {score}").format(score=number_text.score(trial["score"])))
    parts.append(ngettext("{n} note", "{n} notes", noted).format(n=noted))
    if not MADE_ID.search(trial["trial_id"]):
        parts.append(trial["trial_id"])
    return " · ".join(parts)


def _events_table(own: Dossier, trial_id: str) -> None:
    events = own.events[own.events["trial_id"] == trial_id]
    events = events.sort_values("occurred_at", kind="stable", na_position="last")
    promised = {
        _("promised for"): [
            "" if pd.isna(row.promised_at) else widgets.when(row.promised_at, row.promised_bare)
            for row in events.itertuples()
        ]
    }
    st.dataframe(
        pd.DataFrame(
            {
                _("when"): [widgets.when(row.occurred_at, row.bare) for row in events.itertuples()],
                _("who"): events["event"].map(lambda event: terms.party_words(EVENTS[event].by)),
                _("what"): events["event"].map(terms.event_words),
                **(promised if events["promised_at"].notna().any() else {}),
                _("words"): events["note"],
            }
        ),
        hide_index=True,
        placeholder="",
        column_config={
            _("when"): st.column_config.TextColumn(width=WHEN_WIDTH),
            _("who"): st.column_config.TextColumn(width=WHO_WIDTH),
            _("what"): st.column_config.TextColumn(width=WHAT_WIDTH),
            _("promised for"): st.column_config.TextColumn(width=WHEN_WIDTH),
            _("words"): st.column_config.TextColumn(width=WORDS_WIDTH),
        },
        row_height=widgets.row_height(events["note"], WORDS_WIDTH),
    )
