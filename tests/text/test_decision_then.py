"""What a decision says of the verdict then: by which rule it was made."""

import pytest

from trialmetrics.text.decision_text import then

SHOWN = {
    "score": 29.4, "score_low": 6.2, "score_high": 60.1, "threshold": 65.0, "rank": 7, "rank_low": 7, "rank_high": 7,
    "knock_outs": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            {"verdict": "reject", "rule": "knocked_out", "knock_outs": ["ignored", "dropped"]},
            "Verdict then: do not invite, by the rule “ignores requests”, “never delivers” of policy version 2, "
            "as of 12-03-2026 11:05. Its score did not decide: 29 (6 to 60), threshold 65, rank 7 (7 to 7) of 9.",
        ),
        (
            {"verdict": "reject", "rule": "below"},
            "Verdict then: do not invite, on its score, under policy version 2, as of 12-03-2026 11:05. "
            "Score 29 (6 to 60), threshold 65, rank 7 (7 to 7) of 9.",
        ),
        (
            {"verdict": "retry", "rule": "few_trials", "score": None},
            "Verdict then: more trials needed, under policy version 2, as of 12-03-2026 11:05.",
        ),
    ],
)
def test_by_which_rule(shown, said):
    basis = {"candidate": SHOWN | shown, "policy": 2, "as_of": "2026-03-12T11:05:00", "ranked": 9}
    assert then(basis).replace("\u2060", "") == said
