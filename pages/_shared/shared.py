"""What every page shares: the store, the ranking of the moment, the filters in the link, the welcome, errors in words."""

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from trialmetrics import intake, temporary_files
from trialmetrics.analysis.quotes import quotes
from trialmetrics.analysis.ranking import Filters, Ranking, now, rank
from trialmetrics.analysis.sensitivity import Change, changes, moved
from trialmetrics.charts import VERDICTS, Look
from trialmetrics.choices import Choices
from trialmetrics.choices import choices as to_choose_from
from trialmetrics.errors import TrialmetricsError
from trialmetrics.planning import Plan
from trialmetrics.planning import plan as planned
from trialmetrics.policy import Policy
from trialmetrics.store import Store
from trialmetrics.text import expected_errors
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain, visible
from trialmetrics.text.wording import NOTHING, verdict_words
from trialmetrics.text.wording import moment as moment_words

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example-log.csv"
KEPT_RANKINGS = 64
OF = "of"  # in the link of a supplier's page: which of its categories is looked at
# Of a table, in pixels; Streamlit breaks the lines of rows higher than 4 rem, and of no others.
LINE, PIXELS_A_LETTER, CELL_PADDING, WRAPS_FROM = 20, 5.4, 16, 66
MOST_LINES = 4


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The one open database of this server."""
    return Store.open()


def user() -> str:
    """Who does it; everybody is the team until people sign in."""
    return "team"


def look() -> Look:
    """Light or dark, as the reader has it."""
    return Look(dark=st.context.theme.type == "dark")


def moment(policy: Policy) -> datetime:
    """The moment of looking: this minute, so that all readers share a ranking, and what was just logged is in it."""
    return now(policy).replace(second=0)


def ranking(
    threshold: float | None = None, *, everything: bool = False, weight: tuple[str, float] | None = None
) -> Ranking:
    """The ranking under the chosen filters (`everything`: without the category), computed once for all readers.

    `weight`: a criterion and what it counts of 100 instead of what it does by the policy.
    """
    return _ranking(*_asked(everything), threshold, weight)


def weight_changes(threshold: float | None) -> list[Change]:
    """The smallest change of one weight that changes each verdict, searched for once for all readers."""
    return _weight_changes(*_asked(), threshold)


def plan(invite: int) -> Plan:
    """The plan under the chosen filters, for so many invitations per category, computed once for all readers."""
    return _plan(*_asked(), invite)


def choices() -> Choices:
    """What there is to choose from now, looked up once for all readers while it holds."""
    at, looked_up = moment(store().policies.in_force()), _choices(store().revision())
    if not looked_up or (looked_up[0].until and looked_up[0].until <= at):
        looked_up[:] = [to_choose_from(store(), store().policies.in_force(), at)]
    return looked_up[0]


def trial_values(kind: str) -> list[str]:
    """The values that trials have in the end, of `category`, `round`, `tester` or `order_class`, sorted."""
    return [*choices().values[kind]]


def _asked(everything: bool = False) -> tuple[int, Filters, datetime]:
    """What a ranking depends on beside the threshold: what was done so far, the filters, the moment of looking."""
    kept = store()
    chosen = st.session_state.get("filters", Filters())
    if everything:
        chosen = Filters(
            rounds=chosen.rounds, testers=chosen.testers, order_classes=chosen.order_classes,
            start=chosen.start, end=chosen.end,
        )  # fmt: skip
    return kept.revision(), chosen, moment(kept.policies.in_force())


@st.cache_resource(show_spinner=False, max_entries=2)
def _choices(revision: int) -> list[Choices]:
    """Where what was looked up last is kept; empty at first."""
    return []


@st.cache_resource(show_spinner=False, max_entries=KEPT_RANKINGS)
def _ranking(
    revision: int, chosen: Filters, as_of: datetime, threshold: float | None, weight: tuple[str, float] | None
) -> Ranking:
    policy = (
        store().policies.in_force()
    )  # of now: the moment of looking is the minute's beginning, and it may be younger
    policy = moved(policy, *weight) if weight else policy
    return rank(store(), chosen, as_of=as_of, threshold=threshold, policy=policy)


@st.cache_resource(show_spinner=False, max_entries=KEPT_RANKINGS)
def _weight_changes(revision: int, chosen: Filters, as_of: datetime, threshold: float | None) -> list[Change]:
    return changes(_ranking(revision, chosen, as_of, threshold, None))


@st.cache_resource(show_spinner=False, max_entries=KEPT_RANKINGS)
def _plan(revision: int, chosen: Filters, as_of: datetime, invite: int) -> Plan:
    return planned(_ranking(revision, chosen, as_of, None, None), invite=invite)


def verdict_label(verdict: str) -> str:
    """A verdict in sign and words."""
    return f"{VERDICTS[verdict].sign} {verdict_words(verdict)}"


def verdicts_sentence(found: Ranking, sentence: str, **parts: object) -> str:
    """How many are invited, tried again and left out, in a `sentence` with the parts `n`, `more`, `out` and its own `parts`; and
    how many of these verdicts may be expected to be wrong."""
    counts = sentence.format(
        n=found.verdicts["pass"], more=found.verdicts["retry"], out=found.verdicts["reject"], **parts
    )
    return " ".join([counts, *map(plain, expected_errors.sentences(found))])


def how_it_judges() -> None:
    """The way to the rules behind every verdict."""
    st.page_link("how_it_judges.py", label=_("How it judges"), icon=":material/gavel:")


def when(at: Any, bare: bool) -> str:
    """A moment, or its day where its time of day is not known (`bare`); a dash where none was noted."""
    return NOTHING if pd.isna(at) else moment_words(at, bare=bool(bare))


def wrapped(texts: Iterable[object], width: int) -> int | None:
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


def tab(name: str) -> None:
    """What the browser's tab is called: the page, or what it is about, then the product."""
    st.set_page_config(page_title=_("{page} - trialmetrics").format(page=visible(name)))


def tell(error: TrialmetricsError) -> None:
    """An error of ours, in its one sentence."""
    st.error(plain(str(error)), icon=":material/error:")


def deed(label: str, do: Callable[..., object], *what: object, key: str, on: Any = st, **looks: Any) -> None:
    """Button for a lasting change; refusals appear as a toast.

    It is done before the page is drawn anew, so that another rerun that comes between cannot swallow the click; by its
    `key` it stays the same button when its label changes. `on` is where it stands, the page or a column.
    """
    on.button(label, key=key, on_click=done, args=(do, *what), **looks)


def done(do: Callable[..., object], *what: object) -> None:
    """Do it; a refusal appears as a toast, wherever on the page the reader is."""
    try:
        do(*what)
    except TrialmetricsError as error:
        st.toast(plain(str(error)), icon=":material/error:", duration="infinite")


def welcome(kept: Store) -> None:
    """What to do when there is nothing yet."""
    tab(_("Welcome"))
    st.title(_("Welcome to trialmetrics"))
    st.write(
        _(
            "Place a small trial order with each supplier you do not know yet, tell none of them that it is a test, and log "
            "what happens. Here you see who deserves a place in the real selection, and how sure that is."
        )
    )
    st.write(_("**1.** Upload your trial log or trial sheet: CSV or Excel, English or Dutch, as it is."))
    st.write(_("**2.** See at once what was taken in, and what was not and why."))
    st.write(_("**3.** Look at the ranking, set the threshold, open a supplier and read its story."))
    left, right, _rest = st.columns([1, 1, 2])
    deed(_("Load the example"), load_example, kept, key="example", on=left, type="primary", width="stretch")
    if right.button(_("Upload a file"), width="stretch"):
        st.switch_page("upload.py")
    st.caption(
        _("The example is invented: fifteen suppliers, four categories, two rounds. One click undoes it.")
    )


def load_example(kept: Store) -> None:
    """Take the shipped example in."""
    with temporary_files.folder() as folder:
        reading = intake.read(EXAMPLE, Path(folder), zone=kept.policies.zone())
        kept.uploads.add([reading.require_batch()], user())


def open_supplier(name: str, category: str | None = None) -> None:
    """Go to a supplier's page, and there to one of its categories."""
    # In the link of that choice stands what it shows.
    of = {OF: plain(category)} if category else {}
    st.switch_page("supplier.py", query_params={"supplier": name, **of})


def said() -> dict[tuple[str, str], str]:
    """The most telling words of every trial, by supplier key and trial id, looked up once for all readers."""
    return _said(store().revision())


@st.cache_data(show_spinner=False, max_entries=2)
def _said(revision: int) -> dict[tuple[str, str], str]:
    return quotes(store().noted())
