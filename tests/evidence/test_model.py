"""The model: sensible for the smallest data, right where it can be worked out, calibrated where truth is known."""

import numpy as np
import pytest

from tests.reference.test_reference import cells
from trialmetrics.evidence import fit


def fitted(scores, testers=None):
    """The model of a list of scores per supplier; `testers` likewise, default nobody named."""
    supplier = np.repeat(np.arange(len(scores)), [len(each) for each in scores])
    y = np.concatenate([np.asarray(each, float) for each in scores])
    tester = (
        np.full(len(y), -1) if testers is None else np.concatenate([np.asarray(each) for each in testers])
    )
    return fit(*cells(supplier, tester, y), suppliers=len(scores), testers=max(int(tester.max()) + 1, 0))


@pytest.mark.parametrize(
    "scores",
    [
        [[70]],
        [[0]],
        [[100, 100]],
        [[50], [50]],
        [[0, 0], [0, 0, 0]],
        [[0, 100], [100, 0]],
        [[80], [20], [50]],
        [[70] * 20] * 3,
        [[0]] * 12,
        [[100, 100, 100], [0, 0, 0], [0, 100, 0, 100]],
        [[50 + i % 7] for i in range(400)],
    ],
)
@pytest.mark.parametrize("crossed", [False, True])
def test_the_smallest_data_give_finite_and_sensible_figures(scores, crossed):
    testers = [[i % 2 for i in range(len(each))] for each in scores] if crossed else None
    posterior = fitted(scores, testers)
    low, high = posterior.interval(0.9)
    below = posterior.below(60.0)
    assert np.isfinite([posterior.mean, posterior.sd, low, high, below, posterior.draws(50)[0]]).all()
    assert ((low >= 0) & (low <= posterior.mean) & (posterior.mean <= high) & (high <= 100)).all()
    assert (posterior.sd > 0).all()
    assert ((below >= 0) & (below <= 1)).all()


def test_identical_scores_are_believed_the_more_the_more_there_are():
    few, many = fitted([[70, 70]] * 3), fitted([[70] * 40] * 3)
    assert few.mean == pytest.approx([70] * 3, abs=1)
    assert many.mean == pytest.approx([70] * 3, abs=0.1)
    assert many.sd[0] < few.sd[0]


def test_all_ignored_is_the_bottom_and_not_nothing():
    posterior = fitted([[0, 0, 0], [0, 0], [80, 75, 70], [60, 65]])
    assert (posterior.below(60.0)[:2] > 0.75).all()
    assert (posterior.mean[:2] < posterior.mean[2:].min()).all()


def test_whose_trials_vary_more_is_believed_less():
    steady, wild = [62, 60, 64, 61, 63, 62, 60, 64], [90, 30, 85, 35, 92, 40, 95, 29]
    others = [[50 + i, 70 - i, 60, 55 + i, 66] for i in range(8)]
    posterior = fitted([steady, wild, *others])
    assert posterior.trial_sds[0] < posterior.trial_sd < posterior.trial_sds[1]
    assert posterior.sd[0] < posterior.sd[1]


def test_draws_come_some_at_a_time_and_are_the_same():
    posterior = fitted([[80, 70], [40, 60], [55]])
    assert np.array_equal(np.concatenate([*posterior.drawn(30, seed=2)]), posterior.draws(30, seed=2))


def test_one_trial_says_little_and_many_say_much():
    few, many = fitted([[80], [40]]), fitted([[80] * 30 + [78] * 30, [40] * 30 + [42] * 30])
    assert few.sd[0] > 10 > 2 > many.sd[0]
    assert many.mean == pytest.approx([79, 41], abs=1)


def test_scores_are_drawn_towards_the_mean_the_fewer_trials_the_more():
    posterior = fitted([[90], [90] * 12, [50, 55, 60, 58, 52], [40, 45, 50, 44]])
    assert posterior.mean[0] < posterior.mean[1] < 90


def test_a_severe_tester_is_taken_out():
    # Both suppliers are the same; the second was mostly seen by a tester who gives 30 points less.
    noise = np.random.default_rng(1).normal(0, 3, (2, 40))
    testers = [[0] * 30 + [1] * 10, [0] * 10 + [1] * 30]
    scores = [
        [70 - 30 * t + e for t, e in zip(who, each, strict=True)]
        for who, each in zip(testers, noise, strict=True)
    ]
    raw = [np.mean(each) for each in scores]
    posterior = fitted(scores, testers)
    assert raw[0] - raw[1] > 13
    assert abs(posterior.mean[0] - posterior.mean[1]) < 3


def test_one_tester_cannot_be_told_from_none():
    scores = [[70, 60], [50, 55, 40]]
    named = fitted(scores, [[0, 0], [0, 0, 0]])
    assert named.mean == pytest.approx(fitted(scores).mean)


def test_interval_and_probability_agree_with_the_draws():
    posterior = fitted(
        [[80, 70], [40, 60, 50], [90], [65, 61, 70, 58]], [[0, 1], [1, 1, 0], [0], [1, 0, 1, 1]]
    )
    drawn = posterior.draws(200_000)
    assert posterior.sd == pytest.approx(drawn.std(axis=0), rel=0.03)
    assert posterior.below(60.0) == pytest.approx((drawn < 60).mean(axis=0), abs=0.01)
    assert posterior.quantile(0.3) == pytest.approx(np.clip(np.quantile(drawn, 0.3, axis=0), 0, 100), abs=0.6)
    assert posterior.below(posterior.quantile(0.4)) == pytest.approx(np.full(4, 0.4), abs=1e-6)


def test_draws_are_the_same_for_the_same_seed():
    posterior = fitted([[80, 70], [40, 60]])
    assert np.array_equal(posterior.draws(10), posterior.draws(10))
    assert not np.array_equal(posterior.draws(10), posterior.draws(10, seed=1))


def test_true_scores_lie_within_0_and_100_also_where_the_normals_reach_further():
    posterior = fitted([[0] * 6, [0, 1, 2, 0], [100] * 6, [99] * 5, [60, 50, 70]])
    assert (posterior.below(0.0) == 0).all()
    assert (posterior.below(-1.0) == 0).all()
    assert (posterior.below(100.5) == 1).all()
    low, high = posterior.interval(0.9)
    assert (posterior.below(low) <= 0.05 + 1e-6).all()
    assert (posterior.below(high + 1e-6) >= 0.95 - 1e-6).all()
    # Just inside nothing changes: what lies beyond a limit counts as lying at it.
    below = posterior.below(1e-9)
    assert below[0] == pytest.approx((posterior.draws(100_000) < 0).mean(axis=0)[0], abs=0.01)
    assert below[0] > 0.3
    assert 0 < posterior.below(100.0)[2] < 0.7
    # Draws are for ranks: of two suppliers beyond a limit one is the better, never both.
    assert all(len(np.unique(each)) == 5 for each in posterior.draws(2000))
    assert np.isnan(posterior.below(np.full(5, np.nan))).all()


def test_what_is_too_much_to_hold_at_once_is_added_up_in_parts(monkeypatch):
    scores, testers = [[80, 70], [40, 60], [55], [90, 20, 40]], [[0, 1], [1, 1], [0], [0, 1, 1]]
    whole = fitted(scores, testers)
    monkeypatch.setattr("trialmetrics.evidence.crossed.AT_ONCE", 20)
    monkeypatch.setattr("trialmetrics.evidence.posterior.AT_ONCE", 20)
    monkeypatch.setattr("trialmetrics.evidence.posterior.DENSE", 1)
    parts = fitted(scores, testers)
    assert parts.below(60.0) == pytest.approx(whole.below(60.0), abs=1e-9)
    assert parts.quantile(0.1) == pytest.approx(whole.quantile(0.1), abs=1e-5)
