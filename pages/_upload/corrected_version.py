"""Upload: whether a file is the corrected version of an earlier upload."""

import streamlit as st

from pages._shared import server
from pages._upload.pending_files import AtHand
from trialmetrics.intake import Reading
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def ask(file: AtHand, reading: Reading, *, alone: bool) -> int | None:
    """The upload whose place the file takes: proposed where it looks so, chosen by a person; None: it stands beside them.

    Where nothing is proposed, a file that comes `alone` may be said to take any upload's place.
    """
    beside = _("No: add it. What is known already does not count twice.")
    found = file.corrects(reading)
    if found:
        first = found[0]
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
            0: beside,
            **{
                each.upload_id: _(
                    "Yes: put it in the place of upload {n} ({earlier}), which is undone."
                ).format(n=each.upload_id, earlier=plain(each.file))
                for each in found
            },
        }
        chosen = st.radio(
            _("In the place of an earlier upload"), list(choices), format_func=lambda each: choices[each],
            key=f"{file.key}-replaces", label_visibility="collapsed",
        )  # fmt: skip
        return chosen or None
    uploads = server.store().uploads.all()
    held = uploads[uploads["active"]]
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in held.itertuples()}
    if not names or not alone:
        return None
    return st.selectbox(
        _("In the place of an earlier upload (a corrected file)"), list(names), index=None,
        placeholder=_("no, beside them"), format_func=lambda upload: names[upload],
    )  # fmt: skip
