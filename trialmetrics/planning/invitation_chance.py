"""Simulates further trials to estimate each candidate's chance of an invitation under the policy's own rules."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, verdict
from trialmetrics.analysis.candidates import KEY
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.evidence.posterior import HIGHEST, LOWEST
from trialmetrics.evidence.predictive import Believed, futures
from trialmetrics.records import records

MAX_TRIALS_EACH = 3  # further trials with one candidate in one plan; more would give the test away
# Samples per candidate; with very many candidates fewer, down to MIN_SAMPLES of either.
MAX_FUTURES, MAX_DRAWS, MIN_SAMPLES = 250, 800, 100
MAX_WORK = 20_000_000  # futures times draws times candidates, at most: a few seconds
# Futures in which the whole model is refitted; fewer with very many candidates.
MAX_REFITS, MIN_REFITS = 40, 20
MAX_REFIT_WORK = 20_000  # futures times candidates, at most


def invitation_chances(ranking: Ranking, places: np.ndarray) -> np.ndarray:
    """Chances of an invitation (C, 1 + MAX_TRIALS_EACH) after 0, 1, ... further trials, on top of the trials that run now.

    `places` (C,): positions of the candidates in `ranking.judged`. Each candidate is simulated on its own, learning from
    its own trials only. Deterministic; all zero without a fitted model.
    """
    judged, model = ranking.judged, ranking.posterior
    invited = np.zeros((len(places), 1 + MAX_TRIALS_EACH))
    if model is None:
        return invited
    scale = np.sqrt(min(1.0, MAX_WORK / (MAX_FUTURES * MAX_DRAWS * max(len(places), 1))))
    count, draws = (max(int(scale * size), MIN_SAMPLES) for size in (MAX_FUTURES, MAX_DRAWS))
    typical = _typical_trials(judged)
    nothing, served = _joint_draws(ranking, draws)
    noise = evidence.served_noise(model)
    for place, row in zip(places, records(judged.iloc[places]), strict=True):
        # The same numbers for everybody, so that a chance does not depend on who else is asked about.
        random = np.random.default_rng(0)
        draw_numbers = random.integers(0, draws, count)
        running, q, m = int(row["judged_running"]), nothing[:, place], served[:, place]
        belief = Believed(q, m, m - q * np.maximum(m - model.zero, 0), noise)
        simulated = futures(belief, row["threshold"], draw_numbers, running + MAX_TRIALS_EACH, random)
        further = np.broadcast_to(np.arange(running + MAX_TRIALS_EACH + 1), simulated.points.shape)
        other_ends = random.random(further.shape) < typical["other"]
        other_ends[:, 0] = False
        other_ends = np.minimum(np.cumsum(other_ends, axis=1), further - simulated.nothing)
        totals = _totals_after(
            row,
            further,
            simulated.nothing,
            other_ends,
            simulated.points + model.zero * simulated.nothing,
            typical,
        )
        passes = _passes(ranking, totals | {"p_below": simulated.p_below})
        invited[places == place] = passes.mean(axis=0)[running:]
    return invited


def simulate_invitations(ranking: Ranking, further: np.ndarray) -> np.ndarray:
    """Which candidates are invited after `further` (S,) trials each, in each of F simulated futures: booleans (F, S).

    Each future draws one possible world for all candidates together and refits the model to its results, as a real
    ranking will.
    """
    judged, model = ranking.judged, ranking.posterior
    if model is None or not further.any():
        return (judged["verdict"] == verdict.PASS).to_numpy()[None]
    random, typical = np.random.default_rng(0), _typical_trials(judged)
    nothing, served = _joint_draws(ranking, _refits(len(judged)))
    noise, invited = evidence.served_noise(model), []
    candidate = np.repeat(np.arange(len(judged)), further)  # the candidate of every further trial
    category = pd.factorize(judged["category"], sort=True)[0]
    for q, m in zip(nothing[:, candidate], served[:, candidate], strict=True):
        came_to_something = random.random(len(candidate)) >= q
        y = np.clip(m + noise * random.standard_normal(len(candidate)), LOWEST, HIGHEST)
        k, points = (
            np.bincount(candidate, values, minlength=len(judged))
            for values in (~came_to_something, np.where(came_to_something, y, model.zero))
        )
        totals = _totals_after(
            judged, further, k, random.binomial((further - k).astype(int), typical["other"]), points, typical
        )
        rows = judged.assign(**{name: totals[name] for name in ("scored_trials", "served", "served_of")})
        scores = y[came_to_something]
        new_sums = judged.iloc[candidate[came_to_something]][KEY].assign(
            tester=None, n=1, sum_y=scores, sum_yy=scores**2
        )
        known = estimates.is_modelled(rows)
        fitted = evidence.fit(
            estimates.cells(rows, pd.concat([ranking.measures.candidate_tester_sum, new_sums])),
            category[known], (totals["served_of"] - totals["served"])[known], totals["served_of"][known], zero=model.zero,
        )  # fmt: skip
        p_below = estimates.p_below(fitted, rows, rows["threshold"].to_numpy())
        invited.append(_passes(ranking, totals | {"p_below": p_below}))
    return np.array(invited)


def _refits(candidates: int) -> int:
    return min(MAX_REFITS, max(MAX_REFIT_WORK // candidates, MIN_REFITS))


def _passes(ranking: Ranking, totals: dict[str, Any]) -> np.ndarray:
    all_totals = dict(zip(totals, np.broadcast_arrays(*totals.values()), strict=True))
    return (
        verdict.verdicts(ranking.policy, all_totals, large_only=ranking.filters.large_only).verdict
        == verdict.PASS
    )


def _joint_draws(ranking: Ranking, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Joint draws (count, S) for all candidates: the probability that a trial comes to nothing, and the mean score of the
    other trials. A candidate without data gets the draws of random others, of its category if possible."""
    model, judged, random = ranking.posterior, ranking.judged, np.random.default_rng(1)
    assert model is not None
    known, category = estimates.is_modelled(judged), judged["category"].to_numpy()
    column = np.tile(np.cumsum(known) - 1, (count, 1))
    for place in np.flatnonzero(~known):
        similar = known & (category == category[place])
        column[:, place] = random.choice(column[0, similar if similar.any() else known], count)
    nothing = np.stack([*model.nothing.drawn(count, random)])
    served = np.clip(np.concatenate([*model.served.drawn(count, random)]), LOWEST, HIGHEST)
    return np.take_along_axis(nothing, column, axis=1), np.take_along_axis(served, column, axis=1)


def _typical_trials(judged: pd.DataFrame) -> dict[str, float]:
    """What to expect of further trials, from those so far: their median `coverage`, and `other`, the share of declined,
    stopped or unscored trials among those that came to something."""
    came_to_something = (judged["ended_trials"] - judged["served_of"] + judged["served"]).sum()
    other_ends = (came_to_something - judged["scored_fulfilled"].sum() + 1) / (came_to_something + 20)
    return {"coverage": judged["served_coverage"].median(), "other": float(other_ends)}


def _totals_after(
    row: Mapping[str, Any], further: np.ndarray, nothing: np.ndarray, other_ends: np.ndarray, points: np.ndarray,
    typical: Mapping[str, float],
) -> dict[str, Any]:  # fmt: skip
    """The totals that the rules read after `further` trials, except `p_below`; all arrays broadcast.

    Of these trials, `nothing` came to nothing and `other_ends` ended otherwise than by a delivery; `points` is the sum of
    their scores.
    """
    # Further trials are small; a candidate judged on large orders switches to them with its first small one.
    same_class = (np.asarray(row["judged_on"]) == "small") | (further == 0)
    counted = {name: np.where(same_class, row[name], 0).astype(int) for name in (
        "scored_trials", "scored_fulfilled", "scored_declined", "judged_declined", "served", "served_of", "ended_trials",
    )}  # fmt: skip
    scored = counted["scored_trials"] + further
    points_before = (
        np.where(counted["scored_trials"] > 0, np.nan_to_num(row["raw_score"]), 0) * counted["scored_trials"]
    )
    coverage = np.asarray(row["served_coverage"], dtype=float)
    with np.errstate(invalid="ignore"):
        raw_score = (points_before + points) / scored
    return {
        "knocked": row["knocked"],  # who is after further trials was vetoed for them before
        "scored_trials": scored,
        "ended_trials": counted["ended_trials"] + further,
        "judged_declined": counted["judged_declined"],
        "scored_declined": counted["scored_declined"],
        "scored_fulfilled": counted["scored_fulfilled"] + further - nothing - other_ends,
        "served": counted["served"] + further - nothing - other_ends,
        "served_of": counted["served_of"] + further - other_ends,
        "served_coverage": np.where(np.isnan(coverage), typical["coverage"], coverage),
        "incident_trials": row["incident_trials"],
        "raw_score": raw_score,
        "threshold": row["threshold"],
    }
