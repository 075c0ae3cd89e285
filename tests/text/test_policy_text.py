"""The rules in plain words: every figure is the policy's, and the examples are what the policy's knock-outs do."""

import pytest

from trialmetrics.policy import Policy, load_policy
from trialmetrics.text import policy_text


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return load_policy()


def another(policy: Policy) -> Policy:
    """Another figure wherever the rules name one."""
    changed = policy.model_dump(mode="json")
    changed["evidence"] |= {
        "min_trials": 3, "verdict_coverage": 45, "out_at": 0.93, "in_at": 0.22, "lean_out": 0.71, "interval": 0.84,
        "most_further": 17,
    }  # fmt: skip
    changed["vetoes"] |= {"nothing_trials": 4, "nothing_share": "2/7", "declined_share": "3/5"}
    changed["windows"] |= {"reply_hours": 33, "lapse_hours": 66, "judged_months": 18}
    changed["threshold"] |= {"default": 58, "by_category": {"Tape": 47}}
    changed["knock_outs"]["ignored"] |= {"limit": "1/2", "probability": 0.88, "least": 3, "alone_chases": 5}
    changed["knock_outs"]["small_penalty"] |= {"points": 19, "probability": 0.77, "trials_each": 6}
    changed["scoring"] |= {
        "min_coverage": 31, "made_good_bonus": 13, "made_good_limit": 79, "helpful_without_rating": 61, "chased_first_factor": 0.35,
        "not_answered_responsiveness": 4, "not_answered_follow_through": 6,
    }  # fmt: skip
    changed["caps"] = {"brushed_off": 27, "dropped": 37}
    changed["clock"]["opens"] = "08:30:00"
    return Policy.model_validate(changed)


def told(policy: Policy) -> str:
    named = (
        policy_text.verdict_rules(policy), policy_text.knock_outs(policy), policy_text.vetoes(policy),
        policy_text.windows(policy),
        policy_text.scoring(policy),
    )  # fmt: skip
    texts = [each.text for several in named for each in several]
    return " ".join([*texts, *policy_text.not_judged(policy)])


def test_every_figure_follows_the_policy(shipped):
    other = told(another(shipped))
    figures = (
        "93 %", "78 %", "71 %", "84 %", "3 trials", "45 of the 100", "more than 17", "4 trials", "2 in 7", "3 in 5", "33 service",
        "66 service", "18 months", "58 of 100; of its own have Tape 47", "88 %", "1 in 2", "at least 5 times in vain",
        "19 points", "77 %", "from 6 trials of each", "less than 31", "13 points", "up to 79", "counts 61", "multiplied by 0.35",
        "counts 4 ", "and 6 for", "brushed off 27, never delivered 37", "08:30 to",
    )  # fmt: skip
    for figure in figures:
        assert figure in other, figure
    # Of the shipped figures that no figure above repeats, none is left.
    for figure in (
        "90 %",
        "75 %",
        "50 of the 100",
        "24 months",
        "40 service",
        "80 service",
        "60 of 100",
        "15 points",
    ):
        assert figure in told(shipped)
        assert figure not in other, figure


def test_the_shipped_examples_are_those_of_the_definition(shipped):
    """measures.md, section 5: 2 of 2, 2 of 3, 3 of 5 are out; 2 of 4 is not yet (P = .79)."""
    assert policy_text.examples(shipped.knock_outs["ignored"]) == ([(2, 2), (2, 3), (3, 5)], (2, 4))
    ignored = next(each for each in policy_text.knock_outs(shipped) if each.name == "ignores requests")
    assert "So 2 of 2, 2 of 3 and 3 of 5 are enough; 2 of 4 is not." in ignored.text
    assert ignored.source == shipped.knock_outs["ignored"].source


@pytest.mark.parametrize(
    ("limit", "probability", "least", "enough", "not_yet"),
    [
        # P(rate > 0) is 1: once is enough, of however many.
        ("0", 0.85, 1, [(1, 1)], None),
        # P(rate > 1) is 0: never.
        ("1", 0.85, 2, [], None),
        # With 1 of 1 Beta(2, 1): P(rate > 1/2) = 3/4; 1 of 2: Beta(2, 2): 1/2; 2 of 3: Beta(3, 2): 11/16.
        ("1/2", 0.75, 1, [(1, 1)], (1, 2)),
    ],
)
def test_examples_at_the_ends(shipped, limit, probability, least, enough, not_yet):
    rule = shipped.knock_outs["dropped"].model_copy(
        update={
            "limit": type(shipped.knock_outs["dropped"].limit)(limit),
            "probability": probability,
            "least": least,
        }
    )
    found, not_enough = policy_text.examples(rule)
    assert found[: len(enough)] == enough
    assert bool(found) == bool(enough)
    assert not_enough == not_yet


def test_examples_are_what_the_measures_are_given(shipped):
    for rule in (each for each in shipped.knock_outs.values() if each.limit is not None):
        needed = rule.needed()
        enough, not_yet = policy_text.examples(rule)
        assert all(k >= needed[n - 1] for k, n in enough)
        assert not_yet[0] < needed[not_yet[1] - 1]


def test_a_policy_without_a_knock_out_has_no_words_for_it(shipped):
    fewer = Policy.model_validate({**shipped.model_dump(), "knock_outs": {}})
    assert policy_text.knock_outs(fewer) == []


def test_each_criterion_with_weight_scale_and_source(shipped):
    rows = {rule.name: rule for rule in policy_text.criteria(shipped)}
    assert list(rows) == [
        "responsiveness", "follow-through", "courtesy", "welcome", "helpfulness", "care", "outcome", "went out of its way",
    ]  # fmt: skip
    assert rows["follow-through"].text == "15 of 100. Points by chases: 0 → 100, 1 → 60, 2 → 25, 3 → 0."
    assert rows["follow-through"].source == shipped.criteria["follow_through"].source
    assert rows["care"].text == (
        "15 of 100. Points by errors: 0 → 100, 1 → 50, 2 → 20, 3 → 0. Multiplied, by service days late: 0 → 1, 1 → 0.8, 3 → 0.4, "
        "5 → 0. No value when declined, brushed off, ignored."
    )
    assert "never delivered → 10" in rows["outcome"].text


def test_the_source_of_the_shipped_threshold_is_not_that_of_another():
    def source(policy):
        return next(rule.source for rule in policy_text.windows(policy) if rule.name == "threshold")

    shipped = load_policy()
    assert source(shipped) == shipped.threshold.source
    assert source(shipped.with_threshold(73)) == ""
    assert source(shipped.with_threshold(65, "Printing")) == ""
    own = shipped.threshold.model_copy(update={"default": 73.0, "source": "agreed with the works council"})
    assert source(shipped.model_copy(update={"threshold": own})) == "agreed with the works council"
