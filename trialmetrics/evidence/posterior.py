"""What is believed of the true scores after the trials."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.special import ndtr, ndtri

SCORES = (0.0, 100.0)
STEPS = 24  # of Newton's method at most, from the normal approximation
AT_ONCE = 2_000_000  # scores drawn together
DENSE = 1_000_000  # numbers of a table up to which it is not worth leaving out the zeros
CLOSE = 1e-9  # in probability; then it stops


@dataclass(frozen=True)
class Posterior:
    """What the trials say of S suppliers and T testers, as a mixture of normals over G points of the grid.

    `weight` (G,); `sd_points` (G, 3): su, sv, se; `centre` (G, 1 + T): mu and testers; `root` (G, 1 + T, 1 + T) a
    square root of their covariance; `variance` (S,) between trials of a supplier, beside se squared. As they count,
    divided by `variance`: `trials` (S,) how many, `total` (S,) sum of scores, `seen` (S, T) sparse: trials per tester.
    """

    weight: np.ndarray
    sd_points: np.ndarray
    centre: np.ndarray
    root: np.ndarray
    variance: np.ndarray
    trials: np.ndarray
    total: np.ndarray
    seen: sparse.csr_array

    @cached_property
    def _normals(self) -> tuple[np.ndarray, np.ndarray]:
        """Means and standard deviations (G, S) of the suppliers at each point of the grid."""
        means = np.empty((len(self.weight), len(self.trials)))
        sds = np.empty_like(means)
        seen = self.seen.toarray() if np.prod(self.seen.shape) <= DENSE else self.seen
        for g, (su, _sv, se) in enumerate(self.sd_points):
            share = su**2 / (se**2 + su**2 * self.trials)
            means[g] = self.centre[g, 0] + share * (
                self.total - self.trials * self.centre[g, 0] - seen @ self.centre[g, 1:]
            )
            # How the score moves with mu and the testers, times the root of their covariance.
            along = (1 - share * self.trials)[:, None] * self.root[g, 0] - share[:, None] * (
                seen @ self.root[g, 1:]
            )
            sds[g] = np.sqrt(share * se**2 + np.einsum("ij,ij->i", along, along))
        return means, sds

    @cached_property
    def mean(self) -> np.ndarray:
        """Posterior mean of the true scores (S,), points, within 0-100."""
        return np.clip(self.weight @ self._normals[0], *SCORES)

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
        """P(true score < threshold) per supplier (S,); `threshold` a number or one per supplier."""
        means, sds = self._normals
        return np.clip(self.weight @ ndtr((threshold - means) / sds), 0, 1)

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """The central interval holding the true score with probability `level`: (S,), (S,), within 0-100."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def quantile(self, probability: float) -> np.ndarray:
        """The score under which the true score lies with this probability (S,), within 0-100."""
        means, sds = self._normals
        low, high = (means - 12 * sds).min(axis=0), (means + 12 * sds).max(axis=0)
        at = self.weight @ means + ndtri(probability) * self.sd
        for _ in range(STEPS):
            beside = (at - means) / sds
            miss = self.weight @ ndtr(beside) - probability
            if np.abs(miss).max() < CLOSE:
                break
            low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
            # Newton's step where it stays between what is known, else halve.
            density = self.weight @ (np.exp(-(beside**2) / 2) / sds) / np.sqrt(2 * np.pi)
            at = at - miss / np.maximum(density, 1e-12)
            at = np.where((at > low) & (at < high), at, (low + high) / 2)
        return np.clip(at, *SCORES)

    def draws(self, count: int = 4000, seed: int = 0) -> np.ndarray:
        """Joint draws of the true scores (count, S); the same seed gives the same draws."""
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
