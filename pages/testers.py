"""Page "Testers": how strict each tester is, whether raters agree, and where testers and suppliers cannot be separated."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, plotly_charts, server, widgets
from trialmetrics.access import Action
from trialmetrics.analysis import testers
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import testers_chart
from trialmetrics.evidence.agreement import RELIABLE, TENTATIVE
from trialmetrics.export import tables
from trialmetrics.text import number_text, terms, tester_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain


def show() -> None:
    """The page."""
    heading.title(_("Testers"))
    if not server.may(Action.SEE_NAMES):
        st.info(_("Your role does not show who tested."))
        return
    ranking = server.ranking()
    if ranking.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    rows = server.view(testers.testers, ranking)
    st.write(_sentence(rows))
    for warning in server.view(testers.warnings, ranking):
        st.warning(plain(tester_text.warning(warning)), icon=":material/warning:")
    if not rows.empty:
        _severity(ranking, rows)
    _agreement(ranking)


def _sentence(rows: pd.DataFrame) -> str:
    if rows.empty:
        return _("No judged trial names its tester, so nobody's strictness can be taken out of the scores.")
    if len(rows) == 1:
        return _("Only {tester} is named as a tester: there is nobody to compare with.").format(
            tester=plain(rows["tester"].iloc[0])
        )
    count = _("{n} testers placed {trials} judged trials.").format(
        n=len(rows), trials=int(rows["trials"].sum())
    )
    clear = rows[(rows["severity_low"] > 0) | (rows["severity_high"] < 0)]
    if clear.empty:
        return count + " " + _("Nobody is clearly stricter or milder than the others.")
    sentences = [
        (_("{tester} is strict: {points} less than average.") if row.severity > 0
         else _("{tester} is mild: {points} more than average.")).format(
            tester=plain(row.tester), points=number_text.points(round(abs(row.severity)))
        )
        for row in clear.itertuples()
    ]  # fmt: skip
    return " ".join([count, *sentences, _("The scores are corrected for it.")])


def _severity(ranking: Ranking, rows: pd.DataFrame) -> None:
    level = number_text.percent(ranking.policy.evidence.interval)
    if rows["severity"].notna().any():
        plotly_charts.draw(
            testers_chart(rows, widgets.look()), key="severity",
            alt=_("{summary} Chart: points that each tester gives less or more than the average tester.").format(
                summary=_sentence(rows)
            ),
        )  # fmt: skip
        widgets.explain(
            _("The dot: how much more or less than the average tester this one gives. With many more trials it would "
              "settle inside the bar with {level} probability. Where that crosses the dotted line, the tester may be like the "
              "others.").format(level=level),
            _("A trial's score is seen as what the supplier is worth, what the tester gives more or less, and chance. These are "
              "told apart by suppliers that several testers tried, so a tester who met poor suppliers is not strict for "
              "that. The figure is the difference from the mean of the testers here. The ranking's scores are those that an "
              "average tester would give."),
        )  # fmt: skip
    st.dataframe(
        pd.DataFrame(
            {
                _("tester"): rows["tester"],
                _("judged trials"): rows["trials"],
                _("suppliers tried"): rows["suppliers"],
                _("suppliers that nobody else tried"): rows["alone"],
                _("points given, compared with the average tester (range: {level} sure)").format(level=level): [
                    number_text.severity(row.severity, row.severity_low, row.severity_high) for row in rows.itertuples()
                ],
            }
        ),
        hide_index=True, alt=_("The testers as a table"),
    )  # fmt: skip
    downloads.buttons("testers", lambda: tables.testers(rows), rows=len(rows))


def _agreement(ranking: Ranking) -> None:
    heading.section(_("Do two people rate alike?"))
    agreed = server.view(testers.agreement, ranking)
    both = server.view(testers.rated_twice, ranking)
    if not both:
        st.write(
            _("No trial was rated by two people. Let a second person rate some of the trials, and put the name in the "
              "column “rated by”: then this page says whether the ratings can be relied on.")
        )  # fmt: skip
        return
    st.write(
        ngettext("{n} trial was rated by two people or more.", "{n} trials were rated by two people or more.", both)
        .format(n=both)
        + (
            " " + _("With {n} or more this page also says how far they agree.").format(n=testers.MIN_RATED_TWICE)
            if agreed["trials"].max() < testers.MIN_RATED_TWICE
            else ""
        )
    )  # fmt: skip
    table = pd.DataFrame(
        {
            _("rating"): agreed["rating"].map(terms.criterion_words),
            _("trials rated twice"): agreed["trials"],
            _("agreement"): [number_text.agreement(row.alpha) for row in agreed.itertuples()],
            _("so the rating is"): [
                terms.agreement_words(row.alpha) if row.trials >= testers.MIN_RATED_TWICE
                else _("rated twice too rarely to say")
                for row in agreed.itertuples()
            ],
        }
    )  # fmt: skip
    st.dataframe(table, hide_index=True, alt=_("Agreement of raters"))
    downloads.buttons(
        "agreement", lambda: table, rows=len(table),
        labels=(_("Download the agreement as Excel"), _("Download the agreement as CSV")),
    )  # fmt: skip
    widgets.explain(
        _("1 is full agreement, 0 no more than chance would give; below {enough} agree among yourselves what a 3 is.").format(
            enough=number_text.agreement(TENTATIVE)
        ),
        _("How far two ratings of one trial lie apart is compared with how far any two ratings do; 4 and 5 disagree less than 1 "
          "and 5. From {reliable} on a rating is reliable, from {enough} on good enough for a first impression. (For experts: "
          "Krippendorff's alpha with his own marks, on the interval scale.)").format(
            reliable=number_text.agreement(RELIABLE), enough=number_text.agreement(TENTATIVE),
        ),
    )  # fmt: skip


show()
