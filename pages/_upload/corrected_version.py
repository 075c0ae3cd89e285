"""Upload: whether a file corrects an earlier upload, and what it changes there."""

import streamlit as st

from pages._shared import server
from pages._upload.outcome import all_uploads
from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Reading
from trialmetrics.store import Overlap
from trialmetrics.text import number_text, value_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

MAX_LINES = 6  # shown at once; the others behind a click
MAX_LISTED = 200


def ask(file: PendingFile, reading: Reading, *, alone: bool) -> int | None:
    """The id of the upload that the file replaces, as a person chose; None to add it beside them.

    Proposes uploads that overlap, and says what differs; the likeliest is chosen where the file has most of it. If none overlaps
    and the file comes `alone`, offers all active uploads.
    """
    overlaps = file.overlapping_uploads(reading)
    if not overlaps:
        return _any_upload(file) if alone else None
    first = overlaps[0]
    with st.container(border=True, key=f"{file.key}-corrects"):
        st.markdown(f":material/published_with_changes: {_sentence(file, first)}")
        _differences(file, reading, first)
        proposed = [overlap for overlap in overlaps if overlap.lost]
        if not proposed:
            # Of each trial of a sheet the later row holds anyway, so there is nothing to choose.
            st.write(_("Once it is added, this file replaces what the earlier one says of these trials."))
            return None
        choices = {
            **{
                overlap.upload_id: _("Yes: replace upload {n} ({earlier}), which is undone.").format(
                    n=overlap.upload_id, earlier=plain(overlap.file)
                )
                for overlap in proposed
            },
            0: _("No: add it. What is known already does not count twice."),
        }
        chosen = st.radio(
            _("Is {file} the corrected version?").format(file=plain(file.name)), list(choices),
            index=0 if proposed[0].is_correction else len(choices) - 1,
            format_func=lambda overlap: choices[overlap], key=f"{file.key}-replaces", persist_state="session",
        )  # fmt: skip
    return chosen or None


def _sentence(file: PendingFile, overlap: Overlap) -> str:
    """What the file has in common with an upload, and what it lacks."""
    if not overlap.shared:
        return _("{file} has the name of upload {n} ({earlier}), and none of its trials.").format(
            file=plain(file.name), n=overlap.upload_id, earlier=plain(overlap.file)
        )
    sentence = (
        ngettext(
            "{file} looks like a new version of upload {n} ({earlier}): its only trial is in that too, and it lacks {lost} of "
            "that upload.",
            "{file} looks like a new version of upload {n} ({earlier}): both have {shared} of its {trials} trials, and it "
            "lacks {lost} of that upload.",
            overlap.trials,
        )
        if overlap.lost
        else ngettext(
            "{file} looks like a new version of upload {n} ({earlier}): its only trial is in that too.",
            "{file} looks like a new version of upload {n} ({earlier}): both have {shared} of its {trials} trials.",
            overlap.trials,
        )
    )
    return sentence.format(
        file=plain(file.name), n=overlap.upload_id, earlier=plain(overlap.file),
        shared=overlap.shared, trials=overlap.trials,
        lost=ngettext("{n} row", "{n} rows", overlap.lost).format(n=overlap.lost),
    )  # fmt: skip


def _differences(file: PendingFile, reading: Reading, overlap: Overlap) -> None:
    lines = value_text.changed_lines(overlap.differences.values, kind=reading.kind)
    count = overlap.differences.lines
    if not lines:
        if count:
            st.write(
                ngettext("{n} line differs.", "{n} lines differ.", count).format(n=number_text.count(count))
            )
        return
    st.write(ngettext("What differs, on {n} line:", "What differs, on {n} lines:", count).format(n=count))
    _list(lines[:MAX_LINES])
    if more := lines[MAX_LINES:MAX_LISTED]:
        label = ngettext("{n} more line", "{n} more lines", len(more)).format(n=len(more))
        with st.expander(label, key=f"{file.key}-differences", on_change="rerun") as expander:
            if expander.open:
                _list(more)
                if len(lines) > MAX_LISTED:
                    st.caption(_("The first {n} are shown.").format(n=MAX_LISTED))


def _list(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _any_upload(file: PendingFile) -> int | None:
    """Offer every active upload to be replaced."""
    uploads = server.workspace().read(all_uploads)
    active = uploads[uploads["active"]]
    names = {row.upload_id: f"{row.upload_id}: {row.file}" for row in active.itertuples()}
    if not names:
        return None
    return st.selectbox(
        _("Does this file correct an earlier upload?"), list(names), index=None,
        placeholder=_("no, add it beside them"), format_func=lambda upload: names[upload],
        key=f"{file.key}-in-place-of", persist_state="session",
    )  # fmt: skip
