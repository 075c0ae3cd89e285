"""Removing words for good: what would go, the button that does it, and what went."""

import streamlit as st

from pages._shared import server, widgets
from trialmetrics.access import Person
from trialmetrics.store.redaction import What
from trialmetrics.text import redaction_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain


def confirm(what: What, key: str) -> None:
    """Say what would go, with a button that removes it. `key`: of the place on the page, where `done` then says what went."""
    preview = server.store().redactions.preview(what, server.person())
    for sentence in redaction_text.sentences(preview, done_already=False):
        st.write(plain(sentence))
    if not preview.is_empty:
        widgets.action_button(
            _("Remove these words for good"), server.in_person(_remove), what, key, key=f"redact now {key}", type="primary",
            icon=":material/delete_forever:",
        )  # fmt: skip


def done(key: str) -> None:
    """Say once what went, and which earlier copies still have it."""
    if sentences := st.session_state.pop(_removed(key), None):
        st.success("\n\n".join(map(plain, sentences)))


def _remove(what: What, key: str, person: Person) -> None:
    removed = server.store().redactions.redact(what, person)
    st.session_state[_removed(key)] = redaction_text.sentences(removed, done_already=True)


def _removed(key: str) -> str:
    return f"what was redacted: {key}"
