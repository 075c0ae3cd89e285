"""Times two functions in interleaved pairs, so that other load on the machine affects both alike."""

import statistics
import time
from collections.abc import Callable

PAIRS = 3


def print_ratio(
    name: str, ours: Callable[[], object], other: Callable[[], object], number: int = PAIRS
) -> None:
    """Time both functions `number` times; print the median ratio of their times and both medians."""
    times: list[tuple[float, float]] = [(_time(ours), _time(other)) for _ in range(number)]
    ratio = statistics.median(a / b for a, b in times)
    our_time, other_time = (statistics.median(times_of_one) for times_of_one in zip(*times, strict=True))
    print(f"{name:40} {ratio:7.2f}   ({our_time:.3f} s / {other_time:.3f} s)")


def _time(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin
