"""Escapes control characters before text from a file reaches a terminal."""

import re

# Control characters except tab and line end, lone surrogates, and overrides of the writing direction.
_UNSAFE = re.compile("(?!\r\n)[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def escape_text(text: str) -> str:
    """The text with each unsafe character as a Python escape: `\\x1b`, `\\u202e`."""
    return _UNSAFE.sub(lambda match: ascii(match[0])[1:-1], text)


def escape_json(document: str) -> str:
    """A JSON text with each unsafe character as a JSON escape, so that its values do not change."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", document)
