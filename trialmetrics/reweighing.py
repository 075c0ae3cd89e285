"""What a ranking would say if the criteria weighed otherwise: scores, probabilities and verdicts under many weightings.

From the criteria of the trials on, everything is done again under every weighting: the score of each trial, the model,
the knock-outs, the rejection set. Only the sentences are left out.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics import evidence, small_orders, verdict
from trialmetrics.policy import Policy
from trialmetrics.ranking import Ranking
from trialmetrics.vocabulary import CRITERIA

AT_ONCE = 2_000_000  # scores held at once


class Reweighed(NamedTuple):
    """What W weightings say of the S suppliers of `judged`.

    `verdict` (W, S) text; `p_below` (W, S), NaN without a scored trial; `scores` (W, D, S) joint draws of the true
    scores, NaN likewise.
    """

    verdict: np.ndarray
    p_below: np.ndarray
    scores: np.ndarray


def policy_weights(policy: Policy) -> np.ndarray:
    """The policy's weights in the order of CRITERIA (8,); together 100."""
    return np.array([policy.weights[name] for name in CRITERIA])


def trial_scores(trials: pd.DataFrame, policy: Policy, weights: np.ndarray) -> np.ndarray:
    """The scores of N trials under W weightings (W, N), NaN where not scored: `measures/trial_score.sql` in numpy.

    `trials` with `state` and a `NAME_score` per criterion; `weights` (W, 8) in the order of CRITERIA, together 100.
    """
    points = np.zeros((len(weights), len(trials)))
    coverage = np.zeros_like(points)
    for column, name in enumerate(CRITERIA):
        score = trials[f"{name}_score"].to_numpy(dtype=float)
        known = ~np.isnan(score)
        coverage += weights[:, [column]] * known
        points += weights[:, [column]] * np.where(known, score, 0.0)
    cap = trials["state"].map(lambda state: policy.caps.get(state, 100.0)).to_numpy(dtype=float)
    enough = (coverage >= policy.scoring.min_coverage) & (coverage > 0)
    return np.where(enough, np.minimum(points / np.where(enough, coverage, 1.0), cap), np.nan)


def reweighed(ranking: Ranking, weights: np.ndarray, draws: int = 0) -> Reweighed:
    """What `ranking` would say under W weightings: `weights` (W, 8) in the order of CRITERIA, not negative; they are
    normalised. With `draws` joint draws of the true scores under each."""
    weights = 100 * weights / weights.sum(axis=1, keepdims=True)
    basis = _Basis(ranking)
    found = basis.empty(len(weights), draws)
    for some, scored in basis.alike(weights):
        part = basis.under(weights[some], scored, draws, seeds=some)
        for whole, piece in zip(found, part, strict=True):
            whole[some] = piece
    return found


@dataclass(frozen=True)
class _Basis:
    """The trials of a ranking that some weighting can score, numbered for the model."""

    ranking: Ranking

    @cached_property
    def trials(self) -> pd.DataFrame:
        trials = self.ranking.trials
        scores = [f"{name}_score" for name in CRITERIA]
        return trials[trials[scores].notna().any(axis=1)].reset_index(drop=True)

    @cached_property
    def supplier(self) -> np.ndarray:
        return pd.Index(self.ranking.judged["supplier_key"]).get_indexer(self.trials["supplier_key"])

    def empty(self, weightings: int, draws: int) -> Reweighed:
        """Room for what so many weightings say, all of it still unknown."""
        suppliers = len(self.ranking.judged)
        return Reweighed(
            np.empty((weightings, suppliers), dtype=object),
            np.full((weightings, suppliers), np.nan),
            np.full((weightings, draws, suppliers), np.nan),
        )

    def alike(self, weights: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Numbers of weightings that score the same trials, and which trials those are (N,); not too many at once."""
        at_once = max(1, AT_ONCE // (len(self.trials) + 1))
        scored = np.concatenate(
            [
                ~np.isnan(trial_scores(self.trials, self.ranking.policy, weights[begin : begin + at_once]))
                for begin in range(0, len(weights), at_once)
            ]
        )
        patterns, pattern = np.unique(scored, axis=0, return_inverse=True)
        for number, which in enumerate(patterns):
            members = np.flatnonzero(pattern == number)
            for begin in range(0, len(members), at_once):
                yield members[begin : begin + at_once], which

    def under(self, weights: np.ndarray, scored: np.ndarray, draws: int, seeds: np.ndarray) -> Reweighed:
        """What weightings say that all score the trials `scored` (N,); `seeds` (W,) of their draws."""
        judged, policy = self.ranking.judged, self.ranking.policy
        totals = self._totals(scored)
        found = self.empty(len(weights), draws)
        exceeds = found.p_below
        if scored.any():
            trials, supplier = self.trials[scored], self.supplier[scored]
            scores = trial_scores(trials, policy, weights)
            group, large, tester = small_orders.groups(trials)
            seen, number = np.unique(supplier, return_inverse=True)
            threshold = judged["threshold"].to_numpy()[seen]
            for w, posterior in enumerate(evidence.fit_many(number, tester, scores)):
                found.p_below[w, seen] = posterior.below(threshold)
                if draws:
                    found.scores[w][:, seen] = posterior.draws(draws, int(seeds[w]))
            rule = policy.knock_outs.get("small_penalty")
            if rule and verdict.enough_of_each(rule, *_classes(totals)).any():
                cells = evidence.Cells(
                    supplier, group, large, tester, np.ones((1, len(supplier))), scores, scores**2
                )
                exceeds = evidence.penalty_exceeds(cells, len(judged), small_orders.limit(policy))
                exceeds = small_orders.withheld(exceeds, cells, policy)
        return found._replace(verdict=self._verdicts(totals, found.p_below, exceeds))

    def _verdicts(self, totals: pd.DataFrame, p_below: np.ndarray, exceeds: np.ndarray) -> np.ndarray:
        """Verdicts (W, S) by the rules of the ranking."""
        policy = self.ranking.policy
        rule = policy.knock_outs.get("small_penalty")
        knocked = np.array([bool(each) for each in verdict.knock_outs(policy, totals)], dtype=bool)
        if rule:
            knocked = knocked | verdict.penalised(rule, *_classes(totals), exceeds)
        rows = zip(np.broadcast_to(knocked, p_below.shape), p_below, strict=True)
        return np.array([verdict.verdicts(policy, out, totals, below).verdict for out, below in rows])

    def _totals(self, scored: np.ndarray) -> pd.DataFrame:
        """What `measures/supplier_total.sql` counts over the scored trials, for the rules; nothing of a penalty yet."""
        trials, suppliers = self.trials, len(self.ranking.judged)
        state, chases = trials["state"].to_numpy(), trials["chases"].to_numpy(dtype=float)

        def count(which: np.ndarray) -> np.ndarray:
            return np.bincount(self.supplier[scored & which], minlength=suppliers)

        ignored = scored & (state == "ignored") & ~np.isnan(chases)
        most = np.zeros(suppliers)
        np.maximum.at(most, self.supplier[ignored], chases[ignored])
        return pd.DataFrame(
            {
                "scored_trials": count(scored),
                "incident_trials": count(trials["incident_with_words"].to_numpy(dtype=bool)),
                **{f"{name}_scored": count(state == name) for name in ("ignored", "brushed_off", "declined", "dropped")},
                "ignored_chases": most,
                "words": count(trials["words"].to_numpy(dtype=bool)) > 0,
                **{f"scored_{name}": count(trials["order_class"].to_numpy() == name) for name in ("small", "large")},
                "p_small_penalty": np.nan,
            }
        )  # fmt: skip


def _classes(totals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return totals["scored_small"].to_numpy(), totals["scored_large"].to_numpy()


def fingerprint(ranking: Ranking) -> str:
    """The same for rankings of which every weighting says the same: to keep answers by."""
    trials = ranking.trials
    columns = [each for each in trials if each.endswith("_score")]
    columns += [
        "supplier_key",
        "tester",
        "category",
        "order_class",
        "state",
        "chases",
        "words",
        "incident_with_words",
    ]
    read = hashlib.sha256(ranking.policy.model_dump_json().encode())
    for frame in (
        trials[columns],
        ranking.judged[["supplier_key", "threshold"]],
        ranking.suppliers[["supplier", "verdict"]],
    ):
        read.update(pd.util.hash_pandas_object(frame).to_numpy().tobytes())
    return read.hexdigest()
