"""The two ways to take a table along: as a workbook, and as CSV in the notation of the reader's spreadsheet."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from trialmetrics.export.csv_text import csv_text, notation_of
from trialmetrics.export.xlsx import workbook
from trialmetrics.text.language import _, current_language, in_language

MOST_IN_WORKBOOK = 100_000  # rows; more take too long to write, and CSV takes them all

Table = Callable[[], pd.DataFrame]


def buttons(
    file: str,
    in_words: Table,
    table: Table | None = None,
    *,
    rows: int,
    labels: tuple[str, str] | None = None,
) -> None:
    """Buttons for `file`.xlsx and `file`.csv, of a table of so many `rows`, made when one is pressed.

    `in_words`: as the reader has it; `table`: by the names of our columns, for a program, where there is such a one.
    `labels`, of the workbook and of the CSV, tell the buttons of two tables on one page apart.
    """
    of_workbook, of_csv = labels or (_("Download Excel"), _("Download CSV"))
    notation = notation_of(st.context.locale)
    with st.container(horizontal=True):
        if rows <= MOST_IN_WORKBOOK:
            _button(of_workbook, f"{file}.xlsx", lambda: workbook(in_words()))
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        _button(
            of_csv, f"{file}.csv", lambda: csv_text((table or in_words)(), notation).encode("utf-8-sig"),
        )  # fmt: skip


def for_reader(make: Callable[[], Any]) -> Callable[[], Any]:
    """The same in the language of this reader: a download is made in another thread, which draws no page and knows no reader."""
    language = current_language()

    def in_reader_language() -> Any:
        with in_language(language):
            return make()

    return in_reader_language


def _button(label: str, file: str, make: Callable[[], Any]) -> None:
    st.download_button(
        label, for_reader(make), file, key=f"download {file}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
