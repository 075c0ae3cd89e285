"""What somebody would believe who knew every spread of a world, and had only its trials to find out the rest.

Where even that goes wrong more often than one would like, no model can do better: the world is that hard.
"""

from typing import NamedTuple

import numpy as np

from tests.evidence.judging import THRESHOLD, Belief
from tests.evidence.worlds import TESTERS, World
from trialmetrics.vocabulary import NOTHING

DRAWS = 2000


class Known(NamedTuple):
    """Mean and standard deviations (candidates, testers, trials) of what is served; the beta distribution of the share that
    comes to nothing, and what that is worth."""

    mean: float
    su: float
    sv: float
    se: float
    a: float
    b: float
    zero: float


KNOWN = {
    "uneven testers": Known(68, 13, 8, 16, 1, 9, 5.25),
    "heavy silence": Known(80, 15, 5, 12, 20, 40, 0),
    "heavy silence, uneven": Known(82, 7, 4, 12, 1.5, 3, 0),
}


def knowing(known: Known) -> Belief:
    """The belief under these spreads: normal and beta posteriors, put together by draws with a fixed seed."""

    def believed(
        world: World, scored: np.ndarray, nothing: np.ndarray, ended: np.ndarray, _known: np.ndarray
    ) -> np.ndarray:
        size = len(world.truth)
        served = scored & ~np.isin(world.state, NOTHING)
        row = np.arange(served.sum())
        design = np.zeros((len(row), size + TESTERS))
        design[row, world.candidate[served]] = 1
        design[row, size + world.tester[served]] = 1
        prior = np.repeat([known.su**-2.0, known.sv**-2.0], [size, TESTERS])
        spread = np.linalg.inv(design.T @ design / known.se**2 + np.diag(prior))
        centre = known.mean + (spread @ (design.T @ (world.score[served] - known.mean)))[:size] / known.se**2
        random = np.random.default_rng(1)
        level = centre + np.sqrt(np.diag(spread)[:size]) * random.standard_normal((DRAWS, size))
        quiet = random.beta(known.a + nothing, known.b + ended - nothing, (DRAWS, size))
        true = (1 - quiet) * level + quiet * known.zero
        return np.array(
            [
                (true < THRESHOLD).mean(axis=0),
                *np.quantile(true, [0.05, 0.95], axis=0),
                true.mean(axis=0),
            ]
        )

    return believed
