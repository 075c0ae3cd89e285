"""An artificial language: every sentence in its brackets, so that what is in another language shows."""

import contextvars
import gettext
from collections.abc import Callable
from typing import TypeVar

from trialmetrics.text import language

Told = TypeVar("Told")


class Marked(gettext.NullTranslations):
    """The sentences of the language `name`."""

    def __init__(self, name: str, _folder: object = None) -> None:
        super().__init__()
        self.name = name

    def gettext(self, message: str) -> str:
        return f"<{self.name} {message}>"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"<{self.name} {msgid1 if n == 1 else msgid2}>"


def told_in(name: str, say: Callable[[], Told]) -> Told:
    """What is said to a reader of this language."""

    def chosen() -> Told:
        language.use_language(name)
        return say()

    return contextvars.copy_context().run(chosen)
