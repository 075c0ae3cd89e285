"""The likelihood from sums, and what is believed given the spreads, beside the same from the whole covariance of the trials."""

import numpy as np
import pytest

from tests.evidence.test_model import cells
from trialmetrics.evidence.effect_posterior import Effects
from trialmetrics.evidence.random_effects import Grid, Likelihood
from trialmetrics.evidence.tester_sums import summed

CANDIDATE = np.array([0, 0, 1, 1, 1, 2, 3, 3, 4, 4])
TESTER = np.array([0, 1, 1, 2, 0, -1, 2, 2, 0, 1])
CATEGORY = np.array([0, 1, 1, 2, 0])
Y = np.array([60.0, 45, 70, 72, 81, 50, 20, 33, 64, 58])
SPREADS = np.array([[12.0, 8, 5, 15], [3.0, 20, 9, 11], [25.0, 2, 1, 30]])  # su, sc, sv, se


def designs():
    """Which candidate, category and tester each trial has, as columns of 0 and 1."""
    return [np.eye(5)[CANDIDATE], np.eye(3)[CATEGORY[CANDIDATE]], np.eye(4)[TESTER][:, :3]]


def whole(su, sc, sv, se):
    """Restricted log-likelihood but for a constant, and mean and covariance of mu + c + u, by generalized least squares."""
    parts = [s**2 * z @ z.T for s, z in zip((su, sc, sv), designs(), strict=True)]
    covariance = sum(parts) + se**2 * np.eye(len(Y))
    inverse, one = np.linalg.inv(covariance), np.ones(len(Y))
    precision = one @ inverse @ one
    mu = one @ inverse @ Y / precision
    rest = Y - mu
    log = -0.5 * (np.linalg.slogdet(covariance)[1] + np.log(precision) + rest @ inverse @ rest)
    # mu + c + u of each candidate against the trials: the best linear unbiased prediction.
    own, level = su**2 * np.eye(5), sc**2 * (CATEGORY[:, None] == CATEGORY)
    with_trials = (own + level)[:, CANDIDATE]
    moved = 1 - with_trials @ inverse @ one
    centre = mu + with_trials @ inverse @ rest
    spread = own + level - with_trials @ inverse @ with_trials.T + np.outer(moved, moved) / precision
    return log, centre, np.sqrt(np.diag(spread))


def test_the_likelihood_and_the_effects_are_those_of_the_whole_covariance():
    sums = summed(cells(CANDIDATE, TESTER, Y), CATEGORY)
    data, expected = Likelihood(sums), [whole(*each) for each in SPREADS]
    logs = [data.log(each[None, :3] / each[3], each[3:])[0, 0] for each in SPREADS]
    assert np.diff(logs) == pytest.approx(np.diff([log for log, _centre, _sd in expected]))
    for each, (_log, centre, sd) in zip(SPREADS, expected, strict=True):
        ratios = each[None, :3] / each[3]
        found = Effects(sums, Grid(ratios, each[3:], np.ones((1, 1)), *data.solve(ratios))).mixture
        assert found.means[0] == pytest.approx(centre)
        assert found.sds[0] == pytest.approx(sd)


def test_a_difference_within_candidates_is_that_of_the_whole_covariance():
    """Large trials against small ones, the level of each candidate taken out: projected on what is left of the trials."""
    large = np.array([0, 1, 0, 1, 1, 0, 1, 0, 0, 1])
    candidate, category, tester = designs()
    su, sc, sv, se = SPREADS[0]
    left = np.linalg.svd(candidate)[0][:, 5:].T  # orthogonal to the candidates' means
    x, y = left @ large, left @ Y
    z = large[:, None] * candidate
    parts = [
        su**2 * z @ z.T,
        sc**2 * np.outer(large, large) * (category @ category.T),
        sv**2 * tester @ tester.T,
    ]
    covariance = left @ sum(parts) @ left.T + se**2 * np.eye(len(y))
    inverse = np.linalg.inv(covariance)
    m = x @ inverse @ y / (x @ inverse @ x)
    effect = su**2 * z.T + sc**2 * (CATEGORY[:, None] == CATEGORY[CANDIDATE]) * large
    expected = m + effect @ left.T @ inverse @ (y - m * x)

    order = np.argsort(large, kind="stable")
    one = [each[order] for each in (CANDIDATE, TESTER, Y)]
    sums = summed(
        type(cells(*one))(one[0], one[1], np.ones(10), one[2], one[2] ** 2), CATEGORY, large[order] == 1
    )
    ratios = SPREADS[:1, :3] / se
    centre, root = Likelihood(sums).solve(ratios)
    found = Effects(sums, Grid(ratios, np.array([se]), np.ones((1, 1)), centre, root)).mixture
    assert found.means[0] == pytest.approx(expected)
