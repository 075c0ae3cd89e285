"""Download buttons for a table: as a workbook, and as CSV in the notation of the user's spreadsheet."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages._shared import server
from pages._shared.person import session_here
from trialmetrics.errors import NotAllowed
from trialmetrics.export.csv_text import csv_text, notation_of
from trialmetrics.export.xlsx import workbook
from trialmetrics.server.made_files import MADE_FILES
from trialmetrics.text.language import _, current_language, in_language

MOST_IN_WORKBOOK = 100_000  # rows; larger workbooks take too long to write, so only CSV is offered

Table = Callable[[], pd.DataFrame]


def buttons(
    file: str,
    in_words: Table,
    table: Table | None = None,
    *,
    rows: int,
    labels: tuple[str, str] | None = None,
    key: str = "",
) -> None:
    """Buttons for `file`.xlsx and `file`.csv with a table of `rows` rows, computed when a button is pressed.

    `in_words`: the table for people; `table`: the same with column names for programs, used for the CSV where given. `labels`
    of workbook and CSV: needed where a page has the buttons of several tables. `key`: of the place, where a page may have the
    same table in two.
    """
    of_workbook, of_csv = labels or (_("Download Excel"), _("Download CSV"))
    notation = notation_of(st.context.locale)
    with st.container(horizontal=True):
        if rows <= MOST_IN_WORKBOOK:
            _button(of_workbook, f"{file}.xlsx", lambda: workbook(in_words()), key)
        # The byte order mark tells spreadsheets that this is UTF-8.
        _button(
            of_csv, f"{file}.csv", lambda: csv_text((table or in_words)(), notation).encode("utf-8-sig"), key,
        )  # fmt: skip


def for_reader(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """`make` in this user's language and for this user alone: downloads are computed in another thread, which has no page.

    Raises NotAllowed where the user may do less by then than when the page was drawn.
    """
    language, person, session = current_language(), server.person_later(), session_here()
    allowed = person().allowed

    def make_for_reader() -> bytes:
        if not allowed <= person().allowed:
            raise NotAllowed(_("Your role has changed since this page was drawn; reload it."))
        with in_language(language):
            content = make()
        if session:
            MADE_FILES.note(content, session)
        return content

    return make_for_reader


def _button(label: str, file: str, make: Callable[[], bytes], key: str) -> None:
    st.download_button(
        label, for_reader(make), file, key=f"download {file}{key}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
