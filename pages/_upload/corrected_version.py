"""Upload: ask whether a file replaces an earlier upload."""

import streamlit as st

from pages._shared import server
from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Reading
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def ask(file: PendingFile, reading: Reading, *, alone: bool) -> int | None:
    """The id of the upload that the file replaces, as a person chose; None to add it beside them.

    Proposes uploads that overlap; if none does and the file comes `alone`, offers all active uploads.
    """
    add_anyway = _("No: add it. What is known already does not count twice.")
    overlaps = file.overlapping_uploads(reading)
    if overlaps:
        first = overlaps[0]
        st.info(
            ngettext(
                "{file} looks like a new version of upload {n} ({earlier}): its only trial is in that too, and it lacks {lost} of "
                "that upload. Is it the corrected version?",
                "{file} looks like a new version of upload {n} ({earlier}): both have {shared} of its {trials} trials, and it "
                "lacks {lost} of that upload. Is it the corrected version?",
                first.trials,
            ).format(
                file=plain(file.name), n=first.upload_id, earlier=plain(first.file),
                shared=first.shared, trials=first.trials,
                lost=ngettext("{n} row", "{n} rows", first.lost).format(n=first.lost),
            ),
            icon=":material/published_with_changes:",
        )  # fmt: skip
        choices = {
            0: add_anyway,
            **{
                overlap.upload_id: _(
                    "Yes: put it in the place of upload {n} ({earlier}), which is undone."
                ).format(n=overlap.upload_id, earlier=plain(overlap.file))
                for overlap in overlaps
            },
        }
        chosen = st.radio(
            _("In the place of an earlier upload"), list(choices), format_func=lambda overlap: choices[overlap],
            key=f"{file.key}-replaces", label_visibility="collapsed",
        )  # fmt: skip
        return chosen or None
    uploads = server.store().uploads.all()
    active = uploads[uploads["active"]]
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in active.itertuples()}
    if not names or not alone:
        return None
    return st.selectbox(
        _("In the place of an earlier upload (a corrected file)"), list(names), index=None,
        placeholder=_("no, beside them"), format_func=lambda upload: names[upload],
    )  # fmt: skip
