"""Calibration where the truth is known: a small part here, the whole table in `make soak`. The worlds are told in worlds.py.

The bounds are those the product promises. A share of fewer than ENOUGH verdicts is printed and not judged.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from tests.evidence.judging import (
    ENOUGH,
    IN_AT,
    OUT_AT,
    THRESHOLD,
    believed,
    holds,
    judged,
    line,
    summary,
    tally,
    worth_of_nothing,
)
from tests.evidence.oracle import KNOWN, knowing
from tests.evidence.worlds import KINDS, MOSTLY_ONE, PRODUCT, RANGES, World, worlds
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import NOTHING, SOMETHING

MANY = 1000  # candidates of a category from which their intervals are held to the bounds by themselves


@dataclass(frozen=True)
class Bounds:
    """Shares: of intervals that hold the truth (least, most), of rejections on the score and of invitations that are wrong (most;
    invitations at 1-5 trials, and from 3-10 on)."""

    interval: tuple[float, float] = (0.88, 0.95)
    wrong_out: float = 0.08
    wrong_in: tuple[float, float] = (0.10, 0.10)


FIRST_ROW = ("drawn from the model", PRODUCT, "item-response ratings", "uneven testers")
BOUNDS = {
    **dict.fromkeys(FIRST_ROW, Bounds()),
    "selective silence": Bounds((0.85, 0.97), wrong_in=(0.10, 0.06)),
    "heavy silence": Bounds((0.85, 0.95), wrong_out=0.10, wrong_in=(0.12, 0.12)),
    "heavy silence, uneven": Bounds((0.85, 0.95), wrong_out=0.10, wrong_in=(0.12, 0.12)),
    "four categories": Bounds((0.86, 0.95), wrong_out=0.10, wrong_in=(0.15, 0.15)),
    MOSTLY_ONE: Bounds((0.85, 0.95), wrong_out=0.10, wrong_in=(0.08, 0.08)),
}
ROUGH = [kind for kind in KINDS if kind not in BOUNDS or kind == "heavy silence, uneven"]
# What is promised and not reached, with what was measured. Somebody who knows every spread reaches .09 and .06 of
# invitations under heavy silence, and .093 with uneven testers; how alike candidates are in their silence shows only
# after very many trials, and a prior that takes them for alike invites the mute ones of other worlds.
MISSED = {
    ("heavy silence", (1, 5)): "invitations wrong .27 (at most .12), intervals .964 (at most .95)",
    ("heavy silence", (3, 10)): "invitations wrong .20 (at most .12)",
    ("heavy silence", (10, 30)): "invitations wrong .16 (at most .12)",
    ("heavy silence, uneven", (1, 5)): "invitations wrong .22 (at most .12)",
    ("heavy silence, uneven", (3, 10)): "invitations wrong .14 (at most .12), rejections .17 (at most .10)",
    ("uneven testers", (1, 5)): "invitations wrong .12 (at most .10)",
    # The same worlds with three seeds: .080, .078, .094, together .084.
    (MOSTLY_ONE, (1, 5)): "invitations wrong .0801 (at most .08)",
    (MOSTLY_ONE, (10, 30)): "invitations wrong .094 (at most .08)",
}


def promised(kinds, but=()):
    """Kinds of world and ranges of trials; those that miss are expected to, so that it shows when they no longer do. Of
    the kinds `but` everything is kept."""
    for kind in kinds:
        for trials in RANGES:
            missed = MISSED.get((kind, trials)) if kind not in but else None
            marks = [pytest.mark.xfail(strict=True, reason=missed)] if missed else []
            yield pytest.param(kind, trials, marks=marks, id=f"{kind}, {trials[0]}-{trials[1]}")


def at_most(summed, number, share, bound):
    assert summed[number] < ENOUGH or summed[share] <= bound, (number, summed[share])


def judge(kind, trials, rows):
    """The bounds of a kind of world, where there are enough verdicts."""
    print(f"\n{kind}\n{line(f'{trials[0]}-{trials[1]}', rows)}", flush=True)
    bounds, found = BOUNDS[kind], summary(rows)
    low, high = bounds.interval
    assert low <= found["interval"] <= high
    for _, mine in rows.groupby("category"):
        assert len(mine) < MANY or low <= mine["held"].mean() <= high
    at_most(found, "out", "wrong out", bounds.wrong_out)
    at_most(found, "in", "wrong in", bounds.wrong_in[trials != RANGES[0]])


@pytest.mark.parametrize("kind", ["drawn from the model", PRODUCT, "selective silence", "four categories"])
def test_verdicts_and_intervals_in_a_few_worlds(kind):
    judge(kind, (3, 10), tally(worlds(kind, (3, 10), 30, seed=2)))


@pytest.mark.soak
@pytest.mark.parametrize(("kind", "trials"), promised(BOUNDS))
def test_verdicts_and_intervals(kind, trials):
    judge(kind, trials, tally(worlds(kind, trials)))


@pytest.mark.soak
@pytest.mark.parametrize(
    "trials",
    [
        RANGES[0],
        pytest.param(
            RANGES[1],
            marks=pytest.mark.xfail(strict=True, reason="the best: .0281 against .0276 of invitations"),
        ),
        RANGES[2],
    ],
)
def test_no_category_is_worse_off_than_by_the_plain_mean(trials):
    """Where categories lie at different levels, the best pulls none of the others up and the worst none down."""
    for category, rows in tally(worlds("four categories", trials)).groupby("category"):
        print(line(f"{trials[0]}-{trials[1]}, category {category + 1}", rows), flush=True)
        found = summary(rows)
        at_most(found, "out", "wrong out", found["mean wrong out"])
        at_most(found, "in", "wrong in", found["mean wrong in"])


def missed(reason):
    """What is promised and missed: it shows when it no longer is."""
    return pytest.mark.xfail(strict=True, reason=reason)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("kind", "least"),
    [
        *((kind, 0.45) for kind in FIRST_ROW if kind != "uneven testers"),
        pytest.param("uneven testers", 0.45, marks=missed("power .30; who knows every spread reaches .35")),
        ("selective silence", 0.25),
    ],
)
def test_who_is_truly_below_is_found(kind, least):
    """At 3-10 trials so many of the truly below are out, knock-outs included."""
    assert summary(tally(worlds(kind, (3, 10))))["power"] >= least


@pytest.mark.soak
@pytest.mark.parametrize(("kind", "trials"), promised(KNOWN, but=("uneven testers", "heavy silence, uneven")))
def test_nearly_as_good_as_knowing_the_spreads(kind, trials):
    """At most five points more of the verdicts are wrong than of somebody's who knows every spread, and three in four of
    the truly below that such a person would leave out are out."""
    ours, best = (summary(tally(worlds(kind, trials), *belief)) for belief in ((), (knowing(KNOWN[kind]),)))
    print(f"\n{kind}, {trials}: {ours}\nknowing the spreads: {best}", flush=True)
    for number, share in (("all out", "wrong all out"), ("in", "wrong in")):
        at_most(ours, number, share, best[share] + 0.05)
    assert ours["power"] >= 0.75 * best["power"]


@pytest.mark.soak
@pytest.mark.parametrize("trials", RANGES)
@pytest.mark.parametrize("kind", ROUGH)
def test_worlds_that_no_model_here_knows(kind, trials):
    """Nothing is promised but that fewer rejections on the score are wrong than by the plain mean."""
    rows = tally(worlds(kind, trials))
    print(f"\n{kind}\n{line(f'{trials[0]}-{trials[1]}', rows)}", flush=True)
    found = summary(rows)
    at_most(found, "out", "wrong out", found["mean wrong out"])


@pytest.mark.soak
@pytest.mark.parametrize("trials", RANGES)
@pytest.mark.parametrize("kind", ["drawn from the model", PRODUCT])
def test_as_many_are_wrong_as_is_said(kind, trials):
    """The sums of p_below expect what comes, within three standard errors and two points."""
    found = summary(tally(worlds(kind, trials)))
    for number, wrong, said in (("out", "wrong out", "said out"), ("in", "wrong in", "said in")):
        error = 3 * np.sqrt(found[said] * (1 - found[said]) / found[number])
        assert found[wrong] == pytest.approx(found[said], abs=error + 0.02)


def test_one_trial_each_gives_a_useful_first_impression():
    """Of the truly worst third at least half lean out or rank in the last third."""
    found = []
    for world in worlds(PRODUCT, (1, 1), 25, seed=5):
        size = len(world.truth)
        nothing, something = (
            np.bincount(world.candidate[np.isin(world.state, states)], minlength=size)
            for states in (NOTHING, SOMETHING)
        )
        p_below, _, _, mean = believed(
            world, np.isfinite(world.score), nothing, nothing + something, np.arange(size)
        )
        worst = np.argsort(world.truth)[: size // 3]
        found.append(np.isin(worst, np.argsort(mean)[: size // 3]) | (p_below[worst] >= 0.75))
    assert np.mean(found) >= 0.5


def test_the_truth_of_a_world_is_what_its_trials_come_to():
    """Of very many trials the plain mean is the truth, but for the testers' severity."""
    for kind in ("drawn from the model", PRODUCT, "item-response ratings", "selective silence"):
        world = next(worlds(kind, (400, 400), 1))
        scored = np.isfinite(world.score)
        mean = np.bincount(world.candidate[scored], world.score[scored]) / np.bincount(
            world.candidate[scored]
        )
        off = mean - world.truth
        assert np.std(off) < 2.5
        assert abs(np.mean(off)) < 8  # five testers' mean severity


def test_the_verdicts_of_the_judge_by_hand():
    """Each candidate's trials (f 80 points, d declined 80, i ignored 0, s stopped 40), P(below), and what is said."""
    cases = [
        ("fff", 0.25, "pass"),
        ("fff", 0.26, "retry"),
        ("f", 0.01, "retry"),  # one trial is no verdict
        ("fd", 0.01, "retry"),  # nor is one that was not declined
        ("fss", 0.01, "retry"),  # one fulfilled
        ("ffdd", 0.01, "retry"),  # half of what came to something was declined
        ("ffd", 0.01, "pass"),
        ("dd", 0.99, "retry"),  # declines only
        ("ffffffii", 0.01, "retry"),  # two of eight came to nothing; (6 x 80) / 8 = 60 is not below
        ("fffffffii", 0.01, "pass"),  # two of nine
        ("ffi", 0.99, "below"),  # 160 / 3
        ("fff", 0.99, "retry"),  # its own mean is not below
        ("ffii", 0.01, "retry"),  # two of four is no knock-out
        ("fii", 0.01, "knocked out"),  # two of three is
        ("ss", 0.90, "below"),
    ]
    words = {"f": ("fulfilled", 80.0), "d": ("declined", 80.0), "i": ("ignored", 0.0), "s": ("stopped", 40.0)}
    p = np.array([each for _, each, _ in cases])
    state, score = zip(*(words[letter] for trials, _, _ in cases for letter in trials), strict=True)
    candidate = np.repeat(np.arange(len(cases)), [len(trials) for trials, _, _ in cases])
    world = World(
        np.zeros(len(cases)), np.zeros(len(cases), int), candidate, np.zeros(len(candidate), int),
        np.array(state, object), np.array(score), np.full(len(candidate), 100.0),
    )  # fmt: skip
    found = judged(world, lambda *_: np.stack([p, p, p, p]))
    assert found["verdict"].tolist() == [verdict for _, _, verdict in cases]


def test_a_knock_out_of_three_in_five_and_not_of_two_in_four():
    k, n = np.array([1, 2, 2, 2, 3, 3, 4]), np.array([1, 2, 3, 4, 5, 6, 9])
    # P(Beta > 1/3): 2 of 2 .96, 2 of 3 .89, 2 of 4 .79, 3 of 5 .90, 3 of 6 .83, 4 of 9 .79
    assert holds(k, n).tolist() == [False, True, True, False, True, False, False]


def test_nothing_is_worth_what_its_trials_scored():
    state = np.array(["ignored", "ignored", "ignored", "brushed_off", "fulfilled"], object)
    score = np.array([0, 0, np.nan, 20, 90])
    assert worth_of_nothing(state, score) == pytest.approx(20 / 4)  # 3 at 0, 1 at 20
    assert worth_of_nothing(state[4:], score[4:]) == 0


def test_the_rules_are_those_of_the_shipped_policy():
    policy = load_policy()
    assert policy.threshold_of("any") == THRESHOLD
    assert (policy.evidence.out_at, policy.evidence.in_at) == (OUT_AT, IN_AT)
