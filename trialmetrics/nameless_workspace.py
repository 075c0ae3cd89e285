"""The workspace as readers see it who may not see who tested, nor the notes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd

from trialmetrics.analysis import hidden_names
from trialmetrics.analysis.filters import EVERYTHING, Filters
from trialmetrics.analysis.ranking import Ranking, assemble_ranking
from trialmetrics.analysis.sensitivity import Change
from trialmetrics.choices import Choices
from trialmetrics.planning import DEFAULT_INVITATIONS, Plan
from trialmetrics.policy import Policy
from trialmetrics.workspace import Tried, Weight, Workspace, with_own_frames

Layer = TypeVar("Layer")


class NamelessWorkspace(Workspace):
    """The same figures, as nothing but names and notes is hidden; what is cached with them has keys of its own."""

    def __init__(self, named: Workspace) -> None:
        vars(self).update(vars(named))  # the same store and the same cached results

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
        """See `Workspace.ranking`."""
        ranking = super().ranking(
            hidden_names.of_filters(filters), threshold=threshold, weight=weight, version=version, as_of=as_of, policy=policy,
            shared=True,
        )  # fmt: skip
        if not ranking.layers:
            return hidden_names.of_ranking(ranking)
        shown, judged, basis = ranking.layers
        layers = (
            self._hidden(shown, hidden_names.of_shown),
            self._hidden(judged, hidden_names.of_judgement),
            self._hidden(basis, hidden_names.of_basis),
        )
        assembled = replace(assemble_ranking(layers[2], layers[1], layers[0], ranking.filters), layers=layers)
        return assembled if shared else with_own_frames(assembled)

    def curve(self, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """See `Workspace.curve`."""
        return super().curve(hidden_names.of_filters(filters))

    def plan(self, filters: Filters = EVERYTHING, invite: int = DEFAULT_INVITATIONS) -> Plan:
        """See `Workspace.plan`; it does not say by whom."""
        plan = super().plan(hidden_names.of_filters(filters), invite)
        nobody = pd.Series([[] for _line in range(len(plan.lines))], index=plan.lines.index, dtype=object)
        return replace(plan, lines=plan.lines.assign(testers=nobody))

    def weight_changes(self, filters: Filters = EVERYTHING, threshold: Tried = None) -> list[Change]:
        """See `Workspace.weight_changes`."""
        return super().weight_changes(hidden_names.of_filters(filters), threshold)

    def choices(self, *, as_of: datetime | None = None, policy: Policy | None = None) -> Choices:
        """See `Workspace.choices`; there are no testers to choose from."""
        choices = super().choices(as_of=as_of, policy=policy)
        return replace(choices, values=choices.values | {"tester": ()})

    def words(self, supplier_keys: Iterable[str]) -> Mapping[tuple[str, str], str]:
        """No words."""
        return MappingProxyType({})

    def record(self) -> pd.DataFrame:
        """See `Workspace.record`; without the names of files and of who added them."""
        return hidden_names.of_record(super().record())

    def changes_since(self, number: int, supplier_key: str, category: str) -> list[dict[str, Any]]:
        """See `Workspace.changes_since`; the same way."""
        return [*map(hidden_names.of_change, super().changes_since(number, supplier_key, category))]

    def decision_basis(self, number: int) -> dict[str, Any]:
        """See `Workspace.decision_basis`; without quotes."""
        return hidden_names.of_decision_basis(super().decision_basis(number))

    def supplier_events(self, supplier_key: str) -> pd.DataFrame:
        """See `Workspace.supplier_events`; without notes, testers and raters."""
        return hidden_names.of_events(super().supplier_events(supplier_key))

    def _hidden(self, layer: object, hide: Callable[[Any], Layer]) -> Layer:
        """A layer of a ranking without names, cached; a key of what is drawn from it, in place of the layer itself."""
        key = (self._current_revision(),), "nameless", id(layer)
        hidden: Layer = self._results.get(key, lambda: hide(layer), depends_on=(layer,))
        return hidden
