"""Grades: the grading with the least expected loss, by hand and against all gradings there are."""

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtr

from trialmetrics.evidence import grades
from trialmetrics.evidence.grades import REWARD, agreement, discordance


def loss(better, grade):
    """What a grading costs: 1 for a pair the wrong way round, less a quarter for one that is right."""
    apart = np.asarray(grade)[:, None] < np.asarray(grade)[None, :]
    return (better.T[apart] - REWARD * better[apart]).sum()


def normals(mean, sd):
    """P(i better than j) of independent normal scores."""
    mean, sd = np.asarray(mean, float), np.asarray(sd, float)
    better = ndtr((mean[:, None] - mean) / np.sqrt(sd[:, None] ** 2 + sd**2))
    np.fill_diagonal(better, 0)
    return better


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.81, [1, 2]),  # .19 - .25 x .81 < 0: worth telling apart
        (0.79, [1, 1]),  # .21 - .25 x .79 > 0: not
        (0.15, [2, 1]),
    ],
)
def test_two_suppliers_by_hand(p, expected):
    assert list(grades(np.array([[0, p], [1 - p, 0]]))) == expected


def test_between_groups_the_difference_is_clear_and_within_them_it_is_not():
    assert list(grades(normals([90, 20, 88, 55, 52], [5] * 5))) == [1, 3, 1, 2, 2]


def test_one_alone_and_nobody():
    assert list(grades(np.zeros((1, 1)))) == [1]
    assert list(grades(np.zeros((0, 0)))) == []


@pytest.mark.parametrize("seed", range(20))
def test_no_grading_costs_less(seed):
    random = np.random.default_rng(seed)
    better = normals(random.normal(60, 15, 5), random.uniform(3, 15, 5))
    least = min(loss(better, grade) for grade in product(range(5), repeat=5))
    assert loss(better, grades(better)) == pytest.approx(least)


def test_shares_of_pairs_by_hand():
    better = np.array([[0, 0.9, 0.8], [0.1, 0, 0.6], [0.2, 0.4, 0]])
    # Of three pairs two are in different grades: wrong .1 + .2, right .9 + .8.
    assert discordance(better, np.array([1, 2, 2])) == pytest.approx(0.1)
    assert agreement(better, np.array([1, 2, 2])) == pytest.approx((1.7 - 0.3) / 3)
