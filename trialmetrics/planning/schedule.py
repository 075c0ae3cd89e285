"""What to try next: per category the trials that are most likely to bring the invitations that are still wanted."""

from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.analysis import candidates, verdict
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.reasons import Reason
from trialmetrics.errors import TrialmetricsError
from trialmetrics.planning import grounds
from trialmetrics.planning.assignment import Assignment, not_before
from trialmetrics.planning.prospects import MOST_EACH, chances, outcomes
from trialmetrics.planning.result import LINE, Goal, Plan
from trialmetrics.text.language import _

WANTED = 3  # invitations per category, unless the reader says otherwise
LARGEST = 500  # trials in one plan, and candidates wanted in one category
LEAST = 0.1  # chance per trial from which a trial is worth placing
CLOSE = (
    0.5  # chance of an invitation, after at most MOST_EACH further trials, from which a candidate is close
)
RANGE = (0.1, 0.9)  # of the futures, between which a range lies


def plan(ranking: Ranking, *, invite: int = WANTED, trials: int | None = None) -> Plan:
    """The plan by which `invite` candidates of each category shown may be expected to be invited, or as many as can be.

    `trials`: place at most so many. Raises TrialmetricsError for a number out of range.
    """
    for number in (invite, trials):
        if number is not None and not 1 <= number <= LARGEST:
            raise TrialmetricsError(_("Give a whole number from 1 to {most}.").format(most=LARGEST))
    shown = ranking.suppliers
    needs = (shown["verdict"] == verdict.RETRY) | (
        (shown["verdict"] == verdict.PASS) & (shown["judged_running"] > 0)
    )
    rows = shown[needs].reset_index(drop=True)
    places, running = candidates.places(ranking.judged, rows), rows["judged_running"].to_numpy(dtype=int)
    chance = chances(ranking, places)
    category, undecided = rows["category"].to_numpy(), (rows["verdict"] == verdict.RETRY).to_numpy()
    settled = shown[~needs & (shown["verdict"] == verdict.PASS)].groupby("category").size().to_dict()
    free = undecided & (running == 0) & (rows["rule"] != verdict.ALL_DECLINED).to_numpy()
    taken = _allocate(chance, free, category, settled, invite, trials)
    further = np.zeros(len(ranking.judged), dtype=int)
    further[places] = taken + running
    after = outcomes(ranking, further) & ranking.shown
    goals = []
    for name, every in shown.groupby("category"):
        mine = category == name
        invited = after[:, ranking.judged["category"] == name].sum(axis=1)
        low, high = np.quantile(invited, RANGE, method="inverted_cdf").astype(int).tolist()
        goals.append(
            Goal(
                category=str(name),
                wanted=invite,
                candidates=len(every),
                invited=int((every["verdict"] == verdict.PASS).sum()),
                undecided=int((every["verdict"] == verdict.RETRY).sum()),
                close=int((chance[mine & undecided].max(axis=1, initial=0) >= CLOSE).sum()),
                trials=int(taken[mine].sum()),
                low=low,
                high=high,
                at_risk=_names(rows[mine & ~undecided]),
            )
        )
    return Plan(
        wanted=invite,
        goals=goals,
        lines=_lines(ranking, rows, taken, after[:, places].mean(axis=0)),
        waiting=_names(rows[undecided & (rows["judged_running"] > 0)]),
        declined=_names(rows[rows["rule"] == verdict.ALL_DECLINED]),
        thin=_names(rows[rows["rule"] == verdict.THIN_COVERAGE]),
        currency=ranking.policy.currency,
    )


def next_step(ranking: Ranking, supplier_key: str, category: str) -> list[Reason]:
    """What to try next with one candidate that has no verdict, as codes with figures; empty where it has one."""
    judged = ranking.judged
    mine = (judged["supplier_key"] == supplier_key) & (judged["category"] == category)
    rows = judged[mine & (judged["verdict"] == verdict.RETRY)]
    if rows.empty:
        return []
    row = rows.iloc[0].to_dict()
    if row["rule"] == verdict.ALL_DECLINED:
        return [grounds.why(row)]
    if running := int(row["judged_running"]):
        return [grounds.running(running)]
    chance = chances(ranking, candidates.places(judged, rows))
    steps = _steps(chance[0])
    if not steps:
        return [grounds.why(row), grounds.unlikely()]
    number = steps[0][1]
    line = _lines(ranking, rows, np.array([number]), chance[:, number]).iloc[0].to_dict()
    return [line["why"], *grounds.placed(line)]


def _steps(chance: np.ndarray) -> list[tuple[float, int]]:
    """How further trials are best placed with a candidate, from its chances (1 + MOST_EACH,): gain per trial, and number
    of trials, one step after the other. A trial that brings nothing alone may do so with the next one."""
    steps, at = [], 0
    while at < MOST_EACH:
        gains = (chance[at + 1 :] - chance[at]) / np.arange(1, len(chance) - at)
        best = int(np.argmax(gains))
        if gains[best] < LEAST:
            break
        steps.append((float(gains[best]), best + 1))
        at += best + 1
    return steps


def _allocate(
    chance: np.ndarray,
    free: np.ndarray,
    category: np.ndarray,
    settled: dict[Any, int],
    wanted: int,
    most: int | None,
) -> np.ndarray:
    """How many trials each candidate gets (C,): where one more is likeliest to bring an invitation, until as many as are
    wanted may be expected in its category, or `most` are placed.

    `chance` (C, 1 + MOST_EACH); `free` (C,): may get trials; `settled`: invitations per category that stay.
    """
    expected = {name: settled.get(name, 0) + chance[category == name, 0].sum() for name in set(category)}
    number, left = np.zeros(len(chance), dtype=int), LARGEST if most is None else most
    steps = [(gain, place, n) for place in np.flatnonzero(free) for gain, n in _steps(chance[place])]
    passed = set()
    for gain, place, n in sorted(steps, key=lambda step: -step[0]):
        if expected[category[place]] >= wanted or n > left or place in passed:
            passed.add(place)
            continue
        number[place] += n
        expected[category[place]] += gain * n
        left -= n
    return number


def _lines(ranking: Ranking, rows: pd.DataFrame, number: np.ndarray, chance: np.ndarray) -> pd.DataFrame:
    """The plan's lines, from the number of trials and the chance of an invitation after them of each row."""
    trials, today = ranking.trials, ranking.as_of.date()
    valued = trials[trials["currency"] == ranking.policy.currency]
    values = valued[valued["order_class"] == "small"].groupby("category")["order_value"].mean()
    last = trials.groupby("supplier_key")["requested_at"].max()
    testers, lines = Assignment(trials), []
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
            | {"chance": float(chance[place]), "why": grounds.why(row)}
        )
    return pd.DataFrame(lines, columns=list(LINE))


def _names(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["supplier"]), key=str.casefold)
