"""What the link in the address bar asks for: taken however it is spelled, and never left out without a sentence.

Streamlit drops from the address what a widget cannot take. So the address is read before its widget is drawn and mended to
what the widget takes, and what it asks for in vain is said until the reader chooses something else.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from trialmetrics.text.language import ngettext
from trialmetrics.text.plain_text import plain

LONGEST = 80  # letters of a value that is repeated to the reader
NAMED = 3  # values in one sentence
UNCHANGED = object()  # the widget is left as Streamlit has it


@dataclass
class _Note:
    """What is said of a link: the sentences, the texts that they are about, and the value of the widget while it is said."""

    sentences: list[str]
    texts: list[str]
    value: Any


@dataclass
class _State:
    """Of one session: by the name of the parameter the texts of the address that were `read` last and the `notes`; and
    whether the address was `mended` in this run."""

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
    """Read one parameter, before the widget of this key is drawn; `settle` follows.

    `understand`: the value that a text stands for, None where it stands for none; `refusal`: the sentence that says so.
    `several`: the widget takes a list. `otherwise`: the value of the widget where the link asks for nothing that is there.
    `shown`: how the widget shows a value, which is what Streamlit writes into the address and takes from it. Where that is
    another text in every language the widget is not `bound` to the address: `write` follows once it is drawn.
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
    """Let the address ask for these, once the widget of this key, which is not bound to it, is drawn."""
    if st.query_params.get_all(key) != codes:
        if codes:
            st.query_params[key] = codes
        else:
            del st.query_params[key]
    _state().read[key] = codes


def _mend(key: str, texts: list[str]) -> None:
    """Write these into the address instead of what stands there."""
    with suppress(
        StreamlitAPIException
    ):  # of a widget that was drawn before: it writes its value there itself
        if texts:
            st.query_params[key] = texts
        else:
            del st.query_params[key]
        _state().mended = True


def rerun_if_mended() -> None:
    """Begin anew where the address was mended: Streamlit takes it into its widgets from the beginning of a run."""
    if _state().mended:
        _state().mended = False
        st.rerun()


def note(key: str, texts: list[str], sentences: list[str], value: Any) -> None:
    """Say these sentences of these texts, while the widget of this key has this value."""
    if more := len(sentences[NAMED:]):
        rest = ngettext("{n} more value was left out.", "{n} more values were left out.", more).format(n=more)
        sentences = [*sentences[:NAMED], rest]
    _state().notes[key] = _Note(sentences, texts, value)


def show_notes(keys: Collection[str]) -> None:
    """Say what the link asks for in vain, once the widgets of these keys are drawn."""
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
    """The texts under this name that stand for nothing, as long as that is said."""
    return _state().notes[key].texts if key in _state().notes else []


def drop_notes(keys: Collection[str]) -> None:
    """Say nothing more of these."""
    for key in keys:
        _state().notes.pop(key, None)


def _state() -> _State:
    state: _State = st.session_state.setdefault("link", _State())
    return state


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
