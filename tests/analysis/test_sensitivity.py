"""If other things counted: a moved weight, and the smallest move, say what the whole ranking says under it."""

from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.measures.worked import policy_with
from tests.sampled import sampled
from trialmetrics.analysis import sensitivity
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.analysis.sensitivity import STEP, changes, movable, moved
from trialmetrics.engine import KeptTrials, reweigh
from trialmetrics.policy import load_policy
from trialmetrics.text import weight_text
from trialmetrics.vocabulary import CRITERIA

AS_OF = datetime(2026, 11, 24, 12)
EXAMPLE = ROOT / "data" / "example-log.csv"
POLICY = load_policy()
READ = (
    "scored_trials", "scored_fulfilled", "scored_declined", "scored_small", "scored_large", "raw_score", "served_coverage",
)  # fmt: skip


@pytest.fixture
def example(takes, store):
    takes(EXAMPLE)
    return store


@pytest.fixture
def thin(takes, store):
    """Trials of which little was noted, some of it under the least coverage when the weights move."""
    takes(EXAMPLE)
    takes(
        "supplier,trial_id,event,occurred_at,category,courtesy\n"
        + "".join(
            f"{name},{trial},request,2026-09-0{day} 10:00,Paper,\n"
            f"{name},{trial},delivery,2026-09-0{day} 12:00,Paper,\n"
            f"{name},{trial},assessment,2026-09-0{day} 12:00,,{rating}\n"
            for name, trial, day, rating in (("Thin", "T1", 1, 4), ("Thin", "T2", 2, 5), ("Thinner", "T3", 3, 2))
        ),
        name="thin.csv",
    )  # fmt: skip
    return store


def test_the_others_keep_their_proportions():
    # Courtesy from 20 to 60: what is left of 100 is halved for the others.
    new = moved(POLICY, "courtesy", 60).weights
    assert new == pytest.approx(
        {"responsiveness": 10, "follow_through": 7.5, "courtesy": 60, "welcome": 5, "helpfulness": 5, "care": 7.5,
         "outcome": 2.5, "devotion": 2.5}
    )  # fmt: skip
    assert moved(POLICY, "courtesy", 100).weights["care"] == 0
    assert movable(POLICY) == list(CRITERIA)


def test_scores_and_sums_by_hand():
    trials = pd.DataFrame(
        {f"{name}_score": [np.nan] * 5 for name in CRITERIA}
        | {"courtesy_score": [100.0] * 5, "care_score": [40.0, 40.0, 40.0, 40.0, np.nan]}
        | {"state": ["fulfilled", "fulfilled", "dropped", "brushed_off", "declined"]}
        | {"nothing": [False, False, True, True, False], "tester": ["Ann", "Bob", "Ann", "Ann", None]}
        | {"order_class": [*["small"] * 4, "large"], "judged": [True, True, True, True, False]}
        | {"trial_number": range(5), "supplier_key": "j", "category": "Paper"}
    )
    # Courtesy 20 and care 15: (2000 + 600) / 35, capped at 40 and 20 by state; courtesy alone is just enough.
    score = pytest.approx(2600 / 35)
    now, less = reweigh(KeptTrials(trials), [POLICY, moved(POLICY, "courtesy", 19)])
    sums = ["n", "sum_y"]
    assert now.candidate_tester_sum[["tester", *sums]].values.tolist() == [
        ["Ann", 1, score],
        ["Bob", 1, score],
    ]
    assert now.nothing_sum[["state", *sums]].values.tolist() == [["brushed_off", 1, 20], ["dropped", 1, 40]]
    large = now.candidate_class_sum[now.candidate_class_sum["order_class"] == "large"]
    assert large[sums].values.tolist() == [[1, 100]]
    assert large["sum_yy"].tolist() == [10_000]
    assert "large" not in set(less.candidate_class_sum["order_class"])
    counts = ["scored_trials", "scored_fulfilled", "scored_declined", "scored_small", "scored_large"]
    assert now.candidate_score[counts].values.tolist() == [[4, 2, 0, 4, 1]]
    assert less.candidate_score[counts].values.tolist() == [[4, 2, 0, 4, 0]]
    assert now.candidate_score["raw_score"].tolist() == pytest.approx([(2 * 2600 / 35 + 40 + 20) / 4])
    assert now.candidate_score["served_coverage"].tolist() == pytest.approx([35])


def test_weights_with_decimals_add_up_in_any_order():
    """0.2, 16.4 and 3.4 are just enough; as binary fractions they are 20 or less by the order in which they are added."""
    weights = dict.fromkeys(CRITERIA, 0.0) | {
        "responsiveness": 5.1,
        "welcome": 7.2,
        "care": 7.7,
        "courtesy": 80.0,
    }
    policy = policy_with(
        scoring__min_coverage=20, **{f"criteria__{name}__weight": each for name, each in weights.items()}
    )
    trial = {
        f"{name}_score": [100.0 if name in ("responsiveness", "welcome", "care") else np.nan]
        for name in CRITERIA
    }
    facts = {"trial_number": 1, "supplier_key": "j", "category": "Paper", "tester": None, "order_class": "small",
             "state": "fulfilled", "judged": True, "nothing": False}  # fmt: skip
    assert reweigh(KeptTrials(pd.DataFrame(trial | facts)), [policy])[0].candidate_score[
        "served_coverage"
    ].tolist() == [20]


@pytest.mark.parametrize(
    ("criterion", "to"), sampled([("outcome", 66), ("courtesy", 10), ("devotion", 100)], 3)
)
def test_under_another_weight_it_says_what_a_ranking_with_that_weight_says(thin, criterion, to):
    policy = moved(POLICY, criterion, to)
    expected = rank(thin, as_of=AS_OF, policy=policy)
    search = sensitivity._Search(rank(thin, as_of=AS_OF))
    weighed = reweigh(search._ranking.measures.trials, [POLICY, policy])[1]
    for name in READ:
        assert weighed.candidate_score[name].to_numpy(float) == pytest.approx(
            expected.judged[name].to_numpy(float), abs=1e-9, nan_ok=True
        )
    pd.testing.assert_frame_equal(
        weighed.candidate_tester_sum.drop(columns="weighting").reset_index(drop=True),
        expected.measures.candidate_tester_sum.drop(columns="weighting"),
    )
    assert search._at(criterion, to).tolist() == expected.judged["verdict"].tolist()


def test_the_smallest_change_is_true_and_a_smaller_one_is_not(example):
    ranking = rank(example, Filters(categories=("Printing",)), as_of=AS_OF)
    search = sensitivity._Search(ranking)
    places = np.flatnonzero(ranking.shown).tolist()
    found = search.smallest(places, len(places))
    assert len(found) >= 2

    def said(change, to):
        rows = rank(example, as_of=AS_OF, policy=moved(POLICY, change.criterion, to)).suppliers
        return rows.set_index(["supplier_key", "category"]).loc[
            (change.supplier_key, change.category), "verdict"
        ]

    nearest = min(found.values(), key=lambda change: change.size)
    side = np.sign(nearest.other_weight - nearest.weight)
    assert said(nearest, nearest.other_weight) == nearest.other_verdict != nearest.verdict
    assert said(nearest, nearest.other_weight - side) == nearest.verdict
    # What comes and goes within STEP, between two weights that are looked at, may be missed; nothing nearer else is.
    for place, change in found.items():
        assert change.verdict == ranking.judged["verdict"][place]
        for (criterion, to), verdicts in search._verdicts.items():
            if abs(to - POLICY.weights[criterion]) < change.size:
                assert verdicts[place] == change.verdict
    for criterion in CRITERIA:
        looked_at = sorted(
            [to for name, to in search._verdicts if name == criterion] + [POLICY.weights[criterion]]
        )
        assert max(np.diff([-1, *looked_at, 101])) <= STEP
    assert changes(ranking) == sorted(
        found.values(), key=lambda change: (change.size, change.supplier, change.category)
    )


def test_of_many_candidates_only_the_nearest_weights_are_looked_at(monkeypatch):
    """Verdicts by hand instead of the model's: each of eight candidates turns at one weight of courtesy, which counts 20."""
    turns = [21, 19, 24, 30, 55, 100, 0, None]

    def at(search, criterion, to):
        looked_at.append((criterion, to))
        other = [
            criterion == "courtesy" and turn is not None and (to >= turn if turn > 20 else to <= turn)
            for turn in turns
        ]
        return np.where(other, "pass", "retry")

    judged = pd.DataFrame(
        {
            "supplier_key": list("abcdefgh"),
            "supplier": list("ABCDEFGH"),
            "category": "Paper",
            "verdict": "retry",
        }
    )
    search = object.__new__(sensitivity._Search)
    search._ranking, search._policy = SimpleNamespace(judged=judged), POLICY
    search._now = judged["verdict"].to_numpy()
    monkeypatch.setattr(sensitivity._Search, "_at", at)

    def smallest(most):
        looked_at.clear()
        changed = search.smallest(range(8), most)
        return sorted(
            ((place, change.size) for place, change in changed.items()), key=lambda each: each[::-1]
        )

    looked_at = []
    assert smallest(8) == [(0, 1), (1, 1), (2, 4), (3, 10), (6, 20), (4, 35), (5, 80)]
    assert len(set(looked_at)) > 80
    # Those as small as the last are there, too, and one weight on either side was enough to find them.
    assert smallest(1) == [(0, 1), (1, 1)]
    assert len(set(looked_at)) == 2 * len(CRITERIA)
    assert smallest(3) == [(0, 1), (1, 1), (2, 4)]
    assert len(set(looked_at)) < 50


def test_a_change_in_words():
    change = sensitivity.Change("j", "Jansen", "Paper", "courtesy", 20.0, 31.0, "pass", "retry")
    assert (
        weight_text.sentence(change)
        == "If “courtesy” counted 31 instead of 20, Jansen · Paper would need more trials."
    )
    change = sensitivity.Change("j", "J", "Paper", "care", 14.286, 9.0, "retry", "reject")
    assert (
        weight_text.sentence(change) == "If “care” counted 9 instead of 14.3, J · Paper would not be invited."
    )


def test_where_only_one_criterion_counts_its_weight_cannot_be_moved(takes, store):
    takes(
        "supplier,trial_id,event,occurred_at,courtesy\nA,1,request,2026-09-01 10:00,\nA,1,delivery,2026-09-02 10:00,\n"
        "A,1,assessment,2026-09-02 10:00,5\n"
    )
    one = policy_with(**{f"criteria__{name}__weight": 0 for name in CRITERIA if name != "courtesy"})
    assert movable(one) == [name for name in CRITERIA if name != "courtesy"]
    assert "courtesy" not in {each.criterion for each in changes(rank(store, as_of=AS_OF, policy=one))}


@pytest.mark.parametrize("log", ["", "A,T1,request,2026-11-24 09:00\n", "A,T1,delivery,2026-03-02 10:00\n"])
def test_the_smallest_data(takes, store, log):
    if log:
        takes("supplier,trial_id,event,occurred_at\n" + log)
    assert changes(rank(store, as_of=AS_OF)) == []
