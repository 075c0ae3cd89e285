"""The reader's language: gettext, chosen per thread of work so that two readers never share one."""

import gettext as _gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "trialmetrics"
LOCALE = Path(__file__).parent / "locale"

_chosen: ContextVar[str] = ContextVar("language", default="en")


def choose(language: str) -> None:
    """Show sentences in `language` ('en', 'nl', ...) from here on in this context; unknown ones show English."""
    _chosen.set(language)


def chosen() -> str:
    """The language chosen in this context."""
    return _chosen.get()


def _(message: str) -> str:
    """`message` in the chosen language."""
    return _translation(_chosen.get()).gettext(message)


def ngettext(one: str, many: str, number: float) -> str:
    """`one` or `many` as `number` asks, in the chosen language."""
    return _translation(_chosen.get()).ngettext(one, many, number)  # type: ignore[arg-type]


@cache
def _translation(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE, [language], fallback=True)
