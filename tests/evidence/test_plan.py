"""Where further trials settle most: by hand, against trying everything, and in worlds whose truth is known."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from tests.evidence.placing import POLICY, SUPPLIERS, THRESHOLD, World
from trialmetrics import evidence, verdict
from trialmetrics.evidence import plan as planning
from trialmetrics.evidence.further import after, chances
from trialmetrics.ranking import more_trials

SOAK = pytest.mark.soak


def test_nothing_is_worth_more_than_the_allocation():
    random = np.random.default_rng(0)
    for _case in range(20):
        value = random.random((4, 4)) * np.array([0, 1, 1, 1])
        cost = np.cumsum(random.integers(1, 4, (4, 4)), axis=1) - 1
        cost[:, 0] = 0
        budgets = np.array([0, 3, 7, 50])
        found = planning.allocate(value, cost, budgets)
        for n, budget in zip(found, budgets, strict=True):
            rows = np.arange(4)
            assert cost[rows, n].sum() <= budget
            best = max(
                value[rows, list(each)].sum()
                for each in product(range(4), repeat=4)
                if cost[rows, list(each)].sum() <= budget
            )
            assert value[rows, n].sum() == pytest.approx(best)


def test_a_step_that_pays_only_as_a_whole_is_found():
    # One further trial with the first is worth nothing, two are worth more than one each with the others.
    value = np.array([[0, 0, 0.9], [0, 0.3, 0.35], [0, 0.4, 0.45]])
    cost = np.tile(np.arange(3), (3, 1))
    assert planning.allocate(value, cost, np.array([1, 2, 3])).tolist() == [[0, 0, 1], [2, 0, 0], [2, 0, 1]]


def test_spreading_evenly_goes_round_until_the_budget_is_spent():
    cost = np.tile(np.arange(planning.MOST_EACH + 1.0), (3, 1))
    assert planning.evenly(np.array([2, 0, 1]), 3, cost, 4).tolist() == [1, 1, 2]
    assert planning.evenly(np.array([2, 0]), 3, cost, 1).tolist() == [0, 0, 1]
    # Nobody gets more than is sensible, and what does not fit is not spent.
    assert planning.evenly(np.array([1]), 3, cost, 100).tolist() == [0, planning.MOST_EACH, 0]
    assert planning.evenly(np.array([0, 1]), 3, cost * [[70], [40], [0]], 100).tolist() == [1, 0, 0]


def test_what_further_trials_leave_and_move_by_hand():
    # sd 15, noise 20, two trials: variance 1 / (1/225 + 2/400) = 105.88; the mean moves by root(225 - 105.88).
    left, moves = after(np.array([15.0]), 20.0, np.array([2]))
    assert left[0] == pytest.approx(np.sqrt(105.8824), abs=1e-3)
    assert moves[0] == pytest.approx(np.sqrt(119.1176), abs=1e-3)
    # At the threshold, out from .75: Phi(-.6745 x 10.290 / 10.914) = Phi(-.6359) = .2624 either way.
    out, into = chances(np.array([60.0]), np.array([15.0]), 20.0, np.array([60.0]), 0.75, 0.25, np.array([2]))
    assert (out[0], into[0]) == (pytest.approx(0.2624, abs=1e-3), pytest.approx(0.2624, abs=1e-3))


def test_room_for_one_more_rejection_by_hand():
    p_below = np.array([0.99, 0.98, 0.80])
    rejected = np.array([True, True, False])
    # A third may be wrong with 3 x .10 - .01 - .02 = .27, but nobody is rejected below .75.
    assert evidence.room(p_below, rejected, 0.75, 0.10) == 0.75
    assert evidence.room(p_below, np.array([False] * 3), 0.75, 0.10) == pytest.approx(0.90)
    assert evidence.room(p_below, np.array([True, False, False]), 0.75, 0.10) == pytest.approx(0.81)


def test_rejection_sets_of_many_futures_are_those_of_each():
    p_below = np.random.default_rng(0).beta(4, 1, (50, 12))
    eligible = np.arange(12) % 5 > 0
    together = evidence.rejection_set(p_below, eligible, 0.75, 0.10)
    for each, found in zip(p_below, together, strict=True):
        assert list(evidence.rejection_set(each, eligible, 0.75, 0.10)) == list(found)


def test_a_trial_is_noisier_where_testers_are_not_known_well():
    cells = {
        "n": np.full(4, 2),
        "sum_y": np.array([130.0, 90, 120, 100]),
        "sum_yy": np.array([8500.0, 4100, 7300, 5050]),
    }
    supplier, tester = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    two = evidence.fit(supplier, tester, *cells.values(), suppliers=2, testers=2)
    assert np.all(evidence.trial_noise(two) > two.trial_sds)
    one = evidence.fit(supplier, np.zeros(4, int), *cells.values(), suppliers=2, testers=1)
    assert np.all(evidence.trial_noise(one) == one.trial_sds)


def test_who_has_a_verdict_gets_nothing_and_the_budget_is_kept():
    look = World(3).look()
    for budget in (1, 10, 60):
        n = look.plan(budget)
        assert n.sum() <= budget
        assert n.max() <= planning.MOST_EACH
        assert not n[look.judged["verdict"] != verdict.RETRY].any()


def test_the_natural_path_comes_out_of_it():
    # One trial each; doubtful ones first. The second goes to the middle, the third to whom the second left near the threshold.
    for seed in range(6):
        world = World(seed, 1, 1)
        look = world.look()
        p_below = look.judged["p_below"].to_numpy()
        middle = (p_below > POLICY.evidence.in_at) & (p_below < POLICY.evidence.out_at)
        second = look.plan(min(10, middle.sum()), 0.75)
        assert second.sum() >= 8
        assert set(second) == {0, 1}
        assert middle[second > 0].all()
        then = world.look(np.repeat(np.arange(SUPPLIERS), second))
        third = then.plan(12, 0.75)
        twice = then.judged["scored_trials"].to_numpy() == 2
        settled = twice & (then.judged["verdict"] != verdict.RETRY).to_numpy()
        away = (then.judged["score"] - THRESHOLD).abs().to_numpy()
        assert not third[settled].any()
        if settled.any() and third[twice].any():
            assert away[twice & (third > 0)].max() < away[settled].min()


@pytest.mark.parametrize("worlds", [10, pytest.param(100, marks=SOAK)])
def test_about_half_are_settled_after_the_trials_that_are_said_to_settle_them(worlds):
    settled, said = [], []
    for seed in range(worlds):
        world = World(10_000 + seed)
        look = world.look()
        needed = more_trials(look.judged, look.posterior, POLICY)
        few = [each for each in look.open if needed[each] <= 8]
        for each in world.random.choice(few, min(3, len(few)), replace=False):
            then = world.look([each] * needed[each])
            settled.append(then.judged.loc[each, "verdict"] != verdict.RETRY)
            said.append(needed[each])
    share = np.mean(settled)
    print(f"{len(settled)} suppliers, {np.mean(said):.1f} trials each, settled {share:.0%}")
    # Reckoned without the choice of rejections and the testers it is one in three.
    assert 0.4 <= share <= 0.75


@pytest.mark.parametrize(
    ("worlds", "quarter"), [(8, 1.0), pytest.param(200, 1.25, marks=SOAK)], ids=["few", "many"]
)
def test_the_plan_settles_more_than_spreading_the_same_trials_evenly(worlds, quarter):
    budgets = (10,) if worlds < 100 else (10, 25)
    rows = [
        row for seed in range(worlds) for budget in budgets for row in _placed(seed, budget, worlds > 100)
    ]
    found = pd.DataFrame(rows).groupby(["budget", "way"])[["more", "settled", "wrong", "told"]].sum()
    found["wrong share"] = found["wrong"] / found["told"]
    print((found[["more", "settled"]] / worlds).assign(wrong=found["wrong share"]).round(2).to_string())
    more, wrong = found["more"], found["wrong share"]
    assert more[10, "plan"] >= quarter * more[10, "evenly"]
    for budget in budgets:
        assert more[budget, "plan"] > more[budget, "evenly"]
        # As few of the verdicts are wrong.
        assert wrong[budget, "plan"] <= wrong[budget, "evenly"] + 0.03


def _placed(seed: int, budget: int, rounds: bool) -> list[dict]:
    """What came of a budget placed by the plan, evenly over the open, over all, and in rounds of five by either."""
    world = World(seed)
    look = world.look()
    everybody = np.arange(SUPPLIERS)
    ways = {
        "plan": list(np.repeat(everybody, look.plan(budget))),
        "evenly": world.evenly(look.open, budget),
    }
    if rounds:
        ways["evenly, all"] = world.evenly(everybody, budget)
        for way in ("plan", "evenly"):
            placed: list[int] = []
            now = look
            while len(placed) < budget and len(now.open):
                n = min(5, budget - len(placed))
                planned = (
                    np.repeat(everybody, now.plan(n)) if way == "plan" else world.evenly(now.open, n, placed)
                )
                if not len(planned):
                    break
                placed += list(planned)
                now = world.look(placed)
            ways[f"{way}, rounds"] = placed
    good = world.truth >= THRESHOLD
    before = SUPPLIERS - len(look.open)
    rows = []
    for way, placed in ways.items():
        spoken = world.look(placed).judged["verdict"].to_numpy()
        told = spoken != verdict.RETRY
        wrong = ((spoken == verdict.REJECT) & good) | ((spoken == verdict.PASS) & ~good)
        rows.append(
            {"budget": budget, "way": way, "more": told.sum() - before, "settled": told[look.open].sum(),
             "wrong": wrong.sum(), "told": told.sum()}
        )  # fmt: skip
    return rows
