"""Upload: with which a lead removes the words of one line for good, taken or set aside."""

import streamlit as st

from pages._shared import redacting, server
from trialmetrics.access import Action
from trialmetrics.store.redaction import Line
from trialmetrics.text.language import _


def section(upload_id: int) -> None:
    """Draw the section, folded; nothing for who may not redact."""
    if not server.may(Action.REDACT):
        return
    key = f"line {upload_id}"
    redacting.done(key)
    with st.expander(_("Remove the words of a line for good")):
        line = st.number_input(
            _("Line of the file"), min_value=1, value=None, step=1, key=f"redact {key}", width=200
        )
        if line is not None:
            redacting.confirm(Line(upload_id, int(line)), key)
