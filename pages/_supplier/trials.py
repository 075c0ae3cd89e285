"""The section on a candidate's trials: a timeline, the events of each trial, and the trials as a table."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, plotly_charts, server, widgets
from pages._shared.fragments import fragment
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import Chart, Look, timeline_chart
from trialmetrics.export import documents, tables
from trialmetrics.policy import Clock
from trialmetrics.service_calendar import calendar
from trialmetrics.text import candidate_text, date_text, number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain, visible
from trialmetrics.vocabulary import EVENTS

# Pixels, of the columns of a trial's events.
WHEN_WIDTH, WHO_WIDTH, WHAT_WIDTH, WORDS_WIDTH = 132, 84, 128, 450
MOST_EXPANDED = 3  # up to this many trials all are expanded
MOST_EXPANDERS = 20  # of more trials than this, one is shown at a time
CALENDARS_CACHED = 16


def section(ranking: Ranking, candidate: dict) -> None:
    """Draw all trials of the candidate; those that are not judged are marked."""
    heading.section(_("What happened"))
    key, category = candidate["supplier_key"], candidate["category"]
    view = server.workspace().view_of_now
    plotly_charts.draw(
        view(_timeline, ranking, key, category, widgets.look()), key="timeline",
        alt=_("The events of each trial in days after its request; the tables below say the same."),
    )  # fmt: skip
    widgets.explain(
        _("Above the line what the supplier did, under it what we did and noted. The wedge is the wait for the first reply; "
          "grey is time in which no answer can be expected."),
        _("One line per trial, in days after its request. {hours} Nights are greyed only where a line is short.").format(
            hours=date_text.service_hours(ranking.policy.clock)
        ),
    )  # fmt: skip
    _draw_stories(view(_stories, ranking, key, category))
    heading.section(_("Trials"))
    table = view(_table, ranking, key, category, candidate["judged_on"])
    st.dataframe(
        table, hide_index=True, placeholder=number_text.NOTHING, alt=_("The trials as a table"),
    )  # fmt: skip
    of_candidate = replace(ranking, trials=_trials(ranking, key, category))
    downloads.buttons(
        "trials",
        lambda: tables.trials(of_candidate),
        lambda: documents.trials_table(of_candidate),
        rows=len(table),
    )


def _trials(ranking: Ranking, supplier_key: str, category: str) -> pd.DataFrame:
    """The trials of a candidate by request, those without one last."""
    trials = ranking.trials
    trials = trials[(trials["supplier_key"] == supplier_key) & (trials["category"] == category)]
    return trials.sort_values("requested_at", na_position="last")


def _events(ranking: Ranking, supplier_key: str, trials: pd.DataFrame) -> pd.DataFrame:
    """The events of these trials up to now."""
    events = server.workspace().supplier_events(supplier_key)
    events = events[events["trial_id"].isin(trials["trial_id"])]
    return events[events["occurred_at"].isna() | (events["occurred_at"] <= ranking.as_of)]


def _timeline(ranking: Ranking, supplier_key: str, category: str, look: Look) -> Chart:
    trials = _trials(ranking, supplier_key, category)
    service = _service(ranking.policy.clock.model_dump_json())
    return timeline_chart(_events(ranking, supplier_key, trials), trials, service, look)


def _stories(ranking: Ranking, supplier_key: str, category: str) -> list[tuple[dict, pd.DataFrame]]:
    """Each trial with its events."""
    trials = _trials(ranking, supplier_key, category)
    events = _events(ranking, supplier_key, trials)
    of_trial = dict(iter(events.groupby("trial_id")))
    return [
        (trial, of_trial.get(trial["trial_id"], events.head(0))) for trial in trials.to_dict(orient="records")
    ]


def _draw_stories(stories: list[tuple[dict, pd.DataFrame]]) -> None:
    if len(stories) > MOST_EXPANDERS:
        _one_of(stories)
        return
    for trial, trial_events in stories:
        _story(trial, trial_events, expanded=len(stories) <= MOST_EXPANDED)


@fragment
def _story(trial: Mapping[Any, Any], events: pd.DataFrame, *, expanded: bool) -> None:
    """The events of one trial, drawn only once the expander is open."""
    title = _title(trial, events, plain(trial["trial_id"]))
    key = f"story {trial['supplier_key']} {trial['trial_id']}"
    with st.expander(title, expanded=expanded, key=key, on_change="rerun") as story:
        if story.open:
            _events_table(events)


@fragment
def _one_of(stories: list[tuple[dict, pd.DataFrame]]) -> None:
    """The events of one trial, chosen in a list, at first the latest: hundreds of expanders cost more than the whole page."""
    trials = {trial["trial_id"]: (trial, events) for trial, events in reversed(stories)}
    first = next(
        (n for n, (trial, _events) in enumerate(trials.values()) if not pd.isna(trial["requested_at"])), 0
    )
    chosen = st.selectbox(
        _("Trial"), trials, index=first, key=f"story of {stories[0][0]['supplier_key']}",
        format_func=lambda name: _title(*trials[name], visible(name)),
    )  # fmt: skip
    _events_table(trials[chosen][1])


def _title(trial: Mapping[Any, Any], events: pd.DataFrame, name: str) -> str:
    """A trial's name, state, score and number of notes, in one line."""
    noted = int(events["note"].notna().sum())
    parts = [name, terms.state_words(trial["state"])]
    if not pd.isna(trial["score"]):
        parts.append(_("score {score}").format(score=number_text.score(trial["score"])))
    return " · ".join([*parts, ngettext("{n} note", "{n} notes", noted).format(n=noted)])


def _events_table(events: pd.DataFrame) -> None:
    events = events.sort_values("occurred_at", kind="stable", na_position="last")
    st.dataframe(
        pd.DataFrame(
            {
                _("when"): [widgets.when(row.occurred_at, row.bare) for row in events.itertuples()],
                _("who"): events["event"].map(lambda event: terms.party_words(EVENTS[event].by)),
                _("what"): events["event"].map(terms.event_words),
                _("words"): events["note"],
            }
        ),
        hide_index=True,
        placeholder="",
        column_config={
            _("when"): st.column_config.TextColumn(width=WHEN_WIDTH),
            _("who"): st.column_config.TextColumn(width=WHO_WIDTH),
            _("what"): st.column_config.TextColumn(width=WHAT_WIDTH),
            _("words"): st.column_config.TextColumn(width=WORDS_WIDTH),
        },
        row_height=widgets.row_height(events["note"], WORDS_WIDTH),
    )


def _table(ranking: Ranking, supplier_key: str, category: str, judged_on: str) -> pd.DataFrame:
    trials, day_hours = _trials(ranking, supplier_key, category), ranking.policy.clock.day_hours
    rows = trials.to_dict(orient="records")
    gaps = {_("set aside or contradicted"): trials["gaps"]} if trials["gaps"].any() else {}
    return pd.DataFrame(
        {
            _("trial"): trials["trial_id"],
            _("round"): trials["round"],
            _("tester"): trials["tester"],
            _("class"): [terms.order_class_words(row["order_class"], row["order_class_from"]) for row in rows],
            _("requested"): [widgets.when(row["requested_at"], row["requested_bare"]) for row in rows],
            _("state"): trials["state"].map(terms.state_words),
            _("judged"): [candidate_text.judged(row, judged_on) for row in rows],
            _("first reply"): [_reply(row, day_hours) for row in rows],
            _("chases"): trials["chases"].map(number_text.number),
            _("days late"): trials["days_late"].map(number_text.number),
            _("score"): trials["score"].map(number_text.score),
            _("observed"): [
                number_text.percent(value / 100) if value else number_text.NOTHING for value in trials["coverage"]
            ],
            **gaps,
        }
    )  # fmt: skip


def _reply(row: dict, day_hours: float) -> str:
    hours = date_text.hours(row["first_reply_hours"], day_hours)
    return _("none in {hours}").format(hours=hours) if row["reply_censored"] is True else hours


@lru_cache(maxsize=CALENDARS_CACHED)
def _service(clock: str) -> pd.DataFrame:
    """The service calendar of a clock (given as JSON, which can be hashed): `day`, `opens`, `seconds`."""
    return calendar(Clock.model_validate_json(clock)).select(["day", "opens", "seconds"]).to_pandas()
