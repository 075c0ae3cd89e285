"""Reads parameters of the page's address: accepts any spelling, and shows a note for values that do not exist.

Streamlit silently drops values that a widget does not accept. So each parameter is read before its widget is drawn and rewritten
to what the widget accepts; a note on rejected values stays until the user chooses something else.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from trialmetrics.text.language import ngettext
from trialmetrics.text.plain_text import plain

LONGEST = 80  # letters of a rejected value that are shown
NAMED = 3  # rejected values named in a note; the others are counted
UNCHANGED = object()  # leave the widget at its current value


@dataclass
class _Note:
    """A note on rejected `texts` of the link, shown for as long as the widget has `value`."""

    sentences: list[str]
    texts: list[str]
    value: Any


@dataclass
class _State:
    """Per session. `read`: parameter -> texts of the address that were read last; `notes`: parameter -> note; `mended`: whether
    the address was rewritten in this run."""

    read: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, _Note] = field(default_factory=dict)
    mended: bool = False


def read(
    key: str,
    understand: Callable[[str], Any],
    refusal: Callable[[str], str],
    *,
    several: bool = False,
    otherwise: Any = None,
    shown: Callable[[Any], str] = str,
    bound: bool = True,
) -> None:
    """Read one parameter before the widget with this key is drawn; call `rerun_if_mended` afterwards.

    `understand`: text -> value, None where there is no such value; `refusal`: the sentence for such a text. `several`: the widget
    takes a list. `otherwise`: the widget's value where the link has no valid one. `shown`: how the widget displays a value, which
    Streamlit also writes to and reads from the address. Widgets whose display depends on the language are not `bound` to the
    address: call `write` once they are drawn.
    """
    state = _state()
    texts = [text for text in st.query_params.get_all(key) if text]
    if texts == state.read.get(key, []):
        return
    state.read[key] = texts
    values = {text: understand(text) for text in texts}
    if not bound and not texts:
        return
    if (
        bound
        and (several or len(texts) <= 1)
        and all(value is not None and text == shown(value) for text, value in values.items())
    ):
        return
    understood = [*dict.fromkeys(value for value in values.values() if value is not None)]
    value = understood if several else next(iter(understood), otherwise)
    if value is not UNCHANGED:
        st.session_state[key] = value
    if bound:
        _mend(key, [shown(item) for item in (understood if several else understood[:1])])
    if refused := [text for text, value in values.items() if value is None]:
        note(key, refused, [refusal(_shortened(text)) for text in refused], value)


def write(key: str, codes: list[str]) -> None:
    """Write these values to the address, once the unbound widget with this key is drawn."""
    if st.query_params.get_all(key) != codes:
        if codes:
            st.query_params[key] = codes
        else:
            del st.query_params[key]
    _state().read[key] = codes


def _mend(key: str, texts: list[str]) -> None:
    """Replace the values of a parameter in the address."""
    # Raised for a widget that was drawn before: it writes its value to the address itself.
    with suppress(StreamlitAPIException):
        if texts:
            st.query_params[key] = texts
        else:
            del st.query_params[key]
        _state().mended = True


def rerun_if_mended() -> None:
    """Rerun the script where the address was rewritten: Streamlit reads it only at the start of a run."""
    if _state().mended:
        _state().mended = False
        st.rerun()


def note(key: str, texts: list[str], sentences: list[str], value: Any) -> None:
    """Record a note on these texts, to be shown while the widget with this key has this value."""
    if more := len(sentences[NAMED:]):
        rest = ngettext("{n} more value was left out.", "{n} more values were left out.", more).format(n=more)
        sentences = [*sentences[:NAMED], rest]
    _state().notes[key] = _Note(sentences, texts, value)


def show_notes(keys: Collection[str]) -> None:
    """Show the notes of these keys, once their widgets are drawn; drop those whose widget has another value by now."""
    notes = _state().notes
    for key in [key for key in keys if key in notes]:
        shown = notes[key]
        if shown.value is UNCHANGED:
            shown.value = st.session_state.get(key)
        if st.session_state.get(key) == shown.value:
            st.warning(plain(" ".join(shown.sentences)), icon=":material/link_off:")
        else:
            del notes[key]


def refused(key: str) -> list[str]:
    """The rejected texts of a parameter, while its note is shown."""
    return _state().notes[key].texts if key in _state().notes else []


def drop_notes(keys: Collection[str]) -> None:
    """Drop the notes of these keys."""
    for key in keys:
        _state().notes.pop(key, None)


def forget(keys: Collection[str]) -> None:
    """Read these parameters anew, and drop their notes."""
    for key in keys:
        _state().read.pop(key, None)
    drop_notes(keys)


def _state() -> _State:
    state: _State = st.session_state.setdefault("link", _State())
    return state


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
