"""Whom to reject by probability, so that few of the rejections are expected to be wrong."""

import numpy as np


def rejection_set(p_below: np.ndarray, eligible: np.ndarray, least: float, wrong: float) -> np.ndarray:
    """Who is rejected (S,) yes/no: the largest number of eligible suppliers, taken in order of falling `p_below` (all
    at least `least`), whose mean of 1 - p_below is at most `wrong`.

    1 - p_below is the probability that the rejection is wrong: a local false discovery rate (Efron 2010), and its mean
    over the set the expected share of wrong ones. Ties are taken in the order given.
    """
    candidates = np.flatnonzero(eligible & (np.nan_to_num(p_below, nan=-1.0) >= least))
    order = candidates[np.argsort(-p_below[candidates], kind="stable")]
    expected = np.cumsum(1 - p_below[order]) / np.arange(1, len(order) + 1)
    # A mean of decimals such as .08, .12 may miss its exact value by a rounding error.
    within = np.flatnonzero(expected <= wrong + 1e-12)
    rejected = np.zeros(len(p_below), dtype=bool)
    if len(within):
        rejected[order[: within[-1] + 1]] = True
    return rejected
