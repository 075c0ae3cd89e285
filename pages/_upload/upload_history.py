"""Upload: the uploads so far, the last few first, with undo and redo."""

import re
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, server, widgets
from pages._upload import line_redaction, outcome, problem_list
from trialmetrics.access import Action
from trialmetrics.export import tables
from trialmetrics.records import records
from trialmetrics.store.upload_rights import needed
from trialmetrics.text import date_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

FIRST, MORE = 5, 20  # uploads shown at once, and further ones per click
SHOWN, OPEN = "uploads shown", "upload of which problems are shown"


def section() -> None:
    """The last uploads, newest first, each with what became of it, undo or redo, and what was not taken."""
    uploads = server.workspace().read(outcome.all_uploads)
    if uploads.empty:
        return
    heading.section(_("History"))
    shown = st.session_state.get(SHOWN, FIRST)
    for row in records(uploads.head(shown)):
        _upload(row)
    with st.container(horizontal=True, vertical_alignment="center"):
        if (left := len(uploads) - shown) > 0:
            more = min(left, MORE)
            st.button(
                ngettext("Show {n} earlier upload", "Show {n} earlier uploads", more).format(n=more),
                key="more uploads", icon=":material/expand_more:", on_click=_show_more, args=(shown + more,),
            )  # fmt: skip
        downloads.buttons(
            "uploads", lambda: tables.uploads(uploads), rows=len(uploads),
            labels=(_("Download the history as Excel"), _("Download the history as CSV")),
        )  # fmt: skip


def _upload(row: dict[str, Any]) -> None:
    """One upload, with its buttons at the right."""
    upload_id, active = int(row["upload_id"]), bool(row["active"])
    not_taken = int(row["set_aside"]) + int(row["warnings"])
    is_open = st.session_state.get(OPEN) == upload_id
    with st.container(horizontal=True, vertical_alignment="center", key=f"upload-{upload_id}"):
        with st.container(width="stretch", gap=None):
            st.markdown(_title(row, active))
            st.caption(_facts(row, active))
        if not_taken:
            st.button(
                ngettext("{n} not taken", "{n} not taken", not_taken).format(n=not_taken),
                key=f"problems-of-{upload_id}", icon=f":material/expand_{'less' if is_open else 'more'}:",
                type="tertiary", on_click=_open, args=(None if is_open else upload_id,),
            )  # fmt: skip
        if server.may(Action.ORIGINALS) and server.store().uploads.originals.has(row["sha256"]):
            _original(row)
        outcome.turn_button(upload_id, row, key="history")
    if is_open:
        problem_list.of_upload(upload_id, int(row["set_aside"]), "")
        line_redaction.section(upload_id)


def _original(row: dict[str, Any]) -> None:
    """The file as it came: download it, or delete it."""
    originals, sha256, person = server.store().uploads.originals, row["sha256"], server.person_later()
    with st.popover(
        _("Original file"), type="tertiary", key=f"file-{row['upload_id']}", icon=":material/download:"
    ):
        st.download_button(
            _("Download {file} as it came").format(file=plain(row["file"])),
            downloads.for_reader(lambda: originals.read(sha256, person())), re.split(r"[\\/]", row["file"])[-1],
            key=f"original-{row['upload_id']}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.caption(
            _(
                "No figure depends on this copy: what was read from the file stays when it is deleted, and so do copies in backups."
            )
        )
        if not server.may(needed(row["uploaded_by"], row["changed_by"], server.person())):
            return
        widgets.action_button(
            _("Delete this copy"), server.in_person(originals.delete), sha256, key=f"delete-{row['upload_id']}",
            icon=":material/delete:",
        )  # fmt: skip


def _title(row: dict[str, Any], active: bool) -> str:
    title = f"{row['upload_id']}: **{plain(row['file'])}**"
    return title if active else _("{upload}, undone").format(upload=f"~~{title}~~")


def _facts(row: dict[str, Any], active: bool) -> str:
    """When, who, and what became of the rows."""
    facts = [
        _("{when} by {who}").format(when=date_text.moment(row["uploaded_at"]), who=plain(row["uploaded_by"])),
        outcome.accounted(
            int(row["rows"]), int(row["taken"]), int(row["set_aside"]), int(row["already_known"])
        ).removesuffix("."),
    ]
    if not pd.isna(row["replaces"]):
        facts.append(_("replaces no. {n}").format(n=int(row["replaces"])))
    if not active:
        facts.append(
            _("undone by {who}, {when}").format(
                who=plain(row["changed_by"]), when=date_text.moment(row["changed_at"])
            )
        )
    return " · ".join(facts)


def _show_more(count: int) -> None:
    st.session_state[SHOWN] = count


def _open(upload_id: int | None) -> None:
    st.session_state[OPEN] = upload_id
