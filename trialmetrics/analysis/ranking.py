"""The ranking: combines measures, model and verdicts, in layers that each build on the one before.

`Basis` (measures) -> `ScoreModel` -> `Judgement` (threshold) -> `Shown` (categories) -> `Ranking`, the combined result.
Callers that change only a later layer reuse the earlier ones; `rank` computes all of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, verdict
from trialmetrics.analysis.candidates import places
from trialmetrics.analysis.filters import EVERYTHING, Filters
from trialmetrics.analysis.judgement import Judgement, TriedThreshold, judgement
from trialmetrics.analysis.rank_certainty import COLUMNS, rank_statistics
from trialmetrics.analysis.score_model import NARROW, Basis, ScoreModel, score_model
from trialmetrics.analysis.threshold_curve import THRESHOLDS, Sweep, at_threshold, sweep
from trialmetrics.engine import KeptTrials, Measures
from trialmetrics.events import Events, StoredEvents
from trialmetrics.policy import Policy, folded
from trialmetrics.records import records
from trialmetrics.store import Store


@dataclass(frozen=True)
class Standing:
    """Which candidates are shown, and their ranks; independent of any threshold.

    `shown`: (S,) yes/no over all candidates of the model; `columns`: `rank` and COLUMNS, one row per candidate shown.
    """

    shown: np.ndarray
    columns: pd.DataFrame


@dataclass(frozen=True)
class Shown:
    """`suppliers`: the candidates shown with their verdicts, best first, unscored ones last."""

    standing: Standing
    suppliers: pd.DataFrame


@dataclass(frozen=True)
class Ranking:
    """A ranking of candidates (suppliers in a category) with their verdicts.

    `suppliers`: one row per candidate shown, best first; `judged`: all candidates, including hidden ones, by supplier key and
    category. The `measures` behind it cover all candidates; use `of_shown` before counting them for a user. `shown`: per row
    of `judged` whether it is shown, yes/no. `layers`: in a ranking of the workspace, the cached results that it was assembled
    from (what is shown, its judgement, its basis), else empty.
    """

    as_of: datetime
    policy: Policy
    filters: Filters
    threshold: float
    suppliers: pd.DataFrame
    judged: pd.DataFrame = field(repr=False)
    measures: Measures = field(repr=False)
    posterior: "evidence.Posterior | None" = field(repr=False)
    shown: np.ndarray = field(repr=False)
    layers: tuple[object, ...] = field(default=(), repr=False, compare=False)

    @property
    def trials(self) -> pd.DataFrame:
        """All trials, those of hidden candidates included; only where `measures.trials` are whole."""
        return self.measures.trial

    def trials_of(self, supplier_key: str, category: str) -> pd.DataFrame:
        """The trials of one candidate."""
        trials = self.measures.trials.of([supplier_key])
        return trials[trials["category"] == category]

    def with_trials(self, trials: pd.DataFrame) -> "Ranking":
        """The same with these trials only."""
        return replace(self, measures=replace(self.measures, trials=KeptTrials(trials)))

    @property
    def spend(self) -> dict[str, float]:
        """Currency -> total order value of the trials of the candidates shown."""
        sums: dict[str, float] = {}
        for amounts in self.suppliers["spend"]:
            for currency, amount in amounts.items():
                sums[currency] = sums.get(currency, 0.0) + amount
        return sums

    @property
    def verdicts(self) -> dict[str, int]:
        """Verdict -> number of the candidates shown that have it, for all three verdicts."""
        counts = self.suppliers["verdict"].value_counts()
        return {name: int(counts.get(name, 0)) for name in (verdict.PASS, verdict.RETRY, verdict.REJECT)}

    @property
    def expected_wrong_rejections(self) -> float:
        """The expected number of wrong ones among the candidates shown that are rejected on their score."""
        return float((1 - self._by_rule(verdict.BELOW)).sum())

    @property
    def expected_wrong_invitations(self) -> float:
        """The expected number of wrong ones among the candidates shown that pass."""
        return float(self._by_rule(verdict.ABOVE).sum())

    @property
    def least_certain(self) -> dict[str, str | None]:
        """Verdict (reject on the score, pass) -> the supplier with the least certain such verdict; None: nobody has it."""
        return {
            name: None if place is None else str(self.suppliers["supplier"].loc[place])
            for name, place in self.least_certain_places.items()
        }

    @property
    def least_certain_places(self) -> dict[str, int | None]:
        """The same candidates by their index in `suppliers`."""
        rejected, invited = self._by_rule(verdict.BELOW), self._by_rule(verdict.ABOVE)
        return {
            verdict.REJECT: int(rejected.idxmin()) if len(rejected) else None,
            verdict.PASS: int(invited.idxmax()) if len(invited) else None,
        }

    def _by_rule(self, rule: str) -> pd.Series:
        return self.suppliers.loc[self.suppliers["rule"] == rule, "p_below"].astype(float)

    def candidate(self, supplier_key: str, category: str) -> dict[str, Any]:
        """The row of `judged` of one candidate. Raises ValueError where it is not there."""
        judged = self.judged
        is_candidate = (judged["supplier_key"] == supplier_key) & (judged["category"] == category)
        (row,) = records(judged[is_candidate])
        return row

    def of_shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a measure, or of trials, that belong to candidates shown."""
        return frame[places(self.suppliers, frame) >= 0]

    def sweep(self) -> Sweep:
        """The verdicts of all candidates at each threshold 0-100."""
        return sweep(self.judged, self.posterior, self.policy, large_only=self.filters.large_only)

    def curve(self) -> pd.DataFrame:
        """The number of candidates shown per verdict at each threshold 0-100; see `Sweep.curve`."""
        return self.sweep().curve(self.shown)

    def at_threshold(self, threshold: float) -> tuple[np.ndarray, verdict.Verdicts]:
        """P(true score below), (S,), and the verdicts of all candidates if this were everybody's threshold."""
        return at_threshold(
            self.judged, self.posterior, self.policy, threshold, large_only=self.filters.large_only
        )


def rank(
    store: Store,
    filters: Filters = EVERYTHING,
    *,
    events: Events | None = None,
    as_of: datetime | None = None,
    threshold: float | TriedThreshold | None = None,
    policy: Policy | None = None,
) -> Ranking:
    """Rank the candidates of the store as of a moment (default: now), under the policy in force then or another `policy`.

    `threshold` is tried: a number replaces every threshold of the policy. Times are local in the policy's time zone.
    """
    policy = policy or store.policies.in_force(as_of)
    return ranking_from_basis(
        measure_basis(events or StoredEvents(store), policy, filters.of_trials, as_of or now(policy)),
        filters,
        threshold,
    )


def now(policy: Policy) -> datetime:
    """The current local time in the policy's time zone, naive, in whole seconds."""
    return datetime.now(policy.clock.zone).replace(tzinfo=None, microsecond=0)


def ranking_from_measures(
    measures: Measures,
    policy: Policy,
    filters: Filters,
    as_of: datetime,
    threshold: float | TriedThreshold | None = None,
) -> Ranking:
    """A ranking of measures that are computed already; see `rank`."""
    return ranking_from_basis(Basis(measures, policy, filters.of_trials, as_of), filters, threshold)


def ranking_from_basis(
    basis: Basis, filters: Filters, threshold: float | TriedThreshold | None = None
) -> Ranking:
    """A ranking with all layers after the measures computed anew."""
    judged = judgement(score_model(basis), threshold)
    return assemble_ranking(
        basis, judged, select_shown(judged, standing_among(judged.model, filters.categories)), filters
    )


def measure_basis(events: Events, policy: Policy, chosen: Filters, as_of: datetime) -> Basis:
    """The first layer: the measures of the chosen trials."""
    return Basis(events.measure(policy, as_of, chosen), policy, chosen, as_of)


def standing_among(
    model: ScoreModel,
    categories: Iterable[str] = (),
    drawn: Callable[[int], Iterable[np.ndarray]] | None = None,
) -> Standing:
    """Which candidates are in these categories (empty: all), and their ranks among each other.

    `drawn`: replaces `Posterior.drawn`, for callers that cache its draws: takes their number, yields them in batches.
    """
    rows, posterior = model.candidates, model.posterior
    chosen = {folded(category) for category in categories}
    is_shown = (
        rows["category"].map(folded).isin(chosen).to_numpy(bool) if chosen else np.full(len(rows), True)
    )
    shown_rows = rows[is_shown]
    scored = shown_rows["score"].notna().to_numpy()
    columns = pd.DataFrame(np.nan, index=shown_rows.index, columns=["rank", *COLUMNS])
    columns["rank"] = evidence.ranks(shown_rows["score"].to_numpy(dtype=float))
    if posterior is not None and scored.any():
        among = (is_shown & rows["score"].notna().to_numpy())[estimates.is_modelled(rows)]
        draws = (drawn or posterior.drawn)(evidence.draws_for(len(among)))
        for name, values in rank_statistics(few[:, among] for few in draws).items():
            columns.loc[scored, name] = values
    return Standing(is_shown, columns)


def select_shown(judgement: Judgement, standing: Standing) -> Shown:
    """The candidates shown, best first, with their verdicts."""
    suppliers = judgement.candidates[standing.shown].assign(**standing.columns)
    # The model scores candidates alike whose trials all came to nothing; their plain means rank silence below a brush-off.
    return Shown(
        standing,
        suppliers.sort_values(
            ["rank", "raw_score", "supplier", "category"], ascending=[True, False, True, True], na_position="last",
            ignore_index=True,
        ),
    )  # fmt: skip


def assemble_ranking(basis: Basis, judgement: Judgement, shown: Shown, filters: Filters) -> Ranking:
    """Combine the layers into a ranking. The trials are those of `basis`, which may be of a later moment than the judgement."""
    policy = basis.policy
    thresholds = {judgement.thresholds.of(category) for category in filters.categories}
    return Ranking(
        as_of=basis.as_of,
        policy=policy,
        filters=filters,
        threshold=thresholds.pop() if len(thresholds) == 1 else judgement.thresholds.default,
        suppliers=shown.suppliers,
        judged=judgement.candidates,
        measures=basis.measures,
        posterior=judgement.model.posterior,
        shown=shown.standing.shown,
    )


__all__ = [
    "EVERYTHING", "NARROW", "THRESHOLDS", "Basis", "Filters", "Judgement", "Ranking", "ScoreModel", "Shown", "Standing",
    "TriedThreshold", "assemble_ranking", "judgement", "measure_basis", "now", "rank", "ranking_from_basis",
    "ranking_from_measures", "score_model", "select_shown", "standing_among",
]  # fmt: skip
