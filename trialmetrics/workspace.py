"""The workspace: one open database for pages, command line and Python callers, with cached results.

Results are cached in layers, each keyed by what it depends on and built on the layer before:

    measures (revision, policy, chosen trials, while valid) -> score model -> judgement (threshold)
                                                                              -> standing (categories) -> shown
                                                                              -> views (language): tables, charts, sentences

So another category or threshold, a supplier page, the plan and the exports run no SQL and fit no model. Threads may share
the results: arrays are read-only, frames are shallow copies that the caller may change, lists and dicts in them must not be
changed.
"""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

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
    TriedThreshold,
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
from trialmetrics.analysis.validity import later, valid_until
from trialmetrics.choices import Choices
from trialmetrics.events import Events, events_of
from trialmetrics.planning import DEFAULT_INVITATIONS, Plan, plan
from trialmetrics.policy import Policy, folded
from trialmetrics.result_cache import ResultCache
from trialmetrics.store import Store
from trialmetrics.store.past import as_known
from trialmetrics.store.policies import PolicyVersion
from trialmetrics.text.language import current_language

# Bytes of cached results; a ranking of 10,000 events takes about 20 MB with everything that its page shows.
BUDGET = 256 * 2**20
MOST_PASTS = 2  # workspaces of the past that are kept: each has a copy of the database in memory
DRAWS_DIVISOR = 4  # joint draws are cached only if they take less than one part in so many of the budget
Weight = tuple[str, float]  # criterion, its weight of 100
Tried = float | TriedThreshold | None  # None: the policy's thresholds
View = TypeVar("View")
Key = tuple[Any, ...]


class Query(NamedTuple):
    """What a caller asks about: the `revision` of the store, the `policy` in force or of another `version` (with one `weight`
    changed), the `chosen` trials, and the moment `now`."""

    revision: int
    policy: Policy
    version: int | None
    weight: Weight | None
    chosen: Filters
    now: datetime

    @property
    def key(self) -> Key:
        """Everything that the measures depend on except the moment."""
        return self.revision, self.version, self.weight, self.chosen


@dataclass(frozen=True)
class Measured(Basis):
    """A basis that is valid from its `as_of` until just before `until`."""

    until: datetime

    def is_valid(self, moment: datetime) -> bool:
        """Whether the measures are the same at this moment."""
        return self.as_of <= moment < self.until


class Workspace:
    """Cached reads of one open database, shared by all its readers. Methods change nothing and raise the errors of the store.

    `budget`: bytes of cached results, of which the least recently used go first; see `ResultCache`.
    """

    def __init__(self, store: Store, *, budget: int = BUDGET, events: Events | None = None) -> None:
        self.store = store
        self.events = events or events_of(store)
        self._results = ResultCache(budget)
        self._revision = self.events.revision()
        self._making_past = threading.Lock()
        self._pasts: dict[datetime, Workspace] = {}  # the most recently used last
        self._rewrites = 0
        store.redactions.caches.add(self)

    def forget(self) -> None:
        """Drop all that is cached, the past included; called after a redaction, as nobody may look again for long."""
        with self._making_past:
            self._pasts.clear()
        self._results.clear()

    def as_known(self, moment: datetime) -> "Workspace":
        """A workspace of the database as it was known at a moment; the last MOST_PASTS of them are kept. See `store.past`."""
        with self._making_past:
            if (rewrites := self.store.rewrites()) != self._rewrites:
                self._pasts.clear()
                self._rewrites = rewrites
            past = self._pasts.pop(moment, None) or self._past(moment)
            self._pasts[moment] = past
            while len(self._pasts) > MOST_PASTS:
                # Closed once its last reader is done with it.
                del self._pasts[next(iter(self._pasts))]
        return past

    def _past(self, moment: datetime) -> "Workspace":
        store = as_known(self.store, moment)
        return Workspace(store, budget=self._results.budget // MOST_PASTS, events=self.events.beside(store))

    def without_names(self) -> "Workspace":
        """The same for readers who may not see who tested, nor the notes; it shares what is cached."""
        from trialmetrics.nameless_workspace import NamelessWorkspace

        return NamelessWorkspace(self)

    @property
    def bytes_kept(self) -> int:
        """Estimated bytes of all cached results."""
        return self._results.bytes

    def moment(self) -> datetime:
        """The current minute in the policy's time zone, without an offset; whole minutes let readers share results. Of a store of
        the past it is the moment at which that was known."""
        return self._clock(self.policy())

    def ranking(
        self,
        filters: Filters = EVERYTHING,
        *,
        threshold: Tried = None,
        weight: Weight | None = None,
        version: int | None = None,
        as_of: datetime | None = None,
        policy: Policy | None = None,
        shared: bool = False,
    ) -> Ranking:
        """The ranking; see `analysis.ranking.rank`.

        `threshold` is tried: a number replaces every threshold of the policy. `weight` gives one criterion that weight of 100;
        the others keep their proportions. `version` is that of another policy of `policy_versions`. `as_of` looks back, under
        the policy in force then unless `policy` is given. Rankings with `as_of` or `policy` are not cached. `shared`: with the
        cached frames themselves, which must not be changed, instead of copies; for those who only read.
        """
        if as_of is not None or policy is not None:
            policy = policy or self.store.policies.in_force(as_of)
            policy = moved(policy, *weight) if weight else policy
            return rank(
                self.store, filters, events=self.events, as_of=as_of, threshold=threshold, policy=policy
            )
        query = self._query(filters, weight, version)
        shown_part, judged, measured = self._shown(query, filters, threshold)
        basis = self._now(query, measured)
        ranking = replace(
            assemble_ranking(basis, judged, shown_part, filters), layers=(shown_part, judged, basis)
        )
        return ranking if shared else with_own_frames(ranking)

    def view(
        self,
        draw: Callable[..., View],
        ranking: Ranking,
        *parameters: Hashable,
        **named: Hashable,
    ) -> View:
        """`draw(ranking, *parameters, **named)`: a table, a chart or sentences, cached for all readers of this language.

        `draw` must depend on nothing else and not read the running waits (see `view_of_now`). Its result must not be changed.
        """
        return self._view(draw, ranking, ranking.layers[:2], parameters, named)

    def view_of_now(
        self,
        draw: Callable[..., View],
        ranking: Ranking,
        *parameters: Hashable,
        **named: Hashable,
    ) -> View:
        """Like `view`, but made anew each minute, for what shows running waits."""
        return self._view(draw, ranking, ranking.layers, parameters, named)

    def _view(
        self,
        draw: Callable[..., View],
        ranking: Ranking,
        layers: tuple[object, ...],
        parameters: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> View:
        if not layers:
            return draw(ranking, *parameters, **named)
        code = draw.__code__
        # The values of a closure would be missing in the key.
        assert not code.co_freevars, draw
        name = (code.co_filename, draw.__qualname__, parameters, *sorted(named.items()))
        # The layers stay alive as long as the entry, so no other object has their addresses.
        key = (self._current_revision(),), name, ranking.filters, current_language(), *map(id, layers)
        return self._results.get(key, lambda: draw(ranking, *parameters, **named), depends_on=layers)

    def curve(self, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """Number of candidates shown per verdict at each threshold; see `Ranking.curve`."""
        query, categories = self._query(filters), _folded_categories(filters)
        model = self._model(query, self._measured(query))
        standing = self._standing(query, model, categories)

        def compute() -> pd.DataFrame:
            large_only = filters.large_only
            full_sweep: Sweep = self._layer(
                query,
                "sweep",
                (model,),
                lambda: sweep(model.candidates, model.posterior, query.policy, large_only=large_only),
            )
            return full_sweep.curve(standing.shown)

        return self._layer(query, ("curve", categories), (standing,), compute).copy(deep=False)

    def plan(self, filters: Filters = EVERYTHING, invite: int = DEFAULT_INVITATIONS) -> Plan:
        """The plan for `invite` invitations in each category shown."""
        query = self._query(filters)
        shown_part, judged, depends_on = self._shown(query, filters, None)
        # A plan depends on the day: a supplier with a request this week gets none before next Monday.
        key = ("plan", _folded_categories(filters), invite, query.now.date())

        def compute() -> Plan:
            return plan(
                assemble_ranking(self._now(query, depends_on), judged, shown_part, filters), invite=invite
            )

        cached = self._layer(query, key, (shown_part,), compute)
        return replace(cached, lines=cached.lines.copy(deep=False))

    def weight_changes(self, filters: Filters = EVERYTHING, threshold: Tried = None) -> list[Change]:
        """For each verdict, the smallest change of a single weight that would change it."""
        query = self._query(filters)
        shown_part, judged, depends_on = self._shown(query, filters, threshold)

        def compute() -> list[Change]:
            return changes(assemble_ranking(depends_on, judged, shown_part, filters))

        return [
            *self._layer(query, ("changes", _folded_categories(filters), threshold), (shown_part,), compute)
        ]

    def read(self, query: Callable[..., View], *parameters: Hashable) -> View:
        """`query(store, *parameters)`, cached until the next change of the store; it must depend on nothing else, not on a
        language either."""
        name = (query.__code__.co_filename, query.__qualname__, *parameters)
        return self._from_store(name, lambda: query(self.store, *parameters))

    def policy(self) -> Policy:
        """The policy in force. Raises PolicyError where it cannot be used."""
        # Should it fail, its sentence is in this reader's language.
        return self._from_store(("policy", current_language()), self.store.policies.in_force)

    def policy_notes(self) -> list[str]:
        """Sentences on what changed in the policy in force while it was upgraded from an older format."""
        return [*self._from_store(("policy notes", current_language()), self.store.policies.upgrade_notes)]

    def policies(self) -> pd.DataFrame:
        """The saved policies; see `Policies.all`."""
        return self._from_store("policies", self.store.policies.all).copy(deep=False)

    def policy_versions(self) -> list[PolicyVersion]:
        """Every version of the policy, newest first; see `Policies.versions`."""
        return [*self._from_store(("policy versions", current_language()), self.store.policies.versions)]

    def record(self) -> pd.DataFrame:
        """Every change, newest first; see `Store.record`."""
        return self.read(_record).copy(deep=False)

    def changes_since(self, number: int, supplier_key: str, category: str) -> list[dict[str, Any]]:
        """What has changed since a decision; see `Decisions.changes_since`."""
        return [*self.read(_changes_since, number, supplier_key, category)]

    def decision_basis(self, number: int) -> dict[str, Any]:
        """What was shown when a decision was made; see `Decisions.basis`."""
        return self.read(_decision_basis, number)

    def is_empty(self) -> bool:
        """Whether no event counts yet."""
        return self._from_store("is empty", self.events.is_empty)

    def choices(self, *, as_of: datetime | None = None, policy: Policy | None = None) -> Choices:
        """What filters can choose from; not cached with `as_of` or another `policy`."""
        moment, policy_in_force = as_of or self.moment(), policy or self.policy()
        if as_of is not None or policy is not None:
            return self.events.choices(policy_in_force, moment)
        return self._from_store(
            "choices",
            lambda: _ChoicesAsOf(moment, self.events.choices(policy_in_force, moment)),
            is_valid=lambda cached: cached.is_valid(moment),
        ).choices

    def words(self, supplier_keys: Iterable[str]) -> Mapping[tuple[str, str], str]:
        """The most telling quote of each trial of these suppliers, by (supplier key, trial id)."""
        # One supplier more or less costs nothing where the notes of all are near.
        wanted = None if self.events.whole else tuple(sorted(set(supplier_keys)))
        return MappingProxyType(
            self._from_store(("words", wanted), lambda: quotes(self.events.noted(wanted)))
        )

    def supplier_events(self, supplier_key: str) -> pd.DataFrame:
        """The current events of one supplier; see `Store.events`."""
        events = self._from_store(("events", supplier_key), lambda: self.events.of(supplier_key))
        return events.copy(deep=False)

    def _query(self, filters: Filters, weight: Weight | None = None, version: int | None = None) -> Query:
        while True:
            revision, policy = self._current_revision(), self._policy(version)
            if revision == self.events.revision():  # else another policy may have been saved in between
                break
        policy = moved(policy, *weight) if weight else policy
        return Query(revision, policy, version, weight, filters.of_trials, self._clock(policy))

    def _clock(self, policy: Policy) -> datetime:
        """The current minute in the policy's time zone; of a store of the past the moment at which it was known."""
        known_at = self.store.known_at
        if known_at is None:
            return now(policy).replace(second=0)
        local = known_at.replace(tzinfo=UTC).astimezone(policy.clock.zone)
        return local.replace(tzinfo=None, microsecond=0)

    def _policy(self, version: int | None) -> Policy:
        if version is None:
            return self.policy()
        (policy,) = (each.policy for each in self.policy_versions() if each.version == version)
        assert policy is not None, version
        return policy

    def _current_revision(self) -> int:
        """The revision of the store; drops the results of earlier ones."""
        revision = self.events.revision()
        if revision != self._revision:
            self._revision = revision
            self._results.forget(lambda key: key[0][0] < revision)
        return revision

    def _from_store(
        self, name: Any, read: Callable[[], Any], is_valid: Callable[[Any], bool] = lambda _result: True
    ) -> Any:
        """The result of a read from the store, cached until its next revision."""
        return self._results.get(((self._current_revision(),), name), read, is_valid=is_valid)

    def _layer(
        self, query: Query, name: Any, depends_on: tuple[object, ...], compute: Callable[[], Any]
    ) -> Any:
        return self._results.get((query.key, name), compute, depends_on=depends_on)

    def _measured(self, query: Query) -> Measured:
        def compute() -> Measured:
            result = measure_basis(self.events, query.policy, query.chosen, query.now)
            return Measured(**vars(result), until=valid_until(result.measures, query.policy.clock, query.now))

        return self._results.get(
            (query.key, "measures"), compute, is_valid=lambda cached: cached.is_valid(query.now)
        )

    def _now(self, query: Query, measured: Measured) -> Basis:
        """The basis with the running waits extended to `query.now`."""
        if measured.as_of == query.now:
            return measured

        def compute() -> Basis:
            measures = later(measured.measures, query.policy.clock, measured.as_of, query.now)
            return replace(measured, measures=measures, as_of=query.now)

        return self._results.get(
            (query.key, "now"),
            compute,
            depends_on=(measured,),
            is_valid=lambda cached: cached.as_of == query.now,
        )

    def _model(self, query: Query, measured: Measured) -> ScoreModel:
        model: ScoreModel = self._layer(query, "model", (measured,), lambda: score_model(measured))
        return model

    def _judged(self, query: Query, model: ScoreModel, threshold: Tried) -> Judgement:
        judged: Judgement = self._layer(
            query, ("judged", threshold), (model,), lambda: judgement(model, threshold)
        )
        return judged

    def _standing(self, query: Query, model: ScoreModel, categories: frozenset[str]) -> Standing:
        def cached_draws(count: int) -> Iterable[np.ndarray]:
            posterior = model.posterior
            assert posterior is not None
            if DRAWS_DIVISOR * 8 * count * len(posterior.mean) > self._results.budget:
                return posterior.drawn(count)
            return [
                self._layer(
                    query, ("drawn", count), (model,), lambda: np.concatenate([*posterior.drawn(count)])
                )
            ]

        standing: Standing = self._layer(
            query, ("standing", categories), (model,), lambda: standing_among(model, categories, cached_draws)
        )
        return standing

    def _shown(self, query: Query, filters: Filters, threshold: Tried) -> tuple[Shown, Judgement, Measured]:
        """What is shown, its judgement and its basis. Touches every layer, so that none is evicted before its dependents."""
        measured, categories = self._measured(query), _folded_categories(filters)
        model = self._model(query, measured)
        judged = self._judged(query, model, threshold)
        standing = self._standing(query, model, categories)
        shown_part: Shown = self._layer(
            query,
            ("shown", threshold, categories),
            (judged, standing),
            lambda: select_shown(judged, standing),
        )
        return shown_part, judged, measured


class _ChoicesAsOf(NamedTuple):
    """Choices as of a moment."""

    moment: datetime
    choices: Choices

    def is_valid(self, moment: datetime) -> bool:
        until = self.choices.until
        return self.moment <= moment and (until is None or moment < until)


def _record(store: Store) -> pd.DataFrame:
    return store.record()


def _changes_since(store: Store, number: int, supplier_key: str, category: str) -> list[dict[str, Any]]:
    return store.decisions.changes_since(number, supplier_key, category)


def _decision_basis(store: Store, number: int) -> dict[str, Any]:
    return store.decisions.basis(number)


def _folded_categories(filters: Filters) -> frozenset[str]:
    return frozenset(map(folded, filters.categories))


def with_own_frames(ranking: Ranking) -> Ranking:
    """The same ranking with shallow copies of its frames, which the caller may change."""
    frames = {name: frame for name, frame in vars(ranking).items() if isinstance(frame, pd.DataFrame)}
    return replace(ranking, **{name: frame.copy(deep=False) for name, frame in frames.items()})
