"""The ranking: measures, evidence and verdict put together, in layers that each rest on the one before.

`Basis` (measures) -> `ScoreModel` -> `Judgement` (threshold) -> `Shown` (categories) -> `Ranking`, which has it all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, quotes, verdict
from trialmetrics.analysis.candidates import places
from trialmetrics.analysis.filters import EVERYTHING, Filters
from trialmetrics.analysis.judgement import Judgement, judgement
from trialmetrics.analysis.rank_certainty import COLUMNS, rank_statistics
from trialmetrics.analysis.score_model import NARROW, Basis, ScoreModel, score_model
from trialmetrics.analysis.threshold_curve import THRESHOLDS, Sweep, at_threshold, sweep
from trialmetrics.engine import Measures, measure
from trialmetrics.policy import Policy, folded
from trialmetrics.store import Store


@dataclass(frozen=True)
class Standing:
    """Who is shown, and where each stands among those: `shown` (S,) yes/no, of all candidates of a model; `columns`: its rank
    and the COLUMNS, one row per candidate shown; `trials`: the numbers of their trials. No threshold changes it."""

    shown: np.ndarray
    columns: pd.DataFrame
    trials: np.ndarray


@dataclass(frozen=True)
class Shown:
    """`suppliers`: the candidates shown, with their verdicts, best first; unscored ones last."""

    standing: Standing
    suppliers: pd.DataFrame


@dataclass(frozen=True)
class Ranking:
    """Who is where, how sure that is, and what follows.

    `suppliers`: one row per candidate shown, a supplier in a category, best first; `judged`: the same for all candidates,
    by supplier key and category, before any is hidden; `trials`, `defects`, `ratings` (per trial and rater), `rounds`
    (per candidate and round) and `tester_sums` (per candidate and tester): what it rests on, of all candidates. What is
    counted for a reader is `of_shown`. `shown`: of each row of `judged` whether it is shown, yes/no; `shown_trials`: the
    numbers of the trials of those.
    """

    as_of: datetime
    policy: Policy
    filters: Filters
    threshold: float
    suppliers: pd.DataFrame
    judged: pd.DataFrame = field(repr=False)
    trials: pd.DataFrame = field(repr=False)
    defects: pd.DataFrame = field(repr=False)
    ratings: pd.DataFrame = field(repr=False)
    rounds: pd.DataFrame = field(repr=False)
    tester_sums: pd.DataFrame = field(repr=False)
    posterior: "evidence.Posterior | None" = field(repr=False)
    shown: np.ndarray = field(repr=False)
    shown_trials: np.ndarray = field(repr=False)

    @property
    def spend(self) -> dict[str, float]:
        """What the trials of the candidates shown cost together, per currency."""
        sums: dict[str, float] = {}
        for amounts in self.suppliers["spend"]:
            for currency, amount in amounts.items():
                sums[currency] = sums.get(currency, 0.0) + amount
        return sums

    @property
    def verdicts(self) -> dict[str, int]:
        """How many of the candidates shown have which verdict; each of the three is there."""
        counts = self.suppliers["verdict"].value_counts()
        return {name: int(counts.get(name, 0)) for name in (verdict.PASS, verdict.RETRY, verdict.REJECT)}

    @property
    def expected_wrong_rejections(self) -> float:
        """How many of those shown as rejected on their score are expected to be so wrongly."""
        return float((1 - self._by_rule(verdict.BELOW)).sum())

    @property
    def expected_wrong_invitations(self) -> float:
        """How many of those shown as `pass` are expected to be so wrongly."""
        return float(self._by_rule(verdict.ABOVE).sum())

    @property
    def least_certain(self) -> dict[str, str | None]:
        """The supplier rejected on its score, and the one that passes, of which that is least certain; None: nobody."""
        return {
            name: None if place is None else str(self.suppliers["supplier"].loc[place])
            for name, place in self.least_certain_places.items()
        }

    @property
    def least_certain_places(self) -> dict[str, int | None]:
        """The same candidates by their place in `suppliers`."""
        rejected, invited = self._by_rule(verdict.BELOW), self._by_rule(verdict.ABOVE)
        return {
            verdict.REJECT: int(rejected.idxmin()) if len(rejected) else None,
            verdict.PASS: int(invited.idxmax()) if len(invited) else None,
        }

    def _by_rule(self, rule: str) -> pd.Series:
        return self.suppliers.loc[self.suppliers["rule"] == rule, "p_below"].astype(float)

    def of_shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of `trials`, `defects` or `ratings` that belong to trials of the candidates shown."""
        return frame[frame["trial_number"].isin(self.shown_trials)]

    def sweep(self) -> Sweep:
        """What would become of all candidates at each threshold 0-100."""
        return sweep(self.judged, self.posterior, self.policy, large_only=self.filters.large_only)

    def curve(self) -> pd.DataFrame:
        """How many of the shown candidates get which verdict at each threshold 0-100; see `Sweep.curve`."""
        return self.sweep().curve(self.shown)

    def at_threshold(self, threshold: float) -> tuple[np.ndarray, verdict.Verdicts]:
        """P(true score below) and the verdicts of all candidates, were this the threshold of each."""
        return at_threshold(
            self.judged, self.posterior, self.policy, threshold, large_only=self.filters.large_only
        )


def rank(
    store: Store,
    filters: Filters = EVERYTHING,
    *,
    as_of: datetime | None = None,
    threshold: float | None = None,
    policy: Policy | None = None,
) -> Ranking:
    """Rank the candidates of the store as of a moment (default now), by the policy in force then or another.

    `threshold` replaces every threshold of the policy: a what-if. Times are local in the policy's time zone.
    """
    policy = policy or store.policies.in_force(as_of)
    return ranking_from_basis(
        measure_basis(store, policy, filters.of_trials, as_of or now(policy)), filters, threshold
    )


def now(policy: Policy) -> datetime:
    """This moment in the policy's time zone, in whole seconds, without an offset."""
    return datetime.now(policy.clock.zone).replace(tzinfo=None, microsecond=0)


def ranking_from_measures(
    measures: Measures,
    policy: Policy,
    filters: Filters,
    as_of: datetime,
    threshold: float | None = None,
    words: pd.DataFrame | None = None,
) -> Ranking:
    """The ranking of measures already taken; see `rank`. `words`: those of incidents and brush-offs (`quotes`)."""
    return ranking_from_basis(Basis(measures, words, policy, filters.of_trials, as_of), filters, threshold)


def ranking_from_basis(basis: Basis, filters: Filters, threshold: float | None = None) -> Ranking:
    """The ranking, all layers after the measures made afresh."""
    judged = judgement(score_model(basis), threshold)
    return assemble_ranking(
        basis, judged, select_shown(judged, standing_among(judged.model, filters.categories)), filters
    )


def measure_basis(store: Store, policy: Policy, chosen: Filters, as_of: datetime) -> Basis:
    """The first layer: the measures of the chosen trials, from the store."""
    with store.cursor() as cursor:
        measures = measure(cursor, policy, as_of, chosen)
        words = quotes.deciding_words(cursor, as_of)
    return Basis(measures, words, policy, chosen, as_of)


def standing_among(
    model: ScoreModel,
    categories: Iterable[str] = (),
    drawn: Callable[[int], Iterable[np.ndarray]] | None = None,
) -> Standing:
    """Who is of the categories (none: all), and where each stands among those.

    `drawn`: gives so many draws of the posterior, some at a time, as `Posterior.drawn` does, where that is dear.
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
    trial = model.basis.measures.trial
    return Standing(is_shown, columns, trial["trial_number"].to_numpy()[places(shown_rows, trial) >= 0])


def select_shown(judgement: Judgement, standing: Standing) -> Shown:
    """The candidates shown, best first."""
    suppliers = judgement.candidates[standing.shown].assign(**standing.columns)
    # Of two that nothing but trials that came to nothing is known of, silence is the worse: their plain means say so.
    return Shown(
        standing,
        suppliers.sort_values(
            ["rank", "raw_score", "supplier", "category"], ascending=[True, False, True, True], na_position="last",
            ignore_index=True,
        ),
    )  # fmt: skip


def assemble_ranking(basis: Basis, judgement: Judgement, shown: Shown, filters: Filters) -> Ranking:
    """The ranking of its layers; the trials as `rests_on` has them, which may be those of a later moment."""
    policy, measures = basis.policy, basis.measures
    default = policy.threshold.default
    thresholds = {policy.threshold_of(category) for category in filters.categories}
    if len(thresholds) == 1:
        (default,) = thresholds
    return Ranking(
        as_of=basis.as_of,
        policy=policy,
        filters=filters,
        threshold=default if judgement.threshold is None else judgement.threshold,
        suppliers=shown.suppliers,
        judged=judgement.candidates,
        trials=measures.trial,
        defects=measures.defect,
        ratings=measures.trial_rating,
        rounds=measures.candidate_round,
        tester_sums=measures.candidate_tester_sum,
        posterior=judgement.model.posterior,
        shown=shown.standing.shown,
        shown_trials=shown.standing.trials,
    )


__all__ = [
    "EVERYTHING", "NARROW", "THRESHOLDS", "Basis", "Filters", "Judgement", "Ranking", "ScoreModel", "Shown", "Standing",
    "assemble_ranking", "judgement", "measure_basis", "now", "rank", "ranking_from_basis", "ranking_from_measures", "score_model",
    "select_shown", "standing_among",
]  # fmt: skip
