"""How often each alternative takes each rank when neither the measurements nor the weights are known exactly.

Stochastic multicriteria acceptability analysis: Lahdelma & Salminen 2001, Operations Research 49:444 (SMAA-2).
"""

import numpy as np
from scipy.stats import beta, rankdata


def acceptability(values: np.ndarray) -> np.ndarray:
    """The share of D draws in which alternative a takes rank r: (A, A), from `values` (D, A), higher is better.

    NaN takes no rank; equal values share the better one.
    """
    alternatives = values.shape[1]
    placed = rankdata(-values, method="min", axis=1, nan_policy="omit")
    places = np.arange(1, alternatives + 1)
    shares = [(placed[:, [each]] == places).mean(axis=0) for each in range(alternatives)]
    return np.array(shares).reshape(alternatives, alternatives)


def utilities(measurements: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted mean of the criteria per draw and alternative (D, A), from (D, A, C) and `weights` (D, C) or (C,)."""
    return (measurements @ weights[..., None])[..., 0]


def central_weights(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The mean of the weights under which each alternative is first (A, C): what somebody must value to prefer it.

    `values` (D, A), `weights` (D, C). NaN where an alternative never is first.
    """
    first = values == np.nanmax(values, axis=1, keepdims=True)
    times = first.sum(axis=0)[:, None]
    return np.where(times > 0, first.T @ weights / np.maximum(times, 1), np.nan)


def confidence(measurements: np.ndarray, central: np.ndarray) -> np.ndarray:
    """How often each alternative is first, the measurements varying, under its own central weights (A,).

    `measurements` (D, A, C), `central` (A, C). NaN where an alternative never is first.
    """
    firsts = [(utilities(measurements, each).argmax(axis=1) == a).mean() for a, each in enumerate(central)]
    return np.where(np.isnan(central).any(axis=1), np.nan, firsts)


def weights_around(centre: np.ndarray, concentration: float, draws: int, seed: int = 0) -> np.ndarray:
    """Random weights (draws, C), each summing to 1, with mean `centre` (C,) normalised: Dirichlet.

    The larger the `concentration` the nearer; a weight of 0 stays 0. Infinite spread is `any_weights`.
    """
    share = centre / centre.sum()
    kept = share > 0
    drawn = np.zeros((draws, len(share)))
    drawn[:, kept] = np.random.default_rng(seed).dirichlet(concentration * share[kept], draws)
    return drawn


def any_weights(criteria: int, draws: int, seed: int = 0) -> np.ndarray:
    """Random weights (draws, criteria), each summing to 1, every set of weights as likely as any other."""
    return np.random.default_rng(seed).dirichlet(np.ones(criteria), draws)


def weight_between(share: float, concentration: float, level: float) -> tuple[float, float]:
    """Between which values a weight of mean `share` lies with probability `level` under `weights_around`."""
    low, high = beta.ppf(
        [(1 - level) / 2, (1 + level) / 2], concentration * share, concentration * (1 - share)
    )
    return float(low), float(high)
