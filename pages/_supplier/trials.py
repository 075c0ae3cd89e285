"""The section on a candidate's trials: a timeline, and the events of each trial."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import plotly_charts, server, widgets
from pages._shared.fragments import fragment
from pages._supplier.candidate_events import events_of, trials_of
from trialmetrics.analysis import waits
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import Chart, Look, timeline_chart
from trialmetrics.text import date_text, number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain, visible
from trialmetrics.vocabulary import EVENTS

# Pixels, of the columns of a trial's events.
WHEN_WIDTH, WHO_WIDTH, WHAT_WIDTH, WORDS_WIDTH = 132, 84, 128, 450
MOST_EXPANDED = 3  # up to this many trials all are expanded
MOST_LANES = 20  # of more trials than this, the latest are drawn and one is told at a time
_INVENTED = re.compile(r" #(line )?\d+$")  # the end of an id that the log did not have


def section(ranking: Ranking, candidate: dict, place: int, heading: Any) -> None:
    """Draw the trials of the candidate; those that are not judged are marked. `place`: its number on the page."""
    heading(_("What happened"))
    key, category = candidate["supplier_key"], candidate["category"]
    view = server.workspace().view_of_now
    plotly_charts.draw(
        view(_timeline, ranking, key, category, widgets.look()), key=f"timeline {place}",
        alt=_("The events of each trial in days after its request; the tables below say the same."),
    )  # fmt: skip
    stories = view(_stories, ranking, key, category)
    if len(stories) > MOST_LANES:
        st.caption(
            _("The latest {n} of {all} trials; any of them can be chosen below.").format(
                n=MOST_LANES, all=len(stories)
            )
        )
    widgets.explain(
        _("Above the line what the supplier did, under it what we did and noted; a square is a promised date. The wedge is the "
          "wait for the first reply, the stroke across it the end of the reply window; grey is time in which no answer can be "
          "expected."),
        _("One line per trial, in days after its request. {hours} After {window} without an answer a request counts as ignored. "
          "What has a date and no time of day stands on a bar as long as that day. Nights are greyed only where a line is "
          "short.").format(
            hours=date_text.service_hours(ranking.policy.clock),
            window=date_text.hours(ranking.policy.windows.reply_hours, ranking.policy.clock.day_hours),
        ),
    )  # fmt: skip
    _draw_stories(stories)


def _timeline(ranking: Ranking, supplier_key: str, category: str, look: Look) -> Chart:
    trials = trials_of(ranking, supplier_key, category)
    if len(trials) > MOST_LANES:
        trials = trials[trials["requested_at"].notna()].tail(MOST_LANES)
    events = events_of(ranking, supplier_key, trials)
    trials = waits.with_precision(waits.with_silence(trials, events, ranking.policy, ranking.as_of), events)
    return timeline_chart(events, trials, ranking.policy, look)


def _stories(ranking: Ranking, supplier_key: str, category: str) -> list[tuple[dict, pd.DataFrame]]:
    """Each trial with its events."""
    trials = trials_of(ranking, supplier_key, category)
    events = events_of(ranking, supplier_key, trials)
    of_trial = dict(iter(events.groupby("trial_id")))
    return [
        (trial, of_trial.get(trial["trial_id"], events.head(0))) for trial in trials.to_dict(orient="records")
    ]


def _draw_stories(stories: list[tuple[dict, pd.DataFrame]]) -> None:
    if len(stories) > MOST_LANES:
        _one_of(stories)
        return
    for trial, trial_events in stories:
        _story(trial, trial_events, expanded=len(stories) <= MOST_EXPANDED)


@fragment
def _story(trial: Mapping[Any, Any], events: pd.DataFrame, *, expanded: bool) -> None:
    """The events of one trial, drawn only once the expander is open."""
    key = f"story {trial['supplier_key']} {trial['trial_id']}"
    with st.expander(plain(_title(trial, events)), expanded=expanded, key=key, on_change="rerun") as story:
        if story.open:
            _events_table(events)


@fragment
def _one_of(stories: list[tuple[dict, pd.DataFrame]]) -> None:
    """The events of one trial, chosen in a list, at first the latest: hundreds of expanders cost more than the whole page."""
    trials = {trial["trial_id"]: (trial, events) for trial, events in reversed(stories)}
    first = next(
        (n for n, (trial, _events) in enumerate(trials.values()) if not pd.isna(trial["requested_at"])), 0
    )
    trial = stories[0][0]
    chosen = st.selectbox(
        _("Trial"), trials, index=first, key=f"story of {trial['supplier_key']} {trial['category']}",
        format_func=lambda name: visible(_title(*trials[name])),
    )  # fmt: skip
    _events_table(trials[chosen][1])


def _title(trial: Mapping[Any, Any], events: pd.DataFrame) -> str:
    """A trial's date, order class, state, score, number of notes, and its id where the log has one, in one line."""
    noted = int(events["note"].notna().sum())
    parts = [
        _("no date") if pd.isna(trial["requested_at"]) else date_text.moment(trial["requested_at"], date_only=True),
        terms.order_class_words(trial["order_class"], trial["order_class_from"]),
        terms.state_words(trial["state"]),
    ]  # fmt: skip
    if not pd.isna(trial["score"]):
        parts.append(_("score {score}").format(score=number_text.score(trial["score"])))
    parts.append(ngettext("{n} note", "{n} notes", noted).format(n=noted))
    if not _INVENTED.search(trial["trial_id"]):
        parts.append(trial["trial_id"])
    return " · ".join(parts)


def _events_table(events: pd.DataFrame) -> None:
    events = events.sort_values("occurred_at", kind="stable", na_position="last")
    promised = {
        _("promised for"): [widgets.when(row.promised_at, row.promised_bare) for row in events.itertuples()]
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
