"""Worlds whose truth is known, and how the model fares in them beside rejecting by the plain mean.

Run `python -m tests.evidence.worlds` for the whole table (some minutes).

What the worlds are: 25 suppliers and 5 testers who are met at random. `drawn`: as the model assumes, every world with spreads
and a mean of its own from the range that trial scores plausibly have. `product`: logs of trialmetrics.simulate, scored by the
product's own measures. The others break the model on purpose: see each. Scores of drawn worlds are not cut to 0-100.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialmetrics.evidence import fit, rejection_set
from trialmetrics.simulate import scored_worlds

SUPPLIERS, TESTERS, WORLDS = 25, 5, 200
RANGES = ((1, 5), (3, 10), (10, 30))
THRESHOLDS = (40.0, 60.0, 70.0)


@dataclass(frozen=True)
class World:
    """`truth` (S,) true scores; `supplier`, `tester`, `score` (N,) of the trials."""

    truth: np.ndarray
    supplier: np.ndarray
    tester: np.ndarray
    score: np.ndarray


def spreads(su: float, sv: float, se: float, mean: float = 60.0) -> Callable:
    """A world as the model assumes, with these spreads."""
    return lambda random, trials: _world(
        random, trials, random.normal(mean, su, SUPPLIERS), sv, random.standard_normal, np.full(SUPPLIERS, se)
    )


def drawn(random: np.random.Generator, trials: tuple[int, int]) -> World:
    """A world as the model assumes: su 5-25, sv 0-15, se 10-35, mean 45-75 points, each value as likely."""
    su, sv, se, mean = random.uniform([5, 0, 10, 45], [25, 15, 35, 75])
    return spreads(su, sv, se, mean)(random, trials)


def skewed(random: np.random.Generator, trials: tuple[int, int]) -> World:
    """Most suppliers alike and good, a tail of bad ones: exponential, standard deviation 14 points."""
    truth = 75 - random.exponential(14, SUPPLIERS)
    return _world(random, trials, truth, 5, random.standard_normal, np.full(SUPPLIERS, 18.0))


def outliers(random: np.random.Generator, trials: tuple[int, int]) -> World:
    """One trial in ten is off by some 40 points either way."""

    def noise(size: int) -> np.ndarray:
        return random.standard_normal(size) * np.where(random.random(size) < 0.1, 4, 1)

    return _world(random, trials, random.normal(60, 12, SUPPLIERS), 5, noise, np.full(SUPPLIERS, 12.0))


def different_testers(random: np.random.Generator, trials: tuple[int, int]) -> World:
    """Testers differ by 25 points, far more than suppliers do."""
    truth = random.normal(60, 12, SUPPLIERS)
    return _world(random, trials, truth, 25, random.standard_normal, np.full(SUPPLIERS, 18.0))


def unequal_noise(random: np.random.Generator, trials: tuple[int, int]) -> World:
    """Suppliers are noisy to different degrees: between trials of one some 18 points, within a factor of 1.6 or so."""
    noisy = 18 * np.exp(random.normal(0, 0.5, SUPPLIERS))
    return _world(random, trials, random.normal(60, 12, SUPPLIERS), 5, random.standard_normal, noisy)


def silent(random: np.random.Generator, trials: tuple[int, int]) -> World:
    """Two humps: a supplier is silent in 0-60 % of its trials, which then score 0, else they score around 80."""
    quiet, level = random.beta(1, 2, SUPPLIERS) * 0.6, random.normal(80, 6, SUPPLIERS)
    world = _world(random, trials, level, 5, random.standard_normal, np.full(SUPPLIERS, 10.0))
    nothing = random.random(len(world.score)) < quiet[world.supplier]
    return World((1 - quiet) * level, world.supplier, world.tester, np.where(nothing, 0, world.score))


MADE: dict[str, Callable] = {
    "drawn": drawn, "skewed": skewed, "outliers": outliers, "different testers": different_testers,
    "unequal noise": unequal_noise, "silent": silent,
}  # fmt: skip


def worlds(
    kind: str | Callable, trials: tuple[int, int], number: int = WORLDS, seed: int = 0
) -> Iterator[World]:
    """A number of worlds of a kind: a name in MADE, `product`, or what makes one."""
    if kind == "product":
        scored = scored_worlds(number, suppliers=SUPPLIERS, trials=trials, testers=TESTERS, seed=seed)
        for w, truth in enumerate(scored.truth):
            mine = scored.world == w
            yield World(truth, scored.supplier[mine], scored.tester[mine], scored.score[mine])
        return
    make = MADE[kind] if isinstance(kind, str) else kind
    for w in range(number):
        yield make(np.random.default_rng([seed, w, *trials]), trials)


def tally(found: Iterator[World], thresholds: tuple[float, ...] = THRESHOLDS) -> pd.DataFrame:
    """One row per threshold: `coverage` of the 90 % intervals; rejections, their wrong share and the share of those below
    that they reach (power), by the rule of the verdict (at least two trials) and by the plain mean of the same."""
    held: list[np.ndarray] = []
    counts = np.zeros((len(thresholds), 5))
    for world in found:
        known = np.unique(world.supplier)
        supplier, truth = np.searchsorted(known, world.supplier), world.truth[known]
        posterior = fit(*cells(supplier, world.tester, world.score), suppliers=len(known), testers=TESTERS)
        at = posterior.below(truth)
        held.append((at > 0.05) & (at < 0.95))
        number = np.bincount(supplier)
        judged, mean = number >= 2, np.bincount(supplier, world.score) / number
        for row, threshold in zip(counts, thresholds, strict=True):
            below = truth < threshold
            ours = rejection_set(posterior.below(threshold), judged, 0.75, 0.10)
            plain = judged & (mean < threshold)
            row += [
                ours.sum(),
                (ours & ~below).sum(),
                plain.sum(),
                (plain & ~below).sum(),
                (judged & below).sum(),
            ]
    rejected, wrong, plain_rejected, plain_wrong, below = counts.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return pd.DataFrame(
            {
                "threshold": thresholds,
                "coverage": np.concatenate(held).mean(),
                "rejected": rejected,
                "wrong": wrong / rejected,
                "power": (rejected - wrong) / below,
                "plain_rejected": plain_rejected,
                "plain_wrong": plain_wrong / plain_rejected,
                "plain_power": (plain_rejected - plain_wrong) / below,
            }
        )


def cells(supplier: np.ndarray, tester: np.ndarray, score: np.ndarray) -> list[np.ndarray]:
    """Sums per supplier and tester, as `fit` takes them."""
    frame = pd.DataFrame({"s": supplier, "t": tester, "y": score, "yy": np.square(score)})
    sums = frame.groupby(["s", "t"]).agg(n=("y", "size"), y=("y", "sum"), yy=("yy", "sum")).reset_index()
    return [sums[name].to_numpy() for name in ("s", "t", "n", "y", "yy")]


def _world(
    random: np.random.Generator,
    trials: tuple[int, int],
    truth: np.ndarray,
    sv: float,
    noise: Callable[[int], np.ndarray],
    se: np.ndarray,
) -> World:
    severity = random.normal(0, sv, TESTERS)
    supplier = np.repeat(np.arange(SUPPLIERS), random.integers(trials[0], trials[1] + 1, SUPPLIERS))
    tester = random.integers(0, TESTERS, len(supplier))
    score = truth[supplier] + severity[tester] + se[supplier] * noise(len(supplier))
    return World(truth, supplier, tester, score)


def main() -> None:
    """Print the table."""
    for kind in ["drawn", "product", *list(MADE)[1:]]:
        for trials in RANGES:
            print(f"\n{kind}, {trials[0]}-{trials[1]} trials")
            print(tally(worlds(kind, trials)).round(3).to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
