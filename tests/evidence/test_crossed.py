"""Many scorings at once: each as if it were fitted by itself."""

import numpy as np
import pytest

from tests.reference.test_reference import cells
from trialmetrics.evidence import fit, fit_many


def world(seed, suppliers=12, testers=3):
    """Supplier and tester of each trial, and its score."""
    random = np.random.default_rng(seed)
    supplier = np.repeat(np.arange(suppliers), random.integers(1, 6, suppliers))
    tester = random.integers(-1, testers, len(supplier))
    severity = np.append(random.normal(0, 6, testers), 0)
    y = random.normal(60, 15, suppliers)[supplier] + severity[tester] + random.normal(0, 18, len(supplier))
    return supplier, tester, np.clip(y, 0, 100)


def alone(supplier, tester, y, suppliers):
    """The same model, fitted to one scoring by itself."""
    known = ~np.isnan(y)
    sums = cells(supplier[known], tester[known], y[known])
    return fit(*sums, suppliers=suppliers, testers=tester.max() + 1)


def test_each_scoring_is_fitted_as_if_it_were_alone():
    supplier, tester, y = world(1)
    scores = np.stack([y, 0.5 * y + 20, 100 - y, np.roll(y, 3)])
    found = fit_many(supplier, tester, scores, suppliers=12)
    for w, each in enumerate(scores):
        expected = alone(supplier, tester, each, 12)
        assert found.below(60.0)[w] == pytest.approx(expected.below(60.0), abs=0.005)
        assert found.mean[w] == pytest.approx(expected.mean, abs=0.2)
        assert found.quantile(0.2)[w] == pytest.approx(expected.quantile(0.2), abs=0.4)


def test_scorings_that_leave_different_trials_out():
    supplier, tester, y = world(2)
    scores = np.stack([y, y, y])
    # Nobody loses its last trial.
    left_out = np.flatnonzero(np.bincount(supplier)[supplier] > 1)
    scores[1, left_out[0]] = np.nan
    scores[2, left_out[[0, -1]]] = np.nan
    found = fit_many(supplier, tester, scores, suppliers=12)
    for w, each in enumerate(scores):
        assert found.below(55.0)[w] == pytest.approx(alone(supplier, tester, each, 12).below(55.0), abs=0.005)


def test_one_tester_is_nobody_to_compare_with():
    supplier, tester, y = world(3)
    one, none = np.zeros_like(tester), np.full_like(tester, -1)
    with_one, with_none = (fit_many(supplier, each, y[None], suppliers=12).mean for each in (one, none))
    assert with_one == pytest.approx(with_none)


def test_draws_agree_with_the_probabilities_and_are_joint():
    supplier, tester, y = world(4)
    found = fit_many(supplier, tester, np.stack([y, 100 - y]), suppliers=12)
    drawn = found.draws(20_000)
    assert (drawn < 50).mean(axis=1) == pytest.approx(found.below(50.0), abs=0.015)
    # What is not known of the testers is the same for all suppliers of a draw.
    expected = np.corrcoef(alone(supplier, tester, y, 12).draws(20_000).T)
    assert np.corrcoef(drawn[0].T) == pytest.approx(expected, abs=0.06)
    assert np.array_equal(found.draws(5), found.draws(5))
    assert not np.array_equal(found.draws(5), found.draws(5, seed=1))


@pytest.mark.parametrize("scores", [[50.0], [0.0, 0.0], [100.0, 0.0], [70.0, 70.0, 70.0]])
def test_the_smallest_data_give_finite_figures(scores):
    n = len(scores)
    found = fit_many(np.arange(n), np.arange(n), np.array([scores, scores]), suppliers=n)
    assert np.isfinite([found.mean, found.below(60.0), found.quantile(0.05), found.draws(1)[:, 0]]).all()
