"""Rank acceptabilities of Hansen et al. (five antidepressants on six criteria), as the R package smaa has them."""

import json
from pathlib import Path

import numpy as np
import pytest

from trialmetrics.evidence import acceptability, any_weights, central_weights, confidence, utilities

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def hansen():
    """Measurements (10000, 5, 6) and uniform weights (10000, 6), kept to 1/65535."""
    with np.load(HERE / "smaa_hansen.npz") as kept:
        return kept["measurements"] / 65535, kept["weights"] / 65535


@pytest.fixture(scope="module")
def published():
    return json.loads((HERE / "smaa_reference.json").read_text(encoding="utf-8"))


def test_rank_acceptabilities(hansen, published):
    found = acceptability(utilities(*hansen))
    assert found == pytest.approx(np.array(published["rank_acceptability"]), abs=0.01)


def test_confidence_factors(hansen, published):
    measurements, weights = hansen
    central = central_weights(utilities(measurements, weights), weights)
    assert confidence(measurements, central) == pytest.approx(published["confidence_factor"], abs=0.01)


def test_rank_acceptabilities_under_weights_of_our_own(hansen, published):
    # Weights drawn anew: the published shares are themselves known to about .005.
    measurements, _weights = hansen
    drawn = any_weights(6, 8 * len(measurements), seed=1)
    found = acceptability(utilities(np.tile(measurements, (8, 1, 1)), drawn))
    assert found == pytest.approx(np.array(published["rank_acceptability"]), abs=0.02)
