"""What further trials may bring, against what can be worked out by hand."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import beta

from trialmetrics.evidence.predictive import Believed, futures

DRAWS = 20_000


def test_a_candidate_that_always_serves_is_learnt_as_a_normal_mean():
    random = np.random.default_rng(1)
    served = random.normal(62, 8, DRAWS)
    believed = Believed(np.zeros(DRAWS), served, served, noise=16.0)
    found = futures(believed, 60, np.arange(200), 2, random)
    assert (found.nothing == 0).all()
    for n in (1, 2):
        # Precisions add: 1/64 of what is believed, n/256 of the trials.
        variance = 1 / (1 / 64 + n / 256)
        mean = variance * (62 / 64 + found.points[:, n] / 256)
        assert found.p_below[:, n] == pytest.approx(ndtr((60 - mean) / np.sqrt(variance)), abs=0.02)


def test_a_candidate_that_is_often_silent_is_learnt_as_a_rate():
    random = np.random.default_rng(2)
    nothing = random.beta(2, 6, DRAWS)
    believed = Believed(nothing, np.full(DRAWS, 80.0), (1 - nothing) * 80, noise=10.0)
    found = futures(believed, 60, np.arange(300), 3, random)
    for n in range(4):
        # True score below 60: silent in more than a quarter.
        expected = beta.sf(0.25, 2 + found.nothing[:, n], 6 + n - found.nothing[:, n])
        assert found.p_below[:, n] == pytest.approx(expected, abs=0.02)
    assert found.nothing[:, 3].mean() == pytest.approx(3 / 4, abs=0.15)


def test_what_is_expected_of_tomorrow_is_what_is_believed_today():
    random = np.random.default_rng(3)
    nothing, served = random.beta(1, 5, 4000), random.normal(70, 10, 4000)
    believed = Believed(nothing, served, (1 - nothing) * served, noise=18.0)
    found = futures(believed, 60, random.integers(0, 4000, 4000), 3, random)
    assert found.p_below.mean(axis=0) == pytest.approx(np.full(4, found.p_below[0, 0]), abs=0.02)
