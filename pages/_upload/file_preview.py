"""Upload: the first rows of a file, their headings over ours, and how its values were turned."""

import pandas as pd
import streamlit as st

from trialmetrics.intake import Reading
from trialmetrics.text import date_text, number_text, terms, value_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain
from trialmetrics.vocabulary import EVENT_COLUMNS, SHEET_COLUMNS

MAX_LISTED = 20


def section(reading: Reading) -> None:
    """What was turned into what, what is left alone, and a table of the first rows."""
    if turned := _turned(reading):
        st.caption(plain(_("How values were turned: {examples}.").format(examples="; ".join(turned))))
    if not reading.mapping:
        st.caption(_("None of your columns was recognised."))
    if unused := _unused(reading):
        st.caption(plain(_("Left alone: {names}.").format(names=_shortened_list(unused))))
    shown = len(reading.as_written)
    if reading.questions:
        st.caption(
            ngettext(
                "The first row, as it is written:", "The first {n} rows, as they are written:", shown
            ).format(n=shown)
        )
    elif shown < reading.rows:
        st.caption(_("The first {n} of {rows} rows, as read:").format(n=shown, rows=reading.rows))
    st.dataframe(
        table(reading), hide_index=True, placeholder=number_text.NOTHING, height="content", alt=_("The first rows as read"),
    )  # fmt: skip


def table(reading: Reading) -> pd.DataFrame:
    """The first rows under all headings of the file, each over the column of ours that it is read as; read values where there
    are any, else the text as written. Values for all rows stand at the end."""
    written = pd.DataFrame(reading.as_written, columns=range(1 + len(reading.names)))
    written.index = pd.Index(written[0], name="line")
    read = reading.preview
    if not read.empty:
        # A row without a supplier is not read.
        read = read.set_index("line").reindex(written.index)
    columns: dict[tuple[str, str], pd.Series] = {(" ", _("line")): written[0]}
    taken = set()
    for place, heading in enumerate(reading.names, start=1):
        ours = reading.mapping.get(heading)
        is_read = ours in read and ours not in taken
        taken.add(ours)
        columns[heading, terms.column_words(ours) if ours else _("left alone")] = (
            _as_shown(read[ours], str(ours)) if is_read else written[place]
        )
    for ours in read.columns.difference([*taken], sort=False):
        columns[_("all rows"), terms.column_words(ours)] = _as_shown(read[ours], ours)
    return pd.DataFrame(columns)


def _as_shown(values: pd.Series, ours: str) -> pd.Series:
    """Numbers as numbers, everything else in words."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.round(2)
    kind = {**EVENT_COLUMNS, **SHEET_COLUMNS}[ours].kind
    if kind in ("text", "moment"):
        return values.map(date_text.localized_moment) if kind == "moment" else values
    return values.map(lambda value: value_text.value_words(ours, value))


def _turned(reading: Reading) -> list[str]:
    """Per column how one of its texts was turned, such as `Friendly 1-10 9 → 4.6 of 5`."""
    pairs = ((example["heading"], value_text.turned(example)) for example in reading.examples)
    return [f"{heading} {words}" for heading, words in pairs if words]


def _unused(reading: Reading) -> list[str]:
    return [
        _("{heading} (perhaps {ours})").format(
            heading=column["heading"], ours=terms.column_words(column["nearest"])
        )
        if column["nearest"]
        else str(column["heading"])
        for column in reading.unused
    ]


def _shortened_list(names: list[str]) -> str:
    shown = "; ".join(names[:MAX_LISTED])
    return shown if len(names) <= MAX_LISTED else f"{shown}; ..."
