"""The model of all candidates, from the measures, and what it says of each."""

from typing import Protocol

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis.candidates import places
from trialmetrics.evidence.severity import linked
from trialmetrics.policy import Policy
from trialmetrics.vocabulary import NOTHING

SILENT = "ignored"  # of the trials that came to nothing, the one that is worth nothing at all


class Sums(Protocol):
    """The measures that the model rests on."""

    @property
    def candidate_tester_sum(self) -> pd.DataFrame: ...
    @property
    def nothing_sum(self) -> pd.DataFrame: ...


def posterior(judged: pd.DataFrame, sums: Sums, policy: Policy) -> "evidence.Posterior | None":
    """The model of the candidates in `judged` that are `modelled`; None where there is none."""
    some = judged[is_modelled(judged)]
    if some.empty:
        return None
    return evidence.fit(
        cells(judged, sums.candidate_tester_sum),
        pd.factorize(some["category"], sort=True)[0],
        (some["served_of"] - some["served"]).to_numpy(dtype=int),
        some["served_of"].to_numpy(dtype=int),
        zero=worth_of_nothing(judged, sums.nothing_sum, policy),
    )


def cells(judged: pd.DataFrame, tester_sums: pd.DataFrame) -> evidence.Cells:
    """The measure `candidate_tester_sum` as the model takes it: candidates numbered among those that are `modelled`."""
    numbers = np.cumsum(is_modelled(judged)) - 1
    return evidence.Cells(
        numbers[places(judged, tester_sums)],
        pd.factorize(tester_sums["tester"], sort=True)[0],
        *(tester_sums[name].to_numpy(dtype=float) for name in ("n", "sum_y", "sum_yy")),
    )


def is_modelled(judged: pd.DataFrame) -> np.ndarray:
    """Whether the model knows each candidate, yes/no: one of its judged trials is scored, or in `served_of`."""
    return ((judged["scored_trials"] > 0) | (judged["served_of"] > 0)).to_numpy()


def worth_of_nothing(judged: pd.DataFrame, sums: pd.DataFrame, policy: Policy) -> float:
    """What a trial that came to nothing is worth, in points: the mean over all of them, scored or not, of their state's worth.

    Silence is worth 0; a brush-off or a drop what the scored ones of all candidates score on average, at most the cap of the
    state. States of which that is not known are left out. `sums`: the measure `nothing_sum`.
    """
    scored = sums.groupby("state")[["n", "sum_y"]].sum()
    worth = {
        state: min(row["sum_y"] / row["n"], policy.caps.get(state, 100.0))
        for state, row in scored[scored["n"] > 0].iterrows()
    } | {SILENT: 0.0}
    number = {state: judged[f"judged_{state}"].sum() for state in NOTHING if state in worth}
    total = sum(number.values())
    return float(sum(number[state] * worth[state] for state in number) / total) if total else 0.0


def expand_to_all(judged: pd.DataFrame, values: np.ndarray | float) -> np.ndarray:
    """Values of the candidates that the model knows, laid out over all; NaN for those without a scored trial."""
    laid = np.full(len(judged), np.nan)
    laid[is_modelled(judged)] = values
    return np.where(judged["scored_trials"].to_numpy() > 0, laid, np.nan)


def p_below(model: "evidence.Posterior | None", judged: pd.DataFrame, threshold: np.ndarray) -> np.ndarray:
    """P(true score < threshold) of each candidate; NaN without a scored trial."""
    if model is None:
        return np.full(len(judged), np.nan)
    return expand_to_all(judged, model.below(threshold[is_modelled(judged)]))


def trials_to_settle(model: "evidence.Posterior | None", judged: pd.DataFrame, policy: Policy) -> np.ndarray:
    """Further trials that are expected to settle each candidate's score, 1 to 99; NaN where the model knows nothing."""
    if model is None:
        return np.full(len(judged), np.nan)
    limits = policy.evidence
    with np.errstate(invalid="ignore"):
        needed = evidence.further_trials(
            judged["p_below"].to_numpy(dtype=float),
            judged["score_sd"].to_numpy(dtype=float),
            judged["trial_noise"].to_numpy(dtype=float),
            out_at=limits.out_at,
            in_at=limits.in_at,
        )
    return np.where(judged["score"].notna(), needed, np.nan)


def only_other_tester(
    model: "evidence.Posterior | None", judged: pd.DataFrame, sums: pd.DataFrame
) -> np.ndarray:
    """Of each candidate whether its testers tried only candidates that nobody else tried, while there are others.

    Then a strict tester cannot be told from a poor supplier, however many trials the same tester adds. `sums`: the
    measure `candidate_tester_sum`.
    """
    apart = np.full(len(judged), False)
    if model is None or sums["tester"].nunique() < 2:
        return apart
    place = places(judged, sums)
    tester, names = pd.factorize(sums["tester"], use_na_sentinel=False)
    tried = np.unique(place)
    group = linked(np.searchsorted(tried, place), tester, suppliers=len(tried), testers=len(names))
    sizes = np.bincount(group)
    # Most are compared within the largest group, where there is one: the others stand apart from it.
    largest = sizes == sizes.max()
    apart[tried] = ~largest[group] if largest.sum() == 1 else True
    return apart
