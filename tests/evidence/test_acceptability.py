"""Ranks when measurements and weights are uncertain, by hand."""

import numpy as np
import pytest

from trialmetrics.evidence import (
    acceptability,
    any_weights,
    central_weights,
    confidence,
    utilities,
    weight_between,
    weights_around,
)

NAN = np.nan


def test_acceptability_counts_ranks():
    values = np.array([[3.0, 2, 1], [3, 1, 2], [1, 2, 3], [3, 2, 1]])
    assert acceptability(values).tolist() == [[0.75, 0, 0.25], [0, 0.75, 0.25], [0.25, 0.25, 0.5]]


def test_who_has_no_value_has_no_rank_and_equals_share_the_better_one():
    assert acceptability(np.array([[NAN, 1.0, 2.0]])).tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert acceptability(np.array([[5.0, 5.0, 2.0]])).tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert acceptability(np.full((2, 2), NAN)).tolist() == [[0, 0], [0, 0]]


def test_central_weights_are_those_under_which_one_is_first():
    # a is better on the first criterion, b on the second by as much: a is first where the first counts more.
    measurements = np.tile([[1.0, 0.0], [0.0, 1.0]], (3, 1, 1))
    weights = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8]])
    values = utilities(measurements, weights)
    assert values.tolist() == [[0.9, 0.1], [0.7, 0.3], [0.2, 0.8]]
    central = central_weights(values, weights)
    assert central == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8]]))
    assert confidence(measurements, central).tolist() == [1, 1]


def test_who_never_is_first_has_no_central_weights():
    measurements = np.array([[[2.0, 2.0], [1.0, 1.0]]])
    central = central_weights(np.array([[2.0, 1.0]]), np.array([[0.5, 0.5]]))
    assert np.isnan(central[1]).all()
    assert np.array_equal(confidence(measurements, central), [1, NAN], equal_nan=True)


def test_weights_around_have_the_mean_and_the_spread_of_a_dirichlet():
    drawn = weights_around(np.array([20.0, 80, 0]), 25.0, 40_000)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(40_000))
    assert drawn.mean(axis=0) == pytest.approx([0.2, 0.8, 0], abs=0.002)
    assert (drawn[:, 2] == 0).all()
    # Variance m (1 - m) / (concentration + 1).
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(0.2 * 0.8 / 26), rel=0.02)
    low, high = weight_between(0.2, 25.0, 0.9)
    assert ((drawn[:, 0] > low) & (drawn[:, 0] < high)).mean() == pytest.approx(0.9, abs=0.006)
    assert np.array_equal(weights_around(np.ones(3), 5, 4), weights_around(np.ones(3), 5, 4))


def test_any_weights_are_uniform():
    drawn = any_weights(3, 40_000)
    # On the simplex of three: P(first weight > 1/2) = 1/4.
    assert (drawn[:, 0] > 0.5).mean() == pytest.approx(0.25, abs=0.01)
