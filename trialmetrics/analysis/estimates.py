"""Fits the statistical model to the measures, and reads estimates per candidate from it."""

from typing import Protocol

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis.candidates import places
from trialmetrics.evidence.severity import linked
from trialmetrics.policy import Policy
from trialmetrics.vocabulary import NOTHING

SILENT = "ignored"  # the one state of trials that came to nothing that scores 0


class Sums(Protocol):
    """The measures that the model is fitted to."""

    @property
    def candidate_tester_sum(self) -> pd.DataFrame: ...
    @property
    def nothing_sum(self) -> pd.DataFrame: ...


def posterior(judged: pd.DataFrame, sums: Sums, policy: Policy) -> "evidence.Posterior | None":
    """The model fitted to the candidates of `judged` that are `is_modelled`; None where there are none."""
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
    """The measure `candidate_tester_sum` as input of the model, with candidates numbered among those that are `is_modelled`."""
    numbers = np.cumsum(is_modelled(judged)) - 1
    return evidence.Cells(
        numbers[places(judged, tester_sums)],
        pd.factorize(tester_sums["tester"], sort=True)[0],
        *(tester_sums[name].to_numpy(dtype=float) for name in ("n", "sum_y", "sum_yy")),
    )


def is_modelled(judged: pd.DataFrame) -> np.ndarray:
    """Which candidates (S,) the model includes, yes/no: those with a judged trial that is scored or counted in `served_of`."""
    return ((judged["scored_trials"] > 0) | (judged["served_of"] > 0)).to_numpy()


def worth_of_nothing(judged: pd.DataFrame, sums: pd.DataFrame, policy: Policy) -> float:
    """The points that a trial that came to nothing is worth: the mean worth of their states over all of them, scored or not.

    Silence is worth 0. A brush-off or a drop is worth the mean of the scored trials in that state, at most the state's cap;
    states without a scored trial are left out. `sums`: the measure `nothing_sum`.
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
    """Values of the modelled candidates as an array over all candidates (S,); NaN for those without a scored trial."""
    expanded = np.full(len(judged), np.nan)
    expanded[is_modelled(judged)] = values
    return np.where(judged["scored_trials"].to_numpy() > 0, expanded, np.nan)


def p_below(model: "evidence.Posterior | None", judged: pd.DataFrame, threshold: np.ndarray) -> np.ndarray:
    """P(true score < threshold) per candidate (S,); NaN without a scored trial. `threshold`: (S,)."""
    if model is None:
        return np.full(len(judged), np.nan)
    return expand_to_all(judged, model.below(threshold[is_modelled(judged)]))


def trials_to_settle(model: "evidence.Posterior | None", judged: pd.DataFrame, policy: Policy) -> np.ndarray:
    """Expected further trials until each candidate's score settles its verdict (S,), 1 to 99; NaN without a score."""
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
    """Which candidates (S,) only a trial by another tester can compare with the others.

    Their testers share no candidate with the other testers, so a strict tester cannot be told from a poor supplier, however
    many trials the same tester adds. `sums`: the measure `candidate_tester_sum`.
    """
    apart = np.full(len(judged), False)
    if model is None or sums["tester"].nunique() < 2:
        return apart
    place = places(judged, sums)
    tester, names = pd.factorize(sums["tester"], use_na_sentinel=False)
    tried = np.unique(place)
    group = linked(np.searchsorted(tried, place), tester, suppliers=len(tried), testers=len(names))
    sizes = np.bincount(group)
    # The single largest group is the reference; without one no group is, and every candidate is apart.
    largest = sizes == sizes.max()
    apart[tried] = ~largest[group] if largest.sum() == 1 else True
    return apart
