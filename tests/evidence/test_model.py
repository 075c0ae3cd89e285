"""The two-part model: sensible for the smallest data, right where it can be worked out, never kinder for a failure."""

import numpy as np
import pytest
from scipy.special import betaln
from scipy.stats import beta

from trialmetrics.evidence import Cells, draws_for, fit
from trialmetrics.evidence.effect_posterior import FINENESS
from trialmetrics.evidence.failure_rate import MEANS, STRENGTHS, WIDE, nothing_of


def cells(candidate, tester, y):
    """Sums of trials per candidate and tester."""
    pairs, cell = np.unique(np.stack([candidate, tester]), axis=1, return_inverse=True)
    y = np.asarray(y, float)
    return Cells(*pairs, np.bincount(cell.ravel()), *(np.bincount(cell.ravel(), each) for each in (y, y**2)))


def fitted(scores, testers=None, *, nothing=0, category=None, zero=0.0):
    """The model of a list of scores per candidate; `testers` likewise, default nobody named; `nothing` of each."""
    candidate = np.repeat(np.arange(len(scores)), [len(each) for each in scores])
    y = np.concatenate([np.asarray(each, float) for each in scores])
    tester = (
        np.full(len(y), -1)
        if testers is None
        else np.concatenate([np.asarray(each, int) for each in testers])
    )
    nothing = np.broadcast_to(nothing, len(scores)).astype(int)
    served = np.bincount(candidate, minlength=len(scores))
    category = np.zeros(len(scores), int) if category is None else np.asarray(category)
    return fit(cells(candidate, tester, y), category, nothing, served + nothing, zero=zero)


def world(seed, candidates=14, categories=1, testers=3):
    """Scores, testers, how many came to nothing and the category of some candidates."""
    random = np.random.default_rng(seed)
    count = random.integers(0, 6, candidates)
    scores = [random.normal(70, 12) + random.normal(0, 15, n) for n in count]
    who = [random.integers(0, testers, n) for n in count]
    return scores, who, random.binomial(5, 0.2, candidates), random.integers(0, categories, candidates)


@pytest.mark.parametrize(
    "scores",
    [
        [[70]],
        [[0]],
        [[100, 100]],
        [[50], [50]],
        [[0, 0], [0, 0, 0]],
        [[0, 100], [100, 0]],
        [[80], [20], [50]],
        [[70] * 20] * 3,
        [[0]] * 12,
        [[100, 100, 100], [0, 0, 0], [0, 100, 0, 100]],
        [[50 + i % 7] for i in range(400)],
        [[], [60]],
        [[], []],
    ],
)
@pytest.mark.parametrize("crossed", [False, True])
@pytest.mark.parametrize("nothing", [0, 2])
def test_the_smallest_data_give_finite_and_sensible_figures(scores, crossed, nothing):
    testers = [[i % 2 for i in range(len(each))] for each in scores] if crossed else None
    posterior = fitted(scores, testers, nothing=nothing)
    low, high = posterior.interval(0.9)
    below = posterior.below(60.0)
    assert np.isfinite([posterior.mean, posterior.sd, low, high, below, posterior.draws(50)[0]]).all()
    assert ((low >= 0) & (low <= posterior.mean) & (posterior.mean <= high) & (high <= 100)).all()
    assert (posterior.sd > 0).all()
    assert ((below >= 0) & (below <= 1)).all()


def test_identical_scores_are_believed_the_more_the_more_there_are():
    few, many = fitted([[70, 70]] * 3), fitted([[70] * 40] * 3)
    assert few.served.mixture.moments()[0] == pytest.approx([70] * 3, abs=1)
    assert many.served.mixture.moments()[0] == pytest.approx([70] * 3, abs=0.1)
    assert many.sd[0] < few.sd[0]


def test_one_trial_says_little_and_many_say_much():
    few, many = fitted([[80], [40]]), fitted([[80] * 30 + [78] * 30, [40] * 30 + [42] * 30])
    assert few.sd[0] > 10 > 2 > many.sd[0]
    assert many.served.mixture.moments()[0] == pytest.approx([79, 41], abs=1)


def test_scores_are_drawn_towards_the_mean_the_fewer_trials_the_more():
    posterior = fitted([[90], [90] * 12, [50, 55, 60, 58, 52], [40, 45, 50, 44]])
    assert posterior.mean[0] < posterior.mean[1] < 90


def test_a_severe_tester_is_taken_out():
    # Both candidates are the same; the second was mostly seen by a tester who gives 30 points less.
    noise = np.random.default_rng(1).normal(0, 3, (2, 40))
    testers = [[0] * 30 + [1] * 10, [0] * 10 + [1] * 30]
    scores = [
        [70 - 30 * t + e for t, e in zip(who, each, strict=True)]
        for who, each in zip(testers, noise, strict=True)
    ]
    raw = [np.mean(each) for each in scores]
    posterior = fitted(scores, testers)
    assert raw[0] - raw[1] > 13
    assert abs(posterior.mean[0] - posterior.mean[1]) < 3


def test_one_tester_cannot_be_told_from_none():
    scores = [[70, 60], [50, 55, 40]]
    assert fitted(scores, [[0, 0], [0, 0, 0]]).mean == pytest.approx(fitted(scores).mean)


def test_a_candidate_is_drawn_to_the_level_of_its_category():
    # Twelve candidates around 80, twelve around 50, and one of each with a single trial of 65.
    random = np.random.default_rng(3)
    scores = [level + random.normal(0, 5, 6) for level in [80] * 12 + [50] * 12] + [[65], [65]]
    category = np.repeat([0, 1, 0, 1], [12, 12, 1, 1])
    together, apart = fitted(scores), fitted(scores, category=category)
    assert together.mean[-1] == pytest.approx(together.mean[-2])
    assert apart.mean[-2] > together.mean[-2] > apart.mean[-1]
    # One without any trial is as its category is.
    scores[-2:] = [[], []]
    level = fitted(scores, category=category).served.mixture.moments()[0][-2:]
    assert level == pytest.approx([80, 50], abs=4)


def test_who_never_came_to_anything_has_the_prior_of_what_is_served():
    others = [[80, 75, 70], [60, 65], [72, 78, 70]]
    posterior = fitted([*others, []], nothing=[0, 0, 0, 4])
    served = posterior.served.mixture.moments()[0]
    assert served[3] == pytest.approx(np.mean([70.5]), abs=4)
    assert posterior.came_to_nothing[3] > 0.5
    assert posterior.below(60.0)[3] > 0.95


def test_a_mute_one_among_steady_ones_is_not_taken_for_noise():
    # Twenty candidates that serve all of their five requests, and one that leaves three of five unanswered.
    posterior = fitted([[80] * 5] * 20 + [[80] * 2], nothing=[0] * 20 + [3])
    assert posterior.came_to_nothing[0] < 0.03
    assert posterior.came_to_nothing[20] > 0.4
    assert posterior.below(60.0)[20] > 0.85


def test_shares_of_nothing_by_another_way():
    """The mixture once more, in the closed form of each of its components."""
    nothing, ended = np.array([0, 1, 4, 2]), np.array([5, 3, 6, 9])
    weights, means = [], []
    for mean in MEANS:
        for strength in STRENGTHS:
            a, b = mean * strength, (1 - mean) * strength
            alone = np.exp(betaln(a + nothing, b + ended - nothing) - betaln(a, b))
            wide = np.exp(betaln(1 + nothing, 1 + ended - nothing))
            share = WIDE * wide / (WIDE * wide + (1 - WIDE) * alone)
            weights.append(((1 - WIDE) * alone + WIDE * wide).prod())
            means.append(share * (1 + nothing) / (2 + ended) + (1 - share) * (a + nothing) / (a + b + ended))
    expected = np.array(weights) @ np.array(means) / sum(weights)
    found = nothing_of(np.zeros(4, int), nothing, ended)
    assert found.moments()[0] == pytest.approx(expected, abs=2e-4)
    nodes, weight = found.nodes(24)
    assert weight @ nodes == pytest.approx(found.moments()[0])
    # With very many trials the prior counts for nothing: Beta(1 + k, 1 + n - k).
    many = nothing_of(np.zeros(1, int), np.array([300]), np.array([1000]))
    assert many.nodes(24)[0][[2, -3], 0] == pytest.approx(beta.ppf([0.03, 0.97], 301, 701), abs=0.01)


def test_a_category_with_enough_candidates_speaks_for_itself():
    # Of two categories of fifteen the one serves all and the other half; a newcomer of each is taken accordingly.
    category, nothing, ended = np.repeat([0, 1], 16), np.repeat([0, 2], 16), np.full(32, 4)
    nothing[[0, 16]], ended[[0, 16]] = 0, 0
    rate = nothing_of(category, nothing, ended).moments()[0]
    assert rate[0] < 0.15 < 0.4 < rate[16]
    # Among eight candidates each there is one rate for both.
    few = nothing_of(category[::2], nothing[::2], ended[::2]).moments()[0]
    assert few[0] == few[8]


def test_interval_probability_and_moments_agree_with_the_draws():
    scores, who, nothing, category = world(1, categories=3)
    posterior = fitted(scores, who, nothing=nothing, category=category, zero=8.0)
    drawn = np.clip(posterior.draws(60_000), 0, 100)
    assert posterior.mean == pytest.approx(drawn.mean(axis=0), abs=0.5)
    assert posterior.sd == pytest.approx(drawn.std(axis=0), rel=0.03)
    assert posterior.below(60.0) == pytest.approx((drawn < 60).mean(axis=0), abs=0.012)
    assert posterior.below(5.0) == pytest.approx((drawn < 5).mean(axis=0), abs=0.012)
    assert posterior.quantile(0.3) == pytest.approx(np.quantile(drawn, 0.3, axis=0), abs=1)


@pytest.mark.parametrize("probability", [0.05, 0.25, 0.4, 0.75, 0.95])
def test_below_and_interval_say_the_same(probability):
    scores, who, nothing, category = world(2, categories=3)
    posterior = fitted(scores, who, nothing=nothing, category=category, zero=12.0)
    at = posterior.quantile(probability)
    assert ((at > 0) & (at < 100)).sum() >= 10
    # A little of the belief may lie at one point: where what is served reaches 100.
    assert (posterior.below(at - 1e-6)[at > 0] <= probability + 1e-6).all()
    assert (posterior.below(at + 1e-6)[at < 100] >= probability - 1e-6).all()
    assert (abs(posterior.below(at) - probability) < 1e-6).sum() >= 10


def test_true_scores_lie_within_0_and_100_also_where_the_normals_reach_further():
    posterior = fitted([[0] * 6, [0, 1, 2, 0], [100] * 6, [99] * 5, [60, 50, 70]])
    assert (posterior.below(0.0) == 0).all()
    assert (posterior.below(-1.0) == 0).all()
    assert (posterior.below(100.5) == 1).all()
    low, high = posterior.interval(0.9)
    assert low[:2] == pytest.approx([0, 0], abs=1e-6)
    assert (high <= 100).all()
    # Draws are for ranks: of two candidates beyond a limit one is the better, never both.
    assert all(len(np.unique(each)) == 5 for each in posterior.draws(2000))
    assert np.isnan(posterior.below(np.full(5, np.nan))).all()


@pytest.mark.parametrize("zero", [0.0, 15.0, 40.0, 80.0])
@pytest.mark.parametrize("seed", range(6))
def test_one_more_that_came_to_nothing_never_raises_the_score(seed, zero):
    """Hyperparameters and zero held, whatever a trial that came to nothing is worth: mean, every quantile and the
    probability to be below any threshold."""
    scores, who, nothing, category = world(seed, categories=3)
    before = fitted(scores, who, nothing=nothing, category=category, zero=zero)
    ended = nothing + np.array([len(each) for each in scores])
    for more in (1, 2, 30):
        after = before.with_counts(nothing + more, ended + more)
        assert (after.mean <= before.mean + 1e-9).all()
        for threshold in (5.0, 20.0, 40.0, 60.0, 75.0, 90.0):
            assert (after.below(threshold) >= before.below(threshold) - 1e-9).all()
        for probability in (0.05, 0.5, 0.95):
            assert (after.quantile(probability) <= before.quantile(probability) + 1e-6).all()


def test_one_candidates_counts_change_nobody_else():
    scores, who, nothing, category = world(4)
    before = fitted(scores, who, nothing=nothing, category=category)
    more = np.arange(len(scores)) == 3
    after = before.with_counts(nothing + more, before.nothing.ended + more)
    assert after.mean[~more] == pytest.approx(before.mean[~more])
    assert after.mean[3] < before.mean[3]


def test_draws_are_the_same_for_the_same_seed_and_come_some_at_a_time(monkeypatch):
    posterior = fitted([[80, 70], [40, 60]], nothing=[0, 1])
    assert np.array_equal(posterior.draws(10), posterior.draws(10))
    assert not np.array_equal(posterior.draws(10), posterior.draws(10, seed=1))
    monkeypatch.setattr("trialmetrics.evidence.effect_posterior.AT_ONCE", 4)
    assert max(len(some) for some in posterior.drawn(30)) == 2
    assert np.concatenate([*posterior.drawn(30)]).shape == (30, 2)


def test_draws_are_fewer_the_more_candidates_there_are():
    assert [draws_for(n) for n in (25, 5_000, 10_000, 50_000, 100_000)] == [4000, 4000, 2000, 400, 400]


def test_what_is_too_much_to_hold_at_once_is_added_up_in_parts(monkeypatch):
    scores, who, nothing, category = world(6, categories=3)
    whole = fitted(scores, who, nothing=nothing, category=category)
    expected = whole.below(60.0), whole.quantile(0.1)
    monkeypatch.setattr("trialmetrics.evidence.random_effects.AT_ONCE", 20)
    monkeypatch.setattr("trialmetrics.evidence.effect_posterior.AT_ONCE", 20)
    monkeypatch.setattr("trialmetrics.evidence.posterior.AT_ONCE", 60)
    parts = fitted(scores, who, nothing=nothing, category=category)
    assert parts.below(60.0) == pytest.approx(expected[0], abs=1e-9)
    assert parts.quantile(0.1) == pytest.approx(expected[1], abs=1e-5)


def test_many_categories_have_a_coarser_grid_that_says_the_same(monkeypatch):
    scores, who, nothing, _category = world(8, candidates=140)
    category = np.arange(140) % 70
    coarse = fitted(scores, who, nothing=nothing, category=category)
    monkeypatch.setattr("trialmetrics.evidence.effect_posterior.LEVEL_COUNTS", 1)
    fine = fitted(scores, who, nothing=nothing, category=category)
    assert len(coarse.served.grid.ratios) < len(fine.served.grid.ratios) / 2
    assert coarse.mean == pytest.approx(fine.mean, abs=0.5)
    assert coarse.below(60.0) == pytest.approx(fine.below(60.0), abs=0.02)


def test_many_candidates_have_a_coarser_grid_that_says_the_same(monkeypatch):
    scores, who, nothing, category = world(7, candidates=60, categories=3)
    fine = fitted(scores, who, nothing=nothing, category=category)
    expected = fine.mean, fine.below(60.0)
    monkeypatch.setattr("trialmetrics.evidence.effect_posterior.FINENESS", [(np.inf, *FINENESS[1][1:])])
    coarse = fitted(scores, who, nothing=nothing, category=category)
    assert coarse.mean == pytest.approx(expected[0], abs=0.5)
    assert coarse.below(60.0) == pytest.approx(expected[1], abs=0.02)
