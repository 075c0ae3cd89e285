"""What further trials may be expected to bring: how likely they settle it, and how many it takes.

Before n trials are seen, the mean that they will lead to is normal around today's, with the variance that they take away
(preposterior analysis, Raiffa & Schlaifer 1961, Applied Statistical Decision Theory, chapter 5). Where today's stands
is read off today's probability to be below the threshold, so that the two never contradict each other.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from trialmetrics.evidence.posterior import HIGHEST, Posterior

MOST = 99  # more than anybody would place; shown as such
SMALLEST = 1e-6  # a standard deviation, or probability, is never quite zero


def further_trials(
    p_below: np.ndarray, sd: np.ndarray, noise: np.ndarray, *, out_at: float, in_at: float
) -> np.ndarray:
    """The least number of further trials after which it is as likely as not to be settled, (S,) whole numbers, 1-99.

    (S,) each: `p_below` and `sd` of the true scores, `noise` points between trials. Settled: see `settled`.
    """
    needed = np.full(len(p_below), float(MOST))
    for n in range(MOST, 0, -1):
        needed[sum(settled(p_below, sd, noise, n, out_at=out_at, in_at=in_at)) >= 0.5] = n
    return needed


def settled(
    p_below: np.ndarray,
    sd: np.ndarray,
    noise: np.ndarray,
    n: np.ndarray | int,
    *,
    out_at: float,
    in_at: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Chances (S,), (S,) that after `n` further trials, at least one, the probability to be below the threshold is at
    least `out_at`, and that it is at most `in_at`."""
    # In units of today's standard deviation: what is left of it, how far the mean moves, how far the threshold is.
    left = np.maximum(noise / np.sqrt(noise**2 + n * sd**2), SMALLEST)
    moves = np.sqrt(np.maximum(1 - left**2, SMALLEST**2))
    ahead = ndtri(np.clip(p_below, SMALLEST, 1 - SMALLEST))
    return ndtr((ahead - ndtri(out_at) * left) / moves), ndtr((ndtri(in_at) * left - ahead) / moves)


def trial_noise(posterior: Posterior) -> np.ndarray:
    """Points between trials of each candidate (S,) by testers who are not known exactly: what one further trial tells.

    A trial comes to nothing with probability q, else it differs by `served_noise`.
    """
    q, worth = posterior.came_to_nothing, posterior.served.mixture.moments(posterior.zero, HIGHEST)[0]
    return np.sqrt((1 - q) * served_noise(posterior) ** 2 + q * (1 - q) * (worth - posterior.zero) ** 2)


def served_noise(posterior: Posterior) -> float:
    """Points between served trials of one candidate: `trial_sd`, and what is not known of the testers' severity, on average
    over them."""
    severity, variance = posterior.served.severities(), posterior.trial_sd**2
    if severity.means.shape[1]:
        mean, square = severity.moments()
        variance += (square - mean**2).mean()
    return float(np.sqrt(variance))
