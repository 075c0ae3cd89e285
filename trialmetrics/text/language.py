"""The current language: gettext translations, and the locale for numbers, dates and lists.

Users share processes and threads, so the language belongs to the current context (`contextvars`), not to the process.
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
    """Set the language ('en', 'nl', ...) of this context; English is shown where there is no catalogue."""
    _chosen.set(language)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Use `language` within the block, for work done for a user in another thread."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


def set_language_source(reader: Callable[[], str | None]) -> None:
    """Set the function that gives the language of contexts without one; None from it means English."""
    global _reader
    _reader = reader


def current_language() -> str:
    """The language of this context."""
    language = _chosen.get()
    if language is None and (language := _reader()):
        # Stored, as a context serves one user, and asking for every sentence would cost more than the sentence.
        _chosen.set(language)
    return language or ENGLISH


def locale() -> "Locale":
    """The locale for numbers, dates and lists; British English where the language has no translations, so that text and
    notation never mix."""
    return _locale(current_language(), LOCALE)


def is_english() -> bool:
    """Whether English is shown, for which dates and percentages have a notation of our own, such as 24-11-2026."""
    return locale().language == ENGLISH


def _(message: str) -> str:
    """`message` in the language of this context."""
    return _translation(current_language(), LOCALE).gettext(message)


def ngettext(one: str, many: str, number: float) -> str:
    """`one` or `many` depending on `number`, in the language of this context."""
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
