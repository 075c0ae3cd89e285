"""Ours and another, timed in interleaved pairs: what else the machine does falls on both alike."""

import statistics
import time
from collections.abc import Callable

PAIRS = 3


def pairs(name: str, ours: Callable[[], object], other: Callable[[], object], number: int = PAIRS) -> None:
    """Print the median ratio of the times of two functions, and their median times."""
    times: list[tuple[float, float]] = [(_time(ours), _time(other)) for _ in range(number)]
    ratio = statistics.median(a / b for a, b in times)
    mine, theirs = (statistics.median(each) for each in zip(*times, strict=True))
    print(f"{name:40} {ratio:7.2f}   ({mine:.3f} s / {theirs:.3f} s)")


def _time(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin
