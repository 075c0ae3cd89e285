"""The section on knock-outs: who is out for what it did, whatever the threshold."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, server, widgets
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.policy import folded
from trialmetrics.records import records
from trialmetrics.text import policy_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain
from trialmetrics.text.reason_text import text

BECAUSE_WIDTH = 516  # pixels


def section(current: Ranking, category: str) -> None:
    """Draw the section; `current`: the ranking by the policy in force; `category`: the only one to show, empty for all."""
    heading.section(_("Knocked out, whatever the threshold"))
    rows = server.view(_knocked_out, current)
    if category and len(rows):
        rows = rows[rows[_("category")].map(folded) == folded(category)]
    if len(rows):
        st.dataframe(
            # Which knock-out it is stands in the reason; programs find it in the download.
            rows, column_order=[_("supplier"), _("category"), _("because")], hide_index=True,
            alt=_("Who is knocked out, by what"),
            column_config={_("because"): st.column_config.TextColumn(width=BECAUSE_WIDTH)},
            row_height=widgets.row_height(rows[_("because")], BECAUSE_WIDTH),
        )  # fmt: skip
        downloads.buttons(
            "knock-outs", lambda: rows, rows=len(rows),
            labels=(_("Download the knock-outs as Excel"), _("Download the knock-outs as CSV")),
        )  # fmt: skip
    if rows.empty:
        st.caption(_("Nobody."))
    widgets.explain(
        _(
            "What a candidate did leaves it out whatever its score, where it did so often enough to be no accident."
        ),
        "\n\n".join(
            f"**{plain(rule.name)}**: {plain(rule.text)}" for rule in policy_text.knock_outs(current.policy)
        ),
    )


def _knocked_out(current: Ranking) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("supplier"): row["supplier"],
            _("category"): row["category"],
            _("knock-out"): terms.knock_out_words(name),
            # The knock-outs come first among the reasons, in the same order.
            _("because"): text(reason),
        }
        for row in records(current.suppliers)
        for name, reason in zip(row["knock_outs"], row["reasons"], strict=False)
    )
