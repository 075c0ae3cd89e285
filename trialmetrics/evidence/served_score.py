"""What trials that came to something are worth: levels of categories, candidates and testers crossed.

    y = mu + c[category] + u[candidate] + v[tester] + e

Priors of the standard deviations, in points: half-t with FREEDOM and scale SPREAD for su and sc (Gelman 2006, Bayesian
Analysis 1:515); for sv and se densities that rise from nothing at zero to SEVERITY and NOISE and then fall slowly (gammas
with shape 2; Chung and others 2013, Psychometrika 78:685): a handful of testers, or of trials, cannot show that they agree,
and the level of all scores hangs on the testers. The scales were chosen for calibration (tests/evidence/worlds.py); where
trials are repeated that of se makes no difference. What a candidate is worth is mu + c + u: the tester is taken out.
"""

import numpy as np

from trialmetrics.evidence.effect_posterior import Effects, effects
from trialmetrics.evidence.tester_sums import Cells, summed

SPREAD, FREEDOM = 11.0, 4.0  # points, degrees of freedom of the priors of su and sc
SEVERITY, NOISE = 13.0, 13.0  # points; where the priors of sv and se are highest


def served(cells: Cells, category: np.ndarray) -> Effects:
    """Fit what a served trial of each of S candidates is worth; `category` (S,) 0..K-1."""
    return effects(summed(cells, category), log_prior)


def log_prior(su: np.ndarray, sc: np.ndarray, sv: np.ndarray, se: np.ndarray) -> np.ndarray:
    """The log of the prior density of the standard deviations, but for a constant."""
    log = sum(-(FREEDOM + 1) / 2 * np.log1p((each / SPREAD) ** 2 / FREEDOM) for each in (su, sc))
    return log + np.log(sv) - sv / SEVERITY + np.log(se) - se / NOISE
