"""Upload: texts that were not read and what they mean; and what is read as it was in an earlier file."""

from dataclasses import replace

import streamlit as st

from pages._upload.pending_files import AtHand
from trialmetrics.intake import Reading, Settings, Unread
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain
from trialmetrics.text.terms import column_words, meaning_words

SHOWN = 6
NOT_NOTED = ""


def ask(file: AtHand, reading: Reading) -> None:
    """The texts under columns of fixed words that were not read, those in most rows first: each is asked once."""
    for unread in reading.unread[:SHOWN]:
        meant = _meaning(file, unread)
        if meant is not None:
            said = {**file.settings.answers.get(unread.column, {}), unread.text: meant}
            file.settle(replace(file.settings, answers={**file.settings.answers, unread.column: said}))
    if (more := len(reading.unread) - SHOWN) > 0:
        st.caption(ngettext("{n} more text follows.", "{n} more texts follow.", more).format(n=more))


def _meaning(file: AtHand, unread: Unread) -> str | None:
    rows = ngettext("{n} row", "{n} rows", unread.rows).format(n=unread.rows)
    near = [meaning_words(unread.column, each) for each in unread.near]
    return st.selectbox(
        _("{heading}: {text} ({rows}) was not read; it means").format(
            heading=plain(unread.heading), text=plain(unread.text), rows=rows
        ),
        [*unread.choices, NOT_NOTED], index=None, key=f"{file.key}-{unread.column}-{unread.text}",
        format_func=lambda each: meaning_words(unread.column, each),
        placeholder=_("perhaps {words}?").format(words=near[0]) if near else _("leave it out"),
    )  # fmt: skip


def recalled(file: AtHand, reading: Reading) -> None:
    """What is read as a person said of an earlier file with this header; what is taken out is forgotten."""
    if not reading.remembered or file.settings.afresh:
        return
    items = _items(reading)
    st.caption(_("Read as an earlier file with this header."))
    left = [*items]
    if items:
        left = st.multiselect(
            _("What you said then (take out what no longer holds)"), [*items], default=[*items],
            key=f"{file.key}-{file.times}-recalled", format_func=lambda item: items[item],
        )  # fmt: skip
    st.button(
        _("Forget that and read it afresh"), key=f"{file.key}-afresh", type="tertiary",
        icon=":material/restart_alt:", on_click=file.forget,
    )  # fmt: skip
    if gone := [item for item in items if item not in left]:
        file.settle(_without(file.settings, gone))


def _items(reading: Reading) -> dict[tuple[str, str, str], str]:
    """What was said of an earlier file: what it is of, the heading or our column, the text -> in words."""
    items: dict[tuple[str, str, str], str] = {}
    for heading, ours in reading.recalled["columns"].items():
        shown = column_words(ours) if ours else _("leave alone")
        items["columns", heading, ""] = f"{heading} → {shown}"
    for ours, value in reading.recalled["values"].items():
        items["values", ours, ""] = _("all rows: {ours} {value}").format(ours=column_words(ours), value=value)
    for ours, answers in reading.recalled["answers"].items():
        for text, meant in answers.items():
            items["answers", ours, text] = f"“{text}” → {meaning_words(ours, meant)}"
    return items


def _without(settings: Settings, gone: list[tuple[str, str, str]]) -> Settings:
    """The settings under which what is `gone` no longer holds; a value for all rows goes only with everything else."""
    columns, answers = dict(settings.columns), dict(settings.answers)
    for what, name, text in gone:
        if what == "columns":
            columns[name] = None
        elif what == "answers":
            answers[name] = {**answers.get(name, {}), text: None}
        else:
            return replace(settings, afresh=True)
    return replace(settings, columns=columns, answers=answers)
