"""Checks translations before they are compiled: each must have the placeholders of its source.

    python -m trialmetrics.text.check_catalogues CATALOGUE.po...

Prints a line per wrong translation; exit status 1 if there is any.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.pofile import read_po


def wrong_translations(catalogue: Path) -> Iterator[str]:
    """A line per translation whose placeholders are not those of its source; what is not translated is left out."""
    with catalogue.open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield from (
                    f"{catalogue}:{line}: {text!r}" for line, text in _wrong(message, message.lineno or 0)
                )


def _wrong(message: Message, line: int) -> Iterator[tuple[int, str]]:
    sources = [_placeholders(source) for source in _texts(message.id)]
    # In a language's singular the number itself may be left out, as in the source's.
    needed, allowed = set.intersection(*sources), set.union(*sources)
    for text in filter(None, _texts(message.string or "")):
        try:
            if not needed <= _placeholders(text) <= allowed:
                yield line, text
        except ValueError:
            yield line, text


def _texts(message: str | Sequence[str]) -> list[str]:
    """One text, or the texts of singular and plural."""
    return [message] if isinstance(message, str) else [*message]


def _placeholders(text: str) -> set[str]:
    """The fields of a template with their conversions and formats. Raises ValueError for a lone brace."""
    return {
        f"{field}!{conversion}:{specification}"
        for _literal, field, specification, conversion in Formatter().parse(text)
        if field is not None
    }


def main(catalogues: Sequence[str]) -> int:
    """Check the catalogues. Returns the exit status."""
    wrong = [line for catalogue in catalogues for line in wrong_translations(Path(catalogue))]
    for line in wrong:
        print(line)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
