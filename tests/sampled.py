"""Some of many cases on every run, all of them in the soak."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """One in `every` cases on every run, the first among them; the others are marked `soak`. A tuple is the values of one case."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.soak if number % every else ()
        )
        for number, case in enumerate(cases)
    ]
