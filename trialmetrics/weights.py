"""If other things counted: the policy with one weight moved, and the smallest such move that changes a verdict.

Another weight changes what trials score and which of them can be scored, and nothing of what was counted: who was served, who
is knocked out by what it did. The search holds the spreads of the model, and every change it finds is fitted anew.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics import belief, small_orders, verdict, wording
from trialmetrics.candidates import KEY, places
from trialmetrics.language import _
from trialmetrics.policy import Policy
from trialmetrics.ranking import Ranking
from trialmetrics.vocabulary import CRITERIA, NOTHING

STEP = 5  # of 100, between the weights that are looked at first
BEYOND = 3  # of 100: how much farther than where the search ends a change may lie that holds when fitted anew
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


def _scored(trials: pd.DataFrame, policy: Policy) -> tuple[np.ndarray, np.ndarray]:
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


class _Search:
    """Verdicts under other weights, each worked out once."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._policy = ranking.policy
        self._now = ranking.judged["verdict"].to_numpy()
        self._place = places(ranking.judged, ranking.trials)
        self._verdicts: dict[tuple[str, int, bool], np.ndarray] = {}

    def smallest(self, place: int) -> Change | None:
        """The smallest change for the candidate at this place of `judged`."""
        moves = [
            (abs(to - self._policy.weights[criterion]), criterion, side, to)
            for criterion in movable(self._policy)
            for side in (-1, 1)
            if (to := self._first(place, criterion, side)) is not None
        ]
        row = self._ranking.judged.iloc[place]
        for _size, criterion, side, to in sorted(moves):
            sure = self._made_sure(place, criterion, side, to)
            if sure is not None:
                return Change(
                    row["supplier_key"], row["supplier"], row["category"], criterion, self._policy.weights[criterion],
                    float(sure), row["verdict"], self._at(criterion, sure, anew=True)[place],
                )  # fmt: skip
        return None

    def _first(self, place: int, criterion: str, side: int) -> int | None:
        """The whole weight nearest to the policy's on one side of it under which the verdict is another, as the search has
        it: looked for in steps, then halved."""
        weight = self._policy.weights[criterion]
        near = int(np.floor(weight)) + 1 if side > 0 else int(np.ceil(weight)) - 1
        end = 100 if side > 0 else 0
        same = near - side
        for to in [*range(near, end, side * STEP), *([end] if (end - near) * side >= 0 else [])]:
            if self._at(criterion, to)[place] == self._now[place]:
                same = to
                continue
            while abs(to - same) > 1:
                middle = (to + same) // 2
                other = self._at(criterion, middle)[place] != self._now[place]
                to, same = (middle, same) if other else (to, middle)
            return to
        return None

    def _made_sure(self, place: int, criterion: str, side: int, to: int) -> int | None:
        """The weight at or about `to` from which on the verdict is another when the model is fitted anew."""

        def other(weight: int) -> bool:
            return self._at(criterion, weight, anew=True)[place] != self._now[place]

        farther = (each for each in range(to, to + side * (BEYOND + 1), side) if 0 <= each <= 100)
        found = next((each for each in farther if other(each)), None)
        if found is None:
            return None
        while (found - side - self._policy.weights[criterion]) * side > 0 and other(found - side):
            found -= side
        return found

    def _at(self, criterion: str, to: int, *, anew: bool = False) -> np.ndarray:
        """The verdicts (S,) where this criterion counts `to`; `anew`: by a model fitted anew, as the ranking's is."""
        key = criterion, to, anew
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(moved(self._policy, criterion, to), anew=anew)
        return self._verdicts[key]

    def _judge(self, policy: Policy, *, anew: bool) -> np.ndarray:
        sums, known = self._sums(policy), self._ranking.posterior
        if anew or known is None:
            model = belief.posterior(sums.judged, sums, policy)
            rows = sums.judged
        else:
            cells = belief.cells(self._ranking.judged, sums.candidate_tester_sum)
            model = known.rescored(cells, belief.worth_of_nothing(sums.nothing_sum, policy))
            rows = self._ranking.judged
        rows = rows.assign(scored_trials=sums.judged["scored_trials"])
        p_below = belief.p_below(model, rows, rows["threshold"].to_numpy())
        totals = sums.judged.assign(p_below=p_below, knocked=self._knocked(sums, policy))
        return verdict.verdicts(policy, totals, large_only=self._ranking.filters.large_only).verdict

    def _knocked(self, sums: _Sums, policy: Policy) -> np.ndarray:
        """Who is knocked out (S,): by what was counted as before, by a penalty of small orders as it is now."""
        judged, rule = sums.judged, policy.knock_outs.get(verdict.SMALL_PENALTY)
        counted = judged["knock_outs"].map(lambda names: bool(set(names) - {verdict.SMALL_PENALTY})).to_numpy(dtype=bool)
        if rule is None or not verdict.enough_of_each(rule, judged["scored_small"], judged["scored_large"]).any():
            return counted
        exceeds = small_orders.penalties(judged, sums.candidate_class_sum, policy)["p_small_penalty"]
        return counted | verdict.penalised(rule, judged["scored_small"], judged["scored_large"], exceeds)

    def _sums(self, policy: Policy) -> _Sums:
        """What the measures add up to under these weights."""
        trials, size = self._ranking.trials, len(self._now)
        score, coverage = _scored(trials, policy)
        scored, judged = ~np.isnan(score), trials["judged"].to_numpy(dtype=bool)
        state, order = trials["state"].to_numpy(), trials["order_class"].to_numpy()
        came_to_nothing = np.isin(state, NOTHING)

        def count(which: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
            return np.bincount(self._place[which], None if values is None else values[which], minlength=size)

        def sums(which: np.ndarray, *by: str) -> pd.DataFrame:
            frame = trials.loc[which, list(by)].assign(y=score[which], yy=score[which] ** 2)
            found = frame.groupby(list(by), dropna=False).agg(n=("y", "size"), sum_y=("y", "sum"), sum_yy=("yy", "sum"))
            return found.reset_index()

        seen = judged & scored
        served = seen & ~came_to_nothing
        with np.errstate(invalid="ignore"):
            columns = {
                "scored_trials": count(seen),
                "scored_fulfilled": count(seen & (state == "fulfilled")),
                "scored_declined": count(seen & (state == "declined")),
                "scored_small": count(scored & (order == "small")),
                "scored_large": count(scored & (order == "large")),
                "raw_score": count(seen, score) / count(seen),
                "served_coverage": count(served, coverage) / count(served),
            }
        return _Sums(
            self._ranking.judged.assign(**columns),
            sums(served, *KEY, "tester"),
            sums(scored, *KEY, "order_class", "tester"),
            sums(seen & came_to_nothing, "category", "state"),
        )
