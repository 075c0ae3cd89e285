"""If other things counted: the policy with one weight moved, and the smallest such move that changes a verdict.

Another weight changes what trials score and which of them can be scored, and nothing of what was counted: who was served, who
is knocked out by what it did. Every weight that is looked at is worked out as the ranking is, the model fitted anew.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics import belief, small_orders, verdict, wording
from trialmetrics.candidates import KEY, places
from trialmetrics.language import _
from trialmetrics.policy import Policy
from trialmetrics.ranking import Ranking
from trialmetrics.vocabulary import CRITERIA, NOTHING

STEP = 10  # of 100, between the weights that are looked at first: what comes and goes between two of them is not seen
NAMED = 20  # changes at most, the smallest


class Change(NamedTuple):
    """The smallest change of one weight that changes the verdict of a candidate: weights of 100, before and after."""

    supplier_key: str
    supplier: str
    category: str
    criterion: str
    weight: float
    other_weight: float
    verdict: str
    other_verdict: str

    @property
    def size(self) -> float:
        """How far the weight is moved, in points of 100."""
        return abs(self.other_weight - self.weight)

    def sentence(self) -> str:
        """The change in words."""
        template = {
            verdict.PASS: _("If “{criterion}” counted {other} instead of {weight}, {supplier} would be invited."),
            verdict.RETRY: _("If “{criterion}” counted {other} instead of {weight}, {supplier} would need more trials."),
            verdict.REJECT: _("If “{criterion}” counted {other} instead of {weight}, {supplier} would not be invited."),
        }[self.other_verdict]  # fmt: skip
        return template.format(
            criterion=wording.criterion_words(self.criterion), other=wording.score(self.other_weight),
            weight=wording.number(round(self.weight, 1)), supplier=self.supplier,
        )  # fmt: skip


def movable(policy: Policy) -> list[str]:
    """The criteria whose weight can be moved while the others keep their proportions: all but one that counts alone."""
    return [name for name in CRITERIA if policy.weights[name] < 100]


def moved(policy: Policy, criterion: str, to: float) -> Policy:
    """The policy where `criterion` (one that is movable) counts `to` of 100 and the others keep their proportions."""
    left = 100 - policy.weights[criterion]
    criteria = {
        name: each.model_copy(
            update={"weight": to if name == criterion else policy.weights[name] * (100 - to) / left}
        )
        for name, each in policy.criteria.items()
    }
    return policy.model_copy(update={"criteria": criteria})


def changes(ranking: Ranking) -> list[Change]:
    """For each candidate shown the smallest change of one weight to a whole number of 0-100 that changes its verdict, the
    smallest first, NAMED at most; candidates whose verdict none changes are left out."""
    search = _Search(ranking)
    found = [each for place in np.flatnonzero(ranking.shown) if (each := search.smallest(int(place)))]
    return sorted(found, key=lambda each: (each.size, each.supplier, each.category))[:NAMED]


def scored(trials: pd.DataFrame, policy: Policy) -> tuple[np.ndarray, np.ndarray]:
    """The scores (N,), NaN where not scored, and the coverages (N,) of the trials of a ranking under the weights of this
    policy, as `measures/trial_score.sql` has them."""
    weight = np.array([policy.weights[name] for name in CRITERIA])
    values = trials[[f"{name}_score" for name in CRITERIA]].to_numpy(dtype=float)
    coverage = ~np.isnan(values) @ weight
    cap = trials["state"].map(lambda state: policy.caps.get(state, 100.0)).to_numpy(dtype=float)
    enough = (coverage >= policy.scoring.min_coverage) & (coverage > 0)
    mean = np.nan_to_num(values) @ weight / np.where(enough, coverage, 1.0)
    return np.where(enough, np.minimum(mean, cap), np.nan), coverage


class _Sums(NamedTuple):
    """What the verdict reads of the scores: the candidates, and the measures of these names."""

    judged: pd.DataFrame
    candidate_tester_sum: pd.DataFrame
    candidate_class_sum: pd.DataFrame
    nothing_sum: pd.DataFrame


class _Groups:
    """Trials in groups by some of their columns, added up again for every scoring."""

    def __init__(self, trials: pd.DataFrame, *by: str) -> None:
        grouped = trials.groupby(list(by), dropna=False, sort=False)
        self._code, self._keys = grouped.ngroup().to_numpy(), trials[list(by)][~trials[list(by)].duplicated()]

    def sums(self, which: np.ndarray, score: np.ndarray) -> pd.DataFrame:
        """The columns of the groups with `n`, `sum_y` and `sum_yy` of the trials `which` (N,), without empty groups."""
        code, y = self._code[which], score[which]
        n, sum_y, sum_yy = (np.bincount(code, each, len(self._keys)) for each in (np.ones_like(y), y, y**2))
        return self._keys.assign(n=n, sum_y=sum_y, sum_yy=sum_yy)[n > 0]


class _Search:
    """Verdicts under other weights, each worked out once."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking, self._policy = ranking, ranking.policy
        self._now = ranking.judged["verdict"].to_numpy()
        self._place = places(ranking.judged, ranking.trials)
        self._testers = _Groups(ranking.trials, *KEY, "tester")
        self._classes = _Groups(ranking.trials, *KEY, "order_class", "tester")
        self._states = _Groups(ranking.trials, "category", "state")
        self._verdicts: dict[tuple[str, int], np.ndarray] = {}

    def smallest(self, place: int) -> Change | None:
        """The smallest change for the candidate at this place of `judged`."""
        row, weights, best = self._ranking.judged.iloc[place], self._policy.weights, None
        for least, criterion, same, to in sorted(self._brackets(place)):
            if best is not None and best.size <= least:
                break
            while abs(to - same) > 1:
                middle = (to + same) // 2
                to, same = (middle, same) if self._other(place, criterion, middle) else (to, middle)
            change = Change(
                row["supplier_key"], row["supplier"], row["category"], criterion, weights[criterion], float(to),
                row["verdict"], self._at(criterion, to)[place],
            )  # fmt: skip
            best = change if best is None or change.size < best.size else best
        return best

    def _brackets(self, place: int) -> Iterator[tuple[float, str, int, int]]:
        """Per criterion and side of its weight the first two neighbours of those looked at between which the verdict becomes
        another: the size of the least change that may do so, the criterion, the nearer weight, the farther one."""
        for criterion in movable(self._policy):
            weight = self._policy.weights[criterion]
            for side, end, near in ((1, 100, int(np.floor(weight)) + 1), (-1, 0, int(np.ceil(weight)) - 1)):
                if (end - near) * side >= 0:
                    looked_at = [*range(near, end, side * STEP), end]
                    for same, to in pairwise([near - side, *looked_at]):
                        if self._other(place, criterion, to):
                            yield abs(same + side - weight), criterion, same, to
                            break

    def _other(self, place: int, criterion: str, to: int) -> bool:
        return bool(self._at(criterion, to)[place] != self._now[place])

    def _at(self, criterion: str, to: int) -> np.ndarray:
        """The verdicts (S,) where this criterion counts `to`."""
        if (criterion, to) not in self._verdicts:
            self._verdicts[criterion, to] = self._judge(moved(self._policy, criterion, to))
        return self._verdicts[criterion, to]

    def _judge(self, policy: Policy) -> np.ndarray:
        """The verdicts (S,) under the weights of this policy, as a ranking gives them."""
        sums = self._sums(policy)
        p_below = belief.p_below(
            belief.posterior(sums.judged, sums, policy), sums.judged, sums.judged["threshold"].to_numpy()
        )
        totals = sums.judged.assign(p_below=p_below, knocked=self._knocked(sums, policy))
        return verdict.verdicts(policy, totals, large_only=self._ranking.filters.large_only).verdict

    def _knocked(self, sums: _Sums, policy: Policy) -> np.ndarray:
        """Who is knocked out (S,): by what was counted as before, by a penalty of small orders as it is now."""
        judged, rule = sums.judged, policy.knock_outs.get("small_penalty")
        counted = (
            judged["knock_outs"]
            .map(lambda names: bool(set(names) - {verdict.SMALL_PENALTY}))
            .to_numpy(dtype=bool)
        )
        if (
            rule is None
            or not verdict.enough_of_each(rule, judged["scored_small"], judged["scored_large"]).any()
        ):
            return counted
        exceeds = small_orders.penalties(judged, sums.candidate_class_sum, policy)["p_small_penalty"]
        return counted | verdict.penalised(rule, judged["scored_small"], judged["scored_large"], exceeds)

    def _sums(self, policy: Policy) -> _Sums:
        """What the measures add up to under the weights of this policy."""
        trials, size = self._ranking.trials, len(self._now)
        score, coverage = scored(trials, policy)
        has_score, state, order = (
            ~np.isnan(score),
            trials["state"].to_numpy(),
            trials["order_class"].to_numpy(),
        )
        seen = trials["judged"].to_numpy(dtype=bool) & has_score
        nothing = seen & np.isin(state, NOTHING)
        served = seen & ~nothing

        def total(which: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
            return np.bincount(self._place[which], None if values is None else values[which], minlength=size)

        with np.errstate(invalid="ignore"):
            columns = {
                "scored_trials": total(seen),
                "scored_fulfilled": total(seen & (state == "fulfilled")),
                "scored_declined": total(seen & (state == "declined")),
                "scored_small": total(has_score & (order == "small")),
                "scored_large": total(has_score & (order == "large")),
                "raw_score": total(seen, score) / total(seen),
                "served_coverage": total(served, coverage) / total(served),
            }
        return _Sums(
            self._ranking.judged.assign(**columns),
            self._testers.sums(served, score),
            self._classes.sums(has_score, score),
            self._states.sums(nothing, score),
        )
