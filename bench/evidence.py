"""Evidence for many suppliers: seconds and peak memory, each size in a process of its own.

    python -m bench.evidence

1,000 suppliers and 10 testers: fit, score, interval, probability, rank interval. 100,000 suppliers with a million cells: the
same with 1,000 draws; pairs and grades are for at most 500 suppliers shown.
"""

import resource
import subprocess
import sys
import time

import numpy as np

from trialmetrics.evidence import fit
from trialmetrics.standing import draws_for, standing

SIZES = ((1_000, 10), (100_000, 10), (100_000, 100))  # suppliers, testers
CELLS = 10  # of each supplier that are not empty


def main() -> None:
    """Print a line per size."""
    if len(sys.argv) == 3:
        _measure(int(sys.argv[1]), int(sys.argv[2]))
        return
    for suppliers, testers in SIZES:
        subprocess.run([sys.executable, "-m", "bench.evidence", str(suppliers), str(testers)], check=True)


def _measure(suppliers: int, testers: int) -> None:
    supplier, tester, n, sum_y, sum_yy = _cells(suppliers, testers)
    begin, started = time.perf_counter(), time.process_time()
    posterior = fit(supplier, tester, n, sum_y, sum_yy, suppliers=suppliers, testers=testers)
    fitted = time.perf_counter()
    posterior.mean, posterior.interval(0.9), posterior.below(60.0)
    known = time.perf_counter()
    standing(posterior.drawn(draws_for(suppliers)))
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    busy = time.process_time() - started
    draws = draws_for(suppliers)
    print(
        f"evidence, {suppliers:,} suppliers, {testers} testers, {len(n):,} cells, {draws:,} draws:", end=" "
    )
    print(f"{end - begin:.2f} s, {busy:.2f} s of a core", end=" ")
    print(
        f"(fit {fitted - begin:.2f}, scores {known - fitted:.2f}, ranks {end - known:.2f}), peak {peak:.2f} GB"
    )


def _cells(suppliers: int, testers: int) -> list[np.ndarray]:
    """Sums of 1-4 trials in CELLS cells per supplier."""
    random = np.random.default_rng(1)
    supplier = np.repeat(np.arange(suppliers), min(CELLS, testers))
    first = random.integers(0, testers, suppliers)
    tester = (first[supplier] + np.tile(np.arange(min(CELLS, testers)), suppliers)) % testers
    n = random.integers(1, 5, len(supplier))
    mean = random.normal(60, 12, suppliers)[supplier] + random.normal(0, 5, testers)[tester]
    noise = random.normal(0, 18, (len(n), 4)) * (np.arange(4) < n[:, None])
    sum_y = n * mean + noise.sum(axis=1)
    sum_yy = n * mean**2 + 2 * mean * noise.sum(axis=1) + (noise**2).sum(axis=1)
    return [supplier, tester, n, sum_y, sum_yy]


if __name__ == "__main__":
    main()
