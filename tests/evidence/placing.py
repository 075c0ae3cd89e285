"""Worlds with a known truth in which trials are placed, looked at with the product's own model and rules, and placed again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialmetrics import evidence, verdict
from trialmetrics.evidence import plan as planning
from trialmetrics.planning.outlook import outlook
from trialmetrics.policy import load_policy

POLICY = load_policy()
SUPPLIERS, TESTERS, THRESHOLD = 25, 5, 60.0
ONE_EACH = np.tile(np.arange(planning.MOST_EACH + 1.0), (SUPPLIERS, 1))


@dataclass(frozen=True)
class Look:
    """What is known after some trials: the model, and one row per supplier as a ranking has it."""

    posterior: evidence.Posterior
    judged: pd.DataFrame

    @property
    def open(self) -> np.ndarray:
        """The suppliers without a verdict."""
        return np.flatnonzero(self.judged["verdict"] == verdict.RETRY)

    @property
    def outlook(self) -> planning.Outlook:
        return outlook(self.judged, self.posterior, POLICY, self.judged.index)

    def plan(self, budget: int, impression: float = 0.0) -> np.ndarray:
        """Further trials per supplier."""
        return planning.best(self.outlook, ONE_EACH, np.array([budget]), impression)[0]


class World:
    """25 suppliers and 5 testers; the j-th further trial of a supplier has the same luck whoever plans it."""

    def __init__(self, seed: int, least: int = 1, most: int = 3) -> None:
        self.random = random = np.random.default_rng(seed)
        self.truth = 60 + random.uniform(8, 20) * random.standard_normal(SUPPLIERS)
        self.severity = random.uniform(2, 9) * random.standard_normal(TESTERS)
        self.luck = random.uniform(12, 24) * random.standard_normal((SUPPLIERS, 100))
        count = random.integers(least, most + 1, SUPPLIERS)
        self.first = np.repeat(np.arange(SUPPLIERS), count)
        self.tester = random.integers(0, TESTERS, len(self.first))
        self.further_tester = int(random.integers(TESTERS))
        self.order = random.permutation(SUPPLIERS)

    def look(self, further: list[int] | np.ndarray = ()) -> Look:
        """After the first trials, and these further ones (suppliers, in the order in which they are placed)."""
        supplier = np.concatenate([self.first, np.asarray(further, int)])
        turns = (self.further_tester + np.arange(len(further))) % TESTERS
        tester = np.concatenate([self.tester, turns])
        turn = pd.Series(supplier).groupby(supplier).cumcount().to_numpy()
        score = np.clip(self.truth[supplier] + self.severity[tester] + self.luck[supplier, turn], 0, 100)
        sums = (
            pd.DataFrame({"supplier": supplier, "tester": tester, "y": score, "yy": score**2})
            .groupby(["supplier", "tester"])
            .agg(n=("y", "size"), y=("y", "sum"), yy=("yy", "sum"))
            .reset_index()
        )
        posterior = evidence.fit(
            *(sums[name].to_numpy() for name in ("supplier", "tester", "n", "y", "yy")),
            suppliers=SUPPLIERS, testers=TESTERS,
        )  # fmt: skip
        return Look(posterior, _judged(posterior, np.bincount(supplier, minlength=SUPPLIERS)))

    def evenly(
        self, open_now: np.ndarray, budget: int, placed: list[int] | tuple[int, ...] = ()
    ) -> list[int]:
        """One trial after the other round those without a verdict, the ones with fewest further trials first."""
        order = sorted(open_now, key=lambda each: (list(placed).count(each), list(self.order).index(each)))
        return [int(order[turn % len(order)]) for turn in range(budget)] if len(order) else []


def _judged(posterior: evidence.Posterior, trials: np.ndarray) -> pd.DataFrame:
    threshold = np.full(SUPPLIERS, THRESHOLD)
    judged = pd.DataFrame(
        {
            "scored_trials": trials, "declined_scored": 0, "open": 0, "threshold": threshold,
            "score": posterior.mean, "score_sd": posterior.sd, "p_below": posterior.below(threshold),
        }
    )  # fmt: skip
    knocked = np.zeros(SUPPLIERS, dtype=bool)
    ruled = verdict.verdicts(POLICY, knocked, judged, judged["p_below"].to_numpy())
    return judged.assign(verdict=ruled.verdict, rule=ruled.rule)
