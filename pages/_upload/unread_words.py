"""Upload: ask what unreadable words mean, and show the answers carried over from an earlier file."""

from dataclasses import replace

import streamlit as st

from pages._upload.pending_files import PendingFile
from trialmetrics.intake import Reading, Settings, Unread
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain
from trialmetrics.text.terms import column_words, meaning_words

MAX_SHOWN = 6
NOT_OBSERVED = ""


def ask(file: PendingFile, reading: Reading) -> dict[tuple[str, str], str]:
    """Ask for the meaning of the most frequent unreadable texts: (our column, text) -> the meaning chosen."""
    meanings = {}
    for unread in reading.unread[:MAX_SHOWN]:
        meaning = _meaning(file, unread)
        if meaning is not None:
            meanings[unread.column, unread.text] = meaning
    if (more := len(reading.unread) - MAX_SHOWN) > 0:
        st.caption(
            ngettext(
                "{n} more word is asked about next.", "{n} more words are asked about next.", more
            ).format(n=more)
        )
    return meanings


def _meaning(file: PendingFile, unread: Unread) -> str | None:
    rows = ngettext("{n} row", "{n} rows", unread.rows).format(n=unread.rows)
    suggestions = [meaning_words(unread.column, word) for word in unread.near]
    return st.selectbox(
        _("What does {text} mean under {heading} ({rows})?").format(
            heading=plain(unread.heading), text=plain(unread.text), rows=rows
        ),
        [*unread.choices, NOT_OBSERVED], index=None, key=f"{file.key}-{unread.column}-{unread.text}",
        format_func=lambda word: meaning_words(unread.column, word),
        placeholder=_("perhaps {words}?").format(words=suggestions[0]) if suggestions else _("leave it out"),
        persist_state="session",
    )  # fmt: skip


def show_recalled(file: PendingFile, reading: Reading) -> None:
    """The answers carried over from an earlier file with this header; those that a person removes are dropped."""
    if not reading.remembered or file.settings.afresh:
        return
    items = _recalled_items(reading)
    st.caption(_("Read as an earlier file with this header."))
    still_valid = [*items]
    if items:
        still_valid = st.multiselect(
            _("Your answers then (remove what no longer holds)"), [*items], default=[*items],
            key=f"{file.key}-{file.readings_started}-recalled", format_func=lambda item: items[item],
        )  # fmt: skip
    st.button(
        _("Forget that and read it afresh"), key=f"{file.key}-afresh", type="tertiary",
        icon=":material/restart_alt:", on_click=file.forget_remembered,
    )  # fmt: skip
    if removed := [item for item in items if item not in still_valid]:
        file.apply(_without(file.settings, removed))


def _recalled_items(reading: Reading) -> dict[tuple[str, str, str], str]:
    """The carried-over answers: (setting, heading or our column, text) -> how to show it."""
    items: dict[tuple[str, str, str], str] = {}
    for heading, ours in reading.recalled["columns"].items():
        column = column_words(ours) if ours else _("leave alone")
        items["columns", heading, ""] = f"{heading} → {column}"
    for ours, value in reading.recalled["values"].items():
        items["values", ours, ""] = _("all rows: {ours} {value}").format(ours=column_words(ours), value=value)
    for ours, answers in reading.recalled["answers"].items():
        for text, meant in answers.items():
            items["answers", ours, text] = f"“{text}” → {meaning_words(ours, meant)}"
    return items


def _without(settings: Settings, removed: list[tuple[str, str, str]]) -> Settings:
    """The settings without the `removed` answers; removing a value for all rows discards everything remembered."""
    columns, answers = dict(settings.columns), dict(settings.answers)
    for what, name, text in removed:
        if what == "columns":
            columns[name] = None
        elif what == "answers":
            answers[name] = {**answers.get(name, {}), text: None}
        else:
            return replace(settings, afresh=True)
    return replace(settings, columns=columns, answers=answers)
