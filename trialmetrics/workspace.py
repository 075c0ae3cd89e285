"""The workspace: one open database for all its readers, pages, command line and API alike.

It keeps what is computed by what it really depends on, each layer resting on the one before:

    measures (revision, policy, chosen trials, while they hold) -> score model -> judgement (threshold)
                                                                              -> standing (categories) -> shown

So another category or threshold, the page of a supplier, the plan and the exports run no SQL and fit no model. What is given
out may be shared by many threads: its arrays are read-only, its frames are the caller's own (they share their columns until
one of the two is changed), and lists and dicts in them are only to be read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.analysis.filters import EVERYTHING, Filters
from trialmetrics.analysis.quotes import quotes
from trialmetrics.analysis.ranking import (
    Basis,
    Judgement,
    Ranking,
    ScoreModel,
    Shown,
    Standing,
    assemble_ranking,
    judgement,
    measure_basis,
    now,
    rank,
    score_model,
    select_shown,
    standing_among,
)
from trialmetrics.analysis.sensitivity import Change, changes, moved
from trialmetrics.analysis.threshold_curve import Sweep, sweep
from trialmetrics.analysis.validity import valid_until, waits_at
from trialmetrics.choices import Choices, choices
from trialmetrics.planning import WANTED, Plan, plan
from trialmetrics.policy import Policy, folded
from trialmetrics.result_cache import ResultCache
from trialmetrics.store import Store

BUDGET = (
    256 * 2**20
)  # bytes of results that are kept; a ranking of 10,000 events takes some 20 MB with all that is drawn
MOST_DRAWN = 4  # draws of the ranks are kept where they take less than this part of the budget
Weight = tuple[str, float]  # a criterion, and what it counts of 100
Key = tuple[Any, ...]


class Look(NamedTuple):
    """What somebody looks at: the `revision` of the store, the `policy` in force (with one `weight` moved), the `chosen` trials,
    and the moment, `now`."""

    revision: int
    policy: Policy
    weight: Weight | None
    chosen: Filters
    now: datetime

    @property
    def key(self) -> Key:
        """What the measures depend on beside the moment."""
        return self.revision, self.weight, self.chosen


@dataclass(frozen=True)
class Measured(Basis):
    """A basis, and the first moment at which it does not hold any more."""

    until: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it does at this moment."""
        return self.as_of <= at < self.until


class Workspace:
    """One open database for all its readers. Its methods raise the errors of the store, and change nothing.

    `budget`: bytes of results that are kept, the least recently used going first; what is larger is computed anew each time.
    """

    def __init__(self, store: Store, *, budget: int = BUDGET) -> None:
        self.store = store
        self._results = ResultCache(budget)
        self._revision = store.revision()

    @property
    def bytes_kept(self) -> int:
        """What the kept results take, as estimated."""
        return self._results.bytes

    def moment(self) -> datetime:
        """The moment of looking: this minute, so that all its readers see the same, in the policy's time zone."""
        return now(self.policy()).replace(second=0)

    def ranking(
        self,
        filters: Filters = EVERYTHING,
        *,
        threshold: float | None = None,
        weight: Weight | None = None,
        as_of: datetime | None = None,
        policy: Policy | None = None,
    ) -> Ranking:
        """The ranking, as `rank` gives it.

        `threshold` replaces every threshold of the policy; `weight`: a criterion and what it counts of 100, the others keeping
        their proportions. A look back (`as_of`) is under the policy of that moment, one with another `policy` under that;
        neither is kept.
        """
        if as_of is not None or policy is not None:
            policy = policy or self.store.policies.in_force(as_of)
            policy = moved(policy, *weight) if weight else policy
            return rank(self.store, filters, as_of=as_of, threshold=threshold, policy=policy)
        look = self._look(filters, weight)
        seen, judged, rests_on = self._shown(look, filters, threshold)
        return _own(assemble_ranking(self._now(look, rests_on), judged, seen, filters))

    def curve(self, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """How many of the candidates shown get which verdict at each threshold; see `Ranking.curve`."""
        look, categories = self._look(filters), _folded(filters)
        model = self._model(look, self._measured(look))
        standing = self._standing(look, model, categories)

        def of_shown() -> pd.DataFrame:
            large_only = filters.large_only
            every: Sweep = self._layer(
                look,
                "sweep",
                (model,),
                lambda: sweep(model.candidates, model.posterior, look.policy, large_only=large_only),
            )
            return every.curve(standing.shown)

        return self._layer(look, ("curve", categories), (standing,), of_shown).copy(deep=False)

    def plan(self, filters: Filters = EVERYTHING, invite: int = WANTED) -> Plan:
        """The plan for so many invitations in each category shown."""
        look = self._look(filters)
        seen, judged, rests_on = self._shown(look, filters, None)
        key = (
            "plan",
            _folded(filters),
            invite,
            look.now.date(),
        )  # by the day: who was asked this week waits for the next

        def planned() -> Plan:
            return plan(assemble_ranking(self._now(look, rests_on), judged, seen, filters), invite=invite)

        kept = self._layer(look, key, (seen,), planned)
        return replace(kept, lines=kept.lines.copy(deep=False))

    def weight_changes(self, filters: Filters = EVERYTHING, threshold: float | None = None) -> list[Change]:
        """The smallest change of one weight that changes each verdict."""
        look = self._look(filters)
        seen, judged, rests_on = self._shown(look, filters, threshold)

        def searched() -> list[Change]:
            return changes(assemble_ranking(rests_on, judged, seen, filters))

        return [*self._layer(look, ("changes", _folded(filters), threshold), (seen,), searched)]

    def policy(self) -> Policy:
        """The policy in force. Raises PolicyError where it cannot be used."""
        return self._of_store("policy", self.store.policies.in_force)

    def policy_notes(self) -> list[str]:
        """What changes in that policy because an earlier version saved it, in sentences."""
        return [*self._of_store("policy notes", self.store.policies.upgrade_notes)]

    def policies(self) -> pd.DataFrame:
        """The saved policies; see `Policies.all`."""
        return self._of_store("policies", self.store.policies.all).copy(deep=False)

    def is_empty(self) -> bool:
        """Whether no event counts yet."""
        return self._of_store("is empty", self.store.is_empty)

    def choices(self, *, as_of: datetime | None = None, policy: Policy | None = None) -> Choices:
        """What there is to choose from, whatever is chosen; as of another moment, or under another policy, it is not kept."""
        at, policy_then = as_of or self.moment(), policy or self.policy()
        if as_of is not None or policy is not None:
            return choices(self.store, policy_then, at)
        return self._of_store(
            "choices",
            lambda: _Chosen(at, choices(self.store, policy_then, at)),
            holds=lambda kept: kept.hold(at),
        ).choices

    def words(self) -> Mapping[tuple[str, str], str]:
        """The most telling words of every trial, by supplier key and trial id."""
        return MappingProxyType(self._of_store("words", lambda: quotes(self.store.events_with_notes())))

    def supplier_events(self, supplier_key: str) -> pd.DataFrame:
        """The current events of one supplier; see `Store.events`."""
        events = self._of_store(("events", supplier_key), lambda: self.store.events(supplier_key))
        return events.copy(deep=False)

    def _look(self, filters: Filters, weight: Weight | None = None) -> Look:
        revision = self._newest()
        policy = moved(self.policy(), *weight) if weight else self.policy()
        return Look(revision, policy, weight, filters.of_trials, self.moment())

    def _newest(self) -> int:
        """The revision; what was kept of an earlier one goes."""
        revision = self.store.revision()
        if revision != self._revision:
            self._revision = revision
            self._results.forget(lambda key: key[0][0] < revision)
        return revision

    def _of_store(
        self, name: Any, read: Callable[[], Any], holds: Callable[[Any], bool] = lambda _result: True
    ) -> Any:
        """What the store says, kept until the next change."""
        return self._results.get(((self._newest(),), name), read, holds=holds)

    def _layer(self, look: Look, name: Any, rests_on: tuple[object, ...], compute: Callable[[], Any]) -> Any:
        return self._results.get((look.key, name), compute, rests_on=rests_on)

    def _measured(self, look: Look) -> Measured:
        def taken() -> Measured:
            made = measure_basis(self.store, look.policy, look.chosen, look.now)
            return Measured(**vars(made), until=valid_until(made.measures, look.policy.clock, look.now))

        return self._results.get((look.key, "measures"), taken, holds=lambda kept: kept.holds(look.now))

    def _now(self, look: Look, measured: Measured) -> Basis:
        """The basis with the waits that still run brought to now."""
        if measured.as_of == look.now:
            return measured

        def brought() -> Basis:
            trial = waits_at(measured.measures.trial, look.policy.clock, look.now)
            return replace(measured, measures=replace(measured.measures, trial=trial), as_of=look.now)

        return self._results.get(
            (look.key, "now"), brought, rests_on=(measured,), holds=lambda kept: kept.as_of == look.now
        )

    def _model(self, look: Look, measured: Measured) -> ScoreModel:
        model: ScoreModel = self._layer(look, "model", (measured,), lambda: score_model(measured))
        return model

    def _judged(self, look: Look, model: ScoreModel, threshold: float | None) -> Judgement:
        judged: Judgement = self._layer(
            look, ("judged", threshold), (model,), lambda: judgement(model, threshold)
        )
        return judged

    def _standing(self, look: Look, model: ScoreModel, categories: frozenset[str]) -> Standing:
        def drawn(count: int) -> Iterable[np.ndarray]:
            posterior = model.posterior
            assert posterior is not None
            if MOST_DRAWN * 8 * count * len(posterior.mean) > self._results.budget:
                return posterior.drawn(count)
            return [
                self._layer(
                    look, ("drawn", count), (model,), lambda: np.concatenate([*posterior.drawn(count)])
                )
            ]

        standing: Standing = self._layer(
            look, ("standing", categories), (model,), lambda: standing_among(model, categories, drawn)
        )
        return standing

    def _shown(
        self, look: Look, filters: Filters, threshold: float | None
    ) -> tuple[Shown, Judgement, Measured]:
        """What is shown, with what it rests on. Every layer is asked for, so that none goes before those that rest on it."""
        measured, categories = self._measured(look), _folded(filters)
        model = self._model(look, measured)
        judged = self._judged(look, model, threshold)
        standing = self._standing(look, model, categories)
        seen: Shown = self._layer(
            look, ("shown", threshold, categories), (judged, standing), lambda: select_shown(judged, standing)
        )
        return seen, judged, measured


class _Chosen(NamedTuple):
    """Choices as of a moment."""

    at: datetime
    choices: Choices

    def hold(self, at: datetime) -> bool:
        until = self.choices.until
        return self.at <= at and (until is None or at < until)


def _folded(filters: Filters) -> frozenset[str]:
    return frozenset(map(folded, filters.categories))


def _own(ranking: Ranking) -> Ranking:
    """The same with frames of the caller's own, which share their columns with the kept ones until one is changed."""
    frames = {name: each for name, each in vars(ranking).items() if isinstance(each, pd.DataFrame)}
    return replace(ranking, **{name: each.copy(deep=False) for name, each in frames.items()})
