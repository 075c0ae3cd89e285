"""How many further trials are expected to settle it."""

import numpy as np
from scipy.special import ndtr, ndtri

MOST = 99  # more than anybody would place; shown as such


def further_trials(
    mean: np.ndarray, sd: np.ndarray, trial_sd: float, threshold: np.ndarray, out_at: float, in_at: float
) -> np.ndarray:
    """The least number of further trials after which it is as likely as not to be settled, (S,) whole numbers, 1-99.

    `mean` and `sd` (S,) of the true scores, `trial_sd` points between trials of one supplier. Settled: P(true score <
    threshold) at least `out_at` or at most `in_at`. Before the n trials are seen, the mean that they will lead to is
    normal around today's, with the variance that they take away (preposterior analysis, Raiffa & Schlaifer 1961).
    """
    needed = np.full(len(mean), float(MOST))
    for n in range(MOST, 0, -1):
        left = sd * trial_sd / np.sqrt(trial_sd**2 + n * sd**2)
        moves = np.sqrt(np.maximum(sd**2 - left**2, 1e-12))
        out = ndtr((threshold - ndtri(out_at) * left - mean) / moves)
        into = 1 - ndtr((threshold - ndtri(in_at) * left - mean) / moves)
        needed[out + into >= 0.5] = n
    return needed
