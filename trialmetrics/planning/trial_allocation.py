"""Makes the plan: per category, the further trials most likely to bring the invitations still wanted."""

from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.analysis import candidates, verdict
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.reasons import Reason
from trialmetrics.errors import TrialmetricsError
from trialmetrics.planning import plan_reasons
from trialmetrics.planning.invitation_chance import MAX_TRIALS_EACH, invitation_chances, simulate_invitations
from trialmetrics.planning.result import LINE, Goal, Plan
from trialmetrics.planning.tester_assignment import Assignment, not_before
from trialmetrics.text.language import _

DEFAULT_INVITATIONS = 3  # invitations per category, unless the caller says otherwise
MAX_NUMBER = 500  # trials in one plan, and candidates wanted in one category
MIN_GAIN = 0.1  # a trial must raise the chance of an invitation by this much to be placed
CLOSE_CHANCE = 0.5  # from this chance of an invitation after at most MAX_TRIALS_EACH further trials, a candidate is close
EXPECTED_RANGE = (0.1, 0.9)  # quantiles of the simulated number of invitations


def plan(ranking: Ranking, *, invite: int = DEFAULT_INVITATIONS, trials: int | None = None) -> Plan:
    """The plan expected to bring `invite` invitations in each category shown, or as many as possible.

    `trials`: the most that the plan may place. Raises TrialmetricsError for a number out of range.
    """
    for number in (invite, trials):
        if number is not None and not 1 <= number <= MAX_NUMBER:
            raise TrialmetricsError(_("Give a whole number from 1 to {most}.").format(most=MAX_NUMBER))
    shown = ranking.suppliers
    needs = (shown["verdict"] == verdict.RETRY) | (
        (shown["verdict"] == verdict.PASS) & (shown["judged_running"] > 0)
    )
    rows = shown[needs].reset_index(drop=True)
    places, running = candidates.places(ranking.judged, rows), rows["judged_running"].to_numpy(dtype=int)
    chance = invitation_chances(ranking, places)
    category, undecided = rows["category"].to_numpy(), (rows["verdict"] == verdict.RETRY).to_numpy()
    certain = shown[~needs & (shown["verdict"] == verdict.PASS)].groupby("category").size().to_dict()
    eligible = undecided & (running == 0) & (rows["rule"] != verdict.ALL_DECLINED).to_numpy()
    allocated = _allocate(chance, eligible, category, certain, invite, trials)
    further = np.zeros(len(ranking.judged), dtype=int)
    further[places] = allocated + running
    invited_after = simulate_invitations(ranking, further) & ranking.shown
    goals = []
    for name, shown_here in shown.groupby("category"):
        in_category = category == name
        invited = invited_after[:, ranking.judged["category"] == name].sum(axis=1)
        low, high = np.quantile(invited, EXPECTED_RANGE, method="inverted_cdf").astype(int).tolist()
        goals.append(
            Goal(
                category=str(name),
                wanted=invite,
                candidates=len(shown_here),
                invited=int((shown_here["verdict"] == verdict.PASS).sum()),
                undecided=int((shown_here["verdict"] == verdict.RETRY).sum()),
                close=int((chance[in_category & undecided].max(axis=1, initial=0) >= CLOSE_CHANCE).sum()),
                trials=int(allocated[in_category].sum()),
                low=low,
                high=high,
                at_risk=_supplier_names(rows[in_category & ~undecided]),
            )
        )
    return Plan(
        wanted=invite,
        goals=goals,
        lines=_lines(ranking, rows, allocated, invited_after[:, places].mean(axis=0)),
        waiting=_supplier_names(rows[undecided & (rows["judged_running"] > 0)]),
        declined=_supplier_names(rows[rows["rule"] == verdict.ALL_DECLINED]),
        thin=_supplier_names(rows[rows["rule"] == verdict.THIN_COVERAGE]),
        to_judge=_supplier_names(
            rows[undecided & rows["vetoes"].map(lambda vetoes: verdict.INCIDENT in vetoes).to_numpy(bool)]
        ),
        currency=ranking.policy.currency,
    )


def next_trials(ranking: Ranking, candidate: np.ndarray) -> list[Reason]:
    """The next trials with one undecided candidate, a mask over `ranking.judged`; empty where none is likely to help."""
    rows = ranking.judged[candidate]
    chance = invitation_chances(ranking, np.flatnonzero(candidate))
    steps = _steps(chance[0])
    if not steps:
        return []
    number = steps[0][1]
    line = _lines(ranking, rows, np.array([number]), chance[:, number]).iloc[0].to_dict()
    return plan_reasons.trials_to_place(line)


def _steps(chance: np.ndarray) -> list[tuple[float, int]]:
    """The best order of further trials with one candidate, as steps of (gain in chance per trial, number of trials).

    `chance`: of an invitation after 0, 1, ... further trials, (1 + MAX_TRIALS_EACH,). A step may have several trials, since one
    that gains nothing alone may do so together with the next.
    """
    steps, placed = [], 0
    while placed < MAX_TRIALS_EACH:
        gains = (chance[placed + 1 :] - chance[placed]) / np.arange(1, len(chance) - placed)
        best = int(np.argmax(gains))
        if gains[best] < MIN_GAIN:
            break
        steps.append((float(gains[best]), best + 1))
        placed += best + 1
    return steps


def _allocate(
    chance: np.ndarray,
    eligible: np.ndarray,
    category: np.ndarray,
    certain: dict[Any, int],
    wanted: int,
    max_trials: int | None,
) -> np.ndarray:
    """Number of trials for each candidate (C,): the step with the largest gain first, until `wanted` invitations are
    expected in its category or `max_trials` are placed.

    `chance` (C, 1 + MAX_TRIALS_EACH); `eligible` (C,): may get trials; `certain`: settled invitations by category.
    """
    expected = {name: certain.get(name, 0) + chance[category == name, 0].sum() for name in set(category)}
    number, remaining = np.zeros(len(chance), dtype=int), MAX_NUMBER if max_trials is None else max_trials
    steps = [(gain, place, n) for place in np.flatnonzero(eligible) for gain, n in _steps(chance[place])]
    skipped = set()
    for gain, place, n in sorted(steps, key=lambda step: -step[0]):
        if expected[category[place]] >= wanted or n > remaining or place in skipped:
            skipped.add(place)
            continue
        number[place] += n
        expected[category[place]] += gain * n
        remaining -= n
    return number


def _lines(ranking: Ranking, rows: pd.DataFrame, number: np.ndarray, chance: np.ndarray) -> pd.DataFrame:
    """The lines of the plan, from each row's number of trials and its chance of an invitation after them."""
    spend, today = ranking.measures.candidate_spend, ranking.as_of.date()
    small = spend[spend["currency"] == ranking.policy.currency].groupby("category")
    values = small["small_amount"].sum() / small["small_trials"].sum()
    last = ranking.judged.groupby("supplier_key")["last_request_at"].max()
    testers, lines = Assignment(ranking.measures.candidate_tester), []
    for place in np.argsort(-chance, kind="stable"):
        n = int(number[place])
        if not n:
            continue
        row = rows.iloc[place].to_dict()
        key, latest = row["supplier_key"], last.get(row["supplier_key"])
        lines.append(
            {name: row[name] for name in ("supplier_key", "supplier", "category")}
            | {"trials": n, "testers": testers.choose(key, n)}
            | {"not_before": None if pd.isna(latest) else not_before(latest.date(), today)}
            | {"cost": n * values.get(row["category"], np.nan)}
            | {"chance": float(chance[place]), "why": plan_reasons.reason_for_trials(row)}
        )
    return pd.DataFrame(lines, columns=list(LINE))


def _supplier_names(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["supplier"]), key=str.casefold)
