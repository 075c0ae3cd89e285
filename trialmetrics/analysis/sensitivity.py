"""If other things counted: the policy with one weight moved, and the smallest such move that changes a verdict.

Another weight changes what trials score and which of them can be scored, and nothing of what was counted: who was served, who
is knocked out by what it did. Every weight that is looked at is worked out as the ranking is, the model fitted anew.
"""

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush, nsmallest
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.analysis import estimates, small_orders, verdict
from trialmetrics.analysis.candidates import KEY, places
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.engine import Weighed, reweigh
from trialmetrics.policy import Policy
from trialmetrics.vocabulary import CRITERIA

STEP = 10  # of 100, between the weights that are looked at first: what comes and goes between two of them is not seen
NAMED = 20  # changes at most, the smallest
AT_ONCE = 16  # weights at least that the sums are taken of together
FEW = 100_000  # trials, each under every weight, up to which more weights cost next to nothing


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


class _Stretch(NamedTuple):
    """Whole weights of a criterion after `near`, up to `far`, on which the verdicts of `places` become others; where not `sure`
    they may. `size`: of the least such change, in points of 100."""

    size: float
    criterion: str
    near: int
    far: int
    places: tuple[int, ...]
    sure: bool

    @property
    def cut(self) -> int:
        """The whole weight that is looked at next."""
        return (self.near + self.far) // 2 if self.sure else self.far


class _Search:
    """Verdicts under other weights, each worked out once."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking, self._policy = ranking, ranking.policy
        self._now = ranking.judged["verdict"].to_numpy()
        self._open: list[_Stretch] = []
        self._weighed: dict[tuple[str, int], Weighed] = {}
        self._verdicts: dict[tuple[str, int], np.ndarray] = {}

    def smallest(self, places: Iterable[int], most: int) -> dict[int, Change]:
        """The smallest change for these places of `judged`, the smallest first: for `most` of them, and for those of which it is
        as small. The nearest stretch is halved first, so that of many candidates few weights have to be looked at."""
        changes: dict[int, Change] = {}
        stretches, largest = [*self._nearest(tuple(places))], 0.0
        heapify(stretches)
        self._open = stretches
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
        cut = stretch.cut
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
            if (criterion, to) not in self._weighed:
                self._weigh(criterion, to)
            self._verdicts[criterion, to] = self._judge(
                moved(self._policy, criterion, to), self._weighed.pop((criterion, to))
            )
        return self._verdicts[criterion, to]

    def _weigh(self, criterion: str, to: int) -> None:
        """Add up under this weight and under those that are likely to be looked at next: of the nearest stretches, then all."""
        every = [(name, other) for name in movable(self._policy) for other in range(101)]
        ahead = [(each.criterion, each.cut) for each in nsmallest(AT_ONCE, self._open)]
        done = self._weighed.keys() | self._verdicts.keys()
        likely = [(criterion, to), *(each for each in ahead + every if each not in done)]
        many = max(AT_ONCE, FEW // int(self._ranking.judged["trials"].sum()))
        wanted = list(dict.fromkeys(likely))[:many]
        policies = [moved(self._policy, *each) for each in wanted]
        self._weighed |= zip(wanted, reweigh(self._ranking.measures.trials, policies), strict=True)

    def _judge(self, policy: Policy, weighed: Weighed) -> np.ndarray:
        """The verdicts (S,) under the weights of this policy, as a ranking gives them."""
        judged = self._ranking.judged
        scores = weighed.candidate_score.iloc[places(weighed.candidate_score, judged)]
        judged = judged.assign(**{name: scores[name].to_numpy() for name in scores.columns.difference(KEY)})
        p_below = estimates.p_below(
            estimates.posterior(judged, weighed, policy), judged, judged["threshold"].to_numpy()
        )
        totals = judged.assign(
            p_below=p_below, knocked=self._knocked(judged, weighed.candidate_class_sum, policy)
        )
        return verdict.verdicts(policy, totals, large_only=self._ranking.filters.large_only).verdict

    def _knocked(self, judged: pd.DataFrame, class_sums: pd.DataFrame, policy: Policy) -> np.ndarray:
        """Who is knocked out (S,): by what was counted as before, by a penalty of small orders as it is now."""
        rule = policy.knock_outs.get("small_penalty")
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
        exceeds = small_orders.penalties(judged, class_sums, policy)["p_small_penalty"]
        return counted | verdict.penalised(rule, judged["scored_small"], judged["scored_large"], exceeds)
