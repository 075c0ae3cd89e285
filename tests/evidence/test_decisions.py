"""What follows from the model: ranks, whom to reject, how many more trials, waiting; by hand."""

import numpy as np
import pytest

from trialmetrics.evidence import (
    further_trials,
    median_waiting,
    probability_among_best,
    probability_better,
    rank_interval,
    ranks,
    rejection_set,
)


def test_ranks_share_places_and_leave_out_who_has_no_score():
    assert list(ranks(np.array([50.0, 70.0, 70.0, 10.0]))) == [3, 1, 1, 4]
    assert np.array_equal(ranks(np.array([np.nan, 5.0])), [np.nan, 1], equal_nan=True)


def test_rank_intervals_by_hand():
    # Of twenty draws the first supplier is best in eighteen and second in two.
    draws = np.array([[2.0, 1.0]] * 18 + [[1.0, 2.0]] * 2)
    low, high = rank_interval(draws)
    assert (list(low), list(high)) == ([1, 1], [2, 2])
    assert probability_better(draws)[0, 1] == 0.9
    low, high = rank_interval(np.array([[2.0, 1.0]] * 20))
    assert (list(low), list(high)) == ([1, 2], [1, 2])


def test_probability_among_the_best_by_hand():
    # Best of three in draws 1 and 2, second in 3; the last two of draw 4 share the second place.
    draws = np.array([[9.0, 5.0, 1.0], [9.0, 1.0, 5.0], [5.0, 9.0, 1.0], [1.0, 9.0, 1.0]])
    assert list(probability_among_best(draws, 1)) == [0.5, 0.5, 0]
    assert list(probability_among_best(draws, 2)) == [1, 0.75, 0.5]
    assert list(probability_among_best(draws, 3)) == [1, 1, 1]


@pytest.mark.parametrize(
    ("p", "eligible", "expected"),
    [
        ([0.98, 0.80, 0.90], [1, 1, 1], [1, 0, 1]),  # means of 1 - p: .02, .06, .107
        ([0.74, 0.70], [1, 1], [0, 0]),
        ([0.99, 0.99], [0, 1], [0, 1]),
        ([0.90], [1], [1]),  # exactly a tenth
        ([np.nan, 0.95], [1, 1], [0, 1]),
        ([0.89, 0.99], [1, 1], [1, 1]),  # .01, then .06
    ],
)
def test_rejection_sets_by_hand(p, eligible, expected):
    assert list(rejection_set(np.array(p), np.array(eligible, bool), 0.75, 0.10)) == list(map(bool, expected))


def test_further_trials_by_hand():
    # sd 15, trial sd 20, at the threshold. After n: left = 15 x 20 / sqrt(400 + 225 n), moved = sqrt(225 - left^2).
    # Settled where the mean moves by .6745 left: n = 1 with .368, n = 2 with .53 probability.
    assert further_trials(np.array([60.0]), np.array([15.0]), 20.0, np.array([60.0]), 0.75, 0.25)[0] == 2
    far = further_trials(np.array([90.0]), np.array([15.0]), 20.0, np.array([60.0]), 0.75, 0.25)
    assert far[0] == 1


@pytest.mark.parametrize(
    ("hours", "answered", "expected"),
    [
        ([1, 3], [1, 1], 2),  # nobody silent: the plain median
        ([1, 3, 9], [1, 1, 1], 3),
        ([2, 5, 50], [1, 1, 0], 5),  # 2/3, then 1/3
        ([4, 50], [1, 0], 4),  # one half, and never less
        ([2, 50, 50], [1, 0, 0], np.nan),  # 2/3 still wait: not reached
        ([50], [0], np.nan),
        ([], [], np.nan),
        ([2, 2, 2, 8], [1, 1, 1, 0], 2),
        ([3, 1, 10], [0, 1, 1], 10),  # 2/3 after 1 h; one was not seen beyond 3 h; then none
    ],
)
def test_median_waiting_with_silence_censored(hours, answered, expected):
    found = median_waiting(
        np.zeros(len(hours), int), np.array(hours, float), np.array(answered, bool), groups=1
    )
    assert found[0] == pytest.approx(expected, nan_ok=True)
