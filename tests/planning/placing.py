"""Worlds in which further trials are placed by the plan, or one more for each undecided, and everything is judged anew."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from tests.evidence.judging import worth_of_nothing
from tests.evidence.worlds import World
from trialmetrics import evidence
from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Filters
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import NOTHING, SOMETHING

POLICY = load_policy()


class Placed:
    """A world whose trials are placed one by one: the j-th trial of a candidate is the same whoever places it."""

    def __init__(self, world: World, first: np.ndarray) -> None:
        """`first` (S,): how many trials of each candidate there are already."""
        self.world, self.first = world, first
        self.turn = pd.Series(world.candidate).groupby(world.candidate).cumcount().to_numpy()

    def look(self, further: np.ndarray | int = 0) -> Any:
        """The ranking after so many further trials (S,), as far as a plan reads it."""
        world, size = self.world, len(self.world.truth)
        placed = self.turn < (self.first + further)[world.candidate]
        candidate, state, score = world.candidate[placed], world.state[placed], world.score[placed]
        scored = np.isfinite(score)

        def count(which: np.ndarray) -> np.ndarray:
            return np.bincount(candidate[which], minlength=size)

        nothing, something = np.isin(state, NOTHING), np.isin(state, SOMETHING)
        y = pd.DataFrame({"candidate": candidate, "tester": world.tester[placed], "y": score, "yy": score**2})
        sums = (
            y[scored & ~nothing]
            .groupby(["candidate", "tester"])
            .agg(n=("y", "size"), y=("y", "sum"), yy=("yy", "sum"))
        )
        tester_sums = (
            sums.reset_index()
            .assign(
                supplier_key=lambda rows: [f"s{i}" for i in rows["candidate"]],
                category=lambda rows: world.category[rows["candidate"]].astype(str),
            )
            .rename(columns={"y": "sum_y", "yy": "sum_yy"})
        )
        keys = (sums.index.get_level_values(level).to_numpy(int) for level in range(2))
        cells = evidence.Cells(*keys, *(sums[name].to_numpy(float) for name in ("n", "y", "yy")))
        category = np.unique(world.category, return_inverse=True)[1]
        ended = count(nothing | something)
        zero = worth_of_nothing(state, score)
        posterior = evidence.fit(cells, category, count(nothing), ended, zero=zero)
        k = {word: count(state == word) for word in (*NOTHING, "declined")}
        knocked = np.any([_holds(name, k[name], k[name] + count(something)) for name in NOTHING], axis=0)
        with np.errstate(invalid="ignore"):
            raw = np.bincount(candidate, np.where(scored, score, 0.0), size) / count(scored)
        judged = pd.DataFrame(
            {
                "supplier_key": [f"s{i}" for i in range(size)], "supplier": [f"S{i}" for i in range(size)],
                "category": world.category.astype(str), "judged_on": "small", "judged_running": 0, "knocked": knocked,
                "scored_trials": count(scored), "ended_trials": count(nothing | something | (state == "stopped")),
                "judged_declined": k["declined"], "scored_declined": count(scored & (state == "declined")),
                "scored_fulfilled": count(scored & (state == "fulfilled")), "served": count(something), "served_of": ended,
                "served_coverage": 100.0, "incident_trials": 0, "raw_score": raw, "threshold": 60.0,
                "p_below": np.where(count(scored) > 0, posterior.below(60.0), np.nan), "score": posterior.mean,
            }
        )  # fmt: skip
        ruled = verdict.verdicts(POLICY, judged)
        held = verdict.vetoes(POLICY, judged)
        judged = judged.assign(
            verdict=ruled.verdict, rule=ruled.rule, lean=verdict.lean(POLICY, judged["p_below"].to_numpy()),
            vetoes=[[name for name in held if held[name][i]] for i in range(size)],
        )  # fmt: skip
        spend = pd.DataFrame(
            {"category": judged["category"], "currency": "EUR", "small_amount": 50.0 * count(candidate >= 0),
             "small_trials": count(candidate >= 0)}
        )  # fmt: skip
        placed = pd.DataFrame({"supplier_key": judged["supplier_key"], "tester": None, "trials": 1})
        measures = SimpleNamespace(
            candidate_tester_sum=tester_sums, candidate_tester=placed, candidate_spend=spend
        )
        return SimpleNamespace(
            judged=judged.assign(last_request_at=pd.Timestamp("2026-01-01")), suppliers=judged, shown=np.full(size, True),
            posterior=posterior, policy=POLICY, measures=measures, filters=Filters(), as_of=pd.Timestamp("2026-06-01"),
        )  # fmt: skip

    def turns(self, ranking: Any, budget: int, random: np.random.Generator) -> np.ndarray:
        """One more trial for each undecided, in turn, so many in all (S,)."""
        order = random.permutation(np.flatnonzero(ranking.judged["verdict"] == verdict.RETRY))
        return np.bincount(np.resize(order, budget), minlength=len(ranking.judged))


def _holds(name: str, k: np.ndarray, n: np.ndarray) -> np.ndarray:
    needed = np.append(10**6, POLICY.knock_outs[name].needed())[n]
    return k >= needed


def further(ranking: Any, plan: Any) -> np.ndarray:
    """Further trials (S,) of a plan."""
    placed = plan.lines.set_index("supplier_key")["trials"]
    return ranking.judged["supplier_key"].map(placed).fillna(0).to_numpy(int)
