"""Whose verdict changes: a sentence with names, and a table to take along."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, widgets
from trialmetrics.text import number_text, verdict_change_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain


def draw(changed: pd.DataFrame, file: str) -> None:
    """Draw the candidates of `analysis.verdict_changes`; `file`: the name of the download, without its ending."""
    sentences = verdict_change_text.sentences(changed)
    st.write(f"**{verdict_change_text.count(changed)}** {plain(' '.join(sentences))}")
    if changed.empty:
        return
    table = pd.DataFrame(
        {
            _("supplier"): changed["supplier"],
            _("category"): changed["category"],
            _("now"): changed["verdict_before"].map(widgets.verdict_label),
            _("then"): changed["verdict"].map(widgets.verdict_label),
            _("score then"): changed["score"].map(number_text.score),
            _("chance that it is truly below"): changed["p_below"].map(number_text.chance),
        }
    )
    st.dataframe(table, hide_index=True, alt=_("Whose verdict changes"))
    downloads.buttons(
        file, lambda: table, rows=len(table),
        labels=(_("Download the changes as Excel"), _("Download the changes as CSV")),
    )  # fmt: skip
