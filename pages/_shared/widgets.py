"""What every page draws alike: verdicts in words, figures with their method, buttons that change something, errors."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import streamlit as st

from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import VERDICTS, Look
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text import expected_errors
from trialmetrics.text.date_text import moment as moment_words
from trialmetrics.text.language import _
from trialmetrics.text.number_text import NOTHING
from trialmetrics.text.plain_text import plain, visible
from trialmetrics.text.terms import verdict_words

CATEGORY_PARAMETER = "of"  # in the link of a supplier's page: which of its categories is looked at
# Of a table, in pixels; Streamlit breaks the lines of rows higher than 4 rem, and of no others.
LINE, PIXELS_A_LETTER, CELL_PADDING, WRAPS_FROM = 20, 5.4, 16, 66
MOST_LINES = 4
CHART = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "trialmetrics"},
}


def look() -> Look:
    """Light or dark, as the reader has it."""
    return Look(dark=st.context.theme.type == "dark")


def verdict_label(verdict: str) -> str:
    """A verdict in sign and words."""
    return f"{VERDICTS[verdict].sign} {verdict_words(verdict)}"


def verdicts_sentence(ranking: Ranking, sentence: str, **parts: object) -> str:
    """How many are invited, tried again and left out, in a `sentence` with the parts `n`, `more`, `out` and its own `parts`; and
    how many of these verdicts may be expected to be wrong."""
    counts = sentence.format(
        n=ranking.verdicts["pass"], more=ranking.verdicts["retry"], out=ranking.verdicts["reject"], **parts
    )
    return " ".join([counts, *map(plain, expected_errors.sentences(ranking))])


def how_it_judges() -> None:
    """The way to the rules behind every verdict."""
    st.page_link("how_it_judges.py", label=_("How it judges"), icon=":material/gavel:")


def when(at: Any, date_only: bool) -> str:
    """A moment, or its day where its time of day is not known (`bare`); a dash where none was noted."""
    return NOTHING if pd.isna(at) else moment_words(at, date_only=bool(date_only))


def row_height(texts: Iterable[object], width: int) -> int | None:
    """The height of the rows of a table in which the longest of these texts is read whole, in a column of `width` pixels;
    None where one line is enough."""
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    lines = min(math.ceil(longest * PIXELS_A_LETTER / (width - CELL_PADDING)), MOST_LINES)
    return max(WRAPS_FROM, LINE * (lines + 1)) if lines > 1 else None


def explain(sentence: str, method: str) -> None:
    """One plain sentence under a figure, and how the figure is worked out for whoever wants to know."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(sentence)
        with st.popover(_("How is this worked out?"), type="tertiary"):
            st.write(method)


def set_tab_title(name: str) -> None:
    """What the browser's tab is called: the page, or what it is about, then the product."""
    st.set_page_config(page_title=_("{page} - trialmetrics").format(page=visible(name)))


def show_error(error: TrialmetricsError) -> None:
    """An error of ours, in its one sentence."""
    st.error(plain(str(error)), icon=":material/error:")


def action_button(
    label: str, do: Callable[..., object], *what: object, key: str, on: Any = st, **looks: Any
) -> None:
    """Button for a lasting change; refusals appear as a toast.

    It is done before the page is drawn anew, so that another rerun that comes between cannot swallow the click; by its
    `key` it stays the same button when its label changes. `on` is where it stands, the page or a column.
    """
    on.button(label, key=key, on_click=run_action, args=(do, *what), **looks)


def run_action(do: Callable[..., object], *what: object) -> None:
    """Do it; a refusal appears as a toast, wherever on the page the reader is."""
    try:
        do(*what)
    except TrialmetricsError as error:
        st.toast(plain(str(error)), icon=":material/error:", duration="infinite")


def open_supplier(name: str, category: str | None = None) -> None:
    """Go to a supplier's page, and there to one of its categories."""
    # In the link of that choice stands what it shows.
    of = {CATEGORY_PARAMETER: plain(category)} if category else {}
    st.switch_page("supplier.py", query_params={"supplier": name, **of})
