"""The section with which a lead removes a quote for good."""

import streamlit as st

from pages._shared import redacting, server
from pages._supplier import dossier
from trialmetrics.access import Action
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.store.free_text import is_mark
from trialmetrics.store.redaction import Quote
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible


def section(ranking: Ranking, candidate: dict, place: int) -> None:
    """Draw the section, folded; nothing for who may not redact. `place`: the number of the candidate on the page."""
    if not server.may(Action.REDACT):
        return
    redacting.done(f"quote {place}")
    quotes = _quotes(ranking, candidate)
    if not quotes:
        return
    with st.expander(_("Remove words for good")):
        st.write(
            _("Words that should not be kept, such as a private telephone number, go from the database, the kept files and every "
              "later backup. The event stays, and no figure changes. This cannot be undone.")
        )  # fmt: skip
        quote: Quote | None = st.selectbox(
            _("Words"), quotes, index=None, key=f"redact {place}", placeholder=_("Choose what somebody noted"),
            format_func=lambda quote: visible(f"{quote.trial_id}: {quote.words}"),
        )  # fmt: skip
        if quote is not None:
            redacting.confirm(quote, f"quote {place}")


def _quotes(ranking: Ranking, candidate: dict) -> list[Quote]:
    """What was noted of the trials of a candidate, each once."""
    key = candidate["supplier_key"]
    events = dossier.of(ranking, key, candidate["category"]).events
    noted = events[events["note"].notna()].drop_duplicates(["trial_id", "note"])
    return [
        Quote(key, trial, words)
        for trial, words in zip(noted["trial_id"], noted["note"], strict=True)
        if not is_mark(words)
    ]
