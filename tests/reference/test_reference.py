"""Published figures that the evidence must reproduce."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from tests.evidence.test_model import cells
from tests.reference.grading import discordance, grades
from trialmetrics.evidence import Cells, fit, rank_points, ranks_drawn
from trialmetrics.evidence.random_effects import Likelihood
from trialmetrics.evidence.tester_sums import summed

HERE = Path(__file__).parent


def best(candidate, tester, y):
    """The standard deviations at which the restricted likelihood of the grid is highest: su, sv, se."""
    data = Likelihood(summed(cells(candidate, tester, y), np.zeros(candidate.max() + 1, int)))

    def loss(logs):
        su, sv, se = np.exp(logs)
        return -data.log(np.array([[su / se, 1.0, sv / se]]), np.array([se]))[0, 0]

    found = minimize(loss, np.zeros(3) + np.log(np.std(y)), method="Nelder-Mead",
                     options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 10_000})  # fmt: skip
    return np.exp(found.x)


def served(cells, ended):
    """The model where every trial was served."""
    return fit(cells, np.zeros(len(ended), int), np.zeros(len(ended), int), ended.astype(int), zero=0.0)


def test_penicillin_crossed_variance_components():
    data = pd.read_csv(HERE / "Penicillin.csv")
    found = best(
        pd.factorize(data["plate"])[0], pd.factorize(data["sample"])[0], data["diameter"].to_numpy(float)
    )
    assert found == pytest.approx([0.8467, 1.9316, 0.5499], abs=2e-4)  # lme4's REML fit


def test_dyestuff_one_way_variance_components():
    data = pd.read_csv(HERE / "Dyestuff.csv")
    nobody = np.full(len(data), -1)
    su, _sv, se = best(pd.factorize(data["Batch"])[0], nobody, data["Yield"].to_numpy(float))
    assert [su**2, se**2] == pytest.approx([1764.05, 2451.25], rel=1e-3)


@pytest.fixture
def batters():
    data = pd.read_csv(HERE / "efron_morris_1975.csv")
    hits, at_bats = data["hits45"].to_numpy(float), data["ab"].to_numpy(float)
    everybody, nobody = np.arange(len(data)), np.full(len(data), -1)
    # Each at bat is a trial that scores 0 or 100.
    posterior = served(Cells(everybody, nobody, at_bats, 100 * hits, 10_000 * hits), at_bats)
    return posterior, hits / at_bats, data["rest_avg_truth"].to_numpy(float)


def test_eighteen_batters_shrinkage(batters):
    posterior, first, rest = batters
    assert ((first - rest) ** 2).sum() == pytest.approx(0.0753, abs=1e-4)
    assert ((posterior.mean / 100 - rest) ** 2).sum() <= 0.024  # James and Stein's estimator: .0213


def test_eighteen_batters_nobody_is_rejected_on_45_at_bats(batters):
    posterior, first, rest = batters
    plain = first < 0.250
    assert (plain.sum(), (plain & (rest >= 0.250)).sum()) == (10, 7)  # what the plain mean does
    assert not (plain & (posterior.below(25.0) >= 0.90)).any()


@pytest.mark.parametrize(
    ("trait", "sizes", "wrong"), [("race", [2, 81, 14], 0.039), ("gender", [1, 3, 89, 4], 0.018)]
)
def test_grades_of_97_firms(trait, sizes, wrong):
    better = np.loadtxt(HERE / f"krw_Pi_{trait}.csv", delimiter=",")
    grade = grades(better)
    assert list(np.bincount(grade)[1:]) == sizes
    assert discordance(better, grade) == pytest.approx(wrong, abs=5e-4)


def test_rank_of_the_united_kingdom_in_pisa_2018():
    data = pd.read_csv(HERE / "pisa2018.csv")
    # Trials of standard deviation 5 on our scale, as many as give the published standard error.
    score, n = data["math_score"].to_numpy() / 10, np.round((50 / data["math_se"].to_numpy()) ** 2)
    everybody = np.arange(len(data))
    sums = Cells(everybody, np.full(len(data), -1), n, n * score, n * score**2 + (n - 1) * 25)
    posterior = served(sums, n)
    low, high = rank_points(ranks_drawn(posterior.draws()), 0.025, 0.975)
    here = data.index[data["jurisdiction"] == "United Kingdom"][0]
    # The confidence set of Mogstad, Romano, Shaikh and Wilhelm, which holds the rank whatever the truth, is 7 to 23.
    assert 7 <= low[here] <= 13 <= high[here] <= 23
