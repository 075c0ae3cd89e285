"""If other things counted: the policy with one weight moved, and the smallest such move that changes a verdict.

Another weight changes what trials score and which of them can be scored, and nothing of what was counted: who was served, who
is knocked out by what it did. Every weight that is looked at is worked out as the ranking is, the model fitted anew.
"""

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.analysis import estimates, small_orders, verdict
from trialmetrics.analysis.candidates import KEY, places
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.policy import Policy
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
    smallest = _Search(ranking).smallest(np.flatnonzero(ranking.shown).tolist(), NAMED)
    return sorted(smallest.values(), key=lambda each: (each.size, each.supplier, each.category))[:NAMED]


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


class _Stretch(NamedTuple):
    """Whole weights of a criterion after `near`, up to `far`, on which the verdicts of `places` become others; where not `sure`
    they may. `size`: of the least such change, in points of 100."""

    size: float
    criterion: str
    near: int
    far: int
    places: tuple[int, ...]
    sure: bool


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

    def smallest(self, places: Iterable[int], most: int) -> dict[int, Change]:
        """The smallest change for these places of `judged`, the smallest first: for `most` of them, and for those of which it is
        as small. The nearest stretch is halved first, so that of many candidates few weights have to be looked at."""
        changes: dict[int, Change] = {}
        stretches, largest = [*self._nearest(tuple(places))], 0.0
        heapify(stretches)
        while stretches and (len(changes) < most or stretches[0].size <= largest):
            stretch = heappop(stretches)
            stretch = stretch._replace(places=tuple(each for each in stretch.places if each not in changes))
            if not stretch.sure or abs(stretch.far - stretch.near) > 1:
                for part in self._parts(stretch):
                    heappush(stretches, part)
                continue
            largest = stretch.size
            changes |= {
                place: self._change(place, stretch.criterion, stretch.far) for place in stretch.places
            }
        return changes

    def _nearest(self, places: tuple[int, ...]) -> Iterator["_Stretch"]:
        """Per criterion and side of its weight the stretch up to the first whole weight there."""
        for criterion in movable(self._policy):
            weight = self._policy.weights[criterion]
            for near, far in (
                (int(np.floor(weight)), int(np.floor(weight)) + 1),
                (int(np.ceil(weight)), int(np.ceil(weight)) - 1),
            ):
                if 0 <= far <= 100:
                    yield self._stretch(criterion, near, far, places, sure=False)

    def _parts(self, stretch: "_Stretch") -> Iterator["_Stretch"]:
        """A stretch in two, cut where another weight is looked at; without parts on which no verdict becomes another."""
        criterion, near, far, places = stretch.criterion, stretch.near, stretch.far, stretch.places
        cut = (near + far) // 2 if stretch.sure else far
        other = (
            {place for place in places if self._at(criterion, cut)[place] != self._now[place]}
            if places
            else set()
        )
        if other:
            yield self._stretch(criterion, near, cut, tuple(sorted(other)), sure=True)
        if not stretch.sure:
            far = min(far + STEP, 100) if far > near else max(far - STEP, 0)
        if far != cut and len(other) < len(places):
            yield self._stretch(
                criterion, cut, far, tuple(place for place in places if place not in other), sure=stretch.sure
            )

    def _stretch(
        self, criterion: str, near: int, far: int, places: tuple[int, ...], *, sure: bool
    ) -> "_Stretch":
        first = near + 1 if far > near else near - 1
        return _Stretch(abs(first - self._policy.weights[criterion]), criterion, near, far, places, sure)

    def _change(self, place: int, criterion: str, to: int) -> Change:
        row = self._ranking.judged.iloc[place]
        return Change(
            row["supplier_key"], row["supplier"], row["category"], criterion, self._policy.weights[criterion], float(to),
            row["verdict"], str(self._at(criterion, to)[place]),
        )  # fmt: skip

    def _at(self, criterion: str, to: int) -> np.ndarray:
        """The verdicts (S,) where this criterion counts `to`."""
        if (criterion, to) not in self._verdicts:
            self._verdicts[criterion, to] = self._judge(moved(self._policy, criterion, to))
        return self._verdicts[criterion, to]

    def _judge(self, policy: Policy) -> np.ndarray:
        """The verdicts (S,) under the weights of this policy, as a ranking gives them."""
        sums = self._sums(policy)
        p_below = estimates.p_below(
            estimates.posterior(sums.judged, sums, policy), sums.judged, sums.judged["threshold"].to_numpy()
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
