"""Several things in a sentence."""

from collections.abc import Iterable
from typing import Literal

from babel.lists import format_list

from trialmetrics.text.language import locale


def listed(names: Iterable[str], last: Literal["and", "or"] = "and") -> str:
    """A list as a sentence has it: `a, b and c`, or with `or`; empty where there is nothing."""
    return format_list([*names], style="standard" if last == "and" else "or", locale=locale())
