"""The shipped policy says what the definitions say; a policy that cannot be used is refused with a sentence."""

import json
import tomllib

import pytest

from trialmetrics.errors import PolicyError
from trialmetrics.policy import SHIPPED, AtLeast, load_policy, policy_of


@pytest.fixture
def content():
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def score(policy, criterion, x):
    """A measure on the criterion's scale, read off the table that the SQL reads."""
    for row in policy.tables()["policy_scale"].to_pylist():
        if row["criterion"] == criterion and row["x_from"] <= x < row["x_to"]:
            share = (x - row["x_from"]) / (row["x_to"] - row["x_from"])
            return row["y_from"] + (row["y_to"] - row["y_from"]) * share
    raise AssertionError(f"no segment of {criterion} holds {x}")


@pytest.mark.parametrize(
    ("criterion", "x", "expected"),
    [
        ("responsiveness", 0, 100),
        ("responsiveness", 1, 100),
        ("responsiveness", 2.5, 95),  # half way from 1 h: 100 to 4 h: 90
        ("responsiveness", 8, 75),
        ("responsiveness", 12, 62.5),  # half way from 75 to 50
        ("responsiveness", 24, 25),
        ("responsiveness", 40, 5),
        ("responsiveness", 1000, 5),
        ("follow_through", 1, 60),
        ("follow_through", 7, 0),
        ("courtesy", 3.4, 60),  # (3.4 - 1) / 4
        ("care", 2, 20),
        ("devotion", 0, 50),
        ("devotion", 3, 100),
        ("on_time", 2, 0.6),  # half way from 0.8 to 0.4
        ("on_time", 5, 0),
    ],
)
def test_scales(criterion, x, expected):
    assert score(load_policy(), criterion, x) == pytest.approx(expected)


def test_weights_sum_to_100_and_stay_in_proportion(content):
    assert load_policy().weights == {
        "responsiveness": 20,
        "follow_through": 15,
        "courtesy": 20,
        "welcome": 10,
        "helpfulness": 10,
        "care": 15,
        "outcome": 5,
        "devotion": 5,
    }
    content["criteria"]["courtesy"]["weight"] = 120  # the total becomes 200
    weights = policy_of(content, "test").weights
    assert weights["courtesy"] == 60
    assert sum(weights.values()) == pytest.approx(100)


def test_every_default_has_a_source(content):
    numbers = [part for part in content.values() if isinstance(part, dict) and "source" not in part]
    rows = [row for part in numbers for row in part.values() if isinstance(row, dict)]
    assert all(row["source"] for row in rows)
    # What is left has neither a source of its own nor rows that have one: the caps, which measures.md gives.
    assert [part for part in numbers if not any(isinstance(row, dict) for row in part.values())] == [
        content["caps"]
    ]


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [(1, 3, True), (1, 4, False), (0, 1, False), (2, 20, False), (34, 102, True), (33, 100, False)],
)
def test_a_third_is_compared_without_rounding(k, n, expected):
    assert AtLeast(trials=1, share="1/3").holds(k, n) is expected


def test_threshold_of_a_supplier_is_the_highest_of_its_categories():
    policy = load_policy().with_threshold(70, "Printing").with_threshold(50, "Catering")
    assert policy.threshold_of(["Printing", "Catering"]) == 70
    assert policy.threshold_of(["Catering"]) == 50
    assert policy.threshold_of(["Catering", "Paper"]) == 60
    assert policy.threshold_of([]) == 60


def test_a_threshold_for_all_replaces_those_by_category():
    policy = load_policy().with_threshold(70, "Printing").with_threshold(55)
    assert policy.threshold_of(["Printing"]) == 55


def test_a_policy_survives_being_kept_as_json():
    policy = load_policy().with_threshold(70, "Printing")
    assert policy_of(json.loads(policy.model_dump_json()), "kept") == policy


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("criteria", "courtesy", "weight"), "heavy", "criteria.courtesy.weight"),
        (("criteria", "courtesy", "scale"), [[5, 0], [1, 100]], "go up from left to right"),
        (("criteria", "courtesy", "scale"), [[1, 0], [5, 101]], "between 0 and 100"),
        (("clock", "time_zone"), "Amsterdam", "write one like Europe/Amsterdam"),
        (("clock", "country"), "Holland", "two letters like NL"),
        (("knock_outs", "incidents", "at_least"), [{"trials": 1, "share": "1/0"}], "write one like 1/3"),
        (("evidence", "in_at"), 0.9, "in_at must be smaller than out_at"),
        (("threshold", "default"), float("nan"), "threshold.default"),
        (("surprise",), 1, "surprise"),
    ],
)
def test_a_bad_policy_is_refused_with_its_place(content, place, value, told):
    part = content
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    with pytest.raises(PolicyError, match=told):
        policy_of(content, "test")


def test_a_missing_and_a_malformed_file_are_named(tmp_path):
    with pytest.raises(PolicyError, match=r"none\.toml cannot be read"):
        load_policy(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("version = [", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"broken\.toml is not valid TOML"):
        load_policy(broken)
