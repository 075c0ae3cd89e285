"""Upload: one card that says what just happened to which files, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import server, widgets
from pages._upload import problem_list
from trialmetrics.store import Store, UploadReport
from trialmetrics.store.upload_rights import needed
from trialmetrics.text import date_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

OUTCOME = "outcome of an upload"


@dataclass(frozen=True)
class Outcome:
    """What the last action of this person did: the `reports` of files added, and the uploads in whose `places` they stand (by
    their own ids); or the id of an upload that was `turned` (undone or redone)."""

    reports: list[UploadReport] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    turned: int | None = None


def show_next(outcome: Outcome) -> None:
    """Show this outcome from the next rerun on, in the place of any other."""
    st.session_state[OUTCOME] = outcome


def forget() -> None:
    """Show none any more."""
    st.session_state.pop(OUTCOME, None)


def undo_or_redo(upload_id: int, active: bool) -> None:
    """Undo an `active` upload or redo another, and show what that did. Raises the errors of the store."""
    uploads = server.store().uploads
    (uploads.undo if active else uploads.redo)(upload_id, server.person())
    show_next(Outcome(turned=upload_id))


def section() -> bool:
    """The card; False where there is nothing to tell."""
    outcome: Outcome | None = st.session_state.get(OUTCOME)
    if outcome is None:
        return False
    uploads = server.workspace().read(all_uploads)
    by_id = uploads.set_index("upload_id")
    with st.container(border=True, key="outcome"):
        if outcome.turned is not None:
            _turned(by_id, outcome.turned)
        for report in outcome.reports:
            _added(report, by_id, outcome.places.get(report.upload_id))
        if server.workspace().is_empty():
            st.write(_("What next? No upload counts now: add a file below, or redo one."))
        else:
            _next(sum(report.set_aside for report in outcome.reports))
    return True


def all_uploads(store: Store) -> pd.DataFrame:
    """Every upload, newest first; see `Uploads.all`."""
    return store.uploads.all()


def accounted(rows: int, taken: int, set_aside: int, known: int) -> str:
    """Sentence: the rows of a file by what became of them."""
    return _("{rows}: {taken} taken, {aside} set aside, {known} already known.").format(
        rows=ngettext("{n} row", "{n} rows", rows).format(n=rows), taken=taken, aside=set_aside, known=known
    )


def _next(set_aside: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("See the ranking"), type="primary", icon=":material/arrow_forward:"):
            st.switch_page("ranking.py")
        st.write(
            _("What next? Mend what was set aside and upload it again, or see where each supplier stands.")
            if set_aside
            else _("What next? See where each supplier stands and what to try next, or upload more.")
        )


def _added(report: UploadReport, by_id: pd.DataFrame, in_place_of: int | None) -> None:
    text = f"{plain(report.file)}: " + accounted(
        report.rows, report.taken, report.set_aside, report.already_known
    )
    if report.warnings:
        text += " " + ngettext(
            "{n} single value was left out; the rest of its row counts.",
            "{n} single values were left out; the rest of their rows counts.",
            report.warnings,
        ).format(n=report.warnings)
    if report.already_known and report.already_known == report.rows - report.set_aside:
        text += " " + _("Nothing in it is new, so no figure changes.")
    if in_place_of is not None:
        text += " " + _("It replaces upload {n} ({earlier}), which is undone.").format(
            n=in_place_of, earlier=plain(by_id.loc[in_place_of, "file"])
        )
    _line(text, warning=bool(report.problems))
    if report.displaced:
        st.warning(
            ngettext(
                "{n} earlier trial no longer counts: neither has an order number, and a row of {file} took its place. If they are "
                "two trials, undo this upload and add the file again with a round of its own: open “Columns: yours and ours”, "
                "choose round under “The same for all rows”, and give it a name.",
                "{n} earlier trials no longer count: they have no order number, and rows of {file} took their place. If they are "
                "other trials, undo this upload and add the file again with a round of its own: open “Columns: yours and ours”, "
                "choose round under “The same for all rows”, and give it a name.",
                report.displaced,
            ).format(n=report.displaced, file=plain(report.file)),
            icon=":material/warning:",
        )
    if report.problems:
        with st.expander(
            _("What was not taken, and why"), key=f"outcome-{report.upload_id}", on_change="rerun",
            expanded=bool(report.set_aside),
        ) as expander:  # fmt: skip
            if expander.open:
                problem_list.of_upload(report.upload_id, report.set_aside, "-outcome")


def _turned(by_id: pd.DataFrame, upload_id: int) -> None:
    """What undo or redo did, and the ways back."""
    row = by_id.loc[upload_id]
    active = bool(row["active"])
    sentence = (
        ngettext(
            "Upload {n} ({file}, {rows} row, added by {who} on {when}) counts again.",
            "Upload {n} ({file}, {rows} rows, added by {who} on {when}) counts again.",
            int(row["rows"]),
        )
        if active
        else ngettext(
            "Undone: upload {n} ({file}, {rows} row, added by {who} on {when}). It no longer counts, unless another upload "
            "has that row too.",
            "Undone: upload {n} ({file}, {rows} rows, added by {who} on {when}). They no longer count, unless another upload "
            "has them too.",
            int(row["rows"]),
        )
    ).format(
        n=upload_id, file=plain(row["file"]), rows=int(row["rows"]), who=plain(row["uploaded_by"]),
        when=date_text.moment(row["uploaded_at"]),
    )  # fmt: skip
    replaced = None if pd.isna(row["replaces"]) else int(row["replaces"])
    if replaced is not None and bool(by_id.loc[replaced, "active"]) == active:
        sentence += " " + (
            _("Upload {n} ({earlier}), which it replaced, counts as well.")
            if active
            else _("Upload {n} ({earlier}), which it replaced, is still undone.")
        ).format(n=replaced, earlier=plain(by_id.loc[replaced, "file"]))
    else:
        replaced = None
    _line(sentence)
    with st.container(horizontal=True):
        for number in (upload_id, replaced):
            if number is not None:
                turn_button(number, by_id.loc[number], key="outcome")


def turn_button(upload_id: int, row: Mapping[str, Any] | pd.Series, *, key: str) -> None:
    """The button that undoes an active upload, or redoes another; nothing for who may not. `row`: of `Uploads.all`."""
    active = bool(row["active"])
    if not server.may(needed(row["uploaded_by"], row["changed_by"], server.person(), redo=not active)):
        return
    label = _("Undo upload {n}") if active else _("Redo upload {n}")
    widgets.action_button(
        label.format(n=upload_id), undo_or_redo, upload_id, active, key=f"turn-{key}-{upload_id}"
    )


def _line(text: str, *, warning: bool = False) -> None:
    icon = ":orange[:material/warning:]" if warning else ":blue[:material/check_circle:]"
    st.markdown(f"{icon} {text}")
