"""Languages made for a test: every message of the code in another one, compiled as a translator's catalogue is."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from tests.conftest import ROOT
from trialmetrics.text.language import DOMAIN

ARTIFICIAL = "zz"  # in which whatever stayed behind in English is to be seen
OPEN, CLOSE = "⟦", "⟧"


def bracketed(message: str) -> str:
    """A message of the artificial language, which shows what stayed behind: all that is not in brackets."""
    return f"{OPEN}{message}{CLOSE}"


@cache
def messages() -> tuple[str | tuple[str, ...], ...]:
    """Every message that `make messages` finds; of those with a number the one and the many."""
    return tuple(
        message
        for folder in ("trialmetrics", "pages")
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), directory_filter=lambda _folder: True
        )
    )


def compiled(folder: Path, language: str, translated: Callable[[str], str] = bracketed) -> None:
    """Compile a catalogue of this language into a folder of catalogues."""
    catalog = Catalog()
    for message in messages():
        several = (message,) if isinstance(message, str) else message
        strings = tuple(map(translated, several))
        catalog.add(message, strings[0] if isinstance(message, str) else strings)
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalog)


def outside(text: str) -> Iterator[str]:
    """The parts of a text that stand in no bracket."""
    depth, part = 0, ""
    for letter in text:
        if letter == OPEN:
            depth += 1
            yield part
            part = ""
        elif letter == CLOSE:
            depth -= 1
        elif not depth:
            part += letter
    yield part
