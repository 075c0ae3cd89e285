"""Page "Ranking": whom to invite, to try again and to leave out, and why; or first impressions before verdicts are possible."""

import streamlit as st

from pages._ranking import chart, defects, table
from pages._shared import downloads, heading, server, small_orders, widgets
from trialmetrics.access import Action
from trialmetrics.analysis import testers
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.export import documents, tables
from trialmetrics.text import first_impressions, headline, tester_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain


def show() -> None:
    """The page."""
    ranking = server.ranking()
    first = first_impressions.only_first_impressions(ranking)
    heading.title(_("First impressions, not verdicts") if first else _("Ranking"))
    if ranking.suppliers.empty:
        _notes(ranking)
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    summary = server.view(first_impressions.sentence if first else headline.text, ranking)
    st.write(plain(summary) if first else server.view(headline.markdown, ranking))
    st.caption(server.view(headline.totals, ranking))
    _notes(ranking)
    if first:
        heading.section(_("What happened"))
        table.facts_section(ranking)
        _leaning(ranking)
        st.page_link("plan.py", label=_("Who gets a second trial?"), icon=":material/arrow_forward:")
    chart.section(ranking, summary)
    table.section(ranking, first=first)
    _downloads(ranking)
    widgets.as_of(ranking)
    small_orders.section(ranking)
    defects.section(ranking)


def _notes(ranking: Ranking) -> None:
    widgets.how_it_judges()
    if server.workspace().policy_notes():
        st.caption(
            _(
                ":material/info: The policy was saved by an earlier version, and some of its rules are today's. The page "
                "Thresholds says which."
            )
        )
    for warning in server.view(testers.warnings, ranking) if server.may(Action.SEE_NAMES) else ():
        st.caption(f":material/warning: {plain(tester_text.warning(warning))}")


def _leaning(ranking: Ranking) -> None:
    widgets.explain(
        first_impressions.lean_legend(ranking.policy),
        _(
            "How sure that is follows from what was noted, from how far trials of one supplier usually lie apart, and from how "
            "far suppliers do. One trial says little, so most are unclear. “Note” is the most telling of the notes."
        ),
    )


def _downloads(ranking: Ranking) -> None:
    downloads.buttons(
        "ranking",
        lambda: tables.ranking(ranking),
        lambda: documents.rank_table(ranking),
        rows=len(ranking.suppliers),
        labels=(_("Download the ranking as Excel"), _("Download the ranking as CSV")),
    )
    if not ranking.measures.trials.whole:
        return
    downloads.buttons(
        "trials", lambda: tables.trials(ranking), lambda: documents.trials_table(ranking),
        rows=int(ranking.suppliers["trials"].sum()),
        labels=(_("Download the trials as Excel"), _("Download the trials as CSV")),
    )  # fmt: skip


show()
