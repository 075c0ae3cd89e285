"""What is believed of the true scores: how often a request comes to nothing, and what the others are worth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np

from trialmetrics.evidence.effect_posterior import Effects
from trialmetrics.evidence.failure_rate import Nothing, nothing_of
from trialmetrics.evidence.mixture import Mixture, solved
from trialmetrics.evidence.served_score import served
from trialmetrics.evidence.tester_sums import Cells

LOWEST, HIGHEST = 0.0, 100.0  # scores
NODES = ((300, 24), (20_000, 16), (np.inf, 12))  # candidates up to which so many points are taken for q
AT_ONCE = 300_000  # numbers looked at together
MOST_DRAWS, FEWEST_DRAWS, FIGURES = 4000, 400, 20_000_000


def draws_for(candidates: int) -> int:
    """How many joint draws are taken of so many candidates: 20 million figures, between 400 and 4000 draws."""
    return int(np.clip(FIGURES // max(candidates, 1), FEWEST_DRAWS, MOST_DRAWS))


def fit(
    cells: Cells, category: np.ndarray, nothing: np.ndarray, ended: np.ndarray, *, zero: float
) -> "Posterior":
    """Fit both parts for S candidates.

    `cells`: scored trials that came to something, a candidate may have none; (S,) each: `category` 0..K-1, how many trials
    came to `nothing` of those that `ended`, scored or not; `zero`: points that one that came to nothing is worth.
    """
    return Posterior(served(cells, category), nothing_of(category, nothing, ended), zero)


@dataclass(frozen=True)
class Posterior:
    """The true score (1 - q) m + q min(zero, m) of S candidates, m within 0-100 being what a served trial is worth.

    q and m are independent given the trials. What came to nothing is never worth more than what was served, so the
    score falls with q whatever m.
    """

    served: Effects
    nothing: Nothing
    zero: float

    @property
    def came_to_nothing(self) -> np.ndarray:
        """The share of requests expected to come to nothing, per candidate (S,): posterior mean of q."""
        return self.nothing.moments()[0]

    @cached_property
    def _moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean of the true score and of its square (S,), (S,): of m - q d, where d = m - min(zero, m)."""
        m, mm = self.served.mixture.moments(LOWEST, HIGHEST)
        above, squared = self.served.mixture.moments(self.zero, HIGHEST)
        q, qq = self.nothing.moments()
        d, dd = above - self.zero, squared - 2 * self.zero * above + self.zero**2
        # Where d is not 0, m = zero + d.
        return m - q * d, mm - 2 * q * (self.zero * d + dd) + qq * dd

    @property
    def mean(self) -> np.ndarray:
        """Posterior mean of the true scores (S,), 0-100."""
        return np.clip(self._moments[0], LOWEST, HIGHEST)

    @property
    def sd(self) -> np.ndarray:
        """Posterior standard deviation of the true scores (S,), points."""
        mean, square = self._moments
        return np.sqrt(np.maximum(square - mean**2, 0))

    @cached_property
    def trial_sd(self) -> float:
        """Points between served trials of one candidate by one tester: root of the posterior mean variance."""
        return float(np.sqrt(self.served.grid.weight.sum(axis=0) @ self.served.grid.se**2))

    def below(self, threshold: float | np.ndarray) -> np.ndarray:
        """P(true score < threshold) per candidate (S,); `threshold` a number or one per candidate (NaN: NaN)."""
        threshold = np.broadcast_to(np.asarray(threshold, dtype=float), self._nodes[0].shape[1:])
        return self._below(threshold, np.arange(len(threshold)))

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """The central interval holding the true score with probability `level`: (S,), (S,), within 0-100."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def quantile(self, probability: float) -> np.ndarray:
        """The score under which the true score lies with this probability (S,): `below` of it is that probability."""
        number = self._nodes[0].shape[1]
        return solved(self._below, probability, np.full(number, LOWEST), np.full(number, HIGHEST))

    @cached_property
    def _nodes(self) -> tuple[np.ndarray, np.ndarray]:
        return self.nothing.nodes(next(n for most, n in NODES if len(self.nothing.ended) <= most))

    def _below(self, threshold: np.ndarray, some: np.ndarray) -> np.ndarray:
        """P(true score < threshold) of some of the candidates."""
        q, weight = self._nodes
        found, step = np.empty(len(some)), max(1, AT_ONCE // len(q))
        for begin in range(0, len(some), step):
            few = slice(begin, begin + step)
            at, share = threshold[few], q[:, some[few]]
            # The score is below `at` where m is below this; at or under zero it is m itself.
            served = np.where(at > self.zero, (at - share * self.zero) / np.maximum(1 - share, 1e-12), at)
            chance = np.where(served > HIGHEST, 1.0, self._mixture_of(some[few]).below(served))
            found[few] = np.where(at <= LOWEST, 0.0, np.where(at > HIGHEST, 1.0, weight @ chance))
        return np.where(np.isnan(threshold), np.nan, np.clip(found, 0, 1))

    def _mixture_of(self, some: np.ndarray) -> Mixture:
        mixture = self.served.mixture
        return mixture if len(some) == mixture.means.shape[1] else mixture.of(some)

    def draws(self, count: int = MOST_DRAWS, seed: int = 0) -> np.ndarray:
        """Joint draws of the true scores (count, S); the same seed gives the same draws.

        They are for ranks and are not cut off at the limits: the best of two candidates drawn beyond 100 would be lost, and
        both would share a rank that only one of them has.
        """
        return np.concatenate([*self.drawn(count, seed)])

    def drawn(self, count: int, seed: int = 0) -> Iterator[np.ndarray]:
        """The same draws, some at a time (few, S), where all of them would be too many to hold."""
        random = np.random.default_rng(seed)
        shares = self.nothing.drawn(count, np.random.default_rng([seed, 1]))
        for scores in self.served.drawn(count, random):
            share = np.stack([*islice(shares, len(scores))])
            scores -= share * np.maximum(scores - self.zero, 0)
            yield scores

    def with_counts(self, nothing: np.ndarray, ended: np.ndarray) -> "Posterior":
        """The same, had so many (S,) come to nothing of so many: hyperparameters, zero and served part held."""
        return replace(self, nothing=self.nothing.with_counts(nothing, ended))
