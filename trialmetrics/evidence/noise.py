"""Trials are not equally noisy: how much the trials of each supplier vary, beside the others."""

import numpy as np
from scipy.special import gammaln

# Trials' worth of the expected variance in a supplier's own: averaged by how likely each makes the trials.
WORTH = (12.0, 25.0, 50.0, 100.0, 10_000.0)
SLOPE = 0.02  # per point of score: how much the variance may be expected to change, as a standard deviation
TREND = (0.7, 2.0)  # the variance that goes with a score, at least and at most, beside the common one
RANGE = (0.25, 4.0)  # the same for a supplier's own
FEWEST = 5  # repeated trials; with fewer of them nothing is said


def relative_variance(score: np.ndarray, trials: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Variance between trials of a supplier over that of all suppliers, (S,).

    `score` (S,) what is believed of each supplier so far, `trials` (S,) how many, `squares` (S,) the sum of squared
    differences of its trials from their mean, tester taken out. Who is sometimes silent varies more than who
    always answers, so the variance follows the score on a line, drawn to level; a supplier's own variance is drawn to that
    line as in Smyth 2004 (Statistical Applications in Genetics 3:3).
    """
    repeated = np.maximum(trials - 1, 0)
    total = repeated.sum()
    common = squares.sum() / max(total, 1)
    if total < FEWEST or common <= 0:
        return np.ones(len(trials))
    own = np.divide(squares, repeated, out=np.full(len(trials), common), where=repeated > 0) / common
    beside = score - repeated @ score / total
    # The variance of a relative variance is 2 / repeated.
    slope = (repeated * beside) @ (own - 1) / (repeated @ beside**2 + 2 / SLOPE**2)
    expected = np.clip(1 + slope * beside, *TREND)
    worths = np.array(WORTH)[:, None]
    log = _likelihood(worths, repeated, repeated * own / expected)
    likely = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
    return np.clip(likely @ ((worths * expected + repeated * own) / (worths + repeated)), *RANGE)


def _likelihood(worth: np.ndarray, repeated: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """The log of how likely the relative sums of squares (S,) are, where the variances spread as each `worth` (K, 1) says."""
    parts = (
        gammaln((worth + repeated) / 2)
        - gammaln(worth / 2)
        - repeated / 2 * np.log(worth)
        - (worth + repeated) / 2 * np.log1p(squares / worth)
    )
    return parts.sum(axis=1)
