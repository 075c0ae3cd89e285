"""Where further trials settle most: the best way to spend a budget on suppliers, before any of them is placed."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from trialmetrics.evidence.further import after, chances
from trialmetrics.evidence.rejection import rejection_set, room

MOST_EACH = 8  # further trials with one supplier in one plan; more would give the test away
FUTURES = 400  # drawn; the same ones for every plan that is compared
CELLS = 4_000_000  # futures times suppliers, at most
BUDGET_STEPS = 1000  # into which an amount of money is cut
# Rule 4 rejects a supplier from a probability that depends on the others; plans are made for each of these.
REJECTED_FROM = (0.75, 0.8, 0.85, 0.9, 0.95)


class Rules(NamedTuple):
    """When a supplier is clearly out or in, and what share of rejections may be wrong."""

    out_at: float
    in_at: float
    wrong: float


@dataclass(frozen=True)
class Outlook:
    """Where S suppliers stand, arrays (S,).

    `mean`, `sd` of the true scores, `noise` points between trials, `threshold`, `p_below`; `open` yes/no: without a
    verdict; `judged` yes/no: in or open to the choice of rejections, once it has its trials; `missing`: further scored
    trials before a verdict may be spoken; `coming`: trials that run already.
    """

    mean: np.ndarray
    sd: np.ndarray
    noise: np.ndarray
    threshold: np.ndarray
    p_below: np.ndarray
    open: np.ndarray
    judged: np.ndarray
    missing: np.ndarray
    coming: np.ndarray
    rules: Rules

    def settled(self, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Chances (S,), (S,) that after `n` (S,) further trials a supplier is clearly out or in, and has a verdict.

        Over futures drawn jointly, as rule 4 chooses its rejections among all of them.
        """
        more = n + self.coming
        left, moves = after(self.sd, self.noise, more)
        means = self.mean + moves * self._futures
        p_below = np.where(more > 0, ndtr((self.threshold - means) / left), self.p_below)
        judged = self.judged & (more >= self.missing)
        rejected = rejection_set(p_below, judged, self.rules.out_at, self.rules.wrong)
        into, out = p_below <= self.rules.in_at, p_below >= self.rules.out_at
        return (out | into).mean(axis=0), (rejected | (judged & into)).mean(axis=0)

    @cached_property
    def _futures(self) -> np.ndarray:
        draws = max(50, min(FUTURES, CELLS // max(len(self.mean), 1)))
        return np.random.default_rng(0).standard_normal((draws, len(self.mean)))

    @property
    def doubtful(self) -> np.ndarray:
        """Who is open and neither clearly out nor in (S,) yes/no."""
        return self.open & (self.p_below < self.rules.out_at) & (self.p_below > self.rules.in_at)

    def relevant(self) -> np.ndarray:
        """Who may matter (S,) yes/no: the open ones, and those among whom rule 4 chooses."""
        return self.open | (self.judged & (self.p_below >= self.rules.out_at))

    def of(self, chosen: np.ndarray) -> "Outlook":
        """The outlook of some of the suppliers."""
        names = (
            "mean", "sd", "noise", "threshold", "p_below", "open", "judged", "missing", "coming",
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


def best(outlook: Outlook, cost: np.ndarray, budgets: np.ndarray, impression: float) -> np.ndarray:
    """The number of further trials for each supplier that is worth most within each budget, (B, S) whole numbers.

    `cost` (S, 1 + MOST_EACH) of 0, 1, ... further trials. What is worth how much: see `worth`. Exact for suppliers one
    by one (a knapsack, by dynamic programming: what a trial is worth does not fall steadily, as a verdict needs
    several); where rule 4 ties suppliers together the best of several such plans is taken, compared over joint futures.
    """
    rows, n = np.flatnonzero(outlook.open), np.zeros((len(budgets), len(cost)), dtype=int)
    unit, steps = _steps(cost[rows], budgets)
    plans = [
        allocate(_worth(outlook, level, impression)[rows], steps, (budgets // unit).astype(int))
        for level in _rejected_from(outlook)
    ]
    for place, tried in enumerate(zip(*plans, strict=True)):
        found = np.zeros((len(tried), len(cost)), dtype=int)
        found[:, rows] = tried
        n[place] = max(np.unique(found, axis=0), key=lambda each: worth(outlook, each, impression))
    return n


def _steps(cost: np.ndarray, budgets: np.ndarray) -> tuple[float, np.ndarray]:
    """Costs in whole steps, rounded up so that no budget is exceeded, and the size of a step."""
    whole = not np.any(cost % 1) and budgets.max(initial=0) <= BUDGET_STEPS
    unit = 1.0 if whole else float(budgets.max()) / BUDGET_STEPS
    return unit, np.ceil(np.round(cost / unit, 6)).astype(int)


def worth(outlook: Outlook, n: np.ndarray, impression: float) -> float:
    """What a plan is expected to be worth: `impression` (0-1) for every doubtful supplier that becomes clear, and the rest
    of 1 for every one of the open that has a verdict. 0: the number of verdicts; 1: of doubts removed."""
    clear, verdict = outlook.settled(n)
    return float(_together(outlook, clear, verdict, impression)[outlook.open].sum())


def _together(outlook: Outlook, clear: np.ndarray, verdict: np.ndarray, impression: float) -> np.ndarray:
    return impression * clear * outlook.doubtful + (1 - impression) * verdict


def evenly(order: np.ndarray, suppliers: int, cost: np.ndarray, budget: float) -> np.ndarray:
    """One trial after the other round the suppliers in `order`, until the budget is spent: (S,) whole numbers."""
    n, spent = np.zeros(suppliers, dtype=int), 0.0
    while len(order):
        before = spent
        for each in order:
            step = cost[each, n[each] + 1] - cost[each, n[each]] if n[each] < MOST_EACH else np.inf
            if spent + step <= budget:
                n[each], spent = n[each] + 1, spent + step
        if spent == before:
            break
    return n


def allocate(value: np.ndarray, cost: np.ndarray, budgets: np.ndarray) -> np.ndarray:
    """For each budget and each of S rows one column n, (B, S): the values (S, N) add up to most, the costs (S, N) to at
    most the budget.

    Costs and budgets are whole numbers; costs rise from 0 at n = 0. Of equal plans the one with fewer trials.
    """
    limit = int(budgets.max(initial=0))
    most = np.zeros(limit + 1)
    chosen = np.zeros((len(value), limit + 1), dtype=np.int16)
    for row in range(len(value)):
        reached = most + value[row, 0]
        for n in range(1, value.shape[1]):
            step = cost[row, n]
            if step > limit:
                break
            candidate = most[: limit + 1 - step] + value[row, n]
            better = candidate > reached[step:] + 1e-12
            reached[step:][better] = candidate[better]
            chosen[row, step:][better] = n
        most = reached
    found, left = np.zeros((len(budgets), len(value)), dtype=int), budgets.copy()
    for row in range(len(value) - 1, -1, -1):
        found[:, row] = chosen[row, left]
        left = left - cost[row, found[:, row]]
    return found


def _rejected_from(outlook: Outlook) -> list[float]:
    rules = outlook.rules
    set_now = rejection_set(
        outlook.p_below, outlook.judged & (outlook.missing == 0), rules.out_at, rules.wrong
    )
    levels = {max(rules.out_at, each) for each in REJECTED_FROM}
    return sorted(levels | {min(room(outlook.p_below, set_now, rules.out_at, rules.wrong), 0.999)})


def _worth(outlook: Outlook, rejected_from: float, impression: float) -> np.ndarray:
    """What 0, 1, ... further trials with each supplier are worth (S, 1 + MOST_EACH), taken by itself."""
    rules, found = outlook.rules, []
    for n in range(MOST_EACH + 1):
        more = n + outlook.coming
        clear = _clear(outlook, more, rules.out_at)
        verdict = np.where(more >= outlook.missing, _clear(outlook, more, rejected_from), 0.0)
        found.append(_together(outlook, clear, verdict, impression))
    return np.where(outlook.open[:, None], np.stack(found, axis=1), 0.0)


def _clear(outlook: Outlook, more: np.ndarray, out_at: float) -> np.ndarray:
    """Chance (S,) to be clearly out, from `out_at`, or in, after `more` (S,) further trials."""
    s, in_at = outlook, outlook.rules.in_at
    now = (s.p_below >= out_at) | (s.p_below <= in_at)
    then = sum(chances(s.mean, s.sd, s.noise, s.threshold, out_at, in_at, np.maximum(more, 1)))
    return np.where(more > 0, then, now)
