"""The reader's language: the sentences of its catalogue, and the notation of its numbers, dates and lists.

Readers share processes and threads, so nothing here is a setting of the process: the language is that of the context at work.
"""

import gettext as _gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.core import Locale

DOMAIN = "trialmetrics"
LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def _no_reader() -> str | None:
    return None


_reader: Callable[[], str | None] = _no_reader


def use_language(language: str) -> None:
    """Show sentences in `language` ('en', 'nl', ...) from here on in this context; those without a catalogue show English."""
    _chosen.set(language)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Show sentences in `language` within the block: for work that is done for a reader in another thread."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


def set_language_source(reader: Callable[[], str | None]) -> None:
    """Where nothing was chosen in a context, the language is what `reader` says there (None: nobody is reading)."""
    global _reader
    _reader = reader


def current_language() -> str:
    """The language of this context."""
    language = _chosen.get()
    if language is None and (language := _reader()):
        _chosen.set(
            language
        )  # the context is one reader's; asking at every sentence would cost more than the sentence
    return language or ENGLISH


def locale() -> "Locale":
    """How the language that is shown writes numbers, dates and lists: that of the sentences, so that the two never mix."""
    return _locale(current_language(), LOCALE)


def is_english() -> bool:
    """Whether it is English that is shown, which has notations of its own here, such as 24-11-2026."""
    return locale().language == ENGLISH


def _(message: str) -> str:
    """`message` in the language of this context."""
    return _translation(current_language(), LOCALE).gettext(message)


def ngettext(one: str, many: str, number: float) -> str:
    """`one` or `many` as `number` asks, in the language of this context."""
    return _translation(current_language(), LOCALE).ngettext(one, many, number)  # type: ignore[arg-type]


@cache
def _translation(language: str, folder: Path) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, folder, [language], fallback=True)


@cache
def _locale(language: str, folder: Path) -> "Locale":
    from babel.core import Locale, UnknownLocaleError

    if isinstance(_translation(language, folder), _gettext.GNUTranslations):
        try:
            return Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            pass
    return Locale.parse("en_GB")
