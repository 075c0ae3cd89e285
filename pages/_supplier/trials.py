"""The section with a candidate's trials: a table, for reading and for download, and the events of each."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, server, widgets
from pages._supplier import dossier, stories
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.export import documents, tables
from trialmetrics.text import candidate_text, date_text, number_text, terms
from trialmetrics.text.language import _


def section(ranking: Ranking, candidate: dict, place: int, titled: heading.Titled) -> None:
    """Draw all trials of the candidate; those that are not judged say why. `place`: its number on the page."""
    key, category = candidate["supplier_key"], candidate["category"]
    titled(_("Trials"))
    table = server.workspace().view_of_now(_table, ranking, key, category, candidate["judged_on"])
    st.dataframe(
        table, hide_index=True, placeholder=number_text.NOTHING, alt=_("The trials as a table"),
    )  # fmt: skip
    of_candidate = ranking.with_trials(dossier.of(ranking, key, category).trials)
    downloads.buttons(
        f"trials-{place + 1}" if place else "trials",
        lambda: tables.trials(of_candidate),
        lambda: documents.trials_table(of_candidate),
        rows=len(table),
    )
    stories.draw(ranking, candidate)


def _table(ranking: Ranking, supplier_key: str, category: str, judged_on: str) -> pd.DataFrame:
    own, day_hours = dossier.of(ranking, supplier_key, category), ranking.policy.clock.day_hours
    trials, rows = own.trials, own.rows
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
            _("promised for"): [widgets.when(row["promised_at"], row["promised_bare"]) for row in rows],
            _("days late"): trials["days_late"].map(number_text.number),
            _("score"): trials["score"].map(number_text.score),
            _("observed"): [
                number_text.percent(value / 100) if value else number_text.NOTHING for value in trials["coverage"]
            ],
            **gaps,
        }
    )  # fmt: skip


def _reply(row: dict, day_hours: float) -> str:
    hours, date_only = row["first_reply_hours"], row["wait_bare"]
    if row["reply_censored"] is not True:
        return date_text.wait(hours, day_hours, date_only=date_only)
    if number_text.is_missing(row["silent_hours"]):
        return number_text.NOTHING  # a trial that does not count, or without dates
    silence = date_text.silence(row["silent_hours"], day_hours, date_only=date_only)
    if not silence:
        return _("none yet") if row["state"] == "open" else _("none")
    return _("none in {hours}").format(hours=silence)
