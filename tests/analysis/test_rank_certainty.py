"""Where candidates stand among those shown: from draws written down by hand, and in a sentence."""

import numpy as np
import pytest

from trialmetrics.analysis.rank_certainty import COLUMNS, MAX_COMPARED, rank_statistics
from trialmetrics.text import candidate_text


def test_ranks_and_who_clearly_beats_whom_by_hand():
    # Twenty draws: the first always above the others, who take turns.
    draws = np.array([[90.0, 50.0, 40.0]] * 10 + [[90.0, 40.0, 50.0]] * 10)
    found = rank_statistics([draws[:7], draws[7:]])
    assert tuple(found) == COLUMNS
    assert {name: list(values) for name, values in found.items()} == {
        "rank_low": [1, 2, 2],
        "rank_high": [1, 3, 3],
        "clearly_better_than": [2, 0, 0],
        "clearly_worse_than": [0, 1, 1],
    }


def test_clearly_better_from_nine_in_ten_on():
    draws = np.array([[60.0, 50.0]] * 9 + [[40.0, 50.0]])
    assert list(rank_statistics([draws])["clearly_better_than"]) == [1, 0]
    draws = np.array([[60.0, 50.0]] * 8 + [[40.0, 50.0]])
    assert list(rank_statistics([draws])["clearly_better_than"]) == [0, 0]


def test_one_candidate_alone():
    found = rank_statistics([np.full((3, 1), 50.0)])
    assert {name: values[0] for name, values in found.items()} == {
        "rank_low": 1, "rank_high": 1, "clearly_better_than": 0, "clearly_worse_than": 0,
    }  # fmt: skip


@pytest.mark.parametrize("candidates", [MAX_COMPARED, MAX_COMPARED + 1])
def test_only_so_many_are_compared_two_by_two(candidates):
    found = rank_statistics([np.random.default_rng(0).normal(size=(20, candidates))])
    assert not np.isnan(found["rank_low"]).any()
    assert np.isnan(found["clearly_better_than"]).all() == (candidates > MAX_COMPARED)


def test_clearly_better_and_worse_in_a_sentence():
    candidate = {"clearly_better_than": 3.0, "clearly_worse_than": 2.0}
    assert (
        candidate_text.standing(candidate, 12)
        == "Clearly better than 3 of 12 other candidates, clearly worse than 2."
    )
    assert candidate_text.standing(candidate, 0) == ""
    assert candidate_text.standing({"clearly_better_than": np.nan, "clearly_worse_than": np.nan}, 12) == ""
