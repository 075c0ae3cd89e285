"""Many scorings of the same trials: each as if it were fitted by itself."""

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
    return fit(*cells(supplier, tester, y), suppliers=suppliers, testers=tester.max() + 1)


def test_each_scoring_is_fitted_as_if_it_were_alone_however_little_the_others_vary():
    supplier, tester, y = world(1)
    small = np.random.default_rng(1).normal(0, 0.01, len(y))
    scores = [
        y, 0.5 * y + 20, 100 - y, 50 + small, 50 + 0 * y,
        np.where(supplier % 2, 0.0, 100.0),  # nothing varies within a supplier
        np.where(supplier == 3, 0.0, 60.0) + small,
        np.where(tester == 0, 0.0, 100.0),
    ]  # fmt: skip
    for found, each in zip(fit_many(supplier, tester, np.array(scores)), scores, strict=True):
        expected = alone(supplier, tester, each, 12)
        assert found.below(60.0) == pytest.approx(expected.below(60.0), abs=1e-6)
        assert found.mean == pytest.approx(expected.mean, abs=1e-4)
        assert found.quantile(0.2) == pytest.approx(expected.quantile(0.2), abs=1e-3)


def test_one_tester_is_nobody_to_compare_with():
    supplier, tester, y = world(3)
    one, none = np.zeros_like(tester), np.full_like(tester, -1)
    with_one, with_none = (next(fit_many(supplier, each, y[None])).mean for each in (one, none))
    assert with_one == pytest.approx(with_none)


@pytest.mark.parametrize("scores", [[50.0], [0.0, 0.0], [100.0, 0.0], [70.0, 70.0, 70.0]])
@pytest.mark.parametrize("one_tester", [False, True])
def test_the_smallest_data_give_finite_figures(scores, one_tester):
    trials = np.arange(len(scores))
    for found in fit_many(trials, trials * (not one_tester), np.array([scores, scores])):
        assert np.isfinite([found.mean, found.below(60.0), found.quantile(0.05), found.draws(1)[0]]).all()
