"""Elements shared by all pages: verdict labels, explanations, buttons for lasting changes, errors."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import streamlit as st

from pages._shared import heading
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import VERDICTS, Look
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text import wrong_verdicts
from trialmetrics.text.date_text import moment as moment_words
from trialmetrics.text.language import _
from trialmetrics.text.number_text import NOTHING
from trialmetrics.text.plain_text import plain, visible
from trialmetrics.text.terms import verdict_words

CATEGORY_PARAMETER = "of"  # parameter of the supplier page's link: the chosen category
# Of tables, in pixels. Streamlit wraps lines only in rows higher than 4 rem.
LINE, PIXELS_A_LETTER, CELL_PADDING, WRAPS_FROM = 20, 5.4, 16, 66
MOST_LINES = 4


def look() -> Look:
    """The colours of charts in the user's theme."""
    return Look(dark=st.context.theme.type == "dark")


def verdict_label(verdict: str) -> str:
    """A verdict as sign and words."""
    return f"{VERDICTS[verdict].sign} {verdict_words(verdict)}"


def verdicts_sentence(ranking: Ranking, sentence: str, **parts: object) -> str:
    """The number of candidates per verdict, in a `sentence` with the parts `n`, `more`, `out` and further `parts`, followed by
    how many of these verdicts are expected to be wrong."""
    verdicts = ranking.verdicts
    counts = sentence.format(n=verdicts["pass"], more=verdicts["retry"], out=verdicts["reject"], **parts)
    return " ".join([counts, *map(plain, wrong_verdicts.sentences(ranking))])


def how_it_judges() -> None:
    """A link to the page with the rules behind every verdict, in the "how" of the heading above."""
    with heading.how():
        st.page_link("how_it_judges.py", label=_("How it judges"), icon=":material/gavel:")


def when(at: Any, date_only: bool) -> str:
    """A moment, or only its day where the time of day is unknown (`date_only`); a dash where missing."""
    return NOTHING if pd.isna(at) else moment_words(at, date_only=bool(date_only))


def row_height(texts: Iterable[object], width: int) -> int | None:
    """The height in pixels of table rows that show the longest of these texts, in a column of `width` pixels, on up to MOST_LINES
    lines; None where one line is enough."""
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    lines = min(math.ceil(longest * PIXELS_A_LETTER / (width - CELL_PADDING)), MOST_LINES)
    return max(WRAPS_FROM, LINE * (lines + 1)) if lines > 1 else None


def as_of(ranking: Ranking) -> None:
    """When and under which policy the figures of the page were worked out."""
    st.caption(
        _(
            "As of {moment}, policy version {version}. The link in the address bar carries the filters."
        ).format(moment=moment_words(ranking.as_of), version=ranking.policy.version)
    )


def explain(*paragraphs: str) -> None:
    """Explain a figure in the "how" beside the heading above: how to read it, then the method behind it."""
    with heading.how():
        for paragraph in paragraphs:
            st.write(paragraph)


def set_tab_title(name: str) -> None:
    """Set the title of the browser tab: `name`, then the product."""
    st.set_page_config(page_title=_("{page} - trialmetrics").format(page=visible(name)))


def show_error(error: TrialmetricsError) -> None:
    """Show one of our errors, which is a sentence for the user."""
    st.error(plain(str(error)), icon=":material/error:")


def action_button(
    label: str, do: Callable[..., object], *what: object, key: str, on: Any = st, **looks: Any
) -> None:
    """Button for a lasting change; refusals appear as a toast.

    The action `do(*what)` runs in a callback, before the page is redrawn, so that no other rerun can swallow the click. The
    `key` keeps its identity when the label changes. `on`: the page or a column; `looks`: further arguments of `st.button`.
    """
    on.button(label, key=key, on_click=run_action, args=(do, *what), **looks)


def run_action(do: Callable[..., object], *what: object) -> None:
    """Call `do(*what)`; a refusal appears as a toast, visible wherever the user has scrolled."""
    try:
        do(*what)
    except TrialmetricsError as error:
        st.toast(plain(str(error)), icon=":material/error:", duration="infinite")


def rows_open() -> str:
    """How a row of a table is opened, for its text alternative and its "how"."""
    return _("Tick a row, or press Shift and Space on it, to open the supplier.")


def open_supplier(name: str, category: str | None = None) -> None:
    """Go to a supplier's page, and to one of its categories there."""
    of = {CATEGORY_PARAMETER: category} if category else {}
    st.switch_page("supplier.py", query_params={"supplier": name, **of})
