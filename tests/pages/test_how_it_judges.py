"""The page "How it judges" shows the rules of the policy in force and the figures of the calibration."""

import pytest

from tests.saving import put_in_force
from trialmetrics.analysis import calibration
from trialmetrics.text import policy_text
from trialmetrics.text.plain_text import plain

FILLED = """
worlds = 100
candidates = 30
threshold = 55
[world.drawn."1-5"]
intervals = 0.91
rejected = 1240
rejected_wrong = 0.04
plain_rejected_wrong = 0.21
invited_wrong = 0.07
[world.drift."3-10"]
"""


def text(test):
    return " ".join(
        each.value for each in (*test.title, *test.header, *test.markdown, *test.caption)
    ).replace("\\", "")


def test_every_rule_with_its_source(shows, store):
    said = text(shows("how_it_judges.py"))
    policy = store.policies.in_force()
    for several in (
        policy_text.verdict_rules(policy),
        policy_text.knock_outs(policy),
        policy_text.vetoes(policy),
        policy_text.windows(policy),
    ):
        for rule in several:
            assert rule.text in said
            assert rule.source.rstrip(".") in said
    for each in (*policy_text.not_judged(policy), *policy_text.objections(), policy.vetoes.source):
        assert each in said
    assert "policy version 1" in said


def test_the_policy_in_force_is_told(shows, store):
    put_in_force(store, store.policies.in_force().with_threshold(47))
    said = text(shows("how_it_judges.py"))
    assert "47 of 100 in every category." in said
    assert "policy version 2" in said


def test_a_source_that_somebody_wrote_is_no_markup(shows, store):
    policy = store.policies.in_force()
    source = "<b>us</b> [here](http://x.example)"
    odd = policy.windows.model_copy(update={"source": source})
    put_in_force(store, policy.model_copy(update={"windows": odd}))
    captions = [each.value for each in shows("how_it_judges.py").caption]
    assert f"Why these figures: {plain(source)}." in captions
    assert not any(source in each for each in captions)


@pytest.fixture
def calibrated(monkeypatch, tmp_path):
    """Figures of a calibration: none at all, or the few of FILLED."""

    def put(content):
        path = tmp_path / "calibration.toml"
        path.write_text(content)
        read = calibration.calibration
        monkeypatch.setattr(calibration, "calibration", lambda: read(path))

    return put


def test_how_sure_it_is_where_it_was_tested(shows, calibrated):
    calibrated(FILLED)
    test = shows("how_it_judges.py")
    assert "In 100 worlds of each kind, with 30 candidates" in text(test)
    (row,) = test.dataframe[0].value.to_dict(orient="records")
    assert row == {
        "world": "as the method assumes", "trials each": "1-5", "true score within its range": "91 %",
        "left out on the score, wrongly": "4 % (of 1,240; plain mean 21 %)", "invited, wrongly": "7 %",
        "of those truly below, left out": "–",
    }  # fmt: skip


def test_nothing_is_claimed_before_it_was_tested(shows, calibrated):
    calibrated('worlds = 1\ncandidates = 1\nthreshold = 60\n[world.drawn."1-5"]\n')
    test = shows("how_it_judges.py")
    assert "How often it is right in simulated worlds" not in text(test)
    assert not test.dataframe
