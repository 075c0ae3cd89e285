"""Whose trials vary more: by hand where it can be, else in the right direction and within bounds."""

import numpy as np
import pytest

from trialmetrics.evidence.noise import FEWEST, RANGE, WORTH, relative_variance


def test_nothing_is_said_from_few_repeated_trials_or_without_any_difference():
    one = np.ones(FEWEST)
    assert list(relative_variance(np.linspace(20, 80, FEWEST), one, np.zeros(FEWEST))) == list(one)
    assert list(relative_variance(np.array([50.0, 60.0]), np.array([9.0, 9.0]), np.zeros(2))) == [1, 1]


def test_a_suppliers_own_variance_is_drawn_to_the_common_one():
    # All score alike, so there is no trend. Common 1,000 / 20 = 50; own 1.5 and .5 of it with 10 repeated trials each.
    found = relative_variance(np.full(2, 60.0), np.array([11.0, 11.0]), np.array([750.0, 250.0]))
    least, most = [(worth * 1 + 10 * 1.5) / (worth + 10) for worth in (max(WORTH), min(WORTH))]
    assert least < found[0] < most
    assert found.sum() == pytest.approx(2)


def test_who_scores_low_and_varies_more_sets_the_trend_for_those_with_one_trial():
    score, trials = np.array([30.0, 35, 80, 85, 30, 85]), np.array([9.0, 9, 9, 9, 1, 1])
    squares = np.array([8 * 600.0, 8 * 600, 8 * 200, 8 * 200, 0, 0])
    found = relative_variance(score, trials, squares)
    assert found[4] > 1 > found[5]


def test_it_stays_within_bounds():
    found = relative_variance(np.array([0.0, 100, 50]), np.array([99.0, 99, 99]), np.array([0.0, 1e6, 10]))
    assert ((found >= RANGE[0]) & (found <= RANGE[1])).all()
