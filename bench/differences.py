"""Compares two JSON documents, and finds verdicts that a tiny change in p_below would flip."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

TOLERANCE = 1e-9  # of a number, relative to max(1, |number|)
MARGIN = 1e-6  # largest distance of p_below from a limit of the policy that counts as a close call


class Difference(NamedTuple):
    """A path in a document, such as `suppliers[3].score`, and the two values there."""

    path: str
    before: Any
    after: Any


class CloseCall(NamedTuple):
    """A candidate whose `p_below` is within MARGIN of the policy limit called `limit`."""

    path: str
    p_below: float
    limit: str


def differences(before: Any, after: Any, path: str = "") -> Iterator[Difference]:
    """The differences between two documents.

    Texts, whole numbers, list order and missing values are compared exactly, other numbers within TOLERANCE. Lists of
    unequal length are one difference; the order of names in an object does not matter.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            inner = f"{path}.{name}" if path else name
            if name in before and name in after:
                yield from differences(before[name], after[name], inner)
            else:
                yield Difference(inner, before.get(name, "(missing)"), after.get(name, "(missing)"))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield Difference(path, f"({len(before)} items)", f"({len(after)} items)")
            return
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif not _same(before, after):
        yield Difference(path, before, after)


def _same(before: Any, after: Any) -> bool:
    if type(before) is float and type(after) is float:
        return math.isclose(
            before, after, rel_tol=0, abs_tol=TOLERANCE * max(1.0, min(abs(before), abs(after)))
        )
    # 1, 1.0 and True are equal in Python, but a count, a measure and a yes are not the same in a document.
    return type(before) is type(after) and bool(before == after)


def close_calls(ranking: Mapping[str, Any], limits: Mapping[str, float]) -> Iterator[CloseCall]:
    """The candidates of a document of `rank --json` whose `p_below` is within MARGIN of a limit (name -> probability)."""
    for number, candidate in enumerate(ranking["suppliers"]):
        p_below = candidate["p_below"]
        for name, limit in limits.items():
            if p_below is not None and abs(p_below - limit) <= MARGIN:
                yield CloseCall(f"suppliers[{number}].p_below", p_below, name)
