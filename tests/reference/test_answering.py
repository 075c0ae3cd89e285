"""Published figures of censored times: the curve, the median."""

from pathlib import Path

import pandas as pd
import pytest

from tests.measures.waiting import replied
from trialmetrics.evidence.survival import answering

HERE = Path(__file__).parent


@pytest.fixture
def lung():
    data = pd.read_csv(HERE / "lung.csv")
    return data["time"].to_numpy(float), (data["status"] == 2).to_numpy(), (data["sex"] == 1).to_numpy()


@pytest.fixture
def gehan():
    data = pd.read_csv(HERE / "gehan.csv")
    return data["time"].to_numpy(float), (data["cens"] == 1).to_numpy(), (data["treat"] == "6-MP").to_numpy()


def test_lung_medians(lung):
    time, died, male = lung
    # R: print(survfit(Surv(time, status) ~ sex, lung))
    assert [replied(time[own], died[own])["median_hours"] for own in (male, ~male)] == [270, 426]


def test_gehan_medians(gehan):
    weeks, relapsed, treated = gehan
    assert [replied(weeks[own], relapsed[own])["median_hours"] for own in (treated, ~treated)] == [23, 8]


def test_gehan_curve_of_the_treated(gehan):
    weeks, relapsed, treated = gehan
    curve = answering(weeks[treated], relapsed[treated], 0.95)
    assert list(curve.hours) == [6, 7, 10, 13, 16, 22, 23]
    still = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert 1 - curve.share == pytest.approx(still, abs=5e-5)
