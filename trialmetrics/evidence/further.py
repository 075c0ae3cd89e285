"""What further trials may be expected to bring: how likely they settle it, and how many it takes.

Before n trials are seen, the mean that they will lead to is normal around today's, with the variance that they take away
(preposterior analysis, Raiffa & Schlaifer 1961, Applied Statistical Decision Theory, chapter 5).
"""

import numpy as np
from scipy.special import ndtr, ndtri

from trialmetrics.evidence.posterior import Posterior

MOST = 99  # more than anybody would place; shown as such
SMALLEST = 1e-6  # points; a standard deviation is never quite zero


def further_trials(
    mean: np.ndarray,
    sd: np.ndarray,
    noise: np.ndarray | float,
    threshold: np.ndarray,
    out_at: float,
    in_at: float,
) -> np.ndarray:
    """The least number of further trials after which it is as likely as not to be settled, (S,) whole numbers, 1-99.

    `mean` and `sd` (S,) of the true scores, `noise` points between trials, one for all or (S,). Settled: P(true
    score < threshold) at least `out_at` or at most `in_at`.
    """
    needed = np.full(len(mean), float(MOST))
    for n in range(MOST, 0, -1):
        chance = sum(chances(mean, sd, noise, threshold, out_at, in_at, np.full(len(mean), n)))
        needed[chance >= 0.5] = n
    return needed


def chances(
    mean: np.ndarray,
    sd: np.ndarray,
    noise: np.ndarray | float,
    threshold: np.ndarray,
    out_at: float,
    in_at: float,
    n: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Chances (S,), (S,) that after `n` (S,) further trials, at least one each, it is clearly out, and clearly in."""
    left, moves = after(sd, noise, n)
    out = ndtr((threshold - ndtri(out_at) * left - mean) / moves)
    into = ndtr((mean - threshold + ndtri(in_at) * left) / moves)
    return out, into


def after(sd: np.ndarray, noise: np.ndarray | float, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """After `n` further trials: the standard deviation left, and how far the mean moves until then (its own)."""
    left = sd * noise / np.sqrt(noise**2 + n * sd**2)
    return np.maximum(left, SMALLEST), np.sqrt(np.maximum(sd**2 - left**2, SMALLEST**2))


def trial_noise(posterior: Posterior) -> np.ndarray:
    """Points between each supplier's trials (S,) by testers who are not known exactly: what one further trial is worth.

    The variance between its trials by one tester, and what is not known of the testers' severity, on average over them.
    """
    if not posterior.seen.shape[1]:
        return posterior.trial_sds
    centre, spread = posterior.centre[:, 1:], (posterior.root[:, 1:] ** 2).sum(axis=2)
    unknown = posterior.weight @ (spread + (centre - posterior.weight @ centre) ** 2)
    return np.sqrt(posterior.trial_sds**2 + unknown.mean())
