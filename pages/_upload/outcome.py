"""Upload: the result of the files just added, and what to do next."""

import streamlit as st

from pages._upload import problem_list
from trialmetrics.store import UploadReport
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def section(reports: list[UploadReport]) -> None:
    """For every file its row counts and problems; then where to go next."""
    for report in reports:
        _file(report)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("See the ranking"), type="primary", icon=":material/arrow_forward:"):
            st.switch_page("ranking.py")
        st.write(_("What next? See where each supplier stands and what to try next, or upload more."))


def accounted(rows: int, taken: int, set_aside: int, known: int) -> str:
    """Sentence: the rows of a file by what became of them."""
    return _("{rows}: {taken} taken, {aside} set aside, {known} already known.").format(
        rows=ngettext("{n} row", "{n} rows", rows).format(n=rows), taken=taken, aside=set_aside, known=known
    )


def _file(report: UploadReport) -> None:
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
    (st.warning if report.problems else st.success)(text)
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
        problem_list.of_upload(report.upload_id, report.set_aside)
