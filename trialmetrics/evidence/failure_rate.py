"""How often requests to a candidate come to nothing: beta-binomial, with a wide component for the odd mute one.

    nothing ~ Binomial(ended, q),   q ~ Beta(p M, (1 - p) M), with probability WIDE uniform on 0-1

The mean p and the strength M are integrated on a grid, by the counts of the candidate's category where it has ENOUGH
candidates, else by those of all. Without the uniform component a mute candidate among steady ones would be shrunk away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import betainc, betaln, expit, logsumexp

WIDE = 0.15  # share of the wide component
ENOUGH = 12  # candidates with an ended trial from which a category speaks for itself
MEANS = (
    (np.arange(24) + 0.5) ** 2 / 24**2 * 0.8
)  # of p: sqrt(p) uniform, as most suppliers answer most requests
STRENGTHS = (
    1 / np.linspace(0.01, 0.3, 8) - 1
)  # of M: 1 / (1 + M), the correlation of two trials, uniform on .01-.3
CELLS = 1000  # of q, evenly in arcsin(sqrt(q)), in which binomial noise is even
TINY = 1e-100
NEGLIGIBLE = 1e-6  # weight under which a point of the grid is left out
AT_ONCE = 300_000  # numbers looked at together


@lru_cache(maxsize=1)
def _prior() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of the grid's H points, all equally likely beforehand: the two parameters of the beta distribution (H,); middles of
    the cells of q (X,), and the probability of each cell at each point (H, X)."""
    mean, strength = (axis.ravel() for axis in np.meshgrid(MEANS, STRENGTHS, indexing="ij"))
    alpha, beta = mean * strength, (1 - mean) * strength
    ends = np.sin(np.linspace(0, np.pi / 2, CELLS + 1)) ** 2
    middles = np.sin(np.linspace(0, np.pi / 2, 2 * CELLS + 1)[1::2]) ** 2
    mass = np.diff((1 - WIDE) * betainc(alpha[:, None], beta[:, None], ends) + WIDE * ends)
    # What is next to nothing is nothing: the processor is slow with the smallest of numbers.
    return alpha, beta, middles, np.where(mass > TINY, mass, 0.0)


@dataclass(frozen=True)
class Nothing:
    """What is believed of q of S candidates: `nothing` of `ended` (S,), `weight` (B, H) of the grid's points for each of B
    blocks of candidates that are fitted together, `block` (S,) 0..B-1."""

    nothing: np.ndarray
    ended: np.ndarray
    weight: np.ndarray
    block: np.ndarray

    def with_counts(self, nothing: np.ndarray, ended: np.ndarray) -> "Nothing":
        """The same with other counts, the weights held."""
        return replace(self, nothing=nothing, ended=ended)

    @cached_property
    def _sets(self) -> tuple[np.ndarray, np.ndarray]:
        """The D different sets of block, nothing and ended (3, D), and which is whose (S,)."""
        counts = np.stack([self.block, self.nothing, self.ended])
        sets, which = np.unique(counts, axis=1, return_inverse=True)
        return sets.astype(int), which.ravel()

    @cached_property
    def _mass(self) -> np.ndarray:
        """The probability of each cell of q for each of the sets (D, X)."""
        _alpha, _beta, q, mass = _prior()
        block, k, n = self._sets[0][:, :, None]
        log = k * np.log(q) + (n - k) * np.log1p(-q)
        likelihood = np.exp(log - log.max(axis=1, keepdims=True))
        likelihood[likelihood < TINY] = 0
        # Each point of the grid has weight that took these counts into account already: divide by its own share.
        of_point = self.weight[block[:, 0]] / np.maximum(likelihood @ mass.T, TINY)
        return likelihood * (of_point @ mass)

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Posterior mean of q and of its square (S,), (S,)."""
        which, q = self._sets[1], _prior()[2]
        return (self._mass @ q)[which], (self._mass @ q**2)[which]

    def nodes(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Quadrature: `count` values of q for each candidate (count, S) and their weights (count,).

        Each is the mean of q over a stretch of given probability, so the mean is exact, and where one more comes to nothing
        every node rises.
        """
        mass, which, q = self._mass, self._sets[1], _prior()[2]
        # Stretches narrower towards both ends.
        ends = (1 - np.cos(np.linspace(0, np.pi, count + 1))) / 2
        reached = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
        moment = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass * q, axis=1)], axis=1)
        up_to = np.stack([np.interp(ends * r[-1], r, m) for r, m in zip(reached, moment, strict=True)])
        weight = np.diff(ends)
        return (np.diff(up_to, axis=1) / weight).T[:, which], weight

    def drawn(self, count: int, random: np.random.Generator) -> Iterator[np.ndarray]:
        """Joint draws of q, one set of candidates at a time (S,)."""
        alpha, beta, _q, _mass = _prior()
        points = np.stack([random.choice(len(alpha), count, p=weight) for weight in self.weight], axis=1)
        (_block, *sets), which = self._sets
        narrow, wide = _likely(*sets)
        from_wide = expit(wide - narrow)
        a_wide, b_wide = 1.0 + self.nothing, 1.0 + self.ended - self.nothing
        at_once = max(1, AT_ONCE // max(len(which), 1))
        for begin in range(0, count, at_once):
            some = points[begin : begin + at_once][:, self.block]
            a_narrow, b_narrow = alpha[some] + self.nothing, beta[some] + self.ended - self.nothing
            for chance, a, b in zip(from_wide[which, some], a_narrow, b_narrow, strict=True):
                uniform = random.random(len(which)) < chance
                yield random.beta(np.where(uniform, a_wide, a), np.where(uniform, b_wide, b))


def nothing_of(category: np.ndarray, nothing: np.ndarray, ended: np.ndarray) -> Nothing:
    """Fit the shares; (S,) each: the category 0..K-1, how many came to nothing, and of how many."""
    candidates = np.bincount(category, ended > 0)
    own = np.cumsum(candidates >= ENOUGH) * (candidates >= ENOUGH)
    block = own[category]
    sets, times = np.unique(np.stack([block, nothing, ended]), axis=1, return_counts=True)
    of_block, k, n = sets.astype(int)
    likely = np.logaddexp(*_likely(k, n)) * times[:, None]
    # The first block stands for all candidates, the others each for one category.
    logs = [likely.sum(axis=0)] + [likely[of_block == b].sum(axis=0) for b in range(1, own.max() + 1)]
    weight = np.array(logs)
    weight = np.exp(weight - logsumexp(weight, axis=1, keepdims=True))
    weight[weight < NEGLIGIBLE] = 0
    return Nothing(nothing, ended, weight / weight.sum(axis=1, keepdims=True), block)


def _likely(k: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The log of how likely k of n are at each point of the grid (D, H) under the beta distribution and under the wide
    component (D, 1), each times its share."""
    alpha, beta, _q, _mass = _prior()
    k, n = k[:, None], n[:, None]
    narrow = betaln(alpha + k, beta + n - k) - betaln(alpha, beta)
    return np.log(1 - WIDE) + narrow, np.log(WIDE) + betaln(1 + k, 1 + n - k)
