"""Ranks of joint draws by their plain definitions, whatever the draws."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trialmetrics.evidence import probability_better, rank_points, ranks_drawn

SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 6))
# Few different scores, so that many are the same.
TIED = SHAPES.flatmap(lambda shape: arrays(float, shape, elements=st.integers(0, 3).map(float)))
FREE = SHAPES.flatmap(lambda shape: arrays(float, shape, elements=st.floats(0, 100)))


@settings(deadline=None)
@given(TIED | FREE)
def test_a_rank_is_one_more_than_there_are_better_ones(draws):
    plain = [[1 + sum(other > each for other in draw) for each in draw] for draw in draws]
    assert ranks_drawn(draws).tolist() == plain


@settings(deadline=None)
@given(TIED | FREE)
def test_better_is_the_share_of_the_draws_in_which_it_is_higher(draws):
    count, candidates = draws.shape
    plain = [
        [sum(draw[i] > draw[j] for draw in draws) / count for j in range(candidates)]
        for i in range(candidates)
    ]
    assert probability_better(ranks_drawn(draws)).tolist() == plain


@settings(deadline=None)
@given(TIED | FREE, st.sampled_from([(0.05, 0.95), (0.025, 0.975), (0.25, 0.5)]))
def test_a_point_is_the_least_rank_reached_so_often(draws, probabilities):
    placed = ranks_drawn(draws)
    plain = np.quantile(placed, probabilities, axis=0, method="inverted_cdf")
    assert np.array_equal(rank_points(placed, *probabilities), plain)


def test_many_candidates_have_ranks_beyond_a_byte():
    random = np.random.default_rng(1)
    draws = random.normal(size=(3, 300))
    placed = ranks_drawn(draws)
    assert placed.max() == 300
    assert np.array_equal(placed, [1 + (draw[None, :] > draw[:, None]).sum(axis=1) for draw in draws])
