"""Upload: every upload so far, with undo and redo."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, server, widgets
from pages._upload import problem_list
from trialmetrics.export import tables
from trialmetrics.store import Store
from trialmetrics.text import date_text
from trialmetrics.text.language import _

SELECTED = "chosen upload"


def select(upload_id: int) -> None:
    """Select the upload that undo and redo act on, from the next rerun."""
    st.session_state[SELECTED] = upload_id


def section() -> None:
    """All uploads, newest first, with their row counts; undo, redo and problems of the selected one."""
    uploads = server.workspace().read(_uploads)
    if uploads.empty:
        return
    heading.section(_("History"))
    shown = pd.DataFrame(
        {
            _("no."): uploads["upload_id"],
            _("file"): uploads["file"],
            _("when"): uploads["uploaded_at"].map(date_text.moment),
            _("who"): uploads["uploaded_by"],
            _("rows"): uploads["rows"],
            _("taken"): uploads["taken"],
            _("set aside"): uploads["set_aside"],
            _("already known"): uploads["already_known"],
            _("state"): [_("counts") if active else _("undone") for active in uploads["active"]],
        }
    )
    if uploads["replaces"].notna().any():
        shown[_("in the place of")] = [
            "" if pd.isna(replaced_id) else _("no. {n}").format(n=int(replaced_id))
            for replaced_id in uploads["replaces"]
        ]
    st.dataframe(shown, hide_index=True, alt=_("Every upload, newest first"))
    downloads.buttons(
        "uploads", lambda: tables.uploads(uploads), rows=len(uploads),
        labels=(_("Download the history as Excel"), _("Download the history as CSV")),
    )  # fmt: skip
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in uploads.itertuples()}
    left, middle, right = st.columns([3, 1, 2], vertical_alignment="bottom")
    chosen = left.selectbox(_("Upload"), list(names), format_func=lambda upload: names[upload], key=SELECTED)
    row = uploads.set_index("upload_id").loc[chosen]
    active = bool(row["active"])
    widgets.action_button(
        _("Undo") if active else _("Redo"), _undo_or_redo, int(chosen), active, key="turn", on=middle, width="stretch",
    )  # fmt: skip
    with right:
        show_problems = st.toggle(_("Show what was not taken"), key="show problems")
    if show_problems:
        problem_list.of_upload(int(chosen), int(row["set_aside"]))


def _uploads(store: Store) -> pd.DataFrame:
    return store.uploads.all()


def _undo_or_redo(upload_id: int, active: bool) -> None:
    store = server.store()
    (store.uploads.undo if active else store.uploads.redo)(upload_id, server.user())
    st.session_state["reports"] = []
