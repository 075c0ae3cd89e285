"""The ranking: measures, evidence and verdict put together; the one function that everybody calls."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, quotes, reasons, rounds, settling, small_orders, verdict
from trialmetrics.analysis.candidates import candidates, places
from trialmetrics.analysis.rank_certainty import COLUMNS, standing
from trialmetrics.engine import Measures, measure
from trialmetrics.policy import Policy, folded
from trialmetrics.store import Store

THRESHOLDS = range(101)
NARROW = 0.5  # probability of the narrower of the two intervals of a score


@dataclass(frozen=True)
class Filters:
    """Which candidates are shown (`categories`), and which trials count (all others). Empty: everything.

    `start` and `end` are the first and the last day on which a trial's request may lie.
    """

    categories: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    testers: tuple[str, ...] = ()
    order_classes: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None

    @property
    def large_only(self) -> bool:
        """Whether only large orders count: on those nobody is invited."""
        return set(self.order_classes) == {"large"}


@dataclass(frozen=True)
class Ranking:
    """Who is where, how sure that is, and what follows.

    `suppliers`: one row per candidate shown, a supplier in a category, best first; `judged`: the same for all candidates,
    by supplier key and category, before any is hidden; `trials`, `defects`, `ratings` (per trial and rater), `rounds`
    (per candidate and round) and `tester_sums` (per candidate and tester): what it rests on, of all candidates. What is
    counted for a reader is `of_shown`.
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

    @property
    def spend(self) -> dict[str, float]:
        """What the trials of the candidates shown cost together, per currency."""
        sums: dict[str, float] = {}
        for each in self.suppliers["spend"]:
            for currency, amount in each.items():
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

    @cached_property
    def shown(self) -> np.ndarray:
        """Of each row of `judged` whether it is shown, yes/no."""
        return _chosen(self.judged, self.filters)

    def of_shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of `trials`, `defects` or `ratings` that belong to trials of the candidates shown."""
        return frame[frame["trial_number"].isin(self._shown_trials)]

    @cached_property
    def _shown_trials(self) -> pd.Series:
        return self.trials["trial_number"][places(self.suppliers, self.trials) >= 0]

    def curve(self) -> pd.DataFrame:
        """How many of the shown candidates pass, need more trials and are rejected, at each threshold 0-100.

        Columns `threshold`, `pass`, `retry`, `reject`, `expected_wrong_rejections`, `expected_wrong_invitations`.
        """
        rows = []
        for threshold in THRESHOLDS:
            p_below, ruled = self.at_threshold(float(threshold))
            names, counts = np.unique(ruled.verdict[self.shown], return_counts=True)
            shown_p, rule = p_below[self.shown], ruled.rule[self.shown]
            rows.append(
                {"threshold": threshold, verdict.PASS: 0, verdict.RETRY: 0, verdict.REJECT: 0}
                | dict(zip(names.tolist(), counts.tolist(), strict=True))
                | {
                    "expected_wrong_rejections": float((1 - shown_p[rule == verdict.BELOW]).sum()),
                    "expected_wrong_invitations": float(shown_p[rule == verdict.ABOVE].sum()),
                }
            )
        return pd.DataFrame(rows)

    def at_threshold(self, threshold: float) -> tuple[np.ndarray, verdict.Verdicts]:
        """P(true score below) and the verdicts of all candidates, were this the threshold of each."""
        p_below = estimates.p_below(self.posterior, self.judged, np.full(len(self.judged), threshold))
        totals = self.judged.assign(threshold=threshold, p_below=p_below)
        return p_below, verdict.verdicts(self.policy, totals, large_only=self.filters.large_only)


def rank(
    store: Store,
    filters: Filters = Filters(),
    *,
    as_of: datetime | None = None,
    threshold: float | None = None,
    policy: Policy | None = None,
) -> Ranking:
    """Rank the candidates of the store as of a moment (default now), by the policy in force then or another.

    `threshold` replaces every threshold of the policy: a what-if. Times are local in the policy's time zone.
    """
    policy = policy or store.policies.in_force(as_of)
    as_of = as_of or now(policy)
    with store.cursor() as cursor:
        measures = measure(cursor, policy, as_of, filters)
        words = quotes.deciding_words(cursor, as_of)
    return ranking(measures, policy, filters, as_of, threshold, words)


def now(policy: Policy) -> datetime:
    """This moment in the policy's time zone, in whole seconds, without an offset."""
    return datetime.now(policy.clock.zone).replace(tzinfo=None, microsecond=0)


def ranking(
    measures: Measures,
    policy: Policy,
    filters: Filters,
    as_of: datetime,
    threshold: float | None = None,
    words: pd.DataFrame | None = None,
) -> Ranking:
    """The ranking of measures already taken; see `rank`. `words`: those of incidents and brush-offs (`quotes`)."""
    judged = candidates(measures, policy, threshold)
    posterior = estimates.posterior(judged, measures, policy)
    judged = _with_evidence(judged, posterior, policy, measures)
    judged = _with_verdict(judged, posterior, policy, filters, measures)
    judged = _with_reasons(judged, policy, filters, measures, words)
    shown = _shown(judged, posterior, filters)
    default = policy.threshold.default
    own = {policy.threshold_of(category) for category in filters.categories}
    if len(own) == 1:
        (default,) = own
    return Ranking(
        as_of=as_of,
        policy=policy,
        filters=filters,
        threshold=default if threshold is None else threshold,
        suppliers=shown,
        judged=judged,
        trials=measures.trial,
        defects=measures.defect,
        ratings=measures.trial_rating,
        rounds=measures.candidate_round,
        tester_sums=measures.candidate_tester_sum,
        posterior=posterior,
    )


def _with_evidence(
    judged: pd.DataFrame, posterior: "evidence.Posterior | None", policy: Policy, measures: Measures
) -> pd.DataFrame:
    """`judged` with the score, its intervals, and what the model says of it and of small orders."""
    columns: dict[str, Any] = {}
    names = (
        "score", "score_sd", "score_low", "score_high", "score_low_50", "score_high_50", "trial_noise",
    )  # fmt: skip
    if posterior is None:
        columns |= dict.fromkeys(names, np.nan)
    else:
        values = [posterior.mean, posterior.sd, *posterior.interval(policy.evidence.interval)]
        values += [*posterior.interval(NARROW), evidence.trial_noise(posterior)]
        columns |= {name: estimates.spread(judged, each) for name, each in zip(names, values, strict=True)}
    columns["p_below"] = estimates.p_below(posterior, judged, judged["threshold"].to_numpy())
    columns["lean"] = verdict.lean(policy, columns["p_below"])
    columns |= small_orders.penalties(judged, measures.candidate_class_sum, policy)
    return judged.assign(**columns)


def _with_verdict(
    judged: pd.DataFrame,
    posterior: "evidence.Posterior | None",
    policy: Policy,
    filters: Filters,
    measures: Measures,
) -> pd.DataFrame:
    """`judged` with knock-outs, vetoes, the verdict, the rule that spoke, and further trials."""
    knock_outs = verdict.knock_outs(policy, judged, measures.candidate_knock_out)
    judged = judged.assign(
        knock_outs=pd.Series(knock_outs, dtype=object),
        knocked=np.array([bool(each) for each in knock_outs], dtype=bool),
    )
    ruled = verdict.verdicts(policy, judged, large_only=filters.large_only)
    held = verdict.vetoes(policy, judged)
    vetoes = [[name for name, holds in held.items() if holds[row]] for row in range(len(judged))]
    judged = judged.assign(
        vetoes=pd.Series(vetoes, dtype=object), verdict=ruled.verdict, rule=ruled.rule,
        only_other_tester=estimates.only_other_tester(posterior, judged, measures.candidate_tester_sum),
    )  # fmt: skip
    settled = estimates.settled(posterior, judged, policy)
    further = [
        settling.more_trials(policy, row, each)
        for row, each in zip(judged.to_dict(orient="records"), settled, strict=True)
    ]
    return judged.assign(more_trials=pd.Series(further, dtype=object))


def _with_reasons(
    judged: pd.DataFrame, policy: Policy, filters: Filters, measures: Measures, words: pd.DataFrame | None
) -> pd.DataFrame:
    """`judged` with the reasons as codes with figures, the last of them what would change the verdict."""
    judged = judged.assign(
        round_change=rounds.changes(judged, measures.candidate_round, policy.evidence.clearly),
        together=rounds.together(judged, measures.candidate_round),
        quotes=quotes.deciding(judged, measures.trial, words),
        large_only=filters.large_only,
    )
    rows = judged.to_dict(orient="records")
    changes = [reasons.would_change(policy, row) for row in rows]
    told = [[*reasons.reasons(policy, row), change] for row, change in zip(rows, changes, strict=True)]
    return judged.assign(
        would_change=pd.Series(changes, dtype=object), reasons=pd.Series(told, dtype=object)
    ).drop(columns=["large_only"])


def _chosen(judged: pd.DataFrame, filters: Filters) -> np.ndarray:
    if not filters.categories:
        return np.full(len(judged), True)
    chosen = {folded(category) for category in filters.categories}
    return judged["category"].map(folded).isin(chosen).to_numpy(dtype=bool)


def _shown(judged: pd.DataFrame, posterior: "evidence.Posterior | None", filters: Filters) -> pd.DataFrame:
    """The candidates of the chosen categories, ranked among themselves, best first; unscored ones last."""
    kept = _chosen(judged, filters)
    shown = judged[kept].copy()
    scored = shown["score"].notna().to_numpy()
    shown["rank"] = evidence.ranks(shown["score"].to_numpy(dtype=float))
    shown[list(COLUMNS)] = np.nan
    if posterior is not None and scored.any():
        among = (kept & judged["score"].notna().to_numpy())[estimates.modelled(judged)]
        drawn = posterior.drawn(evidence.draws_for(len(among)))
        for name, values in standing(some[:, among] for some in drawn).items():
            shown.loc[scored, name] = values
    # Of two that nothing but trials that came to nothing is known of, silence is the worse: their plain means say so.
    return shown.sort_values(
        ["rank", "raw_score", "supplier", "category"], ascending=[True, False, True, True], na_position="last",
        ignore_index=True,
    )  # fmt: skip
