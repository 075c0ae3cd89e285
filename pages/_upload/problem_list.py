"""Upload: the problems of a file, counted and line by line, and how to mend them."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, server
from trialmetrics.export import tables
from trialmetrics.records import records
from trialmetrics.text import number_text, problem_text
from trialmetrics.text.language import _, ngettext

MAX_LINES = 1000
MAX_KINDS = 50


def table(kinds: pd.DataFrame, first: pd.DataFrame, key: str) -> None:
    """The problems counted, and the first ones line by line; `kinds`, `first`: from `intake.rows.problems`."""
    severity_words = {"row": _("row set aside"), "value": _("value left out")}
    st.dataframe(
        pd.DataFrame(
            {
                _("column"): kinds["column"],
                _("how to mend it"): [problem_text.kind_text(kind) for kind in records(kinds)],
                _("what"): kinds["severity"].map(severity_words),
                _("rows"): kinds["rows"],
                _("first on line"): kinds["first_line"],
            }
        ).head(MAX_KINDS),
        hide_index=True,
        placeholder="",
        alt=_("What was not taken, and how often"),
        key=f"{key}-kinds",
    )
    total = int(kinds["rows"].sum())
    label = ngettext("Line by line: {n} problem", "Line by line: {n} problems", total).format(
        n=number_text.count(total)
    )
    with st.expander(label, key=f"{key}-lines", on_change="rerun") as expander:
        if expander.open:
            if total > len(first):
                st.caption(_("The first {n} are shown.").format(n=number_text.count(len(first))))
            line_texts = pd.DataFrame(problem_text.with_sentences(records(first)))
            st.dataframe(
                pd.DataFrame(
                    {
                        _("line"): line_texts["line"],
                        _("column"): line_texts["column"],
                        _("value"): line_texts["value"],
                        _("how to mend it"): line_texts["reason"],
                        _("what"): line_texts["severity"].map(severity_words),
                    }
                ),
                hide_index=True,
                placeholder="",
                height=min(36 * (len(first) + 1) + 2, 360),
                alt=_("What was not taken, line by line"),
            )


def of_upload(upload_id: int, set_aside: int, key: str) -> None:
    """The problems of an upload, with downloads of the rows set aside. `key`: of the place, as a page may show them in two."""
    store = server.store()
    kinds = store.uploads.problem_kinds(upload_id)
    if kinds.empty:
        st.caption(_("Everything in this file was taken."))
        return
    table(kinds, store.uploads.problems(upload_id, MAX_LINES), f"problems-{upload_id}{key}")
    downloads.buttons(
        f"problems-{upload_id}", lambda: tables.problems(store.uploads.problems(upload_id)), rows=int(kinds["rows"].sum()),
        labels=(_("Download these problems as Excel"), _("Download these problems as CSV")),
        key=key,
    )  # fmt: skip
    if set_aside:
        st.write(
            _(
                "Download the rows that were set aside, mend them in your spreadsheet (the last column says how), and upload "
                "that file here: nothing is asked again and nothing counts twice."
            )
        )
        with st.container(horizontal=True):
            # Spreadsheets need the byte order mark to recognise UTF-8.
            st.download_button(
                _("Download what was set aside, as CSV"),
                downloads.for_reader(lambda: store.uploads.set_aside(upload_id).encode("utf-8-sig")),
                f"set-aside-{upload_id}.csv", "text/csv", key=f"mend-csv-{upload_id}{key}", icon=":material/download:",
                on_click="ignore",
            )  # fmt: skip
            if set_aside <= downloads.MOST_IN_WORKBOOK:
                st.download_button(
                    _("Download what was set aside, as Excel"),
                    downloads.for_reader(lambda: store.uploads.set_aside_workbook(upload_id)),
                    f"set-aside-{upload_id}.xlsx", key=f"mend-xlsx-{upload_id}{key}", icon=":material/download:",
                    on_click="ignore",
                )  # fmt: skip
