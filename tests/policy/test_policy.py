"""The shipped policy says what the definitions say; a policy that cannot be used is refused with a sentence."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.saving import put_in_force
from trialmetrics.errors import PolicyError
from trialmetrics.policy import SHIPPED, load_policy, policy_of, policy_tables, read_policy, saved_policy

OLD = Path(__file__).with_name("old_policy.json")


@pytest.fixture
def content():
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def score(policy, criterion, x):
    """A measure on the criterion's scale, read off the table that the SQL reads."""
    for row in policy_tables(policy)["policy_scale"].to_pylist():
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
    numbers = [part for part in content.values() if isinstance(part, dict) and part and "source" not in part]
    rows = [row for part in numbers for row in part.values() if isinstance(row, dict)]
    assert all(row["source"] for row in rows)
    # What is left has neither a source of its own nor rows that have one: the caps, which measures.md gives.
    assert [part for part in numbers if not any(isinstance(row, dict) for row in part.values())] == [
        content["caps"]
    ]


@pytest.mark.parametrize(
    ("knock_out", "n", "k"),
    [
        # P(rate > 1/3) with Beta(1 + k, 1 + n - k): 2 of 2 .963, 2 of 3 .889, 2 of 4 .790, 3 of 4 .955, 2 of 5 .680,
        # 3 of 5 .900. The first two by hand: 1 - (1/3)^3 = 26/27; 1 - (4/27 - 3/81) = 8/9.
        ("ignored", 1, 2), ("ignored", 2, 2), ("ignored", 3, 2), ("ignored", 4, 3), ("ignored", 5, 3),
        # P(rate > 1/10): 2 of 10 .910, 2 of 13 .842: 1 - [.9^14 + 14 .1 .9^13 + 91 .01 .9^12]; 2 of 12 .866.
        ("incidents", 2, 2), ("incidents", 10, 2), ("incidents", 12, 2), ("incidents", 13, 3),
    ],
)  # fmt: skip
def test_the_least_k_of_n_that_knocks_out(knock_out, n, k):
    assert load_policy().knock_outs[knock_out].needed()[n - 1] == k


def test_the_threshold_of_a_candidate_is_its_categorys():
    policy = load_policy().with_threshold(70, "Printing").with_threshold(50, "Catering")
    assert policy.threshold_of("Printing") == 70
    assert policy.threshold_of("catering ") == 50
    assert policy.threshold_of("Paper") == 60
    assert policy.with_threshold(65, "printing").threshold.by_category == {"Catering": 50, "printing": 65}


def test_a_threshold_for_all_leaves_those_by_category_unless_it_is_for_everywhere():
    policy = load_policy().with_threshold(70, "Printing")
    assert policy.with_threshold(55).threshold_of("Printing") == 70
    assert policy.with_threshold(55).threshold_of("Paper") == 55
    everywhere = policy.with_threshold(55, everywhere=True)
    assert (everywhere.threshold_of("Printing"), everywhere.threshold.by_category) == (55, {})


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
        (("knock_outs", "incidents", "limit"), "1/0", "write one like 1/3"),
        (("knock_outs", "dropped", "least"), None, "knock_outs.dropped needs limit, least and probability"),
        (("evidence", "in_at"), 0.75, "in_at must be smaller than lean_out"),
        (("evidence", "lean_out"), 0.95, "lean_out at most out_at"),
        (("vetoes", "declined_share"), "0", "declined_share must be more than 0"),
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


@pytest.fixture
def old():
    """A policy as the earlier version saved it, with weights, a scale, windows and thresholds of a team's own."""
    return json.loads(OLD.read_text(encoding="utf-8"))


def test_an_old_policy_keeps_what_the_team_chose_and_takes_the_new_rules(old):
    policy, notes = saved_policy(json.dumps(old), "kept")
    shipped = load_policy()
    assert (policy.version, policy.windows.reply_hours, policy.windows.lapse_hours) == (4, 24, 60)
    assert policy.windows.judged_months == shipped.windows.judged_months
    assert policy.criteria["courtesy"].weight == 35
    assert policy.criteria["responsiveness"].scale == [(0, 100), (8, 50), (40, 0)]
    assert (policy.threshold.default, policy.threshold_of("Packaging")) == (65, 55)
    assert policy.enquiry_rounds == ["Spring"]
    assert policy.knock_outs == shipped.knock_outs
    assert policy.vetoes == shipped.vetoes
    # The old 0.8 rejected; now one leans out from there on.
    assert policy.evidence == shipped.evidence.model_copy(update={"lean_out": 0.8})
    assert notes == [
        "This policy was saved by an earlier version. Its weights, scales, windows and thresholds are kept.",
        "Its knock-outs are replaced: k of n trials now knocks out where the rate is surely above a limit.",
        "What counts as sure is replaced: a score leaves out from 90 % on; from 80 % on it is only called probably below.",
        "The vetoes against invitations and the window are new: trials are judged until 24 months after the request.",
    ]


@pytest.mark.parametrize("out_at", [0.95, 0.2, None])
def test_an_old_limit_that_cannot_be_a_lean_is_left_out(old, out_at):
    old["evidence"]["out_at"] = out_at
    policy, _notes = saved_policy(json.dumps(old), "kept")
    assert policy.evidence == load_policy().evidence


def test_a_new_policy_is_taken_as_it_is():
    policy = load_policy().with_threshold(70, "Printing")
    assert saved_policy(policy.model_dump_json(), "kept") == (policy, [])
    assert read_policy() == (load_policy(), [])


def test_the_store_brings_an_old_policy_over_until_it_is_saved_anew(store, old):
    assert (store.policies.in_force(), store.policies.upgrade_notes()) == (load_policy(), [])
    version = put_in_force(store, load_policy().with_threshold(61))
    with store._writer.transaction() as cursor:
        cursor.execute("update policy_version set policy = ?", [json.dumps(old)])
    assert store.policies.in_force().criteria["courtesy"].weight == 35
    assert store.policies.upgrade_notes()[0].startswith("This policy was saved by an earlier version.")
    assert put_in_force(store, store.policies.in_force()) == version + 1
    assert store.policies.upgrade_notes() == []
    assert store.policies.in_force().criteria["courtesy"].weight == 35


def test_large_orders_have_no_limit_unless_a_policy_has_one(content, tmp_path):
    assert load_policy().large_from == {}
    # A file written for the version before has no such field.
    lines = SHIPPED.read_text(encoding="utf-8").splitlines(keepends=True)
    mine = tmp_path / "mine.toml"
    mine.write_text("".join(line for line in lines if not line.startswith("large_from")), encoding="utf-8")
    assert load_policy(mine) == load_policy()
    policy = policy_of({**content, "large_from": {"EUR": 2500, "JPY": 5e6}}, "test")
    assert policy.large_from == {"EUR": 2500, "JPY": 5_000_000}
    assert saved_policy(policy.model_dump_json(), "kept") == (policy, [])


def test_a_badly_written_currency_of_a_saved_policy_is_not_dropped(content):
    kept = load_policy().model_dump(mode="json") | {"large_from": {"eur": 2500}}
    with pytest.raises(PolicyError, match=r'large_from\.eur: "eur" is no currency'):
        saved_policy(json.dumps(kept), "kept")
