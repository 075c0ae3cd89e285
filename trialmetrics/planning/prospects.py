"""How likely a candidate is to be invited after a few further trials, by the policy's own rules."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import verdict
from trialmetrics.belief import modelled
from trialmetrics.evidence import served_noise
from trialmetrics.evidence.futures import Believed, Futures, futures
from trialmetrics.evidence.posterior import HIGHEST, LOWEST, Posterior
from trialmetrics.policy import Policy

MOST_EACH = 3  # further trials with one candidate in one plan; more would give the test away
FUTURES, DRAWS = 400, 1000  # for each candidate; fewer where there are very many, at least
FEWEST = 100
WORK = 1_000_000_000  # futures times draws times candidates, at most


def prospects(
    judged: pd.DataFrame, posterior: Posterior, policy: Policy, places: np.ndarray, *, large_only: bool = False
) -> np.ndarray:
    """Whether each candidate at `places` (C,) of `judged` is invited in each of F futures after 0, 1, ... further trials,
    those that run already included: yes/no (C, F, 1 + MOST_EACH). The same call, the same futures.

    A future is the same world for all candidates, so that what they share, such as how strict the testers are, is shared.
    """
    less = np.sqrt(min(1.0, WORK / (FUTURES * DRAWS * max(len(places), 1))))
    count, draws = (max(int(less * each), FEWEST) for each in (FUTURES, DRAWS))
    random = np.random.default_rng(0)
    which = random.integers(0, draws, count)
    # How much of a further trial will be noted, and how often it is declined, is taken from those that there were.
    usual = judged["served_coverage"].median()
    declining = (judged["judged_declined"].sum() + 1) / (judged["served"].sum() + 20)
    invited = np.zeros((len(places), count, 1 + MOST_EACH), dtype=bool)
    believed = _believed(judged, posterior, places, draws)
    for place, (row, each) in enumerate(zip(judged.iloc[places].to_dict("records"), believed, strict=True)):
        running = int(row["judged_open"])
        found = futures(each, row["threshold"], which, running + MOST_EACH, random)
        declined = np.cumsum(random.random((count, running + MOST_EACH)) < declining, axis=1)
        totals = _totals(row, found, np.pad(declined, ((0, 0), (1, 0))), usual, posterior.zero)
        ruled = verdict.verdicts(policy, totals, large_only=large_only)
        invited[place] = (ruled.verdict == verdict.PASS)[:, running:]
    return invited


def _believed(judged: pd.DataFrame, posterior: Posterior, places: np.ndarray, draws: int) -> Iterator[Believed]:
    """What is believed of the candidates at `places`; one of which nothing is known is like another of its category."""
    random = np.random.default_rng(1)
    known = np.flatnonzero(modelled(judged))
    categories = judged["category"].to_numpy()
    number = np.full(len(judged), -1)
    number[known] = np.arange(len(known))
    nothing = np.stack([*posterior.nothing.drawn(draws, random)])
    served = np.clip(np.concatenate([*posterior.served.drawn(draws, random)]), LOWEST, HIGHEST)
    noise = served_noise(posterior)
    for place in places:
        alike = known[categories[known] == categories[place]]
        others = random.choice(alike if len(alike) else known, draws)
        column = np.full(draws, number[place]) if number[place] >= 0 else number[others]
        q, m = (each[np.arange(draws), column] for each in (nothing, served))
        yield Believed(q, m, m - q * np.maximum(m - posterior.zero, 0), noise)


def _totals(row: Mapping[str, Any], found: Futures, declined: np.ndarray, usual: float, zero: float) -> dict[str, Any]:
    """What the rules read of a candidate in each future, arrays (F, 1 + N); `declined`: how many of its trials would be,
    if all came to something."""
    # A candidate judged on its large orders is judged on its small ones as soon as there are any.
    counts = {name: row[name] * (row["judged_on"] == "small") for name in (
        "scored_trials", "scored_fulfilled", "scored_declined", "judged_declined", "served", "served_of", "ended_trials",
    )}  # fmt: skip
    further = np.broadcast_to(np.arange(found.points.shape[1]), found.points.shape)
    came = further - found.nothing
    declined = np.minimum(declined, came)
    scored = counts["scored_trials"] + further
    points = (row["raw_score"] if counts["scored_trials"] else 0.0) * counts["scored_trials"]
    points = points + found.points + zero * found.nothing
    coverage = row["served_coverage"]
    return {
        "knocked": False,  # who is after further trials was vetoed for them before
        "scored_trials": scored,
        "ended_trials": counts["ended_trials"] + further,
        "judged_declined": counts["judged_declined"] + declined,
        "scored_declined": counts["scored_declined"] + declined,
        "scored_fulfilled": counts["scored_fulfilled"] + came - declined,
        "served": counts["served"] + came,
        "served_of": counts["served_of"] + further,
        "served_coverage": usual if pd.isna(coverage) else coverage,
        "incident_trials": row["incident_trials"],
        "raw_score": points / np.maximum(scored, 1),
        "threshold": row["threshold"],
        "p_below": found.p_below,
    }
