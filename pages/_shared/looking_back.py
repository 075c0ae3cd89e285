"""Looking back: every page shows what was known at a moment, under a strip that says so; the moment is in the link."""

from datetime import datetime, timedelta

import streamlit as st

from pages._shared import link
from trialmetrics.cluster.settings import elsewhere, events_of_today
from trialmetrics.store import Store
from trialmetrics.store.past import in_utc
from trialmetrics.text import date_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

KNOWN_AT = "known_at"  # parameter of the link, and key of the session
_FIELD = "known at, as typed"


def moment() -> datetime | None:
    """The moment that this user looks back to, in the policy's time zone; None: today."""
    chosen: datetime | None = st.session_state.get(KNOWN_AT)
    return chosen


def read() -> None:
    """Read the moment from the link, before anything is shown."""
    link.read(KNOWN_AT, _understand, _refusal, bound=False)


def strip(present: Store) -> None:
    """Say above the page that it shows the past, with the way back; nothing today."""
    link.show_notes([KNOWN_AT])
    known_at = moment()
    link.write(KNOWN_AT, [known_at.isoformat(timespec="seconds")] if known_at else [])
    if known_at is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="past strip"):
        st.warning(plain(_sentence(known_at)), icon=":material/history:")
        st.button(_("Back to today"), key="back to today", on_click=choose, args=(None,))
    if redactions := present.rewrites(since=in_utc(known_at, present)):
        st.caption(
            ngettext(
                "{n} redaction since then removed words here, too.",
                "{n} redactions since then removed words here, too.",
                redactions,
            ).format(n=redactions)
        )


def ask() -> None:
    """A field for the moment, in the sidebar."""
    st.session_state[_FIELD] = moment()
    st.sidebar.datetime_input(
        _("As known on"), value=None, key=_FIELD, format="DD-MM-YYYY", step=timedelta(minutes=1),
        help=_("Shows uploads, names, policy and decisions as they were at that moment."), on_change=_change,
    )  # fmt: skip


def choose(known_at: datetime | None) -> None:
    """Look back to a moment; None: look at today."""
    st.session_state[KNOWN_AT] = known_at
    link.drop_notes([KNOWN_AT])


def _change() -> None:
    choose(st.session_state[_FIELD])


def _sentence(known_at: datetime) -> str:
    if elsewhere():
        return _(
            "Names, policies and decisions as they were known on {moment}. {events} Nothing can be changed."
        ).format(moment=date_text.moment(known_at), events=events_of_today())
    return _(
        "This is what was known on {moment}: later uploads, names, policies and decisions are left out, and nothing can be changed."
    ).format(moment=date_text.moment(known_at))


def _understand(text: str) -> datetime | None:
    try:
        known_at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (
        None
        if known_at.tzinfo or known_at > datetime.now() + timedelta(days=1)
        else known_at.replace(microsecond=0)
    )


def _refusal(text: str) -> str:
    return _(
        "The link looks back to '{value}', which is no past moment such as 2026-03-15T10:00; today is shown."
    ).format(value=text)
