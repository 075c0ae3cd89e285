"""Agreement of raters, worked out by hand."""

import numpy as np
import pytest

from trialmetrics.evidence.agreement import alpha


def rated(*units):
    """Unit and value of each rating, from the ratings of each unit."""
    unit = np.repeat(np.arange(len(units)), [len(each) for each in units])
    return unit, np.array([value for each in units for value in each], float)


def test_interval_alpha_by_hand():
    # Within: 2 ordered pairs 1 apart in the first unit (1 + 1) / (2 - 1); the second agrees. Expected, of 1, 2, 4, 4:
    # ordered pairs 2 x (1 + 9 + 9 + 4 + 4 + 0) = 54. 1 - 3 x 2 / 54.
    assert alpha(*rated([1, 2], [4, 4])) == pytest.approx(1 - 6 / 54)


def test_agreement_is_one_and_contradiction_below_zero():
    assert alpha(*rated([1, 1], [3, 3], [5, 5, 5])) == 1
    assert alpha(*rated([1, 5], [5, 1])) == pytest.approx(1 - 3 * 64 / 128)
    chance = np.random.default_rng(0).integers(1, 6, (4000, 2))
    assert alpha(*rated(*chance)) == pytest.approx(0, abs=0.05)


def test_units_rated_once_say_nothing():
    assert alpha(*rated([1, 2], [4, 4], [5], [1])) == alpha(*rated([1, 2], [4, 4]))


@pytest.mark.parametrize("units", [[], [[3], [4]], [[3, 3], [3, 3]]])
def test_without_two_ratings_or_two_values_there_is_nothing_to_say(units):
    assert np.isnan(alpha(*rated(*units)))


def test_a_ratio_of_nothing_to_nothing_is_no_distance():
    # Within: 0 and 2 are 1 apart, in two orders. Expected, of 0, 0, 0, 2, 1, 1: 3 pairs 0-2 and 6 pairs 0-1, each 1
    # apart, and 2 pairs 1-2, each 1/9 apart, all in two orders.
    expected = 2 * (3 + 6 + 2 / 9)
    assert alpha(*rated([0, 0], [0, 2], [1, 1]), "ratio") == pytest.approx(1 - 5 * 2 / expected)
