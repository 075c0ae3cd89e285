"""How soon answers come: curves and intervals for a handful of trials, some of them silent."""

import numpy as np
import pytest

from trialmetrics.evidence.survival import answering, share_within


def waits(*hours):
    """Waiting times and whether the answer came; a negative one was still going on."""
    given = np.array(hours, float)
    return np.abs(given), given > 0


def test_the_curve_by_hand():
    # Five requests: answered after 1, 4 and 8 h; silent after 2 and 40 h. At 4 h three are still watched.
    curve = answering(*waits(1, -2, 4, 8, -40), 0.9)
    assert list(curve.hours) == [1, 4, 8]
    assert curve.share == pytest.approx([1 / 5, 1 - 4 / 5 * 2 / 3, 1 - 4 / 5 * 2 / 3 * 1 / 2])
    assert (
        (curve.low >= 0) & (curve.low < curve.share) & (curve.share < curve.high) & (curve.high <= 1)
    ).all()


def test_nobody_answered():
    hours, answered = waits(-10, -40)
    assert len(answering(hours, answered, 0.9).hours) == 0
    share, low, high = share_within(hours, answered, np.array([8.0]), 0.9)
    # Wilson for 0 of 2 with z = 1.6449: z^2 / (2 + z^2).
    assert (share[0], low[0], high[0]) == (0, 0, pytest.approx(2.7055 / 4.7055, abs=1e-4))


def test_shares_without_an_early_end_have_wilsons_interval():
    share, low, high = share_within(*waits(1, 2, 3, 30, -40), np.array([4.0, 16, 40]), 0.95)
    assert share == pytest.approx([0.6, 0.6, 0.8])
    # Wilson 1927 for 3 of 5 at 95 %.
    assert (low[0], high[0]) == (pytest.approx(0.2307, abs=1e-4), pytest.approx(0.8824, abs=1e-4))


def test_all_of_few_is_no_certainty():
    share, low, high = share_within(*waits(1, 2, 3), np.array([4.0]), 0.9)
    assert (share[0], high[0]) == (1, 1)
    assert low[0] == pytest.approx(3 / (3 + 2.7055), abs=1e-4)


def test_after_the_longest_wait_was_given_up_nothing_is_known():
    share, low, high = share_within(*waits(1, -3), np.array([2.0, 3, 8]), 0.9)
    assert list(share[:2]) == [0.5, 0.5]
    assert np.isnan([share[2], low[2], high[2]]).all()


@pytest.mark.parametrize("trials", [6, 15, 25, 40])
def test_intervals_hold_the_truth_about_as_often_as_they_say(trials):
    """Answers after 3 to 30 h on average, silence ended after 5 to 40 h."""
    random = np.random.default_rng(trials)
    limits = np.array([4.0, 8, 16])
    shares = []
    for _ in range(500):
        mean = random.uniform(3, 30)
        truth = 1 - np.exp(-limits / mean)
        came, ended = random.exponential(mean, trials), random.uniform(5, 40, trials)
        hours, answered = np.minimum(came, ended), came <= ended
        share, low, high = share_within(hours, answered, limits, 0.9)
        shares.append(np.isnan(share) | ((low <= truth) & (truth <= high)))
    assert 0.85 <= np.mean(shares) <= 0.99
