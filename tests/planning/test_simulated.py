"""The plan against one more trial for each undecided, in worlds whose truth is known; every trial judged as it will be."""

import numpy as np
import pytest

from tests.evidence.worlds import worlds
from tests.planning.placing import Placed, further
from trialmetrics import planning
from trialmetrics.planning import invitation_chance
from trialmetrics.text import plan_text

KINDS = ("four categories", "drawn from the model", "heavy silence", "uneven testers")
PLACED, WANTED = (
    (12, 12),
    8,
)  # trials of each candidate that may be placed; invitations wanted in each category


def started(kind, number, seed=77):
    """Worlds in which each candidate has one to three trials already."""
    for w, world in enumerate(worlds(kind, PLACED, number, seed)):
        random = np.random.default_rng([seed, w])
        yield Placed(world, random.integers(1, 4, len(world.truth))), random


def compared(kind, number, monkeypatch):
    """New invitations by the plan and by turns, and all and wrong ones after each, over worlds: (6,)."""
    monkeypatch.setattr(
        invitation_chance, "MAX_REFITS", 1
    )  # what is said of the whole plan is not looked at here
    total = np.zeros(6)
    for placed, random in started(kind, number):
        now = placed.look()
        by_plan = further(now, planning.plan(now, invite=WANTED))
        turns = placed.turns(now, by_plan.sum(), random)
        assert turns.sum() == by_plan.sum()
        before = (now.judged["verdict"] == "pass").sum()
        bad = placed.world.truth < 60
        by_plan, by_turns = ((placed.look(each).judged["verdict"] == "pass") for each in (by_plan, turns))
        total += [by_plan.sum() - before, by_turns.sum() - before, by_plan.sum(), by_turns.sum(), *(
            (each & bad).sum() for each in (by_plan, by_turns)
        )]  # fmt: skip
    return total


def holds_what_it_says(total):
    plan_new, turns_new, plan_all, turns_all, plan_wrong, turns_wrong = total
    assert plan_new >= (1 + plan_text.GAIN) * turns_new > 0
    assert plan_wrong / plan_all <= turns_wrong / turns_all + 0.03


def test_the_plan_brings_more_than_one_more_for_each(monkeypatch):
    holds_what_it_says(compared("four categories", 12, monkeypatch))


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_the_plan_brings_more_than_one_more_for_each_in_many_worlds(kind, monkeypatch):
    holds_what_it_says(compared(kind, 60, monkeypatch))


@pytest.mark.soak
@pytest.mark.parametrize(
    "kind",
    [
        kind if number == 0 else pytest.param(kind, marks=pytest.mark.soak)
        for number, kind in enumerate(KINDS)
    ],
)
def test_the_range_holds_as_often_as_it_says(kind):
    held = []
    for placed, _random in started(kind, 30, seed=5):
        now = placed.look()
        made = planning.plan(now, invite=WANTED)
        judged = placed.look(further(now, made)).judged
        invited = judged[judged["verdict"] == "pass"].groupby("category").size()
        held += [goal.low <= invited.get(goal.category, 0) <= goal.high for goal in made.goals if goal.trials]
    assert len(held) >= 15
    assert np.mean(held) >= 0.8 - 2 * np.sqrt(0.8 * 0.2 / len(held))


def test_the_same_ranking_has_the_same_plan():
    placed, _random = next(started("four categories", 1))
    one, other = (planning.plan(placed.look(), invite=2) for _time in range(2))
    assert one.goals == other.goals
    assert one.lines.equals(other.lines)
