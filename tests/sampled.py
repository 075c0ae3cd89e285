"""Some of many cases on every run, all of them in the soak."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """One in `every` cases on every run, the first among them; the others are marked `soak`. A plain tuple is one case's values."""
    return [
        pytest.param(
            *(case if type(case) is tuple else (case,)), marks=pytest.mark.soak if number % every else ()
        )
        for number, case in enumerate(cases)
    ]
