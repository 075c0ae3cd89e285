"""If other things counted: under every weighting what the whole ranking would say under it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.measures.worked import policy_with
from tests.test_ranking import AS_OF, EXAMPLE
from trialmetrics import weights
from trialmetrics.policy import load_policy
from trialmetrics.ranking import Filters, rank
from trialmetrics.reweighing import _Basis, fingerprint, policy_weights, reweighed, trial_scores
from trialmetrics.simulate import _log
from trialmetrics.vocabulary import CRITERIA

POLICY = load_policy()


@pytest.fixture
def example(takes, store):
    takes(EXAMPLE)
    return store


@pytest.fixture
def thin(takes, store):
    """Trials of which little was observed, some of it under the least coverage when the weights move."""
    takes(EXAMPLE)
    takes(
        "supplier,trial_id,event,occurred_at,category,courtesy\n"
        + "".join(
            f"{name},{trial},request,2026-09-0{day} 10:00,Paper,\n"
            f"{name},{trial},assessment,2026-09-0{day} 12:00,,{rating}\n"
            for name, trial, day, rating in (("Thin", "T1", 1, 4), ("Thin", "T2", 2, 5), ("Thinner", "T3", 3, 2))
        )
    )  # fmt: skip
    return store


def policy_of(new: np.ndarray):
    """The shipped policy with these weights, in the order of CRITERIA."""
    return policy_with(
        **{f"criteria__{name}__weight": float(each) for name, each in zip(CRITERIA, new, strict=True)}
    )


def some_weights(count, seed=7):
    random = np.random.default_rng(seed)
    return 100 * np.concatenate(
        [random.dirichlet(0.2 * policy_weights(POLICY), count - 1), [np.eye(8)[3] * 0.8 + 0.025]]
    )


def test_trial_scores_are_those_of_the_measures(thin):
    tried = np.stack([policy_weights(POLICY), *some_weights(3)])
    trials = rank(thin, as_of=AS_OF).trials
    found = trial_scores(trials, POLICY, tried)
    assert set(trials["state"]) >= {"fulfilled", "ignored", "brushed_off", "dropped", "declined", "burnt"}
    for w, each in enumerate(tried):
        expected = rank(thin, as_of=AS_OF, policy=policy_of(each)).trials
        assert list(expected["trial_id"]) == list(trials["trial_id"])
        assert found[w] == pytest.approx(expected["score"].to_numpy(dtype=float), abs=1e-9, nan_ok=True)


def test_a_score_by_hand():
    trial = {f"{name}_score": [np.nan] * 4 for name in CRITERIA}
    trial |= {"courtesy_score": [100.0] * 4, "care_score": [40.0, 40.0, 40.0, np.nan]}
    trials = pd.DataFrame({**trial, "state": ["fulfilled", "dropped", "brushed_off", "fulfilled"]})
    given = np.zeros((2, 8))
    given[0, [CRITERIA.index("courtesy"), CRITERIA.index("care")]] = 20, 10
    given[1, [CRITERIA.index("courtesy"), CRITERIA.index("care")]] = 19, 30
    # (2000 + 400) / 30 = 80, capped at 40 and 20 by state; courtesy alone: 20 is enough, 19 is not.
    assert trial_scores(trials, POLICY, given[:1]).tolist() == [[80, 40, 20, 100]]
    assert np.isnan(trial_scores(trials, POLICY, given[1:])[0]).tolist() == [False, False, False, True]


def same_as_ranked(kept, tried):
    """Every verdict under every weighting against a ranking of its own; how many there were."""
    found = reweighed(rank(kept, as_of=AS_OF), tried)
    seen = 0
    for w, each in enumerate(tried):
        expected = rank(kept, as_of=AS_OF, policy=policy_of(each)).judged
        assert found.p_below[w] == pytest.approx(expected["p_below"].to_numpy(), abs=1e-6, nan_ok=True)
        assert list(found.verdict[w]) == list(expected["verdict"])
        seen += len(expected)
    return seen


def test_verdicts_are_those_of_a_ranking_with_these_weights(thin):
    assert same_as_ranked(thin, some_weights(4)) == 4 * 17


def simulated(seed):
    """A log of 25 suppliers with 2-8 trials each, by 4 testers."""
    random = np.random.default_rng(seed)
    supplier = np.repeat(np.arange(25), random.integers(2, 9, 25))
    quality, tester = random.beta(2.2, 1.5, 25)[supplier], random.integers(0, 4, len(supplier))
    return _log(supplier, quality, tester, random.normal(0, 0.35, 4)[tester], random)


def test_verdicts_in_a_simulated_world_are_those_of_a_ranking_with_these_weights(takes, store):
    takes(simulated(3).to_csv(index=False))
    assert same_as_ranked(store, some_weights(3)) == 75


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_verdicts_in_many_simulated_worlds(takes, store, seed):
    takes(simulated(seed).to_csv(index=False))
    assert same_as_ranked(store, some_weights(30, seed)) == 750


@pytest.fixture
def steady(takes, store):
    """24 suppliers with 3 trials each, by 2 testers; nobody did anything unasked: devotion is 50 in every trial."""
    random = np.random.default_rng(5)
    lines = ["supplier,trial_id,event,occurred_at,tester,courtesy,welcome,helpfulness"]
    for supplier in range(24):
        for trial in range(3):
            key, tester = f"S{supplier},T{supplier}-{trial}", "AB"[(supplier + trial) % 2]
            minute, courtesy, welcome = random.integers(10, 60), *random.integers(1, 6, 2)
            lines += [
                f"{key},request,2026-03-02 09:00,{tester},,,",
                f"{key},reply,2026-03-02 {random.integers(9, 17):02}:{minute},{tester},,,",
                *[
                    f"{key},chase,2026-03-03 09:0{chase},{tester},,,"
                    for chase in range(random.integers(0, 3))
                ],
                f"{key},delivery,2026-03-04 09:00,{tester},,,",
                f"{key},assessment,2026-03-05 09:00,{tester},{courtesy},{welcome},{1 + supplier % 5}",
            ]
    takes("\n".join(lines) + "\n")
    return store


def test_a_criterion_that_is_the_same_in_every_trial(steady):
    """Where it counts nearly everything the scores hardly vary; no other weighting is the worse for it."""
    ranking, policy = rank(steady, as_of=AS_OF), policy_weights(POLICY)
    assert ranking.trials["devotion_score"].dropna().nunique() == 1
    others = np.where(np.arange(8) == CRITERIA.index("devotion"), 0, policy)
    tried = [
        np.eye(8)[CRITERIA.index("devotion")] * to + others * (100 - to) / others.sum()
        for to in (0, 60, 97, 99, 100)
    ]
    assert same_as_ranked(steady, np.array([policy, *tried])) == 6 * 24


@pytest.mark.soak
def test_every_change_is_true_where_a_criterion_is_the_same_in_every_trial(steady):
    ranking, policy = rank(steady, as_of=AS_OF), policy_weights(POLICY)
    found = weights.changes(ranking)
    assert len(found) >= 5
    for change in found:
        place = CRITERIA.index(change.criterion)
        moved = np.where(np.arange(8) == place, 0, policy)
        moved = moved * (100 - change.other_weight) / moved.sum() + np.eye(8)[place] * change.other_weight
        judged = rank(steady, as_of=AS_OF, policy=policy_of(moved)).judged.set_index("supplier_key")
        assert judged.loc[change.supplier_key, "verdict"] == change.other_verdict


def test_what_the_knock_outs_count_is_what_the_measure_counts(takes, store):
    takes(simulated(5).to_csv(index=False))
    ranking = rank(store, as_of=AS_OF)
    basis = _Basis(ranking)
    found = basis._totals(basis.trials["scored"].to_numpy(dtype=bool)).drop(columns="p_small_penalty")
    expected = ranking.judged[list(found)]
    assert (found[["ignored_scored", "dropped_scored", "scored_small", "scored_large"]].sum() > 0).all()
    found["ignored_chases"] = found["ignored_chases"].where(found["ignored_scored"] > 0)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_no_sentence_contradicts_the_verdict_of_the_ranking(takes, store):
    takes(simulated(3).drop(columns="tester").to_csv(index=False))
    ranking = rank(store, as_of=AS_OF)
    found = weights.changes(ranking)
    told = dict(zip(ranking.suppliers["supplier"], ranking.suppliers["verdict"], strict=True))
    assert [each.verdict for each in found] == [told[each.supplier] for each in found]
    # As if a rounding error had decided otherwise for one of them.
    other = ranking.suppliers.copy()
    other.loc[other["supplier"] == found[0].supplier, "verdict"] = found[0].other_verdict
    assert weights.changes(replace(ranking, suppliers=other)) == found[1:]


def test_shares_by_hand(example):
    ranking = rank(example, as_of=AS_OF)
    found = weights.weighed(ranking, "any", weightings=40, seed=5)
    rows = found.suppliers
    verdicts = reweighed(ranking, found.weights).verdict
    names = list(ranking.judged["supplier_key"])
    for row in rows.itertuples():
        mine = list(verdicts[:, names.index(row.supplier_key)])
        assert row.retry == mine.count("retry") / 40
        assert row.reject == mine.count("reject") / 40
        assert rows.loc[row.Index, "pass"] == mine.count("pass") / 40
        assert row.holds == mine.count(row.verdict) / 40
    assert found.firm == (rows["holds"] >= 0.9).sum()
    assert list(rows["supplier"]) == list(ranking.suppliers["supplier"])
    assert rows["first"].sum() == pytest.approx(1)
    assert np.isnan(rows["first"].iloc[-1])  # nothing of it is scored
    assert found.ranks[:14, :14].sum(axis=1) == pytest.approx(np.ones(14))
    assert found.ranks[14].sum() == 0
    assert rows["first"].idxmax() == 0
    assert f"{found.firm} of 15 verdicts stay the same in at least 90 % of" in weights.sentence(found)


def test_the_wider_the_spread_the_fewer_verdicts_hold(example):
    ranking = rank(example, as_of=AS_OF)
    held = [
        weights.weighed(ranking, spread, weightings=40).suppliers["holds"].mean()
        for spread in weights.SPREADS
    ]
    assert held[0] > held[2] > held[3]
    assert held == sorted(held, reverse=True)


def test_the_same_seed_tries_the_same_weights(example):
    ranking = rank(example, as_of=AS_OF)
    one, same, other = (weights.weighed(ranking, "some", weightings=8, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.suppliers, same.suppliers)
    assert not np.array_equal(one.weights, other.weights)
    assert one.weights.sum(axis=1) == pytest.approx(np.full(8, 100))


def test_a_criterion_that_counts_nothing_stays_at_nothing_unless_any_weights_are_tried(example):
    policy = policy_with(criteria__devotion__weight=0)
    ranking = rank(example, as_of=AS_OF, policy=policy)
    near, any_ = (weights.weighed(ranking, spread, weightings=5) for spread in ("some", "any"))
    assert (near.weights[:, CRITERIA.index("devotion")] == 0).all()
    assert (any_.weights[:, CRITERIA.index("devotion")] > 0).all()


def test_a_category_filter_hides_rows_and_changes_no_share(example):
    everything = weights.weighed(rank(example, as_of=AS_OF), "much", weightings=20).suppliers
    printing = rank(example, Filters(categories=("Printing",)), as_of=AS_OF)
    shown = weights.weighed(printing, "much", weightings=20).suppliers
    assert len(shown) == 4
    columns = ["supplier", "pass", "retry", "reject", "holds"]
    expected = everything[everything["supplier"].isin(shown["supplier"])][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(shown[columns], expected)
    assert shown["first"].sum() == pytest.approx(1)  # among those shown


def test_the_smallest_change_changes_the_verdict_and_a_smaller_one_does_not(example):
    ranking = rank(example, as_of=AS_OF)
    changes = weights.changes(ranking)
    assert [each.size for each in changes] == sorted(each.size for each in changes)
    weight = policy_weights(POLICY)
    for change in changes[:2]:
        place = CRITERIA.index(change.criterion)
        assert change.weight == weight[place]
        nearer = change.other_weight - np.sign(change.other_weight - change.weight)
        for to, expected in ((change.other_weight, change.other_verdict), (nearer, change.verdict)):
            moved = weight * (100 - to) / (100 - weight[place])
            moved[place] = to
            found = rank(example, as_of=AS_OF, policy=policy_of(moved)).suppliers.set_index("supplier")
            assert found.loc[change.supplier, "verdict"] == expected
    now = ranking.suppliers.set_index("supplier")["verdict"]
    assert all(now[each.supplier] == each.verdict != each.other_verdict for each in changes)
    assert "Zilver Reiniging" not in {each.supplier for each in changes}  # no weight scores what never ended


def test_a_change_in_words():
    change = weights.Change("jansen", "Jansen", "courtesy", 20.0, 31.0, "pass", "retry")
    assert (
        change.sentence()
        == "If “courtesy” counted 31 instead of 20, Jansen would need more trials instead of being invited."
    )
    change = weights.Change("j", "J", "care", 14.286, 9.0, "retry", "reject")
    assert (
        change.sentence()
        == "If “care” counted 9 instead of 14.3, J would not be invited instead of needing more trials."
    )


def test_where_only_one_criterion_counts_there_is_one_weighting(example):
    one = {f"criteria__{name}__weight": 0 for name in CRITERIA if name != "courtesy"}
    ranking = rank(example, as_of=AS_OF, policy=policy_with(**one))
    found = weights.weighed(ranking, "much", weightings=4)
    assert found.weights[:, CRITERIA.index("courtesy")] == pytest.approx(np.full(4, 100))
    assert (found.suppliers["holds"] == 1).all()
    # Of courtesy itself nothing can be taken: the others have no proportions to keep.
    assert "courtesy" not in {each.criterion for each in weights.changes(ranking)}
    assert "mostly" not in weights.explanation(ranking, found, "much")


@pytest.mark.parametrize(
    "log",
    [
        "",
        "A,T1,request,2026-11-24 09:00\n",  # nothing scored
        "A,T1,request,2026-03-02 10:00\nA,T1,reply,2026-03-02 12:00\nA,T1,closed,2026-03-03 12:00\n",
        "A,T1,request,2026-03-02 10:00\nB,T2,request,2026-03-02 10:00\n",
    ],
)
def test_the_smallest_data(takes, store, log):
    if log:
        takes("supplier,trial_id,event,occurred_at\n" + log)
    ranking = rank(store, as_of=AS_OF)
    for spread in weights.SPREADS:
        found = weights.weighed(ranking, spread, weightings=6)
        assert found.suppliers[["pass", "retry", "reject"]].sum(axis=1).to_numpy() == pytest.approx(
            np.ones(len(ranking.suppliers))
        )
        for said in (weights.sentence(found), weights.explanation(ranking, found, spread)):
            assert said.endswith(".")
    for change in weights.changes(ranking):
        assert change.verdict != change.other_verdict


def test_answers_are_kept_as_long_as_they_hold(example, takes):
    ranking = rank(example, as_of=AS_OF)
    kept = fingerprint(ranking)
    assert fingerprint(rank(example, as_of=AS_OF.replace(minute=5))) == kept
    assert fingerprint(rank(example, as_of=AS_OF, threshold=61)) != kept
    assert fingerprint(rank(example, Filters(categories=("Printing",)), as_of=AS_OF)) != kept
    assert fingerprint(rank(example, as_of=AS_OF, policy=policy_with(criteria__care__weight=16))) != kept
    takes(
        (ROOT / "data" / "example-log.csv").read_text(encoding="utf-8").replace("Meijer", "Mayer"),
        name="other.csv",
    )
    assert fingerprint(rank(example, as_of=AS_OF)) != kept
