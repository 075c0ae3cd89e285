"""Whom to reject by probability, so that few of the rejections are expected to be wrong."""

import numpy as np

# A mean of decimals such as .08, .12 may miss its exact value by a rounding error.
ROUNDING = 1e-12


def rejection_set(p_below: np.ndarray, eligible: np.ndarray, least: float, wrong: float) -> np.ndarray:
    """Who is rejected (..., S) yes/no: the largest number of eligible suppliers, taken in order of falling `p_below`
    (all at least `least`), whose mean of 1 - p_below is at most `wrong`.

    `p_below` (..., S), of one ranking or of many; `eligible` (S,) yes/no or of the same shape. 1 - p_below is the
    probability that the rejection is wrong: a local false discovery rate (Efron 2010), and its mean over the set the
    expected share of wrong ones. Ties are taken in the order given.
    """
    candidate = eligible & (np.nan_to_num(p_below, nan=-1.0) >= least)
    # Nobody else is ever taken: a certain error is more than any share that may be wrong.
    error = np.where(candidate, 1 - p_below, np.inf)
    order = np.argsort(error, axis=-1, kind="stable")
    rising = np.take_along_axis(error, order, axis=-1)
    within = np.cumsum(rising, axis=-1) / np.arange(1, error.shape[-1] + 1) <= wrong + ROUNDING
    rejected = np.zeros(error.shape, dtype=bool)
    # The mean of rising numbers rises, so those within are the first ones.
    np.put_along_axis(rejected, order, within, axis=-1)
    return rejected


def room(p_below: np.ndarray, rejected: np.ndarray, least: float, wrong: float) -> float:
    """The `p_below` from which one more supplier would be rejected, beside those that are: at least `least`."""
    errors = 1 - p_below[rejected]
    return max(least, 1 - (wrong * (len(errors) + 1) - float(errors.sum())))
