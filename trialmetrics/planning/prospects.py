"""How likely candidates are to be invited after a few further trials, by the policy's own rules."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, verdict
from trialmetrics.analysis.candidates import KEY
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.evidence.next_trials import Believed, futures
from trialmetrics.evidence.posterior import HIGHEST, LOWEST

MOST_EACH = 3  # further trials with one candidate in one plan; more would give the test away
FUTURES, DRAWS, FEWEST = (
    250,
    800,
    100,
)  # for each candidate; the fewest of either where there are very many candidates
WORK = 20_000_000  # futures times draws times candidates, at most: a few seconds
REFITS, FEWEST_REFITS = (
    40,
    20,
)  # futures in which the whole model is fitted anew; of very many candidates the fewest
REFITTED = 20_000  # futures times candidates, at most


def chances(ranking: Ranking, places: np.ndarray) -> np.ndarray:
    """The chance of an invitation of the candidates at `places` (C,) of `judged` after 0, 1, ... further trials each, those
    that run already included: (C, 1 + MOST_EACH). The same call, the same chances; zero where nothing is known of anybody.

    Each candidate by itself: what is learnt of it from its own trials.
    """
    judged, model = ranking.judged, ranking.posterior
    invited = np.zeros((len(places), 1 + MOST_EACH))
    if model is None:
        return invited
    less = np.sqrt(min(1.0, WORK / (FUTURES * DRAWS * max(len(places), 1))))
    count, draws = (max(int(less * each), FEWEST) for each in (FUTURES, DRAWS))
    random, usual = np.random.default_rng(0), _usual(judged)
    which, noise = random.integers(0, draws, count), evidence.served_noise(model)
    nothing, served = _draws(ranking, draws)
    for place, row in zip(places, judged.iloc[places].to_dict("records"), strict=True):
        running, q, m = int(row["judged_running"]), nothing[:, place], served[:, place]
        believed = Believed(q, m, m - q * np.maximum(m - model.zero, 0), noise)
        found = futures(believed, row["threshold"], which, running + MOST_EACH, random)
        further = np.broadcast_to(np.arange(running + MOST_EACH + 1), found.points.shape)
        other = random.random(further.shape) < usual["other"]
        other[:, 0] = False
        other = np.minimum(np.cumsum(other, axis=1), further - found.nothing)
        totals = _after(row, further, found.nothing, other, found.points + model.zero * found.nothing, usual)
        invited[places == place] = _passes(ranking, totals | {"p_below": found.p_below}).mean(axis=0)[
            running:
        ]
    return invited


def outcomes(ranking: Ranking, further: np.ndarray) -> np.ndarray:
    """Who of all candidates is invited, in each of F futures, after so many further trials each (S,): yes/no (F, S).

    In a future one possible world is true for everybody, and the model is fitted anew to what it brings, as it will be.
    """
    judged, model = ranking.judged, ranking.posterior
    if model is None or not further.any():
        return (judged["verdict"] == verdict.PASS).to_numpy()[None]
    random, usual = np.random.default_rng(0), _usual(judged)
    nothing, served = _draws(ranking, _refits(len(judged)))
    noise, invited = evidence.served_noise(model), []
    each = np.repeat(np.arange(len(judged)), further)  # the candidate of every further trial
    category = pd.factorize(judged["category"], sort=True)[0]
    for q, m in zip(nothing[:, each], served[:, each], strict=True):
        came = random.random(len(each)) >= q
        y = np.clip(m + noise * random.standard_normal(len(each)), LOWEST, HIGHEST)
        k, points = (
            np.bincount(each, values, minlength=len(judged))
            for values in (~came, np.where(came, y, model.zero))
        )
        totals = _after(
            judged, further, k, random.binomial((further - k).astype(int), usual["other"]), points, usual
        )
        rows = judged.assign(**{name: totals[name] for name in ("scored_trials", "served", "served_of")})
        seen = judged.iloc[each[came]][KEY].assign(tester=None, n=1, sum_y=y[came], sum_yy=y[came] ** 2)
        known = estimates.is_modelled(rows)
        fitted = evidence.fit(
            estimates.cells(rows, pd.concat([ranking.tester_sums, seen])),
            category[known], (totals["served_of"] - totals["served"])[known], totals["served_of"][known], zero=model.zero,
        )  # fmt: skip
        p_below = estimates.p_below(fitted, rows, rows["threshold"].to_numpy())
        invited.append(_passes(ranking, totals | {"p_below": p_below}))
    return np.array(invited)


def _refits(candidates: int) -> int:
    return min(REFITS, max(REFITTED // candidates, FEWEST_REFITS))


def _passes(ranking: Ranking, totals: dict[str, Any]) -> np.ndarray:
    every = dict(zip(totals, np.broadcast_arrays(*totals.values()), strict=True))
    return (
        verdict.verdicts(ranking.policy, every, large_only=ranking.filters.large_only).verdict == verdict.PASS
    )


def _draws(ranking: Ranking, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Joint draws (count, S) of all candidates: the probability that a trial comes to nothing, and what the others score on
    average. One of which nothing is known is like another, of its category where there is any."""
    model, judged, random = ranking.posterior, ranking.judged, np.random.default_rng(1)
    assert model is not None
    known, category = estimates.is_modelled(judged), judged["category"].to_numpy()
    column = np.tile(np.cumsum(known) - 1, (count, 1))
    for place in np.flatnonzero(~known):
        alike = known & (category == category[place])
        column[:, place] = random.choice(column[0, alike if alike.any() else known], count)
    nothing = np.stack([*model.nothing.drawn(count, random)])
    served = np.clip(np.concatenate([*model.served.drawn(count, random)]), LOWEST, HIGHEST)
    return np.take_along_axis(nothing, column, axis=1), np.take_along_axis(served, column, axis=1)


def _usual(judged: pd.DataFrame) -> dict[str, float]:
    """What further trials are like, taken from those that there were: `coverage`, and the share of `other` ends among those
    that came to something, declined or stopped or not scored."""
    came = (judged["ended_trials"] - judged["served_of"] + judged["served"]).sum()
    other = (came - judged["scored_fulfilled"].sum() + 1) / (came + 20)
    return {"coverage": judged["served_coverage"].median(), "other": float(other)}


def _after(
    row: Mapping[str, Any], further: np.ndarray, nothing: np.ndarray, other: np.ndarray, points: np.ndarray,
    usual: Mapping[str, float],
) -> dict[str, Any]:  # fmt: skip
    """What the rules read of candidates after `further` trials, but for `p_below`; arrays that broadcast.

    Of the trials so many came to `nothing`, so many had an `other` end than a delivery; `points`: the sum of their scores.
    """
    # A candidate judged on its large orders is judged on its small ones as soon as there are any.
    stays = (np.asarray(row["judged_on"]) == "small") | (further == 0)
    had = {name: np.where(stays, row[name], 0).astype(int) for name in (
        "scored_trials", "scored_fulfilled", "scored_declined", "judged_declined", "served", "served_of", "ended_trials",
    )}  # fmt: skip
    scored = had["scored_trials"] + further
    before = np.where(had["scored_trials"] > 0, np.nan_to_num(row["raw_score"]), 0) * had["scored_trials"]
    coverage = np.asarray(row["served_coverage"], dtype=float)
    with np.errstate(invalid="ignore"):
        raw_score = (before + points) / scored
    return {
        "knocked": row["knocked"],  # who is after further trials was vetoed for them before
        "scored_trials": scored,
        "ended_trials": had["ended_trials"] + further,
        "judged_declined": had["judged_declined"],
        "scored_declined": had["scored_declined"],
        "scored_fulfilled": had["scored_fulfilled"] + further - nothing - other,
        "served": had["served"] + further - nothing - other,
        "served_of": had["served_of"] + further - other,
        "served_coverage": np.where(np.isnan(coverage), usual["coverage"], coverage),
        "incident_trials": row["incident_trials"],
        "raw_score": raw_score,
        "threshold": row["threshold"],
    }
