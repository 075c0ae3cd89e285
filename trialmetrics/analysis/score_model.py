"""Everything about the candidates that no threshold changes: scores with intervals, knock-outs, changes between rounds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, quotes, rounds, small_orders, verdict
from trialmetrics.analysis.candidates import candidates
from trialmetrics.analysis.filters import Filters
from trialmetrics.engine import Measures
from trialmetrics.policy import Policy

NARROW = 0.5  # probability of the narrower of the two intervals of a score


@dataclass(frozen=True)
class Basis:
    """The `measures` of the trials that `chosen` selects (its categories are ignored), under a policy as of a moment."""

    measures: Measures
    policy: Policy
    chosen: Filters
    as_of: datetime


@dataclass(frozen=True)
class ScoreModel:
    """`candidates`: one row per candidate, by supplier key and category; `posterior`: the fitted model, None where no candidate
    can be modelled."""

    basis: Basis
    candidates: pd.DataFrame
    posterior: "evidence.Posterior | None"


def score_model(basis: Basis) -> ScoreModel:
    """Fit the model to these measures, and add to each candidate what follows from it."""
    measures, policy = basis.measures, basis.policy
    rows = candidates(measures)
    posterior = estimates.posterior(rows, measures, policy)
    rows = rows.assign(
        **_scores(rows, posterior, policy),
        **small_orders.penalties(rows, measures.candidate_class_sum, policy),
    )
    knock_outs = verdict.knock_outs(policy, rows, measures.candidate_knock_out_count)
    rows = rows.assign(
        knock_outs=pd.Series(knock_outs, dtype=object),
        knocked=np.array([bool(names) for names in knock_outs], dtype=bool),
        only_other_tester=estimates.only_other_tester(posterior, rows, measures.candidate_tester_sum),
        round_change=rounds.changes(rows, measures.candidate_round, policy.evidence.clearly),
        together=rounds.together(rows, measures.candidate_round),
        quotes=quotes.deciding(rows, measures.candidate_quote),
    )
    return ScoreModel(basis, rows, posterior)


def _scores(rows: pd.DataFrame, posterior: "evidence.Posterior | None", policy: Policy) -> dict[str, Any]:
    """Columns of the score: mean, standard deviation, both intervals, and the noise of a trial; NaN where unknown."""
    names = (
        "score", "score_sd", "score_low", "score_high", "score_low_50", "score_high_50", "trial_noise",
    )  # fmt: skip
    if posterior is None:
        return dict.fromkeys(names, np.nan)
    values = [posterior.mean, posterior.sd, *posterior.interval(policy.evidence.interval)]
    values += [*posterior.interval(NARROW), evidence.trial_noise(posterior)]
    return {name: estimates.expand_to_all(rows, column) for name, column in zip(names, values, strict=True)}
