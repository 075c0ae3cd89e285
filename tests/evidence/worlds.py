"""Worlds whose truth is known: one function each. `python -m tests.evidence.worlds` prints how the verdicts fare in them.

The truth of a candidate is the expected score of one of its trials by a tester without severity, where trials that come to
nothing count as they are scored. A world has 25 candidates and 5 testers unless it says otherwise. What comes to nothing is
ignored (0 points), brushed off (10-20) or dropped (30-40), in the shares of the world.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from trialmetrics.simulation import scored_worlds

CANDIDATES, TESTERS, WORLDS = 25, 5, 200
RANGES = ((1, 5), (3, 10), (10, 30))
CATEGORIES = 4
LEVELS = (80.0, 70.0, 60.0, 50.0)  # of what is served, per category, where they differ

SILENCE = (1.0, 0.0, 0.0)  # all of what comes to nothing is silence
MIXED = (0.7, 0.15, 0.15)  # ignored, brushed off, dropped
WORTH = {
    "ignored": (0.0, 0.0),
    "brushed_off": (10.0, 20.0),
    "dropped": (30.0, 40.0),
}  # points, each as likely

Trials = tuple[int, int]


@dataclass(frozen=True)
class World:
    """`truth` (S,) points and `category` (S,) of the candidates; of the N trials `candidate`, `tester`, `state` (a word of the
    vocabulary), `score` (NaN where not scored) and `coverage` (of 100)."""

    truth: np.ndarray
    category: np.ndarray
    candidate: np.ndarray
    tester: np.ndarray
    state: np.ndarray
    score: np.ndarray
    coverage: np.ndarray


def drawn(random: np.random.Generator, trials: Trials) -> World:
    """As the two-part model assumes: rates of nothing from a beta distribution, one in seven or so from anywhere, scores of what is
    served normal. Spreads and means are the world's own, from the range that trials plausibly have. Some are not scored."""
    level, su, sv, se = random.uniform([55, 5, 0, 8], [85, 20, 12, 30])
    rate, strength = random.uniform([0.02, 2], [0.25, 15])
    quiet = random.beta(rate * strength, (1 - rate) * strength, CANDIDATES)
    anywhere = random.random(CANDIDATES) < 0.15
    quiet = np.where(anywhere, random.random(CANDIDATES), quiet)
    served = random.normal(level, su, CANDIDATES)
    world = _world(random, _placed(random, trials), served, quiet, sv=sv, se=se, shares=MIXED)
    unseen = random.random(len(world.score)) < 0.05
    return replace(world, score=np.where(unseen, np.nan, world.score))


def item_response(random: np.random.Generator, trials: Trials) -> World:
    """Every criterion of a trial is a grade of five, cut from a latent trait of the candidate in that criterion (a graded
    response model); the trait decides on silence too. The score is the weighted mean, as the product makes it."""
    weights = np.array([20, 15, 20, 10, 10, 15, 5, 5]) / 100
    general = random.normal(0, 1, (CANDIDATES, 1))
    trait = 0.8 * general + 0.6 * random.normal(0, 1, (CANDIDATES, len(weights)))
    easy, steep, strict = random.normal(0.8, 0.5, len(weights)), 1.5, random.normal(0, 0.35, TESTERS)
    cuts = np.array([-2.5, -1.0, 0.5, 2.0])  # between the grades 1 to 5

    def above(trait: np.ndarray) -> np.ndarray:
        """How likely each cut is exceeded: (..., criterion, cut)."""
        return 1 / (1 + np.exp(-steep * (trait[..., None] + easy[:, None] - cuts)))

    quiet = 1 / (1 + np.exp(3 + 1.2 * general[:, 0]))
    truth = (1 - quiet) * (25 * above(trait).sum(-1) @ weights)
    candidate = _placed(random, trials)
    tester = _met(random, candidate)
    passed = above(trait[candidate] - strict[tester, None])
    grade = 1 + (random.random((*passed.shape[:2], 1)) < passed).sum(-1)
    nothing = random.random(len(candidate)) < quiet[candidate]
    score = np.where(nothing, 0.0, 25 * (grade - 1) @ weights)
    state = np.where(nothing, "ignored", "fulfilled").astype(object)
    return _of(truth, candidate, tester, state, score)


def uneven_testers(random: np.random.Generator, trials: Trials) -> World:
    """One tester places half of the trials, the last hardly any, and every second trial is placed by the candidate's usual
    tester; they differ by 8 points."""
    candidate = _placed(random, trials)
    busy = np.array([0.5, 0.25, 0.15, 0.07, 0.03])
    usual = random.choice(TESTERS, CANDIDATES, p=busy)
    other = random.choice(TESTERS, len(candidate), p=busy)
    tester = np.where(random.random(len(candidate)) < 0.5, usual[candidate], other)
    served, quiet = random.normal(68, 13, CANDIDATES), random.beta(1, 9, CANDIDATES)
    return _world(random, candidate, served, quiet, sv=8, se=16, shares=MIXED, tester=tester)


def selective_silence(random: np.random.Generator, trials: Trials) -> World:
    """A fifth is mute in 45 of 100 requests and the others in hardly any; all are steady and good when they answer."""
    quiet = random.uniform(0, 0.04, CANDIDATES)
    quiet[: CANDIDATES // 5] = 0.45
    served = random.normal(80, 5, CANDIDATES)
    return _world(random, _placed(random, trials), served, quiet, sv=4, se=10, shares=SILENCE)


def heavy_silence(random: np.random.Generator, trials: Trials) -> World:
    """A third of everybody's requests comes to nothing, give or take 6 in 100; what is served differs widely."""
    served, quiet = random.normal(80, 15, CANDIDATES), random.beta(20, 40, CANDIDATES)
    return _world(random, _placed(random, trials), served, quiet, sv=5, se=12, shares=SILENCE)


def uneven_silence(random: np.random.Generator, trials: Trials) -> World:
    """A third of all requests comes to nothing, of some candidates a tenth and of others most; all are good when they answer.
    The threshold lies where most of them are, so that nobody can tell well: see oracle.py."""
    served, quiet = random.normal(82, 7, CANDIDATES), random.beta(1.5, 3, CANDIDATES)
    return _world(random, _placed(random, trials), served, quiet, sv=4, se=12, shares=SILENCE)


def category_levels(random: np.random.Generator, trials: Trials) -> World:
    """Four categories whose levels lie ten points apart, the candidates of each alike; testers meet all of them."""
    category = np.arange(CANDIDATES) % CATEGORIES
    served = np.array(LEVELS)[category] + random.normal(0, 8, CANDIDATES)
    quiet = random.beta(1, 14, CANDIDATES)
    world = _world(random, _placed(random, trials), served, quiet, sv=5, se=15, shares=MIXED)
    return replace(world, category=category)


def mostly_one(random: np.random.Generator, trials: Trials) -> World:
    """60 candidates with one trial each and 10 with eight, whatever is asked."""
    count = np.repeat([1, 8], [60, 10])
    served, quiet = random.normal(68, 13, len(count)), random.beta(1, 9, len(count))
    candidate = np.repeat(np.arange(len(count)), count)
    return _world(random, candidate, served, quiet, sv=5, se=16, shares=MIXED)


def small_effects(random: np.random.Generator, trials: Trials) -> World:
    """Candidates hardly differ, and lie around the threshold: whoever looks bad was unlucky."""
    served, quiet = random.normal(63, 3, CANDIDATES), np.full(CANDIDATES, 0.04)
    return _world(random, _placed(random, trials), served, quiet, sv=3, se=20, shares=MIXED)


def round_effects(random: np.random.Generator, trials: Trials) -> World:
    """Three rounds differ by 8 points, and two of three trials of a candidate stand in one round."""
    candidate = _placed(random, trials)
    most = random.integers(0, 3, CANDIDATES)
    rounds = np.where(
        random.random(len(candidate)) < 0.5, most[candidate], random.integers(0, 3, len(candidate))
    )
    shift = random.normal(0, 8, 3)[rounds]
    served, quiet = random.normal(66, 12, CANDIDATES), random.beta(1, 9, CANDIDATES)
    return _world(random, candidate, served, quiet, sv=5, se=14, shares=MIXED, shift=shift)


def drift(random: np.random.Generator, trials: Trials) -> World:
    """Every other candidate gets better or worse by up to 25 points from its first trial to its last, which is the truth."""
    candidate = _placed(random, trials)
    count = np.bincount(candidate, minlength=CANDIDATES)
    place = np.arange(len(candidate)) - np.repeat(np.cumsum(count) - count, count)
    change = np.where(np.arange(CANDIDATES) % 2 == 0, random.uniform(-25, 25, CANDIDATES), 0)
    ago = 1 - place / np.maximum(count - 1, 1)[candidate]  # 1 at the first trial, 0 at the last
    ago[count[candidate] == 1] = 0
    served, quiet = random.normal(66, 12, CANDIDATES), random.beta(1, 9, CANDIDATES)
    return _world(random, candidate, served, quiet, sv=4, se=14, shares=MIXED, shift=-change[candidate] * ago)


def tester_by_category(random: np.random.Generator, trials: Trials) -> World:
    """A tester is strict in one category and mild in another: 8 points between testers, anew per category."""
    candidate = _placed(random, trials)
    category, tester = np.arange(CANDIDATES) % CATEGORIES, _met(random, candidate)
    shift = random.normal(0, 8, (TESTERS, CATEGORIES))[tester, category[candidate]]
    served, quiet = random.normal(66, 12, CANDIDATES), random.beta(1, 9, CANDIDATES)
    world = _world(random, candidate, served, quiet, sv=0, se=14, shares=MIXED, tester=tester, shift=shift)
    return replace(world, category=category)


MOSTLY_ONE = "60 with 1 trial, 10 with 8"
MADE: dict[str, Callable[[np.random.Generator, Trials], World]] = {
    "drawn from the model": drawn,
    "item-response ratings": item_response,
    "uneven testers": uneven_testers,
    "selective silence": selective_silence,
    "heavy silence": heavy_silence,
    "heavy silence, uneven": uneven_silence,
    "four categories": category_levels,
    MOSTLY_ONE: mostly_one,
    "small effects": small_effects,
    "round effects": round_effects,
    "drift": drift,
    "tester x category": tester_by_category,
}
PRODUCT = "product's own simulator"
KINDS = (PRODUCT, *MADE)


def worlds(kind: str, trials: Trials, number: int = WORLDS, seed: int = 0) -> Iterator[World]:
    """A number of worlds of a kind (one of KINDS), `trials` (least, most) per candidate."""
    if kind != PRODUCT:
        for w in range(number):
            yield MADE[kind](np.random.default_rng([seed, w, *trials]), trials)
        return
    scored = scored_worlds(number, suppliers=CANDIDATES, trials=trials, testers=TESTERS, seed=seed)
    for w, truth in enumerate(scored.truth):
        mine = scored.world == w
        yield _of(truth, scored.supplier[mine], scored.tester[mine], scored.state[mine], scored.score[mine])


def _placed(random: np.random.Generator, trials: Trials) -> np.ndarray:
    """The candidate of each trial, in the order of candidates; every number of trials is as likely."""
    return np.repeat(np.arange(CANDIDATES), random.integers(trials[0], trials[1] + 1, CANDIDATES))


def _met(random: np.random.Generator, candidate: np.ndarray) -> np.ndarray:
    return random.integers(0, TESTERS, len(candidate))


def _world(
    random: np.random.Generator,
    candidate: np.ndarray,
    served: np.ndarray,
    quiet: np.ndarray,
    *,
    sv: float,
    se: float,
    shares: tuple[float, float, float],
    tester: np.ndarray | None = None,
    shift: np.ndarray | float = 0.0,
) -> World:
    """A world of normal scores around `served` (S,), of which a share `quiet` (S,) comes to nothing.

    `sv`, `se`: standard deviations between testers and between trials; `shift` is added to the scores of the trials, not to
    the truth. Of what is served one trial in 25 is declined and one in 25 stopped.
    """
    n = len(candidate)
    tester = _met(random, candidate) if tester is None else tester
    score = served[candidate] + random.normal(0, sv, TESTERS)[tester] + random.normal(0, se, n) + shift
    state = random.choice(np.array(["fulfilled", "declined", "stopped"], object), n, p=[0.92, 0.04, 0.04])
    nothing = random.random(n) < quiet[candidate]
    kind = random.choice(np.array([*WORTH], object), n, p=shares)
    low, high = np.array([WORTH[each] for each in kind]).reshape(n, 2).T
    worth = sum(share * sum(WORTH[each]) / 2 for share, each in zip(shares, WORTH, strict=True))
    return _of(
        (1 - quiet) * served + quiet * worth,
        candidate,
        tester,
        np.where(nothing, kind, state),
        np.where(nothing, random.uniform(low, high), score),
    )


def _of(
    truth: np.ndarray, candidate: np.ndarray, tester: np.ndarray, state: np.ndarray, score: np.ndarray
) -> World:
    """A world of one category, everything in it observed."""
    everything = np.where(np.isnan(score), 0.0, 100.0)
    return World(truth, np.zeros(len(truth), int), candidate, tester, state, score, everything)


if __name__ == "__main__":
    from tests.evidence.judging import main

    main()
