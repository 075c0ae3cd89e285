"""Severity of testers: right where truth is known; and who is linked to whom."""

import numpy as np
import pytest

from tests.evidence.test_model import cells, fitted
from trialmetrics.evidence import fit
from trialmetrics.evidence.severity import linked, severity


def test_a_strict_tester_is_found_and_severities_are_those_against_the_average():
    # Both tried every supplier twenty times; the second gives 30 points less: 15 less than the average of both.
    noise = np.random.default_rng(1).normal(0, 3, (4, 40))
    testers = [[0] * 20 + [1] * 20] * 4
    scores = [50 + 10 * s + each - 30 * np.array(testers[0]) for s, each in enumerate(noise)]
    found = severity(fitted(scores, testers), 0.9)
    assert found.mean == pytest.approx([-15, 15], abs=1)
    assert found.mean.sum() == pytest.approx(0, abs=1e-9)
    assert (found.low < found.mean).all()
    assert (found.mean < found.high).all()


def test_mean_spread_and_interval_agree_with_the_draws():
    posterior = fitted(
        [[80, 70], [40, 60, 50], [90], [65, 61, 70, 58]], [[0, 1], [1, 1, 0], [2], [1, 0, 1, 2]]
    )
    found, grid = severity(posterior, 0.9), posterior.served.grid
    random = np.random.default_rng(0)
    drawn = []
    for point, many in enumerate(random.multinomial(400_000, grid.weight.ravel())):
        g, e = divmod(point, len(grid.se))
        beta = grid.centre[g] + grid.se[e] * random.standard_normal((many, 4)) @ grid.root[g].T
        drawn.append(beta[:, 1:].mean(axis=1, keepdims=True) - beta[:, 1:])
    drawn = np.concatenate(drawn)
    assert found.mean == pytest.approx(drawn.mean(axis=0), abs=0.1)
    assert found.sd == pytest.approx(drawn.std(axis=0), rel=0.02)
    assert found.low == pytest.approx(np.quantile(drawn, 0.05, axis=0), abs=0.3)
    assert found.high == pytest.approx(np.quantile(drawn, 0.95, axis=0), abs=0.3)


@pytest.mark.parametrize("testers", [None, [[0, 0], [0]]])
def test_without_two_testers_there_is_nobody_to_compare(testers):
    assert [len(each) for each in severity(fitted([[70, 60], [50]], testers), 0.9)] == [0] * 4


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Worlds of 15 suppliers and 5 testers, spreads from the range that trials plausibly have."""
    held = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        su, sv, se = random.uniform([2, 2, 8], [25, 25, 30])
        quality, less = random.normal(60, su, 15), random.normal(0, sv, 5)
        supplier = np.repeat(np.arange(15), random.integers(1, 6, 15))
        tester = random.integers(0, 5, len(supplier))
        y = quality[supplier] - less[tester] + random.normal(0, se, len(supplier))
        served = np.bincount(supplier, minlength=15)
        posterior = fit(cells(supplier, tester, y), np.zeros(15, int), 0 * served, served, zero=0.0)
        found = severity(posterior, 0.9)
        truth = less - less.mean()
        seen = np.isin(np.arange(5), tester)
        held += list(((found.low < truth) & (truth < found.high))[seen])
    assert 0.85 <= np.mean(held) <= 0.95


def test_suppliers_are_linked_by_testers_who_tried_several():
    # Tester 0 tried 0 and 1, tester 1 tried 1 and 2; tester 2 tried 3 alone.
    supplier, tester = np.array([0, 1, 1, 2, 3]), np.array([0, 0, 1, 1, 2])
    assert list(linked(supplier, tester, suppliers=4, testers=3)) == [0, 0, 0, 1]
    assert list(linked(np.arange(3), np.arange(3), suppliers=3, testers=3)) == [0, 1, 2]
    assert list(linked(np.arange(3), np.zeros(3, int), suppliers=3, testers=1)) == [0, 0, 0]
