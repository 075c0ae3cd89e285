"""Rounds of one candidate: a newest one that clearly differs, and all trials of one round, day or week."""

import math

import pandas as pd
import pytest
from scipy.stats import t as student

from trialmetrics.analysis import rounds


def rows(first="2026-03-02", last="2026-06-01", scored=4):
    return pd.DataFrame(
        {
            "supplier_key": ["a"], "category": ["Paper"], "scored_trials": [scored], "first_day": [pd.Timestamp(first)],
            "last_day": [pd.Timestamp(last)],
        }
    )  # fmt: skip


def frame(*groups, other=()):
    """Rounds of the candidate: name, first day and scores; and of another candidate."""
    records = [
        (
            key,
            "Paper",
            name,
            pd.Timestamp(day),
            len(scores),
            len(scores),
            sum(scores),
            sum(x * x for x in scores),
        )
        for key, group in [*(("a", each) for each in groups), *(("b", each) for each in other)]
        for name, day, scores in [group]
    ]
    columns = ["supplier_key", "category", "round", "first_at", "trials", "n", "sum_y", "sum_yy"]
    return pd.DataFrame(records, columns=columns)


def changed(*groups, other=()):
    both = pd.concat([rows(), rows().assign(supplier_key="b")], ignore_index=True)
    return rounds.changes(both, frame(*groups, other=other), 0.95)[0]


SPRING, AUTUMN = ("Spring", "2026-03-02"), ("Autumn", "2026-09-01")


def test_it_got_worse():
    found = changed((*SPRING, [80, 84]), (*AUTUMN, [40, 44]))
    # Means 82 and 42; noise 2 sd sqrt(16 / 2) = 2.83 on 2 degrees of freedom; error 2.83: t = 14.1.
    assert found == {
        "round": "Autumn", "before": 82, "after": 42, "trials_before": 2, "trials_after": 2,
        "probability": pytest.approx(student.cdf(40 / math.sqrt(8), 2)),
    }  # fmt: skip
    assert found["probability"] == pytest.approx(0.9975, abs=2e-4)


def test_it_got_better_and_the_newest_is_the_one_that_began_last():
    assert changed((*AUTUMN, [80, 84]), (*SPRING, [40, 44]))["after"] == 82


@pytest.mark.parametrize(
    "groups",
    [
        [(*SPRING, [80, 84])],  # one round
        [(*SPRING, [80, 84]), (*AUTUMN, [40])],  # one trial in the newest
        [(*SPRING, [80]), (*AUTUMN, [40, 44])],
        [(*SPRING, [80, 84]), (*AUTUMN, [78, 82])],  # hardly different
        [(*SPRING, [80, 84]), ("Autumn", SPRING[1], [40, 44])],  # neither is the newest
        [(*SPRING, [80, 84]), (None, AUTUMN[1], [40, 44])],  # trials of no round
        # 80 and 0 once, 80 and 80 then: unsteady rather than better. t = 40 / 40 on 2 degrees of freedom.
        [(*SPRING, [80, 0]), (*AUTUMN, [80, 80])],
    ],
)
def test_nothing_is_said_of(groups):
    assert changed(*groups) is None


def test_the_others_noise_makes_it_less_sure():
    groups = (*SPRING, [80, 80]), (*AUTUMN, [70, 70])
    # Alone: no noise, but never less than a point: t = 10.
    assert changed(*groups)["probability"] == pytest.approx(student.cdf(10, 2))
    # The others differ by 60 within a round: sd sqrt(3 x 1800 / 5) = 33 on 5 degrees of freedom; t = .30.
    noisy = [(name, "2026-03-02", [20, 80]) for name in ("Spring", "Summer", "Autumn")]
    assert changed(*groups, other=noisy) is None


def test_earlier_rounds_are_taken_together():
    found = changed((*SPRING, [80]), ("Summer", "2026-06-01", [84]), (*AUTUMN, [40, 44]))
    assert (found["before"], found["trials_before"]) == (82, 2)


def test_all_of_one_round_day_or_week():
    spring = frame((*SPRING, [80, 84, 80]))
    assert rounds.together(rows(scored=3), spring) == [{"of": "round", "round": "Spring", "trials": 3}]
    two = frame((*SPRING, [80]), (*AUTUMN, [84]))
    assert rounds.together(rows(), two) == [None]
    assert rounds.together(rows(last="2026-03-08"), two) == [
        {"of": "week", "first": "2026-03-02", "last": "2026-03-08", "trials": 4}
    ]
    assert rounds.together(rows(last="2026-03-09"), two) == [None]
    assert rounds.together(rows(last="2026-03-02"), two)[0]["of"] == "day"
    # One trial is no series, and trials of no round are not of one.
    assert rounds.together(rows(scored=1), spring) == [None]
    assert rounds.together(rows(), frame((None, "2026-03-02", [80, 84]))) == [None]
