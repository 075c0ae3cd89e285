"""The section with what contradicts itself in the logs of the candidates shown."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, server, widgets
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.text import number_text
from trialmetrics.text.language import _


def section(ranking: Ranking) -> None:
    """The section, folded; nothing where the logs have no defects."""
    number = int(ranking.of_shown(ranking.measures.defect_count)["n"].sum())
    if not number:
        return
    defects = server.view(_table, ranking)
    with st.expander(_("Defects in the logs: {n}").format(n=number)):
        if len(defects) < number:
            st.caption(_("The first {n} of them.").format(n=len(defects)))
        st.dataframe(defects, hide_index=True, placeholder=number_text.NOTHING)
        downloads.buttons(
            "defects", lambda: defects, rows=len(defects),
            labels=(_("Download the defects as Excel"), _("Download the defects as CSV")),
        )  # fmt: skip


def _table(ranking: Ranking) -> pd.DataFrame:
    defects = ranking.measures.trials.defects(ranking.suppliers)
    defect_words = {
        "no_request": _("the trial has no request, so it is not judged"),
        "before_request": _("the supplier's event is dated before the request and is left out"),
        "rated_no_reply": _("rated, or an incident, but no reply noted: it is not taken for silence"),
        "stated_otherwise": _("the sheet says ignored or never delivered, and an event says otherwise"),
    }
    return pd.DataFrame(
        {
            _("supplier"): defects["supplier"],
            _("trial"): defects["trial_id"],
            _("defect"): defects["defect"].map(defect_words),
            _("when"): [widgets.when(row.occurred_at, row.bare) for row in defects.itertuples()],
        }
    )
