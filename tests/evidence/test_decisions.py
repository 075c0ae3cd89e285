"""What follows from the model: ranks, how many more trials, waiting; by hand."""

import numpy as np
import pytest

from tests.evidence.test_model import fitted
from tests.measures.waiting import replied
from trialmetrics.evidence import (
    further_trials,
    probability_better,
    rank_points,
    ranks,
    ranks_drawn,
    settled,
    trial_noise,
)


def test_ranks_share_places_and_leave_out_who_has_no_score():
    assert list(ranks(np.array([50.0, 70.0, 70.0, 10.0]))) == [3, 1, 1, 4]
    assert np.array_equal(ranks(np.array([np.nan, 5.0])), [np.nan, 1], equal_nan=True)


def test_rank_intervals_by_hand():
    # Of twenty draws the first supplier is best in eighteen and second in two.
    draws = np.array([[2.0, 1.0]] * 18 + [[1.0, 2.0]] * 2)
    low, high = rank_points(ranks_drawn(draws))
    assert (list(low), list(high)) == ([1, 1], [2, 2])
    assert probability_better(ranks_drawn(draws))[0, 1] == 0.9
    low, high = rank_points(ranks_drawn(np.array([[2.0, 1.0]] * 20)))
    assert (list(low), list(high)) == ([1, 2], [1, 2])


def test_further_trials_by_hand():
    # sd 15, trial sd 20, at the threshold. After n: left = 15 x 20 / sqrt(400 + 225 n), moved = sqrt(225 - left^2).
    # Settled where the mean moves by .6745 left: n = 1 with .368, n = 2 with .53 probability.
    sd, noise = np.array([15.0]), np.array([20.0])
    chances = [sum(settled(np.array([0.5]), sd, noise, n, out_at=0.75, in_at=0.25))[0] for n in (1, 2)]
    assert chances == pytest.approx([0.368, 0.525], abs=0.005)
    assert further_trials(np.array([0.5]), sd, noise, out_at=0.75, in_at=0.25)[0] == 2
    # Clearly above: it stays there with one more.
    out, into = settled(np.array([0.02]), sd, noise, 1, out_at=0.9, in_at=0.25)
    assert out[0] < 0.001 < 0.95 < into[0]
    # Nothing more to learn from trials that are all noise.
    assert further_trials(np.array([0.5]), sd, np.array([1e6]), out_at=0.9, in_at=0.25)[0] == 99


def test_what_a_trial_tells_of_a_candidate():
    posterior = fitted([[70, 74, 66, 70] * 5] * 10 + [[70] * 10], nothing=[0] * 10 + [10])
    found = trial_noise(posterior)
    # Hardly ever nothing: the noise of what is served. Half of the time: 35 either side of the middle.
    assert found[0] == pytest.approx(posterior.trial_sd, rel=0.5)
    assert found[10] == pytest.approx(35, abs=3)


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
    assert replied(hours, answered).get("median_hours", np.nan) == pytest.approx(expected, nan_ok=True)
