"""Page "Decisions": what a person decided on each candidate, those that are ready for a decision first, and the shortlist."""

from functools import partial

import pandas as pd
import streamlit as st

from pages._shared import decision_form, downloads, heading, server, widgets
from trialmetrics.analysis import decided
from trialmetrics.export import documents, tables
from trialmetrics.policy import folded
from trialmetrics.records import records
from trialmetrics.text import candidate_text, date_text, decision_text, number_text, short_reason, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

CHOSEN = "decide on"  # key: supplier key and category of the candidate that the form is about
REASON_WIDTH, SINCE_WIDTH = 260, 200  # pixels
ONE_SCREEN, ALL_ROWS = 480, 14  # pixels of a table with more rows than ALL_ROWS


def show() -> None:
    """The page."""
    heading.title(_("Decisions"))
    seen = decision_form.seen()
    ranking = server.ranking()
    if ranking.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    rows = decision_form.beside_decisions(ranking).reset_index(drop=True)
    st.write(plain(_summary(rows)))
    if others := _others(rows):
        st.caption(
            ngettext(
                "{n} more decision is on a candidate without a trial under these filters; the page Record has it.",
                "{n} more decisions are on candidates without a trial under these filters; the page Record has them.",
                others,
            ).format(n=others)
        )
    widgets.explain(
        _("The verdict is what the policy and the evidence say; the decision is what a person says. Neither changes the other."),
        _("First come candidates to invite or to leave out that nobody has decided on; then decisions that have ended or whose "
          "verdict has changed since. A decision is kept with the figures that were shown when it was made."),
    )  # fmt: skip
    _table(rows)
    candidates = [(row["supplier_key"], row["category"]) for row in records(rows)]
    if st.session_state.get(CHOSEN) not in candidates:
        st.session_state[CHOSEN] = candidates[0]
    names = dict(zip(candidates, candidate_text.names(rows), strict=True))
    chosen = st.selectbox(_("Decide on"), candidates, key=CHOSEN, format_func=lambda each: names[each])
    row = rows.iloc[candidates.index(chosen)].to_dict()
    st.markdown(
        _("{verdict}: {why}").format(
            verdict=f"**{widgets.verdict_label(row['verdict'])}**", why=plain(short_reason.why(row))
        )
    )
    st.button(
        _("Open {supplier}").format(supplier=plain(row["supplier"])), key="open", type="tertiary",
        icon=":material/storefront:", on_click=widgets.open_supplier, args=(row["supplier"], row["category"]),
    )  # fmt: skip
    decision_form.draw(ranking, row, seen, forget=CHOSEN)
    _downloads(rows)


def _others(rows: pd.DataFrame) -> int:
    """How many decisions that count are not on one of these candidates."""
    decisions = server.workspace().read(decision_form.all_decisions)
    return int((decisions["active"] & ~decisions["number"].isin(rows["number"])).sum())


def _summary(rows: pd.DataFrame) -> str:
    """How many candidates ask for a person, and how many are on the shortlist."""
    counts = rows["state"].value_counts()
    parts = [
        ngettext(
            "{n} candidate is ready for a decision.", "{n} candidates are ready for a decision.",
            counts.get(decided.UNDECIDED, 0),
        ).format(n=counts.get(decided.UNDECIDED, 0))
    ]  # fmt: skip
    if changed := counts.get(decided.CHANGED, 0):
        parts.append(
            ngettext(
                "The verdict has changed since {n} decision.",
                "The verdict has changed since {n} decisions.",
                changed,
            ).format(n=changed)
        )
    if expired := counts.get(decided.EXPIRED, 0):
        parts.append(
            ngettext("{n} decision has ended.", "{n} decisions have ended.", expired).format(n=expired)
        )
    invited = len(tables.shortlisted(rows))
    parts.append(
        ngettext("{n} is on the shortlist.", "{n} are on the shortlist.", invited).format(n=invited)
        if invited
        else _("Nobody is on the shortlist yet.")
    )
    return " ".join(parts)


def _table(rows: pd.DataFrame) -> None:
    noted = records(rows)
    since, earlier = [decision_text.since(row) for row in noted], _earlier(noted)
    table = pd.DataFrame(
        {
            _("supplier"): rows["supplier"],
            _("category"): rows["category"],
            _("verdict"): rows["verdict"].map(widgets.verdict_label),
            _("why"): [short_reason.why(row) for row in noted],
            _("decision"): [
                _("undecided") if pd.isna(row["decision"]) else terms.decision_words(row["decision"])
                for row in noted
            ],
            **({_("since then"): since} if any(since) else {}),
            **({_("earlier"): earlier} if any(earlier) else {}),
            _("why decided"): rows["reason"],
            _("who"): rows["decided_by"],
            _("when"): [
                number_text.NOTHING if pd.isna(row["decided_at"]) else date_text.moment(row["decided_at"])
                for row in noted
            ],
        }
    )
    candidates = [(row["supplier_key"], row["category"]) for row in noted]
    st.dataframe(
        table, hide_index=True, key="decisions", placeholder=number_text.NOTHING, selection_mode="single-row",
        on_select=partial(_choose_ticked, candidates),
        column_config={
            _("supplier"): st.column_config.TextColumn(pinned=True),
            _("why decided"): st.column_config.TextColumn(width=REASON_WIDTH),
            _("since then"): st.column_config.TextColumn(width=SINCE_WIDTH),
        },
        height="content" if len(table) <= ALL_ROWS else ONE_SCREEN,
        alt=_("Candidates, their verdicts and the decisions on them. Tick a row to decide on it below."),
    )  # fmt: skip


def _earlier(rows: list[dict]) -> list[str]:
    """Per candidate the decision before the one that counts, with its day; empty where there is none."""
    former: dict[tuple[str, str], list[dict]] = {}
    for each in records(server.workspace().read(decision_form.all_decisions)):
        former.setdefault((each["supplier_key"], folded(each["category"])), []).append(each)
    words = []
    for row in rows:
        own = former.get((row["supplier_key"], folded(row["category"])), [])
        before = [each for each in own if each["number"] != row["number"]]
        words.append(
            _("{decision}, {day}").format(
                decision=terms.decision_words(before[0]["decision"]),
                day=date_text.day(before[0]["decided_at"]),
            )
            if before
            else ""
        )
    return words


# A callback, with the rows as they were drawn: they may be in another order by now.
def _choose_ticked(candidates: list[tuple[str, str]]) -> None:
    for row in st.session_state["decisions"]["selection"]["rows"]:
        st.session_state[CHOSEN] = candidates[row]


def _downloads(rows: pd.DataFrame) -> None:
    heading.section(_("Shortlist"))
    shortlist = tables.shortlisted(rows)
    if shortlist.empty:
        st.caption(_("Nobody is invited yet under these filters."))
    else:
        st.caption(_("Who is invited in each category, with the reason; decisions that ended are left out."))
        downloads.buttons(
            "shortlist", lambda: tables.decided(shortlist), lambda: documents.decided_table(shortlist),
            rows=len(shortlist),
            labels=(_("Download the shortlist as Excel"), _("Download the shortlist as CSV")),
        )  # fmt: skip
    downloads.buttons(
        "decisions", lambda: tables.decided(rows), lambda: documents.decided_table(rows), rows=len(rows),
        labels=(_("Download all decisions as Excel"), _("Download all decisions as CSV")),
    )  # fmt: skip


show()
