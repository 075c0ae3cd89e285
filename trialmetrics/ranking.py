"""The ranking: measures, evidence and verdict put together; the one function that everybody calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence, reasons, small_orders, verdict
from trialmetrics.engine import Measures, measure
from trialmetrics.policy import Policy
from trialmetrics.standing import COLUMNS, draws_for, standing
from trialmetrics.store import Store

THRESHOLDS = range(101)
NARROW = 0.5  # probability of the narrower of the two intervals of a score


@dataclass(frozen=True)
class Filters:
    """Which suppliers are shown (`categories`), and which trials count (all others). Empty: everything.

    `start` and `end` are the first and the last day on which a trial's request may lie.
    """

    categories: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    testers: tuple[str, ...] = ()
    order_classes: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Ranking:
    """Who is where, how sure that is, and what follows.

    `suppliers`: one row per supplier shown, best first; `judged`: the same for all suppliers, before any is hidden by
    category, as the rejection set is chosen among them; `trials`, `defects`, `ratings` (per trial and rater) and
    `tester_sums` (per supplier and tester): what it rests on, of all suppliers.
    """

    as_of: datetime
    policy: Policy
    threshold: float
    expected_wrong_rejections: float | None
    suppliers: pd.DataFrame
    judged: pd.DataFrame = field(repr=False)
    trials: pd.DataFrame = field(repr=False)
    defects: pd.DataFrame = field(repr=False)
    ratings: pd.DataFrame = field(repr=False)
    tester_sums: pd.DataFrame = field(repr=False)
    posterior: "evidence.Posterior | None" = field(repr=False)

    @property
    def spend(self) -> dict[str, float]:
        """What the trials of the suppliers shown cost together, per currency."""
        sums: dict[str, float] = {}
        for each in self.suppliers["spend"]:
            for currency, amount in each.items():
                sums[currency] = sums.get(currency, 0.0) + amount
        return sums

    @property
    def verdicts(self) -> dict[str, int]:
        """How many of the suppliers shown have which verdict; each of the three is there."""
        counts = self.suppliers["verdict"].value_counts()
        return {name: int(counts.get(name, 0)) for name in (verdict.PASS, verdict.RETRY, verdict.REJECT)}

    def curve(self) -> pd.DataFrame:
        """How many of the shown suppliers pass, need more trials and are rejected, at each threshold 0-100.

        Columns `threshold`, `pass`, `retry`, `reject`, `expected_wrong_rejections` (None where nobody is).
        """
        shown = self.judged["supplier_key"].isin(self.suppliers["supplier_key"]).to_numpy()
        rows = []
        for threshold in THRESHOLDS:
            p_below, ruled = self._judged_at(float(threshold))
            names, counts = np.unique(ruled.verdict[shown], return_counts=True)
            rows.append(
                {"threshold": threshold, verdict.PASS: 0, verdict.RETRY: 0, verdict.REJECT: 0}
                | dict(zip(names.tolist(), counts.tolist(), strict=True))
                | {"expected_wrong_rejections": ruled.expected_wrong_rejections(p_below)}
            )
        return pd.DataFrame(rows)

    def _judged_at(self, threshold: float) -> tuple[np.ndarray, verdict.Verdicts]:
        p_below = _p_below(self.posterior, self.judged, np.full(len(self.judged), threshold))
        knocked = self.judged["knock_outs"].map(len).to_numpy() > 0
        return p_below, verdict.verdicts(self.policy, knocked, self.judged, p_below)


def rank(
    store: Store,
    filters: Filters = Filters(),
    *,
    as_of: datetime | None = None,
    threshold: float | None = None,
    policy: Policy | None = None,
) -> Ranking:
    """Rank the suppliers of the store as of a moment (default now), by its policy or another.

    `threshold` replaces every threshold of the policy: a what-if. Times are local in the policy's time zone.
    """
    policy = policy or store.policy()
    as_of = as_of or now(policy)
    with store.cursor() as cursor:
        measures = measure(cursor, policy, as_of, filters)
    return ranking(measures, policy, filters, as_of, threshold)


def now(policy: Policy) -> datetime:
    """This moment in the policy's time zone, in whole seconds, without an offset."""
    return datetime.now(policy.clock.zone).replace(tzinfo=None, microsecond=0)


def ranking(
    measures: Measures,
    policy: Policy,
    filters: Filters,
    as_of: datetime,
    threshold: float | None = None,
) -> Ranking:
    """The ranking of measures already taken; see `rank`."""
    judged = measures.supplier_total.sort_values("supplier_key", ignore_index=True)
    judged["categories"] = _lists(judged, measures.supplier_category)
    judged["spend"] = _sums(judged, measures.supplier_spend)
    judged["threshold"] = [
        threshold if threshold is not None else _threshold(policy, categories, filters.categories)
        for categories in judged["categories"]
    ]
    posterior = _posterior(judged, measures.supplier_tester_sum)
    judged = _with_evidence(judged, posterior, policy, measures)
    judged, ruled = _with_verdict(judged, posterior, policy)
    shown = _shown(judged, posterior, filters)
    p_below = judged["p_below"].to_numpy()
    return Ranking(
        as_of=as_of,
        policy=policy,
        threshold=threshold if threshold is not None else _threshold(policy, [], filters.categories),
        expected_wrong_rejections=ruled.expected_wrong_rejections(p_below),
        suppliers=shown,
        judged=judged,
        trials=measures.trial,
        defects=measures.defect,
        ratings=measures.trial_rating,
        tester_sums=measures.supplier_tester_sum,
        posterior=posterior,
    )


def _threshold(policy: Policy, categories: Sequence[str], chosen: Sequence[str]) -> float:
    """With one category chosen its own threshold, else the highest of the supplier's (measures.md, section 6)."""
    if len(chosen) == 1 and (chosen[0] in categories or not categories):
        return policy.threshold_of(chosen)
    return policy.threshold_of(categories)


def _lists(judged: pd.DataFrame, categories: pd.DataFrame) -> list[list[str]]:
    lists = categories.sort_values("category").groupby("supplier_key")["category"].agg(list)
    return [lists.get(key, []) for key in judged["supplier_key"]]


def _sums(judged: pd.DataFrame, spend: pd.DataFrame) -> list[dict[str, float]]:
    sums: dict[str, dict[str, float]] = {}
    for row in spend.sort_values("currency").itertuples():
        sums.setdefault(row.supplier_key, {})[row.currency] = row.amount
    return [sums.get(key, {}) for key in judged["supplier_key"]]


def _posterior(judged: pd.DataFrame, sums: pd.DataFrame) -> "evidence.Posterior | None":
    """The model of all suppliers in `judged` that have a scored trial; None where there is none at all."""
    if sums.empty:
        return None
    supplier = pd.Index(judged.loc[judged["scored_trials"] > 0, "supplier_key"]).get_indexer(
        sums["supplier_key"]
    )
    tester, testers = pd.factorize(sums["tester"], sort=True)
    return evidence.fit(
        supplier,
        tester,
        sums["n"].to_numpy(),
        sums["sum_y"].to_numpy(),
        sums["sum_yy"].to_numpy(),
        suppliers=int((judged["scored_trials"] > 0).sum()),
        testers=len(testers),
    )


def _spread(judged: pd.DataFrame, values: np.ndarray | float) -> np.ndarray:
    """Values of the suppliers with a scored trial, laid out over all suppliers; NaN for the others."""
    spread = np.full(len(judged), np.nan)
    spread[judged["scored_trials"].to_numpy() > 0] = values
    return spread


def _p_below(
    posterior: "evidence.Posterior | None", judged: pd.DataFrame, threshold: np.ndarray
) -> np.ndarray:
    if posterior is None:
        return np.full(len(judged), np.nan)
    return _spread(judged, posterior.below(threshold[judged["scored_trials"].to_numpy() > 0]))


def _with_evidence(
    judged: pd.DataFrame, posterior: "evidence.Posterior | None", policy: Policy, measures: Measures
) -> pd.DataFrame:
    """`judged` with the score, its intervals, and what else the model and the waiting times say."""
    columns: dict[str, Any] = {}
    names = ("score", "score_sd", "score_low", "score_high", "score_low_50", "score_high_50")
    if posterior is None:
        columns |= dict.fromkeys(names, np.nan)
    else:
        values = [posterior.mean, posterior.sd, *posterior.interval(policy.evidence.interval)]
        values += posterior.interval(NARROW)
        columns |= {name: _spread(judged, each) for name, each in zip(names, values, strict=True)}
    columns["p_below"] = _p_below(posterior, judged, judged["threshold"].to_numpy())
    columns["lean"] = verdict.lean(policy, columns["p_below"])
    columns["median_first_reply_hours"] = _median_replies(judged, measures.trial)
    columns |= small_orders.penalties(judged, measures.supplier_class_sum, policy)
    return judged.assign(**columns)


def _median_replies(judged: pd.DataFrame, trial: pd.DataFrame) -> np.ndarray:
    known = trial[trial["scored"] & trial["first_reply_hours"].notna()]
    group = pd.Index(judged["supplier_key"]).get_indexer(known["supplier_key"])
    hours = known["first_reply_hours"].to_numpy(dtype=float)
    answered = ~known["reply_censored"].to_numpy(dtype=bool)
    return evidence.median_waiting(group, hours, answered, groups=len(judged))


def _with_verdict(
    judged: pd.DataFrame, posterior: "evidence.Posterior | None", policy: Policy
) -> tuple[pd.DataFrame, verdict.Verdicts]:
    """`judged` with knock-outs, verdict, the rule that spoke, further trials, and the reasons in words."""
    knock_outs = verdict.knock_outs(policy, judged)
    knocked = np.array([bool(each) for each in knock_outs], dtype=bool)
    ruled = verdict.verdicts(policy, knocked, judged, judged["p_below"].to_numpy())
    judged = judged.assign(knock_outs=knock_outs, verdict=ruled.verdict, rule=ruled.rule)
    judged["more_trials"] = pd.Series(more_trials(judged, posterior, policy), dtype=object)
    trial_sds = _spread(judged, posterior.trial_sds if posterior else np.nan)
    rows = judged.to_dict(orient="records")
    judged["would_change"] = [
        reasons.would_change(policy, row, trial_sd) for row, trial_sd in zip(rows, trial_sds, strict=True)
    ]
    judged["reasons"] = [
        [*reasons.reasons(policy, row), change]
        for row, change in zip(rows, judged["would_change"], strict=True)
    ]
    return judged, ruled


def more_trials(
    judged: pd.DataFrame, posterior: "evidence.Posterior | None", policy: Policy
) -> list[int | None]:
    """Further trials expected to settle it, for those that need more; None for the others."""
    limits, p_below = policy.evidence, judged["p_below"].to_numpy()
    first = np.maximum(limits.min_trials - judged["scored_trials"].to_numpy(), 0)
    needed = np.maximum(first, 1)
    if posterior is not None:
        rejected = judged["rule"].eq(verdict.BELOW).to_numpy()
        out_at = evidence.room(p_below, rejected, limits.out_at, limits.wrong_rejections)
        noise = _spread(judged, evidence.trial_noise(posterior))
        mean, sd = judged["score"].to_numpy(), judged["score_sd"].to_numpy()
        with np.errstate(invalid="ignore"):
            settled = evidence.further_trials(
                mean, sd, noise, judged["threshold"].to_numpy(), out_at, limits.in_at
            )
        judged_by_model = judged["rule"].isin([verdict.FEW_TRIALS, verdict.BETWEEN]).to_numpy()
        needed = np.where(judged_by_model, np.maximum(needed, settled), needed)
    retry = judged["verdict"] == verdict.RETRY
    return [int(n) if more else None for n, more in zip(needed, retry, strict=True)]


def _shown(judged: pd.DataFrame, posterior: "evidence.Posterior | None", filters: Filters) -> pd.DataFrame:
    """The suppliers of the chosen categories, ranked among themselves, best first; unscored ones last."""
    chosen = set(filters.categories)
    kept = np.array([not chosen or not chosen.isdisjoint(each) for each in judged["categories"]], dtype=bool)
    shown = judged[kept].copy()
    scored = shown["scored_trials"].to_numpy() > 0
    shown["rank"] = evidence.ranks(shown["score"].to_numpy())
    shown[list(COLUMNS)] = np.nan
    if posterior is not None and scored.any():
        among = kept[judged["scored_trials"].to_numpy() > 0]
        drawn = posterior.drawn(draws_for(len(among)))
        for name, values in standing(some[:, among] for some in drawn).items():
            shown.loc[scored, name] = values
    return shown.sort_values(["rank", "supplier"], na_position="last", ignore_index=True)
