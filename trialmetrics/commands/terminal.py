"""What a terminal is shown: no character of a file moves its cursor, rings its bell or turns its text around."""

import re

# Control characters (not a tab, a line end), half characters, and what overrides the direction of writing.
_COMMANDS = re.compile("(?!\r\n)[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with each such character as its code: `\\x1b`, `\\u202e`."""
    return _COMMANDS.sub(lambda sign: ascii(sign[0])[1:-1], text)


def exact(document: str) -> str:
    """A JSON document with each such character escaped as JSON has it, so that its values stay what they are."""
    return _COMMANDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", document)
