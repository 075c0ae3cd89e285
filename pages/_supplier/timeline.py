"""The section with a candidate's trials on a time line."""

import streamlit as st

from pages._shared import heading, plotly_charts, server, widgets
from pages._supplier import dossier
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import Chart, Look, timeline_chart
from trialmetrics.text import date_text
from trialmetrics.text.language import _

MOST_LANES = 20  # of more trials than this the latest are drawn


def section(ranking: Ranking, candidate: dict, place: int, titled: heading.Titled) -> None:
    """Draw the trials of the candidate; those that are not judged are marked. `place`: its number on the page."""
    titled(_("What happened"))
    key, category = candidate["supplier_key"], candidate["category"]
    chart, trials = server.workspace().view_of_now(_timeline, ranking, key, category, widgets.look())
    plotly_charts.draw(
        chart, key=f"timeline {place}",
        alt=_("The events of each trial in days after its request; the tables below say the same."),
    )  # fmt: skip
    if trials > MOST_LANES:
        st.caption(
            _("The latest {n} of {all} trials; the others are listed below.").format(n=MOST_LANES, all=trials)
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


def _timeline(ranking: Ranking, supplier_key: str, category: str, look: Look) -> tuple[Chart, int]:
    """The chart of the latest trials, and the number of all."""
    own = dossier.of(ranking, supplier_key, category)
    trials = own.trials.sort_values("requested_at", kind="stable", na_position="first").tail(MOST_LANES)
    events = own.events[own.events["trial_id"].isin(trials["trial_id"])]
    return timeline_chart(events, trials, ranking.policy, look), len(own.trials)
