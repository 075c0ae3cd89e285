"""Page "Record": who did what, when and why; filtered by person, candidate, kind and time."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, link, server, widgets
from trialmetrics.export import documents, tables
from trialmetrics.records import records
from trialmetrics.store.person_changes import ABOUT_NO_SUPPLIER
from trialmetrics.text import date_text, number_text, record_text
from trialmetrics.text.language import _, ngettext

WHO, KIND, SUPPLIER, FROM, UNTIL = "who", "kind", "about", "since", "till"  # parameters of the link
WIDE = 300  # pixels
ONE_SCREEN, ALL_ROWS = 680, 20  # pixels of a table with more rows than ALL_ROWS


def show() -> None:
    """The page."""
    heading.title(_("Record"), filtered=False)
    widgets.explain(
        _("Every change of the database, newest first. Entries are never deleted; only words that were removed for good are "
          "replaced by a mark such as [redacted 7].")
    )  # fmt: skip
    record = server.workspace().record()
    if record.empty:
        st.info(_("Nothing was done yet."))
        return
    rows = _filtered(record)
    st.caption(ngettext("{n} change", "{n} changes", len(rows)).format(n=number_text.count(len(rows))))
    if rows.empty:
        st.info(_("Nothing was done under these filters; clear one of them."))
        return
    _table(rows)
    downloads.buttons(
        "record", lambda: tables.record(rows), lambda: documents.record_table(rows), rows=len(rows)
    )


def _filtered(record: pd.DataFrame) -> pd.DataFrame:
    """The rows that the user chose."""
    people = sorted(record["who"].unique(), key=str.casefold)
    kinds = [*dict.fromkeys(record["kind"])]
    names = server.choices().suppliers
    suppliers = sorted({names[key] for keys in record["supplier_keys"] for key in keys if key in names})
    link.read(WHO, _among(people), _unknown, several=True)
    link.read(KIND, _among(kinds), _unknown, several=True, bound=False)
    link.read(SUPPLIER, _among(suppliers), _unknown)
    link.rerun_if_mended()
    with st.container(horizontal=True):
        who = st.multiselect(_("Who"), people, key=WHO, bind="query-params", placeholder=_("all"), width=210)
        kind = st.multiselect(
            _("What"), kinds, key=KIND, placeholder=_("all"), format_func=record_text.kind_words, width=210
        )
        supplier = st.selectbox(
            _("About"),
            suppliers,
            index=None,
            key=SUPPLIER,
            bind="query-params",
            placeholder=_("all"),
            width=210,
        )
        start, end = _day(_("From"), FROM), _day(_("Until"), UNTIL)
    link.write(KIND, kind)
    link.show_notes([WHO, KIND, SUPPLIER])
    days = record["moment"].dt.date
    chosen = pd.Series(True, index=record.index)
    if who:
        chosen &= record["who"].isin(who)
    if kind:
        chosen &= record["kind"].isin(kind)
    if supplier:
        key = server.choices().key(supplier)
        chosen &= record["supplier_keys"].map(lambda keys: len(keys) == 0 or key in keys)
        chosen &= ~record["kind"].isin(ABOUT_NO_SUPPLIER)
    if start:
        chosen &= days >= start
    if end:
        chosen &= days <= end
    return record[chosen]


def _day(label: str, key: str) -> date | None:
    chosen = st.date_input(label, value=None, key=key, bind="query-params", format="DD-MM-YYYY", width=150)
    return chosen if isinstance(chosen, date) else None


def _among(values: list[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in values else None


def _unknown(text: str) -> str:
    return _("The link asks for '{value}', which is not in the record; it was left out.").format(value=text)


def _table(rows: pd.DataFrame) -> None:
    changes = records(rows)
    table = pd.DataFrame(
        {
            _("when"): [date_text.moment(row["moment"]) for row in changes],
            _("who"): rows["who"],
            _("what"): rows["kind"].map(record_text.kind_words),
            _("about"): [record_text.subject(row) for row in changes],
            _("why"): rows["reason"],
        }
    )
    st.dataframe(
        table, hide_index=True, placeholder=number_text.NOTHING, alt=_("Every change, newest first"),
        column_config={name: st.column_config.TextColumn(width=WIDE) for name in (_("about"), _("why"))},
        height="content" if len(table) <= ALL_ROWS else ONE_SCREEN,
    )  # fmt: skip


show()
