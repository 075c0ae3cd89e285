"""Trials are not equally noisy: how much the trials of each supplier vary, beside the others."""

import numpy as np
from scipy.special import gammaln

# Trials' worth of the expected variance in a supplier's own; the one that the trials make likeliest is taken.
WORTH = (12.0, 25.0, 50.0, 100.0, 10_000.0)
SLOPE = 0.02  # per point of score: how much the variance may be expected to change, as a standard deviation
TREND = (0.4, 2.0)  # the variance that goes with a score, at least and at most, beside the common one
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
    worth = max(WORTH, key=lambda each: _likelihood(each, repeated, repeated * own / expected))
    return np.clip((worth * expected + repeated * own) / (worth + repeated), *RANGE)


def _likelihood(worth: float, repeated: np.ndarray, squares: np.ndarray) -> float:
    """The log of how likely the suppliers' relative sums of squares are, where their variances spread as `worth` says."""
    parts = (
        gammaln((worth + repeated) / 2)
        - gammaln(worth / 2)
        - repeated / 2 * np.log(worth)
        - (worth + repeated) / 2 * np.log1p(squares / worth)
    )
    return float(parts.sum())
