"""Where suppliers stand among those shown: from draws written down by hand, and in sentences."""

import numpy as np
import pandas as pd
import pytest

from trialmetrics.standing import (
    COLUMNS,
    COMPARED,
    FEWEST_DRAWS,
    best_third,
    clearly_sentence,
    draws_for,
    groups_method,
    groups_sentence,
    standing,
)


def test_ranks_grades_and_who_clearly_beats_whom_by_hand():
    # Twenty draws: the first always above the others, who take turns.
    draws = np.array([[90.0, 50.0, 40.0]] * 10 + [[90.0, 40.0, 50.0]] * 10)
    found = standing([draws[:7], draws[7:]])
    assert tuple(found) == COLUMNS
    assert {name: list(values) for name, values in found.items()} == {
        "rank_low": [1, 2, 2],
        "rank_high": [1, 3, 3],
        "p_best_third": [1, 0, 0],
        "grade": [1, 2, 2],
        "clearly_better_than": [2, 0, 0],
        "clearly_worse_than": [0, 1, 1],
    }


def test_one_supplier_alone():
    found = standing([np.full((3, 1), 50.0)])
    assert {name: values[0] for name, values in found.items()} == {
        "rank_low": 1, "rank_high": 1, "p_best_third": 1, "grade": 1, "clearly_better_than": 0, "clearly_worse_than": 0,
    }  # fmt: skip


@pytest.mark.parametrize("suppliers", [COMPARED, COMPARED + 1])
def test_only_so_many_are_compared_two_by_two(suppliers):
    found = standing([np.random.default_rng(0).normal(size=(20, suppliers))])
    assert not np.isnan(found["rank_low"]).any()
    assert np.isnan(found["grade"]).all() == (suppliers > COMPARED)


def test_the_more_suppliers_the_fewer_draws_and_never_too_few():
    assert draws_for(25) == 4000 > draws_for(50_000) > draws_for(1_000_000) == FEWEST_DRAWS
    assert [best_third(n) for n in (1, 3, 4, 12)] == [1, 1, 2, 4]


def test_groups_in_a_sentence():
    suppliers = pd.DataFrame(
        {"supplier": ["A", "B", "C", "D", "E", "F", "?"], "grade": [1, 2, 2, 2, 2, 2, np.nan]}
    )
    assert "best first: 1. A; 2. B, C, D and 2 more. Within a group" in groups_sentence(suppliers)
    assert groups_sentence(suppliers[1:]).startswith("So far no supplier is clearly better than another")
    assert groups_sentence(suppliers[:1]) == ""
    assert groups_sentence(suppliers.assign(grade=np.nan)) == ""


def test_the_method_of_the_groups_says_the_reward_that_is_used(monkeypatch):
    assert "two alone from 80 % on" in groups_method()
    assert "as much as 4 right ones" in groups_method()
    monkeypatch.setattr("trialmetrics.standing.REWARD", 1 / 9)
    assert "two alone from 90 % on" in groups_method()
    assert "as much as 9 right ones" in groups_method()


def test_clearly_better_and_worse_in_a_sentence():
    supplier = {"clearly_better_than": 3.0, "clearly_worse_than": 2.0}
    assert (
        clearly_sentence(supplier, 12) == "Clearly better than 3 of 12 other suppliers, clearly worse than 2."
    )
    assert clearly_sentence(supplier, 0) == ""
    assert clearly_sentence({"clearly_better_than": np.nan, "clearly_worse_than": np.nan}, 12) == ""
