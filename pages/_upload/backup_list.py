"""The section with the backups made so far, and a button for one more."""

from datetime import datetime, time

import pandas as pd
import streamlit as st

from pages._shared import heading, server, widgets
from trialmetrics.access import Action, Person
from trialmetrics.store.backups import SETTING, Copy, days_kept
from trialmetrics.text import date_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def section() -> None:
    """Draw the section; nothing for who may not make a backup."""
    if not server.may(Action.BACKUP):
        return
    heading.section(_("Backups"))
    widgets.explain(
        ngettext(
            "While the dashboard runs it makes a backup a day and keeps each for {n} day ({setting} says otherwise).",
            "While the dashboard runs it makes a backup a day and keeps each for {n} days ({setting} says otherwise).",
            days_kept(),
        ).format(n=days_kept(), setting=plain(SETTING)),
        _("The uploaded files come along. Words that are removed for good stay in earlier backups until those are deleted."),
    )  # fmt: skip
    copies = server.present().store.backups(server.person())
    if copies:
        st.dataframe(
            pd.DataFrame(map(_row, copies)), hide_index=True, alt=_("The backups made so far, newest first")
        )
    widgets.action_button(
        _("Make a backup now"), server.in_person(_make), key="backup now", icon=":material/backup:"
    )


def _row(copy: Copy) -> dict[str, str]:
    return {
        _("made"): date_text.moment(copy.made_at),
        _("deleted on"): _("by hand")
        if copy.expires is None
        else date_text.moment(datetime.combine(copy.expires, time()), date_only=True),
        _("file"): str(copy.path),
    }


def _make(person: Person) -> None:
    made = server.present().store.backup_now(person)
    st.toast(plain(_("Made: {file}").format(file=made)), icon=":material/check_circle:")
