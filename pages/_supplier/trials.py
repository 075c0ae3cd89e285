"""What happened in each trial of a candidate: a time line, every event in words, and the trials as a table."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from pages._shared import downloads, shared
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import timeline_chart
from trialmetrics.export import documents, tables
from trialmetrics.policy import Clock
from trialmetrics.service_calendar import calendar
from trialmetrics.text import candidate_text, wording
from trialmetrics.text.language import _, ngettext
from trialmetrics.vocabulary import EVENTS

# Pixels, of the columns of a trial's story.
WHEN_WIDTH, WHO_WIDTH, WHAT_WIDTH, WORDS_WIDTH = 132, 84, 128, 450


def section(found: Ranking, candidate: dict) -> None:
    """All trials of the candidate, those that judge nothing marked."""
    st.header(_("What happened"))
    trials = found.trials
    key, category = candidate["supplier_key"], candidate["category"]
    trials = trials[(trials["supplier_key"] == key) & (trials["category"] == category)]
    events = shared.workspace().supplier_events(key)
    events = events[events["trial_id"].isin(trials["trial_id"])]
    events = events[events["occurred_at"].isna() | (events["occurred_at"] <= found.as_of)]
    st.plotly_chart(
        timeline_chart(events, trials, _service(found.policy.clock), shared.look()), config=shared.CHART, theme=None,
        key="timeline", alt=_("The events of each trial in days after its request; the tables below say the same."),
    )  # fmt: skip
    shared.explain(
        _("Above the line what the supplier did, under it what we did and noted. The wedge is the wait for the first reply; "
          "grey is time in which no answer can be expected."),
        _("One line per trial, in days after its request. {hours} Nights are greyed only where a line is short.").format(
            hours=wording.service_hours(found.policy.clock)
        ),
    )  # fmt: skip
    _stories(events, trials)
    st.header(_("Trials"))
    _table(trials, candidate, found.policy.clock.day_hours)
    mine = replace(found, trials=trials)
    downloads.buttons(
        "trials", lambda: tables.trials(mine), lambda: documents.trials_table(mine), rows=len(trials)
    )


def _stories(events: pd.DataFrame, trials: pd.DataFrame) -> None:
    for trial in trials.sort_values("requested_at", na_position="last").to_dict(orient="records"):
        mine = events[events["trial_id"] == trial["trial_id"]].sort_values(
            "occurred_at", kind="stable", na_position="last"
        )
        title = f"{shared.plain(trial['trial_id'])} · {wording.state_words(trial['state'])}"
        if not pd.isna(trial["score"]):
            title += " · " + _("score {score}").format(score=wording.score(trial["score"]))
        quotes = ngettext("{n} note", "{n} notes", int(mine["note"].notna().sum())).format(
            n=int(mine["note"].notna().sum())
        )
        with st.expander(f"{title} · {quotes}", expanded=len(trials) <= 3):
            st.dataframe(
                pd.DataFrame(
                    {
                        _("when"): [shared.when(row.occurred_at, row.bare) for row in mine.itertuples()],
                        _("who"): mine["event"].map(lambda event: wording.party_words(EVENTS[event].by)),
                        _("what"): mine["event"].map(wording.event_words),
                        _("words"): mine["note"],
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
                row_height=shared.wrapped(mine["note"], WORDS_WIDTH),
            )


def _table(trials: pd.DataFrame, candidate: dict, day_hours: float) -> None:
    ordered = trials.sort_values("requested_at", na_position="last")
    rows = ordered.to_dict(orient="records")
    gaps = {_("set aside or contradicted"): ordered["gaps"]} if ordered["gaps"].any() else {}
    st.dataframe(
        pd.DataFrame(
            {
                _("trial"): ordered["trial_id"],
                _("round"): ordered["round"],
                _("tester"): ordered["tester"],
                _("class"): ordered["order_class"],
                _("requested"): [shared.when(row["requested_at"], row["requested_bare"]) for row in rows],
                _("state"): ordered["state"].map(wording.state_words),
                _("judged"): [candidate_text.judged(row, candidate["judged_on"]) for row in rows],
                _("first reply"): [_reply(row, day_hours) for row in rows],
                _("chases"): ordered["chases"].map(wording.number),
                _("days late"): ordered["days_late"].map(wording.number),
                _("score"): ordered["score"].map(wording.score),
                _("observed"): [
                    wording.percent(each / 100) if each else wording.NOTHING for each in ordered["coverage"]
                ],
                **gaps,
            }
        ),
        hide_index=True, placeholder=wording.NOTHING, alt=_("The trials as a table"),
    )  # fmt: skip


def _reply(row: dict, day_hours: float) -> str:
    hours = wording.hours(row["first_reply_hours"], day_hours)
    return _("none in {hours}").format(hours=hours) if row["reply_censored"] is True else hours


def _service(clock: Clock) -> pd.DataFrame:
    return _calendar(clock.model_dump_json())


@st.cache_data(show_spinner=False)
def _calendar(clock: str) -> pd.DataFrame:
    return calendar(Clock.model_validate_json(clock)).select(["day", "opens", "seconds"]).to_pandas()
