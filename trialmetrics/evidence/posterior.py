"""What is believed of the true scores after the trials."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.special import ndtr

from trialmetrics.evidence import mixture

SCORES = (0.0, 100.0)
AT_ONCE = 2_000_000  # scores looked at, or drawn, together
DENSE = 1_000_000  # numbers of a table up to which it is not worth leaving out the zeros


@dataclass(frozen=True)
class Posterior:
    """What the trials say of S suppliers and T testers, as a mixture of normals over G points of the grid.

    `weight` (G,); `sd_points` (G, 3): su, sv, se; `centre` (G, 1 + T): mu and testers; `root` (G, 1 + T, 1 + T) a
    square root of their covariance; `variance` (S,) between trials of a supplier, beside se squared. As they count,
    divided by `variance`: `trials` (S,) how many, `total` (S,) sum of scores, `seen` (S, T) sparse: trials per tester.
    The true scores lie within `limits`, and so does all that is said of them.

    Of another effect than the level of the scores (`crossed`) `trials`, `total` and `seen` are z'z, z'y and z by tester.
    """

    weight: np.ndarray
    sd_points: np.ndarray
    centre: np.ndarray
    root: np.ndarray
    variance: np.ndarray
    trials: np.ndarray
    total: np.ndarray
    seen: sparse.csr_array
    limits: tuple[float, float] = SCORES

    @cached_property
    def _normals(self) -> tuple[np.ndarray, np.ndarray]:
        """Means and standard deviations (G, S) of the suppliers at each point of the grid."""
        means = np.empty((len(self.weight), len(self.trials)))
        sds = np.empty_like(means)
        step = max(1, AT_ONCE // len(self.weight))
        for begin in range(0, len(self.trials), step):
            some = slice(begin, begin + step)
            means[:, some], sds[:, some] = self._of(some)
        return means, sds

    def _of(self, some: slice) -> tuple[np.ndarray, np.ndarray]:
        """The same of some of the suppliers."""
        su, _sv, se = self.sd_points.T[:, :, None]
        trials, seen = self.trials[some], self.seen[some]
        seen = seen.toarray() if np.prod(seen.shape) <= DENSE else seen
        share = su**2 / (se**2 + su**2 * trials)
        others = 1 - share * trials
        by_testers = (seen @ self.centre[:, 1:].T).T
        means = self.centre[:, :1] * others + share * (self.total[some] - by_testers)
        # How the score moves with mu and the testers, times the root of their covariance.
        variances = share * se**2
        for column in range(self.root.shape[2]):
            along = others * self.root[:, :1, column] - share * (seen @ self.root[:, 1:, column].T).T
            variances += along**2
        return means, np.sqrt(variances)

    @cached_property
    def mean(self) -> np.ndarray:
        """Posterior mean of the true scores (S,), points, within the limits."""
        return np.clip(self.weight @ self._normals[0], *self.limits)

    @cached_property
    def sd(self) -> np.ndarray:
        """Posterior standard deviation of the true scores (S,), points."""
        means, sds = self._normals
        centre = self.weight @ means
        return np.sqrt(np.maximum(self.weight @ (sds**2 + (means - centre) ** 2), 0))

    @cached_property
    def trial_sd(self) -> float:
        """Points between trials of a middling supplier by one tester: root of the posterior mean variance."""
        return float(np.sqrt(self.weight @ self.sd_points[:, 2] ** 2))

    @cached_property
    def trial_sds(self) -> np.ndarray:
        """Points between trials of each supplier by one tester (S,)."""
        return self.trial_sd * np.sqrt(self.variance)

    def below(self, threshold: float | np.ndarray) -> np.ndarray:
        """P(true score < threshold) per supplier (S,); `threshold` a number or one per supplier.

        What the normals put beyond a limit lies at it: nobody is below the lower one, all are below what is above the upper.
        """
        means, sds = self._normals
        inside = np.clip(self.weight @ ndtr((threshold - means) / sds), 0, 1)
        low, high = self.limits
        return np.where(threshold <= low, 0.0, np.where(threshold > high, 1.0, inside))

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """The central interval holding the true score with probability `level`: (S,), (S,), within the limits."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def quantile(self, probability: float) -> np.ndarray:
        """The score under which the true score lies with this probability (S,), within the limits."""
        return np.clip(mixture.quantile(self.weight, *self._normals, probability), *self.limits)

    def draws(self, count: int = 4000, seed: int = 0) -> np.ndarray:
        """Joint draws of the true scores (count, S); the same seed gives the same draws.

        They are for ranks and are not cut off at the limits: the best of two suppliers drawn beyond 100 would be lost, and
        both would share a rank that only one of them has.
        """
        return np.concatenate([*self.drawn(count, seed)])

    def drawn(self, count: int, seed: int = 0) -> Iterator[np.ndarray]:
        """The same draws, some at a time (few, S), where all of them would be too many to hold."""
        random = np.random.default_rng(seed)
        most = max(1, AT_ONCE // len(self.trials))
        for g, chosen in enumerate(random.multinomial(count, self.weight)):
            for begin in range(0, chosen, most):
                yield self._at(g, min(most, chosen - begin), random)

    def _at(self, g: int, count: int, random: np.random.Generator) -> np.ndarray:
        """Joint draws (count, S) at one point of the grid."""
        su, _sv, se = self.sd_points[g]
        others = self.centre[g] + random.standard_normal((count, self.root.shape[2])) @ self.root[g].T
        share = su**2 / (se**2 + su**2 * self.trials)
        scores = random.standard_normal((count, len(self.trials)))
        scores *= np.sqrt(share) * se
        scores += share * self.total
        scores += others[:, :1] * (1 - share * self.trials)
        if self.seen.shape[1]:
            scores -= share * (self.seen @ others[:, 1:].T).T
        return scores
