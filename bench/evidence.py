"""Benchmark of the evidence model for many candidates: seconds and peak memory, one process per size.

    python -m bench.evidence

Per size: the fit, the scores with both intervals and the probability below the threshold, and the ranks of joint draws.
"""

import resource
import subprocess
import sys
import time

import numpy as np

from trialmetrics.evidence import Cells, draws_for, fit, rank_points, ranks_drawn

SIZES = ((1_000, 10), (100_000, 10), (100_000, 100))  # candidates, testers
CATEGORIES = 8
CELLS = 10  # non-empty cells per candidate


def main() -> None:
    """Print a line per size."""
    if len(sys.argv) == 3:
        _measure(int(sys.argv[1]), int(sys.argv[2]))
        return
    for candidates, testers in SIZES:
        subprocess.run([sys.executable, "-m", "bench.evidence", str(candidates), str(testers)], check=True)


def _measure(candidates: int, testers: int) -> None:
    random = np.random.default_rng(1)
    cells = _cells(random, candidates, testers)
    category = random.integers(0, CATEGORIES, candidates)
    served = np.bincount(cells.candidate, cells.n).astype(int)
    nothing = random.binomial(served, random.beta(1, 9, candidates))
    started = time.process_time()
    timestamps = [time.perf_counter()]
    posterior = fit(cells, category, nothing, served + nothing, zero=0.0)
    timestamps.append(time.perf_counter())
    _figures = posterior.mean, posterior.sd, posterior.interval(0.9), posterior.interval(0.5)
    _below = posterior.below(60.0)
    timestamps.append(time.perf_counter())
    draws = draws_for(candidates)
    rank_points(np.concatenate([ranks_drawn(draw) for draw in posterior.drawn(draws)]))
    timestamps.append(time.perf_counter())
    busy = time.process_time() - started
    fitting, scores, ranks = np.diff(timestamps)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"evidence, {candidates:,} candidates, {testers} testers, {len(cells.n):,} cells, {draws:,} draws: "
        f"{timestamps[-1] - timestamps[0]:.2f} s, {busy:.2f} s of a core "
        f"(fit {fitting:.2f}, scores {scores:.2f}, ranks {ranks:.2f}), peak {peak:.2f} GB"
    )


def _cells(random: np.random.Generator, candidates: int, testers: int) -> Cells:
    """Sums of 1-4 trials in CELLS cells per candidate."""
    candidate = np.repeat(np.arange(candidates), min(CELLS, testers))
    first = random.integers(0, testers, candidates)
    tester = (first[candidate] + np.tile(np.arange(min(CELLS, testers)), candidates)) % testers
    n = random.integers(1, 5, len(candidate))
    mean = random.normal(60, 12, candidates)[candidate] + random.normal(0, 5, testers)[tester]
    noise = random.normal(0, 18, (len(n), 4)) * (np.arange(4) < n[:, None])
    sum_y = n * mean + noise.sum(axis=1)
    sum_yy = n * mean**2 + 2 * mean * noise.sum(axis=1) + (noise**2).sum(axis=1)
    return Cells(candidate, tester, n, sum_y, sum_yy)


if __name__ == "__main__":
    main()
