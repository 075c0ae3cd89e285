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
        _daily_sentence(days_kept()),
        _(
            "The uploaded files come along. Words that are removed for good stay in earlier backups until those are deleted."
        ),
    )
    copies = server.present().store.backups(server.person())
    if copies:
        st.dataframe(
            pd.DataFrame(map(_row, copies)), hide_index=True, alt=_("The backups made so far, newest first")
        )
    widgets.action_button(
        _("Make a backup now"), server.in_person(_make), key="backup now", icon=":material/backup:"
    )


def _daily_sentence(days: int) -> str:
    sentence = (
        ngettext(
            "While the dashboard runs, it makes one backup a day and keeps each for {n} day. {setting} changes that.",
            "While the dashboard runs, it makes one backup a day and keeps each for {n} days. {setting} changes that.",
            days,
        )
        if days
        else _("No daily backups are made ({setting} is 0); backups stay until somebody deletes them.")
    )
    return sentence.format(n=days, setting=plain(SETTING))


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
