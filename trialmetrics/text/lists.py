"""Lists within a sentence."""

from collections.abc import Iterable
from typing import Literal

from babel.lists import format_list

from trialmetrics.text.language import locale


def listed(names: Iterable[str], last: Literal["and", "or"] = "and") -> str:
    """`a, b and c`, or with `or`, in the current language; empty for no names."""
    return format_list([*names], style="standard" if last == "and" else "or", locale=locale())
